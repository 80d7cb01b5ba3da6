"""Whatever its page does, an entry ends in exactly one counted outcome."""

import asyncio
from datetime import timedelta

import pytest

from monitor.core.errors import FetchError, FetchFailure, StoreUnavailable, WorkerError
from monitor.pipeline.findings import RulesMoved
from monitor.pipeline.pages import RETRY_WAITS
from tests.fakes.fetcher import Page, missing, temporary
from tests.fakes.gate import Gate
from tests.pipeline.desk import FEED, PAGES, SECOND_FEED, Desk, entry, rule, rules, story

ARTICLE = "https://news.example/a"
RULES = rules(rule("strikes"), feeds=PAGES)
BOTH_PAGES = PAGES.rstrip().removesuffix("]") + f", {{feed: {SECOND_FEED}, name: Agency, backlog: all, every: 1m}}]\n"


def page(name: str = "a", *, text: str | None = None, title: str = "") -> str:
    shown = text if text is not None else story(name)
    return (
        f"<!doctype html><html lang=en><title>{title or f'Page {name}'}</title><body><article>"
        f"<h1>{title or f'Page {name}'}</h1><p>{shown}</p></article></body></html>"
    )


def said(desk: Desk) -> list[tuple[str, str]]:
    return [(str(one.state), one.reason) for one in desk.entries]


def states(desk: Desk) -> list[str]:
    articles = desk.look(lambda tx: list(reversed(tx.articles.list())))
    return [str(stored.article.state) for stored in articles]


async def test_the_page_behind_an_entry_is_read_and_matched(desk: Desk) -> None:
    desk.publish(entry("a", "No such thing."))
    desk.fetcher.pages[ARTICLE] = Page(body=page())
    await desk.open(RULES)

    await desk.cycle(timedelta(0))

    assert said(desk) == [("read", "")]
    assert states(desk) == ["full"]
    assert [match.match.rule for match in desk.matches] == ["strikes"]
    assert desk.matches[0].article.title == "Page a"


async def test_an_article_that_no_rule_matches_is_read_and_opens_no_story(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = Page(body=page(text=story("a", topic="fair")))
    await desk.open(RULES)

    await desk.work()

    assert said(desk) == [("read", "")]
    stored = desk.look(lambda tx: tx.articles.list()[0])
    assert (stored.matched, stored.story_id, desk.alerts) == (False, None, [])


async def test_a_page_that_fails_for_the_time_being_is_tried_again_and_read_when_it_is_back(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = [temporary(), temporary("timed out after 30 s"), Page(body=page())]
    await desk.open(RULES)

    await desk.work()
    assert said(desk) == [("waiting", "HTTP 503")]
    await desk.cycle(timedelta(seconds=59))
    assert desk.fetcher.count(ARTICLE) == 1
    await desk.cycle(timedelta(seconds=1))
    assert said(desk) == [("waiting", "timed out after 30 s")]
    await desk.cycle(RETRY_WAITS[1])

    assert said(desk) == [("read", "")]
    assert states(desk) == ["full"]


async def test_after_the_last_retry_the_entry_fails_and_what_the_feed_carried_is_matched(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = temporary()
    await desk.open(RULES)

    await desk.work()
    for wait in RETRY_WAITS:
        assert said(desk) == [("waiting", "HTTP 503")]
        assert desk.matches == []
        await desk.cycle(wait)

    assert desk.fetcher.count(ARTICLE) == len(RETRY_WAITS) + 1
    assert said(desk) == [("failed", "HTTP 503")]
    assert states(desk) == ["failed"]
    assert [match.match.rule for match in desk.matches] == ["strikes"]
    assert desk.counts.failures == {"HTTP 503": 1}


async def test_a_site_that_asks_for_time_gets_it(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = [temporary("HTTP 429", retry_after_s=3600), Page(body=page())]
    await desk.open(RULES)

    await desk.work()
    await desk.cycle(timedelta(minutes=59))
    assert desk.fetcher.count(ARTICLE) == 1
    await desk.cycle(timedelta(minutes=1))

    assert said(desk) == [("read", "")]


@pytest.mark.parametrize(
    "failure",
    [missing(), FetchError("HTTP 403", failure=FetchFailure.HARD), FetchError("x", failure=FetchFailure.GONE)],
)
async def test_a_dead_link_fails_at_once_and_the_feeds_text_is_matched(desk: Desk, failure: FetchError) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = failure
    await desk.open(RULES)

    await desk.work()

    assert said(desk) == [("failed", failure.reason)]
    assert states(desk) == ["failed"]
    assert len(desk.alerts) == 1


async def test_a_pdf_is_no_page_and_the_feeds_text_is_matched(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = Page(body=b"%PDF-1.7 strike")
    await desk.open(RULES)

    await desk.work()

    assert said(desk) == [("failed", "a PDF")]
    assert len(desk.alerts) == 1


async def test_a_parser_that_was_killed_costs_the_page_and_not_the_feeds_text(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = Page(body=page(text="Nothing."))
    desk.workers.faults["read_page"] = [WorkerError("out of memory")]
    await desk.open(RULES)

    await desk.work()

    assert said(desk) == [("failed", "out of memory")]
    assert len(desk.alerts) == 1


async def test_where_even_the_feeds_text_breaks_a_parser_the_headline_is_matched(desk: Desk) -> None:
    desk.publish(entry("a", title="A strike at the port"))
    desk.fetcher.pages[ARTICLE] = missing()
    desk.workers.faults["read_carried"] = [WorkerError("worker crashed")]
    await desk.open(RULES)

    await desk.work()

    assert [match.article.title for match in desk.matches] == ["A strike at the port"]
    assert desk.matches[0].article.site == "Wire"


async def test_text_feed_never_fetches_the_page(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = Page(body=page())
    await desk.open(rules(rule("strikes")))

    await desk.work()

    assert desk.fetcher.count(ARTICLE) == 0
    assert (said(desk), states(desk)) == ([("read", "")], ["feed"])
    assert len(desk.alerts) == 1


async def test_the_language_of_the_feed_is_that_of_its_articles(desk: Desk) -> None:
    feeds = PAGES.replace("tags: [port]", "language: fr, text: feed")
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes", where="{languages: [fr]}"), feeds=feeds))

    await desk.work()

    assert len(desk.alerts) == 1


async def test_entries_without_a_link_are_articles_of_their_own(desk: Desk) -> None:
    desk.publish(entry("a", url=""), entry("b", url=""))
    await desk.open(RULES)

    await desk.work()
    await desk.deliver(hurry=True)

    assert said(desk) == [("read", ""), ("read", "")]
    assert len(desk.alerts) == 2
    assert sorted(message.title for message in desk.console.standing) == ["Headline a", "Headline b"]


async def test_an_entry_without_a_link_is_read_once_whatever_stops_in_between(desk: Desk) -> None:
    desk.publish(entry("a", url=""))
    await desk.open(RULES)
    desk.observer.faults["transaction 2"] = StoreUnavailable("the disk is full")

    with pytest.raises(StoreUnavailable):
        await desk.work()
    assert said(desk) == [("waiting", "")]
    assert desk.look(lambda tx: tx.articles.list()) == []
    await desk.work()

    assert said(desk) == [("read", "")]
    assert len(desk.alerts) == 1


async def test_two_entries_of_one_article_in_one_batch_are_one_article_and_one_alert(desk: Desk) -> None:
    desk.publish(entry("a"), entry("b", url=f"{ARTICLE}?utm_source=rss"))
    desk.fetcher.pages[ARTICLE] = Page(body=page())
    await desk.open(RULES)

    await desk.work()

    assert said(desk) == [("read", ""), ("duplicate", "known article")]
    assert desk.fetcher.count(ARTICLE) == 1
    assert (len(desk.alerts), len(desk.matches)) == (1, 1)


async def test_links_that_redirect_to_one_article_are_one_article(desk: Desk) -> None:
    links = ["https://short.example/1", "https://short.example/2"]
    desk.publish(*(entry(f"e{place}", url=link) for place, link in enumerate(links)))
    for link in links:
        desk.fetcher.pages[link] = Page(body=page(), url=ARTICLE)
    await desk.open(RULES)

    await desk.work()

    assert sorted(state for state, _ in said(desk)) == ["duplicate", "read"]
    assert (len(desk.alerts), len(desk.matches)) == (1, 1)


@pytest.mark.parametrize(
    ("leads_to", "body"),
    [
        ("https://news.example/", page(text=story("front", topic="fair"))),
        ("https://news.example/login", "<!doctype html><title>Log in</title><p></p>"),
        ("https://consent.news.example/ask", "<!doctype html><title>Before you go on</title><p>We value privacy"),
    ],
)
async def test_links_that_all_lead_to_one_page_that_is_no_article_keep_what_each_of_their_entries_says(
    desk: Desk, leads_to: str, body: str
) -> None:
    names = ["a", "b", "c"]
    desk.publish(*map(entry, names))
    for name in names:
        desk.fetcher.pages[f"https://news.example/{name}"] = Page(body=body, url=leads_to)
    await desk.open(RULES)

    await desk.work()
    await desk.deliver(hurry=True)

    assert sorted(message.title for message in desk.console.standing) == ["Headline a", "Headline b", "Headline c"]
    assert "duplicate" not in desk.counts.entries


async def test_a_fault_of_the_program_costs_one_entry_which_is_tried_again_and_counted_in_the_end(desk: Desk) -> None:
    desk.publish(entry("a"), entry("b"))
    desk.fetcher.pages[ARTICLE] = ValueError("nobody thought of this")
    desk.fetcher.pages["https://news.example/b"] = Page(body=page("b"))
    await desk.open(RULES)

    await desk.work()
    assert said(desk) == [("waiting", "internal error: ValueError"), ("read", "")]
    for wait in RETRY_WAITS:
        await desk.cycle(wait)

    assert said(desk) == [("failed", "internal error: ValueError"), ("read", "")]
    assert desk.counts.failures == {"internal error: ValueError": 1}
    assert len(desk.observer.of("stage failed")) == len(RETRY_WAITS) + 1
    assert "nobody thought of this" in str(desk.observer.of("stage failed")[0]["trace"])


async def test_a_store_that_is_unavailable_is_no_fault_of_the_entry(desk: Desk) -> None:
    desk.publish(entry("a"), entry("b"))
    for name in ("a", "b"):
        desk.fetcher.pages[f"https://news.example/{name}"] = Page(body=page(name))
    await desk.open(RULES)
    desk.observer.faults["transaction 2"] = StoreUnavailable("the disk is full")

    with pytest.raises(StoreUnavailable):
        await desk.work()

    assert sorted(said(desk)) == [("read", ""), ("waiting", "")], "the other entry went on to its end"
    await desk.work()
    assert said(desk) == [("read", ""), ("read", "")]
    assert len(desk.alerts) == 2


async def test_entries_of_a_feed_that_left_the_rules_are_read_all_the_same(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = [temporary(), Page(body=page())]
    await desk.open(RULES)
    await desk.work()

    await desk.open(rules(rule("strikes"), feeds=""))
    await desk.cycle(timedelta(minutes=1))

    assert said(desk) == [("read", "")]
    assert len(desk.console.standing) == 0
    assert len(desk.alerts) == 1


async def test_newer_rules_stop_the_work_before_anything_is_fetched(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(RULES)
    await desk.ledger.write(lambda tx, now: tx.rule_sets.add("rules of another daemon", now=now))

    with pytest.raises(RulesMoved, match="another daemon"):
        await desk.work()

    assert desk.fetcher.requests == []
    await desk.open(RULES)
    await desk.work()
    assert said(desk) == [("failed", "HTTP 404")]


async def test_rules_that_move_while_a_page_is_read_store_nothing_of_it(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = Page(body=page())
    gate = desk.fetcher.held[ARTICLE] = Gate()
    await desk.open(RULES)
    working = asyncio.create_task(desk.work())
    await gate.has_visitor()
    await desk.ledger.write(lambda tx, now: tx.rule_sets.add("rules of another daemon", now=now))

    gate.open()
    with pytest.raises(RulesMoved):
        await working

    assert said(desk) == [("waiting", "")]
    assert desk.look(lambda tx: tx.articles.list()) == []


async def test_an_article_that_two_feeds_bring_at_the_same_time_has_both_of_them(desk: Desk) -> None:
    desk.publish(entry("known", url=ARTICLE), feed=FEED)
    desk.fetcher.pages[ARTICLE] = Page(body=page())
    third = "https://third.example/feed"
    only_both = rule("both", where="{feeds: [Agency], tags: [port]}")
    feeds = BOTH_PAGES.replace("tags: [port], ", "").replace(
        "]\n", f", {{feed: {third}, name: Third, tags: [port], backlog: all, every: 1m}}]\n"
    )
    await desk.open(rules(only_both, feeds=feeds))
    await desk.work()
    assert desk.matches == []
    links = {SECOND_FEED: "https://short.example/1", third: "https://brief.example/2"}
    for feed, link in links.items():
        desk.publish(entry("again", url=link), feed=feed)
        desk.fetcher.pages[link] = Page(body=page(), url=ARTICLE)
    desk.clock.advance(timedelta(minutes=2))

    due = await desk.stages.due()
    await asyncio.gather(*(desk.stages.work(shard) for shard in due.shards))
    await asyncio.gather(*(desk.stages.work(shard) for shard in (await desk.stages.due()).shards))

    stored = desk.look(lambda tx: tx.articles.list())
    assert [set(one.carriers) for one in stored] == [{FEED, SECOND_FEED, third}]
    assert [match.match.rule for match in desk.matches] == ["both"]


async def test_a_line_that_a_host_shows_on_every_page_is_no_news_from_the_fourth_page_on(desk: Desk) -> None:
    names = "abcd"
    own_line = "Our newsroom follows each strike on every coast and answers each letter that readers send to it."
    for name in names:
        desk.publish(entry(name))
        shown = page(name, text=f"{story(name, topic='fair')}</p><p>{own_line}")
        desk.fetcher.pages[f"https://news.example/{name}"] = Page(body=shown)
        await desk.open(RULES)
        await desk.cycle(timedelta(minutes=2))

    articles = desk.look(lambda tx: list(reversed(tx.articles.list())))
    assert [own_line in stored.article.text for stored in articles] == [True, True, True, False]
    assert [stored.matched for stored in articles] == [True, True, True, False]


async def test_lines_are_counted_for_the_host_that_was_read_whatever_address_its_pages_name(desk: Desk) -> None:
    own_line = "Our newsroom follows each strike on every coast and answers each letter that readers send to it."
    for name in "abcd":
        desk.publish(entry(name))
        canonical = f'</title><link rel=canonical href="https://www.news.example/{name}">'
        shown = page(name, text=f"{story(name, topic='fair')}</p><p>{own_line}").replace("</title>", canonical, 1)
        desk.fetcher.pages[f"https://news.example/{name}"] = Page(body=shown)
        await desk.open(RULES)
        await desk.cycle(timedelta(minutes=2))

    articles = desk.look(lambda tx: list(reversed(tx.articles.list())))
    assert [own_line in stored.article.text for stored in articles] == [True, True, True, False]

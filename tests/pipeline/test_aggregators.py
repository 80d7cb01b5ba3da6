"""Entries of Google News, Google Alerts and Bing News: the article behind the link is read, or it is said why not."""

from datetime import timedelta
from urllib.parse import quote

from tests.fakes.fetcher import Page, missing
from tests.feeds.test_aggregators import OPAQUE, link
from tests.pipeline.desk import PAGES, SECOND_FEED, Desk, entry, rule, rules, story
from tests.pipeline.test_read import page

ARTICLE = "https://news.example/a"
ALERT = f"https://www.google.com/url?rct=j&sa=t&url={quote(ARTICLE, safe='')}&ct=ga"
RULES = rules(rule("strikes"), feeds=PAGES)
BOTH = rules(
    rule("strikes"),
    feeds=PAGES.rstrip().removesuffix("]") + f", {{feed: {SECOND_FEED}, name: Agency, backlog: all, every: 1m}}]\n",
)


def outcomes(desk: Desk) -> list[tuple[str, str]]:
    return [(str(one.state), one.reason) for one in desk.entries]


async def test_the_article_that_a_link_names_is_read_and_linked_to(desk: Desk) -> None:
    desk.publish(entry("a", "In short.", url=link(ARTICLE)))
    desk.fetcher.pages[ARTICLE] = Page(body=page())
    await desk.open(RULES)
    await desk.work()

    assert outcomes(desk) == [("read", "")]
    (match,) = desk.matches
    assert (match.article.url, str(match.article.state)) == (ARTICLE, "full")
    assert [one.url for one in desk.fetcher.requests] == ["https://wire.example/feed", ARTICLE]


async def test_a_link_that_names_no_article_asks_google_for_nothing_and_its_headline_is_matched(desk: Desk) -> None:
    desk.publish(entry("a", "In short.", title="A strike at the port - Paper", url=OPAQUE))
    desk.fetcher.pages[OPAQUE] = Page(body="<!doctype html><title>Google News</title><p>Google News</p>")
    await desk.open(RULES)
    await desk.work()

    reason = "a Google News link that does not name its article"
    assert outcomes(desk) == [("failed", reason)]
    assert desk.counts.failures == {reason: 1}
    assert desk.fetcher.count(OPAQUE) == 0
    (match,) = desk.matches
    assert (match.article.title, match.article.url) == ("A strike at the port - Paper", OPAQUE)
    assert (str(match.article.state), match.article.state_reason) == ("failed", reason)
    assert "Google News" not in match.article.text


async def test_the_same_article_from_a_paper_and_from_google_is_one(desk: Desk) -> None:
    desk.publish(entry("a", "In short."))
    desk.publish(entry("x", "In other words.", url=ALERT), feed=SECOND_FEED)
    desk.fetcher.pages[ARTICLE] = Page(body=page())
    await desk.open(BOTH)
    await desk.work()

    assert sorted(outcomes(desk)) == [("duplicate", "known article"), ("read", "")]
    assert len(desk.alerts) == 1


async def test_it_is_one_even_where_its_page_cannot_be_had(desk: Desk) -> None:
    desk.publish(entry("a", story("a"), title="Headline a"))
    await desk.open(BOTH)
    desk.fetcher.pages[ARTICLE] = missing()
    await desk.work()
    desk.publish(entry("x", story("a"), title="Headline a", url=link(ARTICLE)), feed=SECOND_FEED)
    await desk.cycle(timedelta(hours=1))

    assert outcomes(desk) == [("failed", "HTTP 404"), ("duplicate", "known article")]
    assert desk.fetcher.count(ARTICLE) == 1


async def test_a_feed_whose_own_text_is_used_links_to_the_article_too(desk: Desk) -> None:
    desk.publish(entry("a", url=ALERT))
    await desk.open(rules(rule("strikes")))
    await desk.work()
    (match,) = desk.matches
    assert match.article.url == ARTICLE

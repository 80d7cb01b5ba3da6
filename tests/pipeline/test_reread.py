"""Articles that are read again: revisions, the rules that start and stop matching, and what never gets lost."""

import asyncio
from datetime import timedelta

import pytest

from monitor.core.article import Article
from monitor.core.errors import StoreUnavailable
from monitor.core.match import Match
from monitor.core.outbox import EntryState
from monitor.core.ports import Observer
from monitor.core.records import StoredArticle
from monitor.core.rereading import StoredEdit
from monitor.pipeline.findings import RulesMoved
from monitor.pipeline.in_force import InForce
from monitor.pipeline.pages import RETRY_WAITS
from monitor.pipeline.rule_book import RuleBook
from tests.fakes.fetcher import Page, missing, temporary
from tests.fakes.gate import Gate
from tests.pipeline.desk import BOTH, CARRIED, FEED, PAGES, SECOND_FEED, Desk, entry, rule, rules, story

ARTICLE = "https://news.example/a"
RECHECKED = PAGES.replace("every: 1m", "every: 1m, recheck: 6h")
HOURS = timedelta(hours=6)
QUIET = story("a", topic="fair")
TREATY = f"{QUIET} A treaty was signed after all."


def page(text: str, *, wall: bool = False) -> Page:
    shown = "<p>Subscribe to continue reading this article.</p>" if wall else ""
    free = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    return Page(
        body=f"<!doctype html><html lang=en><title>Page a</title>{free if wall else ''}<body><article>"
        f"<h1>Page a</h1><p>{text}</p>{shown}</article></body></html>"
    )


def article(desk: Desk) -> StoredArticle:
    (found,) = desk.look(lambda tx: tx.articles.list())
    return found


def edits(desk: Desk) -> list[tuple[str, str]]:
    return [(one.edit.rule, str(one.edit.kind)) for one in stored_edits(desk)]


def stored_edits(desk: Desk) -> list[StoredEdit]:
    return desk.look(lambda tx: tx.revisions.edits(article(desk).id))


async def start(desk: Desk, *items: str, text: str = QUIET, feeds: str = RECHECKED, channel: str = "console") -> None:
    """Read the first version of one page."""
    desk.publish(entry("a", "In short."))
    desk.fetcher.pages[ARTICLE] = page(text)
    await desk.open(
        rules(*(items or (rule("treaties", "treaty"), rule("fairs", "fair"))), feeds=feeds, channel=channel)
    )
    await desk.work()


async def test_a_page_that_says_something_else_is_a_revision_and_a_rule_that_starts_to_match_alerts(desk: Desk) -> None:
    await start(desk)
    assert desk.outcomes == [("fairs", "waiting", "")]
    desk.fetcher.pages[ARTICLE] = page(TREATY)

    await desk.cycle(HOURS - timedelta(seconds=1))
    assert article(desk).revision == 0
    await desk.cycle(timedelta(seconds=1))

    assert (article(desk).article.text, article(desk).revision) == (TREATY, 1)
    (found,) = stored_edits(desk)
    assert (found.edit.rule, found.edit.added, found.revision) == ("treaties", ("A treaty was signed after all.",), 1)
    assert [(one.match.rule, one.article_id) for one in desk.matches] == [("fairs", 1), ("treaties", 1)]
    assert {alert.rule for alert in desk.alerts} == {"fairs", "treaties"}
    assert len(desk.observer.of("edit found")) == 1
    (earlier,) = desk.look(lambda tx: tx.revisions.of_article(1))
    assert earlier.article.text == QUIET


async def test_an_article_that_no_rule_matched_gets_its_story_with_its_first_match(desk: Desk) -> None:
    await start(desk, rule("treaties", "treaty"))
    assert (article(desk).matched, article(desk).story_id) == (False, None)
    desk.fetcher.pages[ARTICLE] = page(TREATY)

    await desk.cycle(HOURS)
    await desk.cycle(timedelta(minutes=2))

    assert (article(desk).matched, article(desk).story_id) == (True, article(desk).id)
    assert desk.outcomes == [("treaties", "posted", "")]


async def test_a_rule_that_stops_matching_is_an_edit_and_withdraws_nothing(desk: Desk) -> None:
    await start(desk, rule("treaties", "treaty"), text=TREATY, channel="#desk")
    desk.fetcher.pages[ARTICLE] = page(QUIET)

    await desk.work()
    desk.clock.advance(HOURS)
    await desk.work()

    (found,) = stored_edits(desk)
    assert (found.edit.kind, found.edit.removed) == ("stopped matching", ("A treaty was signed after all.",))
    assert [str(alert.state) for alert in desk.alerts] == ["pending"]
    desk.slack.names["#desk"] = "C1"
    await desk.deliver()
    await desk.deliver()
    assert desk.outcomes == [("treaties", "posted", "")]


async def test_an_alert_that_is_not_out_yet_shows_what_the_article_says_now(desk: Desk) -> None:
    await start(desk, rule("treaties", "treaty"), text=TREATY, channel="#desk")
    desk.fetcher.pages[ARTICLE] = page(TREATY.replace("was signed after all", "was torn up"))
    desk.clock.advance(HOURS)
    await desk.work()

    (match,) = desk.matches
    assert [excerpt.text for excerpt in match.match.excerpts] == ["A treaty was torn up."]
    assert edits(desk) == []


async def test_a_page_that_says_the_same_is_read_again_for_three_days_and_then_left(desk: Desk) -> None:
    await start(desk)
    for _ in range(20):
        await desk.cycle(HOURS)

    counts = desk.counts
    assert (counts.rereads, counts.rereads_last, counts.rereads_waiting) == (12, {"unchanged": 1}, 0)
    assert desk.fetcher.count(ARTICLE) == 13
    assert (article(desk).revision, counts.revisions) == (0, 0)


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        (page("In short, a wall.", wall=True), "shows less"),
        (missing(), "failed"),
        (Page(body="<!doctype html><title>Nothing</title>", url="https://news.example/"), "failed"),
        (Page(body=b"%PDF-1.7"), "failed"),
    ],
)
async def test_a_page_that_shows_less_than_before_keeps_what_was_read(
    desk: Desk, now: Page | Exception, outcome: str
) -> None:
    await start(desk)
    desk.fetcher.pages[ARTICLE] = now

    await desk.cycle(HOURS)

    assert desk.counts.rereads_last == {outcome: 1}
    assert (article(desk).article.text, article(desk).revision, edits(desk)) == (QUIET, 0, [])
    assert article(desk).article.state == "full"
    desk.fetcher.pages[ARTICLE] = page(TREATY)
    await desk.cycle(HOURS)
    assert edits(desk) == [("treaties", "started to match")]


async def test_a_page_that_was_not_to_be_had_is_a_revision_once_it_is(desk: Desk) -> None:
    desk.publish(entry("a", "A treaty, in short."))
    await desk.open(rules(rule("fairs", "fair"), rule("treaties", "treaty"), feeds=RECHECKED))
    await desk.work()
    assert article(desk).article.state == "failed"
    desk.fetcher.pages[ARTICLE] = page(QUIET)

    await desk.cycle(HOURS)

    assert (article(desk).article.state, article(desk).article.text) == ("full", QUIET)
    assert edits(desk) == [("fairs", "started to match"), ("treaties", "stopped matching")]
    assert [str(one.state) for one in desk.entries] == ["failed"], "an entry keeps the outcome it has"


async def test_a_reading_that_fails_for_the_time_being_is_tried_again_and_in_the_end_counted(desk: Desk) -> None:
    await start(desk)
    desk.fetcher.pages[ARTICLE] = temporary()
    await desk.cycle(HOURS)
    assert len(desk.observer.of("entry postponed")) == 1
    for wait in RETRY_WAITS:
        assert desk.counts.rereads == 0
        await desk.cycle(wait)
    assert desk.counts.rereads_last == {"failed": 1}
    assert desk.counts.rereads_waiting == 1, "the next recheck"


async def test_lines_that_the_host_turned_out_to_repeat_are_no_edit(desk: Desk) -> None:
    house = "Our own correspondents write for readers in many a town."
    shown = f"{QUIET}</p><p>{house}"
    await start(desk, text=shown)
    assert house in article(desk).article.text
    for name in "bcd":
        desk.publish(entry("a", "In short."), *(entry(one, "In short.") for one in "bcd"))
        desk.fetcher.pages[f"https://news.example/{name}"] = page(f"{story(name, topic='fair')}</p><p>{house}")
    await desk.cycle(timedelta(minutes=1))

    await desk.cycle(HOURS)

    assert desk.counts.revisions == 0
    assert set(desk.counts.rereads_last) == {"unchanged"}


async def test_an_entry_of_a_feed_with_its_own_text_that_says_something_else_is_a_revision(desk: Desk) -> None:
    desk.publish(entry("a", QUIET))
    await desk.open(rules(rule("treaties", "treaty"), feeds=CARRIED))
    await desk.work()
    desk.publish(entry("a", TREATY))

    await desk.cycle(timedelta(minutes=1))
    await desk.work()

    assert article(desk).article.text == TREATY
    assert edits(desk) == [("treaties", "started to match")]
    assert desk.counts.entries == {"read": 1}
    assert desk.counts.rereads_waiting == 0


async def test_an_entry_whose_headline_changed_has_its_page_read_again(desk: Desk) -> None:
    await start(desk, feeds=PAGES)
    desk.fetcher.pages[ARTICLE] = page(TREATY)
    desk.publish(entry("a", "In short.", title="A treaty after all"))

    await desk.cycle(timedelta(minutes=1))
    await desk.work()

    assert edits(desk) == [("treaties", "started to match")]


async def test_an_entry_that_is_marked_up_anew_has_nothing_read_again(desk: Desk) -> None:
    await start(desk, feeds=PAGES)
    desk.publish(entry("a", "IN SHORT!"))
    await desk.cycle(timedelta(minutes=1))
    assert (desk.fetcher.count(ARTICLE), desk.counts.rereads_waiting) == (1, 0)


async def test_a_feed_with_its_own_text_does_not_replace_what_a_page_showed(desk: Desk) -> None:
    agency = f"{{feed: {SECOND_FEED}, name: Agency, backlog: all, text: feed, every: 1m}}"
    await start(desk, feeds=PAGES.rstrip().removesuffix("]") + f", {agency}]\n")
    desk.publish(entry("a", "A word."), feed=SECOND_FEED)
    await desk.cycle(timedelta(minutes=1))
    desk.publish(entry("a", "A treaty."), feed=SECOND_FEED)

    await desk.cycle(timedelta(minutes=1))
    await desk.work()

    assert article(desk).article.text == QUIET
    assert desk.counts.rereads_last == {"shows less": 1}


async def test_rules_that_were_edited_meanwhile_make_no_edit_of_the_article_but_alert(desk: Desk) -> None:
    await start(desk, rule("fairs", "fair"))
    await desk.open(rules(rule("fairs", "fair"), rule("crates", "crates"), feeds=RECHECKED))
    desk.fetcher.pages[ARTICLE] = page(TREATY)

    await desk.cycle(HOURS)

    assert article(desk).revision == 1
    assert edits(desk) == []
    assert [one.match.rule for one in desk.matches] == ["fairs", "crates"]


async def test_under_newer_rules_nothing_is_written(desk: Desk) -> None:
    await start(desk)
    desk.fetcher.pages[ARTICLE] = page(TREATY)
    desk.clock.advance(HOURS)
    (due,) = desk.look(lambda tx: tx.rereads.due(now=desk.clock.now()))
    old = desk.book
    await desk.open(rules(rule("fairs", "fair"), feeds=RECHECKED))

    with pytest.raises(RulesMoved):
        await desk.rereader.reread(due, InForce(old))

    assert (article(desk).revision, desk.counts.rereads) == (0, 0)


async def test_a_feed_that_brings_the_article_meanwhile_is_not_overlooked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_sea = rule("at-sea", "treaty", where="{tags: [sea]}")
    agency = f"{{feed: {SECOND_FEED}, name: Agency, tags: [sea], backlog: all, every: 1m}}"
    await start(desk, at_sea, feeds=RECHECKED.rstrip().removesuffix("]") + f", {agency}]\n")
    desk.fetcher.pages[ARTICLE] = page(TREATY)
    desk.clock.advance(HOURS)
    (due,) = desk.look(lambda tx: tx.rereads.due(now=desk.clock.now()))
    second = desk.feed(SECOND_FEED).id
    match = desk.book.judge
    brought: list[bool] = []

    def judge_while_it_is_brought(article: Article, observer: Observer) -> tuple[Match, ...]:
        if not brought:
            with desk.store.transaction() as tx:
                brought.append(tx.articles.carry(1, second))
        return match(article, observer)

    monkeypatch.setattr(RuleBook, "judge", lambda _, *parts: judge_while_it_is_brought(*parts))
    await desk.rereader.reread(due, desk.in_force)

    assert article(desk).carriers == (FEED, SECOND_FEED)
    assert edits(desk) == [("at-sea", "started to match")]
    assert [alert.rule for alert in desk.alerts] == ["at-sea"]


async def test_two_that_read_an_article_again_at_once_make_one_revision(desk: Desk) -> None:
    await start(desk)
    desk.fetcher.pages[ARTICLE] = page(TREATY)
    desk.clock.advance(HOURS)
    (due,) = desk.look(lambda tx: tx.rereads.due(now=desk.clock.now()))
    gate = desk.fetcher.held[ARTICLE] = Gate()
    late = asyncio.create_task(desk.rereader.reread(due, desk.in_force))
    await gate.has_visitor()
    del desk.fetcher.held[ARTICLE]
    await desk.work()
    assert article(desk).revision == 1

    gate.open()
    await late

    assert (article(desk).revision, edits(desk)) == (1, [("treaties", "started to match")])
    assert len(desk.alerts) == 2


async def test_a_rule_that_told_the_story_already_does_not_tell_it_again_for_an_edited_copy(desk: Desk) -> None:
    wire = story("wire")
    desk.publish(entry("a", wire), entry("b", wire.replace("A strike", "A stoppage")))
    await desk.open(rules(rule("strikes", "strike"), rule("crates", "crates"), feeds=CARRIED))
    await desk.work()
    await desk.cycle(timedelta(minutes=2))
    desk.publish(entry("a", wire), entry("b", wire))

    await desk.cycle(timedelta(minutes=1))
    await desk.work()
    await desk.cycle(timedelta(minutes=12))

    outcomes = {(match.match.rule, match.article.url): str(match.outcome) for match in desk.matches}
    assert outcomes["strikes", "https://news.example/b"] == "counted only"
    assert len(desk.alerts) == 2


async def test_a_fault_of_the_program_costs_one_reading_and_is_counted(desk: Desk) -> None:
    await start(desk)
    desk.fetcher.pages[ARTICLE] = ValueError("no such thing")
    await desk.cycle(HOURS)
    for wait in RETRY_WAITS:
        await desk.cycle(wait)
    assert desk.counts.rereads_last == {"failed": 1}
    assert len(desk.observer.of("stage failed")) == 1 + len(RETRY_WAITS)
    assert article(desk).article.text == QUIET


async def test_a_store_that_cannot_be_used_is_no_fault_of_the_page(desk: Desk) -> None:
    await start(desk)
    desk.fetcher.pages[ARTICLE] = StoreUnavailable("busy")
    desk.clock.advance(HOURS)
    with pytest.raises(StoreUnavailable):
        await desk.work()
    assert desk.counts.rereads_waiting == 1


async def test_an_entry_that_changes_before_it_is_read_is_read_as_it_says_now(desk: Desk) -> None:
    desk.publish(entry("a", QUIET))
    desk.fetcher.pages[ARTICLE] = temporary()
    await desk.open(rules(rule("treaties", "treaty"), feeds=PAGES))
    await desk.work()
    desk.publish(entry("a", TREATY))
    await desk.cycle(timedelta(minutes=1))
    desk.fetcher.pages[ARTICLE] = missing()
    await desk.cycle(timedelta(hours=4))

    assert [one.state for one in desk.entries] == [EntryState.FAILED]
    assert [one.match.rule for one in desk.matches] == ["treaties"]


async def test_both_feeds_of_an_article_may_change_and_it_is_read_again_once(desk: Desk) -> None:
    desk.publish(entry("a", QUIET))
    desk.publish(entry("a", QUIET), feed=SECOND_FEED)
    await desk.open(rules(rule("treaties", "treaty"), feeds=BOTH))
    await desk.work()
    desk.publish(entry("a", TREATY))
    desk.publish(entry("a", TREATY), feed=SECOND_FEED)

    await desk.cycle(timedelta(minutes=1))
    await desk.cycle(timedelta(minutes=16))

    assert (article(desk).revision, edits(desk)) == (1, [("treaties", "started to match")])


async def test_an_article_whose_text_was_let_go_has_nothing_that_could_have_changed(desk: Desk) -> None:
    await start(desk)
    with desk.store.transaction() as tx:
        tx.texts.let_go([1])
    desk.fetcher.pages[ARTICLE] = page(TREATY)
    await desk.cycle(HOURS)
    assert (article(desk).revision, edits(desk), desk.counts.rereads_last) == (0, [], {"unchanged": 1})

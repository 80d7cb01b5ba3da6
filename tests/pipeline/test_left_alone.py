"""A host that wants to be left alone costs the entries behind it no attempt, and no article its text."""

from datetime import timedelta
from itertools import pairwise

from monitor.core.errors import FetchError, FetchFailure
from monitor.pipeline.pages import LONGEST_HOLD, RETRY_WAITS
from tests.fakes.fetcher import Page, temporary
from tests.pipeline.desk import PAGES, Desk, entry, rule, rules, story

RULES = rules(rule("strikes"), feeds=PAGES)
RECHECKED = PAGES.replace("every: 1m}]", "every: 1m, recheck: 1h}]")
ARTICLE = "https://news.example/a"
MINUTE = timedelta(minutes=1)


def held_back(retry_after_s: float = 60.0) -> FetchError:
    return FetchError(
        "HTTP 429 of this host just now", failure=FetchFailure.TEMPORARY, retry_after_s=retry_after_s, asked=False
    )


def page(name: str) -> Page:
    return Page(body=f"<!doctype html><html lang=en><title>Page {name}</title><article><p>{story(name)}</p></article>")


def attempts(desk: Desk) -> list[int]:
    later = desk.clock.at + timedelta(days=9)
    return [one.attempts for one in desk.look(lambda tx: tx.entries.waiting(now=later))]


def states(desk: Desk) -> list[tuple[str, str]]:
    return [(str(one.state), one.reason) for one in desk.entries]


async def test_entries_that_were_not_asked_for_wait_a_day_and_are_then_read_in_full(desk: Desk) -> None:
    names = [f"n{place}" for place in range(12)]
    desk.publish(*map(entry, names))
    for name in names:
        desk.fetcher.pages[f"https://news.example/{name}"] = held_back()
    await desk.open(RULES)
    await desk.work()
    for _ in range(11):
        await desk.cycle(timedelta(hours=2))
    assert attempts(desk) == [0] * 12
    assert desk.matches == []

    for name in names:
        desk.fetcher.pages[f"https://news.example/{name}"] = page(name)
    await desk.cycle(timedelta(hours=1))

    assert states(desk) == [("read", "")] * 12
    articles = desk.look(lambda tx: tx.articles.list())
    assert {str(stored.article.state) for stored in articles} == {"full"}


async def test_they_come_back_one_after_the_other_and_not_before_the_host_said(desk: Desk) -> None:
    names = [f"n{place}" for place in range(40)]
    desk.publish(*map(entry, names))
    for name in names:
        desk.fetcher.pages[f"https://news.example/{name}"] = held_back(600.0)
    await desk.open(RULES)
    await desk.work()

    def due_after(minutes: int) -> int:
        moment = desk.clock.at + minutes * MINUTE
        return len(desk.look(lambda tx: tx.entries.waiting(now=moment)))

    due = [due_after(minutes) for minutes in range(17)]
    assert due[10] == 0, "nobody before the ten minutes are over"
    assert due[16] == 40
    assert max(after - before for before, after in pairwise(due)) < 30


async def test_after_a_day_the_attempts_count_and_the_feeds_text_is_matched(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = held_back()
    await desk.open(RULES)
    await desk.work()
    await desk.cycle(LONGEST_HOLD)
    for _ in range(len(RETRY_WAITS)):
        assert states(desk) == [("waiting", "HTTP 429 of this host just now")]
        await desk.cycle(timedelta(hours=3))

    await desk.cycle(timedelta(hours=3))

    assert states(desk) == [("failed", "HTTP 429 of this host just now")]
    assert [match.match.rule for match in desk.matches] == ["strikes"]


async def test_the_last_attempt_is_not_lost_to_a_host_that_is_left_alone(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = [*(temporary() for _ in RETRY_WAITS), held_back(), page("a")]
    await desk.open(RULES)
    await desk.work()
    for wait in RETRY_WAITS:
        await desk.cycle(wait)
    assert states(desk) == [("waiting", "HTTP 429 of this host just now")]
    await desk.cycle(timedelta(minutes=2))
    assert states(desk) == [("read", "")]


async def test_a_429_to_the_request_itself_is_an_attempt(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = temporary("HTTP 429", retry_after_s=60)
    await desk.open(RULES)
    await desk.work()
    assert attempts(desk) == [1]


async def test_an_article_that_is_to_be_read_again_waits_as_its_host_wants_and_keeps_its_attempts(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = [page("a"), held_back(), page("a")]
    await desk.open(rules(rule("strikes"), feeds=RECHECKED))
    await desk.work()
    await desk.cycle(timedelta(hours=1))
    later = desk.clock.at + timedelta(days=9)
    assert [one.attempts for one in desk.look(lambda tx: tx.rereads.due(now=later))] == [0]
    await desk.cycle(timedelta(minutes=2))
    assert desk.counts.rereads_last == {"unchanged": 1}

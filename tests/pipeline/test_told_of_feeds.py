"""What polling tells of a feed: lost entries, silence, moves; and documents that end half-way."""

from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import format_datetime

import pytest

from monitor.core.errors import FetchError, FetchFailure
from monitor.core.records import FeedState
from tests.fakes.fetcher import Page
from tests.pipeline.desk import CARRIED, FEED, Desk, rule, rules

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: Without `every`: as the rhythm asks for.
RULES = rules(rule("strikes"), feeds=CARRIED.replace(", every: 1m", ""))


def state(desk: Desk) -> FeedState:
    return desk.feed().state


def wire(desk: Desk, *, newest: int, count: int, apart: timedelta, last: timedelta = timedelta(0)) -> None:
    """Make a feed stand there whose newest entry has this number and came so long ago."""
    items = "".join(
        f"<item><title>Report {number}</title><guid>{number}</guid>"
        f"<pubDate>{format_datetime((desk.clock.at - last - apart * place).astimezone(UTC))}</pubDate></item>"
        for place, number in enumerate(range(newest, newest - count, -1))
    )
    body = f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'
    desk.fetcher.pages[FEED] = Page(body=body, content_type="application/rss+xml")


async def poll(desk: Desk, after: timedelta = timedelta(0)) -> None:
    """Poll the feed after a while, due or not."""
    desk.clock.advance(after)
    with desk.store.transaction() as tx:
        tx.feeds.record(desk.feed().id, replace(state(desk), due_at=desk.clock.at))
    await desk.work()


async def test_entries_that_rolled_off_are_told_once_and_counted(desk: Desk) -> None:
    await desk.open(RULES)
    wire(desk, newest=100, count=10, apart=MINUTE)
    await poll(desk)
    desk.clock.advance(HOUR)
    wire(desk, newest=160, count=10, apart=MINUTE)
    await poll(desk)
    (told,) = desk.observer.of("entries lost")
    assert state(desk).lost_low <= 50 <= state(desk).lost_high
    assert told["reason"] == f"probably {state(desk).lost_low}–{state(desk).lost_high} entries rolled off unread"
    assert state(desk).due_at - desk.clock.at < MINUTE * 4, "polled sooner"

    before = state(desk).lost_high
    desk.clock.advance(MINUTE)
    wire(desk, newest=161, count=10, apart=MINUTE)
    await poll(desk)
    assert (state(desk).lost_high, len(desk.observer.of("entries lost"))) == (before, 1)


async def test_a_first_poll_and_a_feed_that_was_read_by_an_older_version_lose_nothing(desk: Desk) -> None:
    await desk.open(RULES)
    wire(desk, newest=100, count=10, apart=MINUTE)
    await poll(desk)
    with desk.store.transaction() as tx:
        tx.feeds.record(desk.feed().id, replace(state(desk), rhythm=b"", answered_at=None))
    desk.clock.advance(HOUR)
    wire(desk, newest=160, count=10, apart=MINUTE)
    await poll(desk)
    assert desk.observer.of("entries lost") == []
    assert state(desk).rhythm != b""
    assert len(desk.entries) == 20


async def test_the_rhythm_of_a_feed_that_an_older_version_read_is_learnt_from_all_that_it_shows(desk: Desk) -> None:
    await desk.open(RULES)
    wire(desk, newest=100, count=40, apart=MINUTE)
    await poll(desk)
    learnt = state(desk).interval_s
    with desk.store.transaction() as tx:
        tx.feeds.record(desk.feed().id, replace(state(desk), rhythm=b""))
    await poll(desk, MINUTE)
    assert state(desk).interval_s < learnt * 2
    assert len(desk.entries) == 40


async def test_a_feed_that_fell_silent_is_told_once_until_it_brings_something(desk: Desk) -> None:
    await desk.open(RULES)
    wire(desk, newest=100, count=40, apart=HOUR)
    await poll(desk)
    for _ in range(20):
        await poll(desk, HOUR * 6)
    (told,) = desk.observer.of("feed silent")
    assert str(told["reason"]).startswith("nothing new for 2 days; it used to bring about 2")
    assert state(desk).silent
    wire(desk, newest=101, count=40, apart=HOUR)
    await poll(desk, HOUR)
    assert not state(desk).silent
    for _ in range(80):
        await poll(desk, HOUR * 6)
    assert len(desk.observer.of("feed silent")) == 2


async def test_a_feed_that_was_not_asked_is_put_off_and_has_not_failed(desk: Desk) -> None:
    await desk.open(RULES)
    wire(desk, newest=3, count=3, apart=HOUR)
    await poll(desk)
    before = state(desk)
    desk.fetcher.pages[FEED] = FetchError(
        "HTTP 429 of this host just now", failure=FetchFailure.TEMPORARY, retry_after_s=600.0, asked=False
    )
    await poll(desk, HOUR)
    after = state(desk)
    assert after.due_at == desk.clock.at + timedelta(seconds=600)
    assert (after.failures, after.last_error, after.polls, after.etag) == (0, None, before.polls, before.etag)
    assert desk.observer.of("feed failed") == []
    assert len(desk.observer.of("feed put off")) == 1


async def test_a_document_that_was_cut_off_is_asked_for_again_soon_and_believed_when_it_stays_for_a_day(
    desk: Desk,
) -> None:
    await desk.open(RULES)
    wire(desk, newest=49, count=39, apart=DAY, last=HOUR * 12)
    page = desk.fetcher.pages[FEED]
    assert isinstance(page, Page)
    whole = str(page.body)
    cut = whole[: whole.index("<guid>27<")] + "<gu"
    desk.fetcher.pages[FEED] = Page(body=cut, etag='"1"', content_type="application/rss+xml")
    await poll(desk)
    assert len(desk.entries) == 22
    assert state(desk).due_at - desk.clock.at <= MINUTE * 5
    assert (state(desk).etag, state(desk).title) == (None, "Wire")
    assert desk.observer.of("entries lost") == []

    for _ in range(3):
        await poll(desk, MINUTE * 5)
        assert len(desk.entries) == 22
    assert state(desk).due_at - desk.clock.at > MINUTE * 5

    await poll(desk, DAY)
    assert len(desk.entries) == 23, "what ends half-way for a day is made like that"
    for _ in range(2):
        await poll(desk, HOUR)
    assert {request.etag for request in desk.fetcher.requests if request.url == FEED} == {None}, "it may hide the rest"
    assert len(desk.entries) == 23


async def test_a_document_that_is_cut_off_elsewhere_each_time_is_not_asked_for_every_five_minutes(desk: Desk) -> None:
    await desk.open(RULES)
    wire(desk, newest=49, count=39, apart=DAY, last=HOUR * 12)
    page = desk.fetcher.pages[FEED]
    assert isinstance(page, Page)
    waits = []
    for end in (27, 26, 25):
        body = str(page.body)
        body = body[: body.index(f"<guid>{end}<")]
        desk.fetcher.pages[FEED] = Page(body=body, content_type="application/rss+xml")
        await poll(desk, MINUTE * 5)
        waits.append(state(desk).due_at - desk.clock.at)
    assert waits[0] <= MINUTE * 5 < min(waits[1:])


@pytest.mark.parametrize("halves", [1, 3])
@pytest.mark.parametrize("end", range(1, 120, 7))
async def test_an_entry_that_was_cut_anywhere_is_stored_once(desk: Desk, end: int, halves: int) -> None:
    await desk.open(RULES)
    items = "".join(
        f"<item><title>Report {number}</title><link>https://wire.example/report-{number}</link></item>"
        for number in range(3)
    )
    whole = f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'
    for body in (*[whole[:-end]] * halves, whole):
        desk.fetcher.pages[FEED] = Page(body=body, content_type="application/rss+xml")
        await poll(desk, MINUTE * 5)
    assert sorted(one.title for one in desk.entries) == ["Report 0", "Report 1", "Report 2"]

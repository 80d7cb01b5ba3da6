"""The daemon's engine: it wakes what is due, one owner each, and outlives every fault of a stage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from monitor.core.errors import StoreUnavailable
from monitor.pipeline.engines import embedded
from monitor.pipeline.engines.embedded import EmbeddedEngine
from tests.fakes.clock import RunningClock
from tests.fakes.fetcher import Page
from tests.fakes.gate import Gate
from tests.pipeline.desk import FEED, PAGES, Desk, entry, rule, rules, story

AT_ONCE = "  - {channel: console, wait: 0s}\n"
ARTICLE = "https://news.example/a"


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@asynccontextmanager
async def _running(desk: Desk) -> AsyncIterator[None]:
    """Run the engine until the end of the block, and then until it has ended."""
    stop = asyncio.Event()
    engine = asyncio.create_task(EmbeddedEngine(desk.stages, desk.observer, tick_s=0.01).run(stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(5):
            await engine


async def test_what_is_due_is_polled_read_and_posted(desk: Desk) -> None:
    desk.publish(entry("a"), entry("b"))
    await desk.open(rules(rule("strikes"), channels=AT_ONCE))

    async with _running(desk):
        await desk.observer.until("alert sent", 2)

    assert sorted(message.title for message in desk.console.standing) == ["Headline a", "Headline b"]
    assert desk.observer.of("stage failed") == []


async def test_a_shard_and_a_channel_have_one_owner_however_often_the_clock_ticks(desk: Desk) -> None:
    fetching = desk.fetcher.held[FEED] = Gate()
    posting = desk.console.held = Gate()
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), channels=AT_ONCE))

    async with _running(desk):
        await fetching.has_visitor()
        for _ in range(30):
            await desk.stages.due()
        assert desk.fetcher.count(FEED) == 1
        fetching.open()
        await posting.has_visitor()
        for _ in range(30):
            await desk.stages.due()
        assert len(desk.console.attempts) == 1
        posting.open()

    assert len(desk.console.standing) == 1


async def test_a_stage_that_fails_is_told_with_its_trace_and_woken_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "COOL_OFF_S", 0.02)
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), channels=AT_ONCE))
    desk.observer.faults["transaction 2"] = StoreUnavailable("the disk is full")

    async with _running(desk):
        await desk.observer.until("alert sent")

    (told,) = desk.observer.of("stage failed")
    assert (str(told["stage"])[:6], told["reason"]) == ("shard ", "the disk is full")
    assert "StoreUnavailable" in str(told["trace"])
    assert len(desk.console.standing) == 1


async def test_a_stage_that_keeps_failing_is_not_woken_in_a_loop_and_holds_up_no_other(desk: Desk) -> None:
    desk.console.render_fault = KeyError("nobody thought of this")
    desk.publish(entry("a"))
    plans = AT_ONCE + '  - {channel: "#desk", wait: 0s}\n'
    await desk.open(rules(rule("strikes", channel='[console, "#desk"]'), channels=plans))

    async with _running(desk):
        await desk.observer.until("stage failed")
        await desk.observer.until("alert sent")
        for _ in range(30):
            await desk.stages.due()

    assert [told["stage"] for told in desk.observer.of("stage failed")] == ["channel console"]
    assert len(desk.slack.standing) == 1
    assert sorted((alert.channel, str(alert.state)) for alert in desk.alerts) == [
        ("#desk", "sent"),
        ("console", "pending"),
    ]


async def test_a_stop_lets_what_is_in_flight_end(desk: Desk) -> None:
    gate = desk.fetcher.held[ARTICLE] = Gate()
    desk.fetcher.pages[ARTICLE] = Page(body=f"<p>{story('a')}")
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), feeds=PAGES))

    async with _running(desk):
        await gate.has_visitor()
        asyncio.get_running_loop().call_later(0.05, gate.open)

    assert desk.counts.entries == {"read": 1}


async def test_a_stop_does_not_wait_for_what_never_ends_and_it_stays_due(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "DRAIN_S", 0.05)
    gate = desk.fetcher.held[ARTICLE] = Gate()
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), feeds=PAGES))

    async with _running(desk):
        await gate.has_visitor()

    assert desk.counts.entries == {"waiting": 1}
    assert desk.observer.of("stage failed") == []


async def test_texts_that_were_kept_long_enough_are_let_go_while_it_runs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "PRUNE_EVERY_S", 0.05)
    desk.keep_texts = timedelta(seconds=0.2)
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes")))

    async with _running(desk):
        await desk.observer.until("let go")

    assert [one.text_kept for one in desk.look(lambda tx: tx.articles.list())] == [False]
    assert len(desk.matches) == 1
    assert desk.observer.of("stage failed") == []

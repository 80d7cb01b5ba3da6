"""One pass over everything that is due; what it has to leave, it tells."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.core.errors import ChannelRefused, MessageRefused, NotSent, OutcomeUnknown, StoreUnavailable, Throttled
from monitor.pipeline.engines import once
from monitor.pipeline.engines.once import MAX_IDLE_STEPS, Left, run_once
from monitor.pipeline.findings import RulesMoved
from monitor.pipeline.stages import AT_ONCE
from tests.fakes.channel import Fault
from tests.fakes.clock import RunningClock
from tests.fakes.fetcher import Page, temporary
from tests.fakes.gate import Gate
from tests.pipeline.desk import BOTH, FEED, PAGES, SECOND_FEED, Desk, entry, rule, rules, story


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


async def _run(desk: Desk, stop: asyncio.Event | None = None) -> Left:
    async with asyncio.timeout(10):
        return await run_once(desk.stages, desk.ledger, stop or asyncio.Event())


async def test_everything_due_is_polled_read_and_posted_without_waiting_for_latecomers(desk: Desk) -> None:
    desk.publish(entry("a"), entry("b"))
    desk.publish(entry("c"), feed=SECOND_FEED)
    await desk.open(rules(rule("strikes", channel='["#desk", console]'), feeds=BOTH))

    left = await _run(desk)

    assert left == Left(entries=0, alerts=())
    assert sorted(message.title for message in desk.console.standing) == ["Headline a", "Headline b", "Headline c"]
    assert len(desk.slack.standing) == 3
    assert (desk.fetcher.count(FEED), desk.fetcher.count(SECOND_FEED)) == (1, 1)


async def test_a_pass_with_nothing_due_ends_at_once(desk: Desk) -> None:
    await desk.open(rules(rule("strikes"), feeds=""))

    assert await _run(desk) == Left(entries=0, alerts=())


async def test_pages_that_fail_for_the_time_being_are_left_for_the_next_run(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages["https://news.example/a"] = temporary()
    await desk.open(rules(rule("strikes"), feeds=PAGES))

    left = await _run(desk)

    assert left == Left(entries=1, alerts=())


async def test_pace_is_kept_and_waited_for(desk: Desk) -> None:
    desk.slack.pace_s = 0.05
    desk.publish(entry("a"), entry("b"), entry("c"))
    await desk.open(rules(rule("strikes"), channel="#desk"))

    await _run(desk)

    times = sorted(alert.claimed_at for alert in desk.alerts if alert.claimed_at is not None)
    assert len(times) == 3
    assert all(later - earlier >= timedelta(seconds=0.05) for earlier, later in pairwise(times))


async def test_an_unknown_outcome_is_looked_up_within_the_pass(desk: Desk) -> None:
    desk.lookup_after = timedelta(seconds=0.1)
    desk.slack.faults.extend([
        Fault(OutcomeUnknown("connection lost")),
        Fault(OutcomeUnknown("no answer in time"), shown=True),
    ])  # fmt: skip
    desk.publish(entry("a"), entry("b"))
    await desk.open(rules(rule("strikes"), channel="#desk"))

    left = await _run(desk)

    assert left.alerts == ()
    assert sorted(message.title for message in desk.slack.standing) == ["Headline a", "Headline b"]
    assert len(desk.slack.attempts) == 3


async def test_a_short_retry_after_is_waited_for_and_a_long_one_is_not(desk: Desk) -> None:
    desk.slack.faults.extend([
        Fault(Throttled("HTTP 429", retry_after_s=0.05)),
        None,
        Fault(Throttled("HTTP 429", retry_after_s=61)),
    ])  # fmt: skip
    desk.publish(entry("a"), entry("b"))
    await desk.open(rules(rule("strikes"), channel="#desk"))

    left = await _run(desk)

    assert len(desk.slack.standing) == 1
    assert [(str(alert.state), alert.reason) for alert in left.alerts] == [("pending", "HTTP 429")]


async def test_a_channel_that_makes_no_headway_is_given_up_and_keeps_no_other(desk: Desk) -> None:
    desk.slack.faults.extend([Fault(Throttled("HTTP 429", retry_after_s=0.05))] * 20)
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes", channel='["#desk", console]')))

    left = await _run(desk)

    assert len(desk.slack.attempts) == MAX_IDLE_STEPS + 1
    assert len(left.alerts) == 1
    assert len(desk.console.standing) == 1


async def test_a_parked_channel_and_one_that_cannot_be_resolved_are_left(desk: Desk) -> None:
    desk.slack.names["#gone"] = ChannelRefused("channel_not_found")
    desk.slack.faults.append(Fault(ChannelRefused("is_archived")))
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes", channel='["#desk", "#gone"]')))

    left = await _run(desk)

    assert sorted((alert.channel, str(alert.state)) for alert in left.alerts) == [
        ("#desk", "parked"),
        ("#gone", "pending"),
    ]


async def test_alerts_without_an_adapter_are_left_and_told(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), channel="#desk"), slack=False)

    left = await _run(desk)

    assert [alert.channel for alert in left.alerts] == ["#desk"]


async def test_a_refused_message_is_not_left(desk: Desk) -> None:
    desk.slack.faults.append(Fault(MessageRefused("msg_too_long")))
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), channel="#desk"))

    assert (await _run(desk)).alerts == ()
    assert desk.counts.alerts == {"refused": 1}


async def test_what_one_pass_left_the_next_one_does(desk: Desk) -> None:
    desk.slack.faults.append(Fault(NotSent("no connection", retry_after_s=100)))
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), channel="#desk"))
    assert len((await _run(desk)).alerts) == 1
    desk.clock.advance(timedelta(minutes=2))

    assert (await _run(desk)).alerts == ()
    assert len(desk.slack.standing) == 1


async def test_a_stop_lets_a_page_in_flight_be_stored_and_begins_nothing_new(desk: Desk) -> None:
    names = [f"e{number}" for number in range(AT_ONCE + 4)]
    gate = Gate()
    for name in names:
        url = f"https://news.example/{name}"
        desk.fetcher.held[url] = gate
        desk.fetcher.pages[url] = Page(body=f"<p>{story(name)}")
    desk.publish(*map(entry, names))
    await desk.open(rules(rule("strikes"), feeds=PAGES))
    stop = asyncio.Event()
    running = asyncio.create_task(_run(desk, stop))
    await gate.has_visitor()

    stop.set()
    await desk.ledger.read(lambda tx, now: None)
    gate.open()
    left = await running

    assert desk.counts.entries == {"read": AT_ONCE, "waiting": 4}
    assert (left.entries, len(left.alerts)) == (4, AT_ONCE)
    assert desk.console.attempts == []


async def test_a_stop_does_not_wait_for_a_page_that_never_comes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "DRAIN_S", 0.05)
    url = "https://news.example/a"
    gate = desk.fetcher.held[url] = Gate()
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), feeds=PAGES))
    stop = asyncio.Event()
    running = asyncio.create_task(_run(desk, stop))
    await gate.has_visitor()

    stop.set()
    left = await running

    assert left == Left(entries=1, alerts=())
    assert desk.counts.entries == {"waiting": 1}, "it is still due"


async def test_a_store_that_cannot_be_written_ends_the_pass_with_its_reason(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes")))
    desk.observer.faults["transaction 2"] = StoreUnavailable("the disk is full")

    with pytest.raises(StoreUnavailable, match="the disk is full"):
        await _run(desk)


async def test_newer_rules_end_the_pass_and_say_why(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes")))
    await desk.ledger.write(lambda tx, now: tx.rule_sets.add("rules of another daemon", now=now))

    with pytest.raises(RulesMoved, match="another daemon works on this database"):
        await _run(desk)


async def test_later_news_is_told_in_the_pass_that_brings_it_at_the_channels_pace(desk: Desk) -> None:
    desk.slack.pace_s = 0.2
    wire = story("harbour") + story("quarry")
    await desk.open(rules(rule("strikes", channel='"#desk"')))
    desk.publish(entry("a", wire))
    await _run(desk)
    desk.publish(entry("b", wire), entry("c"))
    desk.clock.advance(timedelta(minutes=2))

    left = await _run(desk)

    assert left == Left(entries=0, alerts=())
    assert sorted(message.kind for message in desk.slack.standing) == ["FollowUp", "Message", "Message"]
    assert [copies for copies in (message.shown.get("copies") for message in desk.slack.standing) if copies] == [
        ["https://news.example/b"]
    ]
    posted = sorted(message.at for message in desk.slack.standing)[1:]
    assert all(later - earlier >= timedelta(seconds=0.2) for earlier, later in pairwise(posted))

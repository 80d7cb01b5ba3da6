"""The two functions that engines wake: each drains what is due, and may be called again or stopped at any time."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from monitor.core.errors import StoreUnavailable
from monitor.core.stores import Transaction
from monitor.feeds.urls import shard_of
from monitor.pipeline.ledger import T
from monitor.pipeline.looks import BATCH
from monitor.pipeline.stages import Due, run_all
from tests.fakes.fetcher import Page
from tests.fakes.gate import Gate
from tests.pipeline.desk import BOTH, FEED, PAGES, SECOND_FEED, Desk, entry, rule, rules, story

MINUTE = timedelta(minutes=1)
NEWS = shard_of("https://news.example/")
WIRE = shard_of(FEED)


async def test_only_shards_and_channels_with_something_due_are_woken(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes", channel='["#desk", console]')), slack=False)
    assert await desk.stages.due() == Due(frozenset({WIRE}), frozenset())

    await desk.stages.work(WIRE)
    assert (await desk.stages.due()).shards == {NEWS}
    await desk.stages.work(NEWS)
    assert (await desk.stages.due()).shards == frozenset()
    desk.clock.advance(MINUTE)

    assert (await desk.stages.due()).channels == {"console"}, "no adapter for #desk: nothing to wake"


async def test_a_shard_reads_only_its_own_entries(desk: Desk) -> None:
    desk.publish(entry("a"), entry("b", url="https://wire.example/b"))
    await desk.open(rules(rule("strikes")))

    await desk.stages.work(WIRE)

    assert [str(one.state) for one in desk.entries] == ["waiting", "read"]


async def test_a_shard_is_drained_however_much_is_due(desk: Desk) -> None:
    names = [f"e{number}" for number in range(BATCH + 5)]
    desk.publish(*(entry(name, f"The {name} fair.") for name in names))
    await desk.open(rules(rule("strikes")))
    await desk.stages.work(WIRE)

    await desk.stages.work(NEWS)

    assert desk.counts.entries == {"read": BATCH + 5}


async def test_a_shard_whose_feeds_brought_nothing_is_not_looked_at_again(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes")))
    await desk.cycle()
    desk.clock.advance(MINUTE)
    looks, read = [], desk.ledger.read

    async def counting(work: Callable[[Transaction, datetime], T]) -> T:
        looks.append(work)
        return await read(work)

    desk.ledger.read = counting  # type: ignore[method-assign]  # counts
    await desk.stages.work(WIRE)
    unchanged = len(looks)
    desk.publish(entry("b"), entry("a"))
    desk.clock.advance(MINUTE)
    await desk.stages.work(WIRE)

    assert unchanged == 1
    assert len(looks) > 2, "what it brought may be of this shard"


async def test_a_feed_is_polled_once_a_call_and_not_if_it_became_due_later_than_asked(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.publish(entry("b"), feed=SECOND_FEED)
    await desk.open(rules(rule("strikes"), feeds=BOTH))
    started = desk.clock.at
    await desk.work()
    desk.clock.advance(MINUTE)

    assert (await desk.stages.due(feeds_due_by=started)).shards == frozenset()
    await desk.stages.work(WIRE, feeds_due_by=started)
    assert desk.fetcher.count(FEED) == 1
    await desk.stages.work(WIRE)

    assert (desk.fetcher.count(FEED), desk.fetcher.count(SECOND_FEED)) == (2, 1)


async def test_a_stop_lets_what_is_in_flight_end_and_begins_nothing_new(desk: Desk) -> None:
    names = [f"e{number}" for number in range(20)]
    gates = {}
    for name in names:
        url = f"https://news.example/{name}"
        desk.fetcher.pages[url] = Page(body=f"<p>{story(name)}")
        gates[url] = desk.fetcher.held[url] = Gate()
    desk.publish(*map(entry, names))
    await desk.open(rules(rule("strikes"), feeds=PAGES))
    await desk.stages.work(WIRE)
    working = asyncio.create_task(desk.stages.work(NEWS))
    await gates["https://news.example/e7"].has_visitor()

    desk.stages.stop()
    for gate in gates.values():
        gate.open()
    await working

    assert desk.counts.entries == {"read": 8, "waiting": 12}
    await desk.stages.work(NEWS)
    assert desk.counts.entries == {"read": 8, "waiting": 12}


async def test_a_fault_of_the_store_ends_the_call_only_when_everything_in_flight_has_ended(desk: Desk) -> None:
    slow = "https://news.example/slow"
    gate = desk.fetcher.held[slow] = Gate()
    desk.fetcher.pages[slow] = Page(body=f"<p>{story('slow')}")
    desk.publish(entry("slow"), entry("b", url=""), entry("c", url="https://news.example/c"))
    desk.observer.faults["transaction 2"] = StoreUnavailable("the disk is full")
    await desk.open(rules(rule("strikes"), feeds=PAGES))
    await desk.ledger.write(lambda tx, now: None)
    with pytest.raises(StoreUnavailable):
        await desk.stages.work(WIRE)
    desk.observer.faults["transaction 2"] = StoreUnavailable("the disk is full")

    working = asyncio.create_task(desk.stages.work(NEWS))
    await gate.has_visitor()
    while "transaction 2" in desk.observer.faults:
        await desk.ledger.write(lambda tx, now: None)
    assert not working.done()
    gate.open()
    with pytest.raises(StoreUnavailable):
        await working

    assert sorted(str(one.state) for one in desk.entries) == ["read", "waiting", "waiting"]


async def test_run_all_runs_all_and_raises_the_first_fault_afterwards() -> None:
    ended = []

    async def work(name: str, *, breaks: bool) -> None:
        await asyncio.sleep(0)
        if breaks:
            raise KeyError(name)
        await asyncio.sleep(0)
        ended.append(name)

    with pytest.raises(KeyError, match="b"):
        await run_all(work(name, breaks=name in "bc") for name in "abcd")

    assert ended == ["a", "d"]


async def test_a_webhook_has_an_adapter_of_its_own_and_is_never_taken_for_a_slack_channel(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes", channel="[webhook:desk, webhook:other]")))

    assert not desk.stages.can_deliver("webhook:desk")
    assert desk.stages.can_deliver("#desk")
    assert desk.stages.can_deliver("C0123456789")

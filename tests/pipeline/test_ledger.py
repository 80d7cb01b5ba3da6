"""Units of work run in threads, whole or not at all."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest

from monitor.core.errors import StoreError
from monitor.core.stores import Transaction
from monitor.pipeline.ledger import Ledger
from monitor.store import SqlStore
from tests.fakes.clock import START, SettableClock


@pytest.fixture
def ledger(store: SqlStore, clock: SettableClock) -> Iterator[Ledger]:
    made = Ledger(store, clock)
    yield made
    made.close()


def _newest(store: SqlStore) -> str | None:
    with store.snapshot() as tx:
        newest = tx.rule_sets.newest()
    return newest[1] if newest else None


async def test_a_unit_of_work_is_given_the_time_that_it_binds(ledger: Ledger, clock: SettableClock) -> None:
    assert await ledger.write(lambda _, now: now) == START
    clock.at = START.replace(hour=12)
    assert await ledger.read(lambda _, now: now) == clock.at


async def test_what_a_unit_of_work_raises_rolls_it_back_and_reaches_the_caller(ledger: Ledger, store: SqlStore) -> None:
    def broken(tx: Transaction, now: datetime) -> None:
        tx.rule_sets.add("half done", now=now)
        raise KeyError("no")

    with pytest.raises(KeyError):
        await ledger.write(broken)

    assert _newest(store) is None
    await ledger.write(lambda tx, now: tx.rule_sets.add("whole", now=now))
    assert _newest(store) == "whole"


async def test_a_read_cannot_write(ledger: Ledger) -> None:
    with pytest.raises(StoreError):
        await ledger.read(lambda tx, now: tx.rule_sets.add("no", now=now))


async def test_writes_come_one_after_the_other_in_one_thread_and_never_in_the_event_loops(ledger: Ledger) -> None:
    threads = await asyncio.gather(*(ledger.write(lambda tx, now: threading.get_ident()) for _ in range(8)))

    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


async def test_a_caller_that_is_cancelled_does_not_cut_a_unit_of_work_that_has_begun(
    ledger: Ledger, store: SqlStore
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction, now: datetime) -> None:
        begun.set()
        assert go_on.wait(5)
        tx.rule_sets.add("whole", now=now)

    caller = asyncio.create_task(ledger.write(slow))
    assert await asyncio.to_thread(begun.wait, 5)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    ledger.close()

    assert _newest(store) == "whole"


async def test_a_read_does_not_wait_for_a_write(ledger: Ledger) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction, now: datetime) -> None:
        tx.rule_sets.add("not yet committed", now=now)
        begun.set()
        assert go_on.wait(5)

    writing = asyncio.create_task(ledger.write(slow))
    assert await asyncio.to_thread(begun.wait, 5)

    assert await ledger.read(lambda tx, _: tx.rule_sets.newest()) is None
    go_on.set()
    await writing

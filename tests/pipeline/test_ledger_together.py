"""Units of work that wait while another writes share a transaction, and are told apart all the same."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
import sqlalchemy as sa

from monitor.core.errors import StoreUnavailable
from monitor.core.stores import Transaction
from monitor.pipeline import ledger as ledger_module
from monitor.pipeline.ledger import MOST_TOGETHER, Ledger
from monitor.store import SqlStore
from monitor.store.sql_store import SqlTransaction
from tests.fakes.clock import START, SettableClock

Work = Callable[[Transaction, datetime], str]


@pytest.fixture
def ledger(store: SqlStore, clock: SettableClock) -> Iterator[Ledger]:
    made = Ledger(store, clock)
    yield made
    made.close()


@pytest.fixture
def commits(store: SqlStore) -> list[str]:
    """One for each commit since."""
    seen: list[str] = []
    sa.event.listen(store._writing, "commit", lambda _: seen.append("commit"))
    return seen


@asynccontextmanager
async def _busy(ledger: Ledger) -> AsyncIterator[None]:
    """Keep the writer busy until the end of the block."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_tx: Transaction, _now: datetime) -> None:
        begun.set()
        assert go_on.wait(5)

    holding = asyncio.create_task(ledger.write(hold))
    assert await asyncio.to_thread(begun.wait, 5)
    try:
        yield
    finally:
        go_on.set()
        await holding


def keep(name: str, *, then: BaseException | None = None) -> Work:
    """Return a unit of work that writes something, and raises if it is told to."""

    def work(tx: Transaction, now: datetime) -> str:
        tx.channels.pace(name, next_slot_at=now)
        if then is not None:
            raise then
        return name

    return work


async def _write_together(ledger: Ledger, *works: Work) -> list[str | BaseException]:
    async with _busy(ledger):
        waiting = [asyncio.create_task(ledger.write(work)) for work in works]
        await asyncio.sleep(0)
    return await asyncio.gather(*waiting, return_exceptions=True)


def _known(store: SqlStore, names: str = "abcd") -> str:
    with store.snapshot() as tx:
        return "".join(name for name in names if tx.channels.get(name) is not None)


async def test_what_waits_is_written_in_one_transaction_in_the_order_it_came(
    ledger: Ledger, store: SqlStore, commits: list[str]
) -> None:
    order: list[str] = []

    def note(name: str) -> Work:
        def work(tx: Transaction, now: datetime) -> str:
            order.append(name)
            return keep(name)(tx, now)

        return work

    assert await _write_together(ledger, *map(note, "abcd")) == ["a", "b", "c", "d"]

    assert order == ["a", "b", "c", "d"]
    assert len(commits) == 2, "that of what kept the writer busy, and one for all"
    assert _known(store) == "abcd"


async def test_a_unit_of_work_that_fails_is_undone_alone_and_its_caller_alone_is_told(
    ledger: Ledger, store: SqlStore
) -> None:
    fault = KeyError("no")

    assert await _write_together(ledger, keep("a"), keep("b", then=fault), keep("c")) == ["a", fault, "c"]

    assert _known(store) == "ac"


async def test_a_unit_of_work_sees_what_those_before_it_wrote(ledger: Ledger) -> None:
    def look(tx: Transaction, _now: datetime) -> str:
        return "".join(name for name in "ab" if tx.channels.get(name) is not None)

    assert (await _write_together(ledger, keep("a"), keep("b", then=KeyError("no")), look))[-1] == "a"


async def test_nobody_is_told_of_success_if_the_commit_fails(ledger: Ledger, store: SqlStore) -> None:
    fault, own = StoreUnavailable("the disk is full"), KeyError("no")

    def refuse(_connection: object) -> None:
        raise fault

    def have_it_refused(tx: Transaction, now: datetime) -> str:
        sa.event.listen(store._writing, "commit", refuse, once=True)
        return keep("c")(tx, now)

    outcomes = await _write_together(ledger, keep("a"), keep("b", then=own), have_it_refused)

    assert outcomes == [fault, own, fault]
    assert _known(store) == ""
    assert await ledger.write(keep("d")) == "d", "the next one is well"


async def test_where_the_database_undid_all_everybody_is_told(ledger: Ledger, store: SqlStore) -> None:
    def lose(tx: Transaction, _now: datetime) -> str:
        assert isinstance(tx, SqlTransaction)
        tx._connection.exec_driver_sql("ROLLBACK")  # as SQLite does by itself when the disk is full
        raise StoreUnavailable("the disk is full")

    outcomes = await _write_together(ledger, keep("a"), lose, keep("c"))

    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 3
    assert str(outcomes[1]) == "the disk is full"
    assert _known(store) == ""
    assert await ledger.write(keep("d")) == "d"


async def test_a_fault_that_a_unit_of_work_raises_by_itself_is_no_fault_of_the_store(
    ledger: Ledger, store: SqlStore
) -> None:
    fault = StoreUnavailable("says this unit of work alone")

    assert await _write_together(ledger, keep("a", then=fault), keep("b")) == [fault, "b"]

    assert _known(store) == "b"


async def test_a_store_that_cannot_be_opened_for_writing_is_told_to_all(
    ledger: Ledger, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = StoreUnavailable("locked")

    def refuse() -> None:
        raise fault

    async with _busy(ledger):
        waiting = [asyncio.create_task(ledger.write(keep(name))) for name in "ab"]
        await asyncio.sleep(0)
        monkeypatch.setattr(store, "transaction", refuse)
    assert await asyncio.gather(*waiting, return_exceptions=True) == [fault, fault]


async def test_a_caller_that_goes_away_before_its_turn_costs_the_others_nothing_and_writes_nothing(
    ledger: Ledger, store: SqlStore
) -> None:
    async with _busy(ledger):
        waiting = [asyncio.create_task(ledger.write(keep(name))) for name in "abc"]
        await asyncio.sleep(0)
        waiting[1].cancel()
        await asyncio.sleep(0)
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(one) for one in outcomes] == [str, asyncio.CancelledError, str]
    assert _known(store) == "ac"


async def test_when_all_callers_have_gone_away_the_writer_is_there_for_the_next(ledger: Ledger) -> None:
    async with _busy(ledger):
        gone = asyncio.create_task(ledger.write(keep("a")))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
    assert await ledger.write(keep("b")) == "b"


async def test_a_caller_that_is_cancelled_while_its_work_runs_does_not_undo_it(ledger: Ledger, store: SqlStore) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction, now: datetime) -> str:
        begun.set()
        assert go_on.wait(5)
        return keep("b")(tx, now)

    async with _busy(ledger):
        waiting = [asyncio.create_task(ledger.write(work)) for work in (keep("a"), slow, keep("c"))]
        await asyncio.sleep(0)
    assert await asyncio.to_thread(begun.wait, 5)
    waiting[1].cancel()
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert _known(store) == "abc"


async def test_so_many_at_most_share_a_transaction(ledger: Ledger, commits: list[str]) -> None:
    many = MOST_TOGETHER * 2 + 1

    await _write_together(ledger, *(keep(f"c{number}") for number in range(many)))

    assert len(commits) == 1 + 3


async def test_after_a_shared_transaction_the_writer_waits_a_moment_for_more(
    ledger: Ledger, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "GATHER_S", 0.3)
    await _write_together(ledger, keep("a"), keep("b"))
    before = len(commits)

    third = asyncio.create_task(ledger.write(keep("c")))
    await asyncio.to_thread(lambda: None)  # as long as a writer that slept on nothing would need to begin
    await asyncio.gather(third, ledger.write(keep("d")))

    assert len(commits) == before + 1


async def test_no_write_is_forgotten_however_they_meet_the_end_of_others(ledger: Ledger) -> None:
    async def chain(name: str) -> list[str]:
        return [await ledger.write(keep(f"{name}{number}")) for number in range(20)]

    async with asyncio.timeout(30):
        chains = await asyncio.gather(*map(chain, "abcdefgh"))

    assert [name for chain in chains for name in chain] == [f"{name}{n}" for name in "abcdefgh" for n in range(20)]


async def test_a_ledger_that_is_closed_writes_what_waited_and_takes_no_more(store: SqlStore) -> None:
    ledger = Ledger(store, SettableClock())
    async with _busy(ledger):
        waiting = asyncio.create_task(ledger.write(keep("a")))
        await asyncio.sleep(0)
    ledger.close()

    assert await waiting == "a"
    with pytest.raises(RuntimeError):
        await ledger.write(keep("b"))


async def test_all_of_a_transaction_are_given_one_time(ledger: Ledger) -> None:
    def told(_tx: Transaction, now: datetime) -> str:
        return now.isoformat()

    assert await _write_together(ledger, told, told) == [START.isoformat()] * 2

"""Parts of one transaction: each is undone alone, and what is lost as a whole is never taken for done."""

import asyncio
from collections.abc import Callable

import pytest

from monitor.core.errors import StoreError, StoreUnavailable
from monitor.core.stores import Store, Transaction
from monitor.store import SqlStore
from monitor.store.sql_store import SqlTransaction
from tests.store.samples import NOW


def known(store: Store) -> list[str]:
    with store.snapshot() as tx:
        return [name for name in "abc" if tx.channels.get(name) is not None]


def keep(tx: Transaction, name: str) -> None:
    tx.channels.pace(name, next_slot_at=NOW)


def keep_in_part(tx: Transaction, name: str, then: Callable[[], object]) -> None:
    with tx.part():
        keep(tx, name)
        then()


def raising(stop: type[BaseException]) -> Callable[[], object]:
    def work() -> None:
        raise stop

    return work


def undo_all(tx: Transaction) -> None:
    """Do what SQLite does by itself after some errors, a full disk among them."""
    assert isinstance(tx, SqlTransaction)
    tx._connection.exec_driver_sql("ROLLBACK")


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, asyncio.CancelledError, SystemExit])
def test_whatever_ends_a_part_early_undoes_that_part_and_no_other(store: Store, stop: type[BaseException]) -> None:
    with store.transaction() as tx:
        with tx.part():
            keep(tx, "a")
        with pytest.raises(stop):
            keep_in_part(tx, "b", raising(stop))
        with tx.part():
            keep(tx, "c")
    assert known(store) == ["a", "c"]


def test_an_error_of_the_database_undoes_its_part_and_no_other(store: Store) -> None:
    with store.transaction() as tx:
        with tx.part():
            keep(tx, "a")
        with pytest.raises(StoreError, match="FOREIGN KEY"):
            keep_in_part(tx, "b", lambda: tx.stories.open(404, [1], now=NOW))
    assert known(store) == ["a"]


def test_what_ends_the_transaction_undoes_the_parts_that_were_well(store: Store) -> None:
    def write() -> None:
        with store.transaction() as tx:
            with tx.part():
                keep(tx, "a")
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - our own
        write()
    assert known(store) == []


def test_where_the_database_undid_all_no_part_is_opened_any_more_and_nothing_is_committed(store: Store) -> None:
    told: list[str] = []

    def lose(tx: Transaction) -> None:
        undo_all(tx)
        raise KeyError

    def write() -> None:
        with store.transaction() as tx:
            with tx.part():
                keep(tx, "a")
            with pytest.raises(KeyError):
                keep_in_part(tx, "b", lambda: lose(tx))
            with pytest.raises(StoreUnavailable, match="has undone a transaction"), tx.part():
                told.append("opened")

    with pytest.raises(StoreUnavailable, match="has undone a transaction"):
        write()
    assert (told, known(store)) == ([], [])
    with store.transaction() as tx:
        keep(tx, "b")
    assert known(store) == ["b"]


def test_a_part_that_went_on_after_the_database_undid_all_is_told_at_its_end(store: Store) -> None:
    def write() -> None:
        with store.transaction() as tx:
            with tx.part():
                keep(tx, "a")
            with pytest.raises(StoreUnavailable), tx.part():
                undo_all(tx)

    with pytest.raises(StoreUnavailable):
        write()
    assert known(store) == []


def test_a_disk_that_is_full_costs_all_or_one_part_but_is_never_taken_for_success(store: SqlStore) -> None:
    def write() -> None:
        with store.transaction() as tx:
            assert isinstance(tx, SqlTransaction)
            pages = tx._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            tx._connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
            with tx.part():
                keep(tx, "a")
            with pytest.raises(StoreUnavailable, match="the disk is full"), tx.part():
                tx.channels.pace("b", next_slot_at=NOW, trouble="x" * 100_000)

    try:
        write()
    except StoreUnavailable:
        assert known(store) == []
    else:
        assert known(store) == ["a"]

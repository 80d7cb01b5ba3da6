import sqlite3
from pathlib import Path

import pytest

from monitor.core.errors import StoreError, StoreUnavailable
from monitor.store import SqlStore
from monitor.store.errors import store_error
from monitor.store.sql_store import SqlTransaction
from tests.store.samples import NOW, feed_id, feed_row, new_entry


def test_a_full_disk_stops_the_writer_and_leaves_nothing_half_written(store: SqlStore) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
        assert isinstance(tx, SqlTransaction)
        pages = tx._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx._connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreUnavailable, match="the disk is full"), store.transaction() as tx:
        tx.entries.add([new_entry(feed_id(tx), "k" * 100 + str(number)) for number in range(2000)], now=NOW)
    with store.snapshot() as tx:
        assert tx.entries.list() == []


def test_a_damaged_database_says_so(store: SqlStore, url: str) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row(f"host{number}") for number in range(500)], now=NOW)
    store.close()
    path = Path(url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with (
        pytest.raises(StoreUnavailable, match=r"monitor\.db is damaged \(put a backup in its place"),
        store.snapshot() as tx,
    ):
        tx.feeds.all()


def test_a_value_that_cannot_be_stored_is_an_error_of_the_store(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="too large"), store.transaction() as tx:
        tx.feeds.sync([feed_row(shard=2**70)], now=NOW)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_BUSY", "is locked"),
        ("SQLITE_BUSY_SNAPSHOT", "is locked"),
        ("SQLITE_READONLY_DBMOVED", "read-only"),
        ("SQLITE_IOERR_WRITE", "the disk reports an error"),
        ("SQLITE_CANTOPEN", "cannot be opened"),
    ],
)
def test_every_kind_of_trouble_names_the_database_and_what_is_wrong(name: str, words: str) -> None:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorname = name
    told = store_error(error, "database /d/monitor.db")
    assert isinstance(told, StoreUnavailable)
    assert str(told).startswith("database /d/monitor.db ")
    assert words in str(told)


def test_trouble_without_a_name_keeps_the_database_s_own_words() -> None:
    told = store_error(sqlite3.OperationalError("no such table: entry"), "database d")
    assert (type(told), str(told)) == (StoreUnavailable, "database d cannot be used: no such table: entry")
    broken = store_error(sqlite3.IntegrityError("UNIQUE constraint failed"), "database d")
    assert (type(broken), str(broken)) == (StoreError, "database d: UNIQUE constraint failed")

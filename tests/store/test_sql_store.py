import asyncio
import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.core.errors import StoreError, StoreUnavailable
from monitor.core.stores import Store
from monitor.store import SqlStore, open_store
from tests.store.samples import NOW, feed_row

OTHER_PROCESS = Path(__file__).with_name("other_process.py")
ROOT = OTHER_PROCESS.parents[2]


def newest(store: Store) -> str | None:
    with store.snapshot() as tx:
        found = tx.rule_sets.newest()
    return found[1] if found else None


@contextlib.contextmanager
def another_writer(url: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a program that holds an open transaction until it is told to go on."""
    with subprocess.Popen(
        [sys.executable, str(OTHER_PROCESS), url],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
        yield process
        if process.poll() is None:
            process.communicate("go on\n", timeout=20)


def test_what_a_transaction_wrote_is_there_after_its_end(store: Store, url: str) -> None:
    with store.transaction() as tx:
        tx.rule_sets.add("a", now=NOW)
    again = open_store(url)
    assert newest(again) == "a"
    again.close()


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, asyncio.CancelledError, SystemExit, GeneratorExit])
def test_whatever_ends_a_transaction_early_undoes_all_of_it(store: Store, stop: type[BaseException]) -> None:
    def write() -> None:
        with store.transaction() as tx:
            tx.feeds.sync([feed_row()], now=NOW)
            tx.rule_sets.add("a", now=NOW)
            raise stop

    with pytest.raises(stop):
        write()
    with store.transaction() as tx:
        assert tx.feeds.all() == []
        assert tx.rule_sets.newest() is None
        tx.rule_sets.add("b", now=NOW)
    assert newest(store) == "b"


def test_an_error_of_the_database_undoes_the_transaction_even_if_it_is_caught(store: Store) -> None:
    def write() -> None:
        with store.transaction() as tx:
            tx.rule_sets.add("a", now=NOW)
            tx.stories.open(404, [1], now=NOW)

    with pytest.raises(StoreError, match="FOREIGN KEY"):
        write()
    assert newest(store) is None


def test_a_snapshot_cannot_be_written(store: Store) -> None:
    with pytest.raises(StoreError, match="a snapshot cannot be written"), store.snapshot() as tx:
        tx.rule_sets.add("a", now=NOW)
    assert newest(store) is None


def test_a_reader_sees_one_state_while_a_writer_is_at_work(store: Store) -> None:
    with store.snapshot() as before:
        assert before.counts().feeds == 0
        with store.transaction() as tx:
            tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW)
            with store.snapshot() as during:
                assert during.counts().feeds == 0
            assert tx.counts().feeds == 2
        assert before.counts().feeds == 0
        assert before.feeds.all() == []
    with store.snapshot() as after:
        assert after.counts().feeds == 2


def test_a_second_thread_waits_for_the_first_to_end(store: Store) -> None:
    order: list[str] = []
    inside = threading.Event()
    asked = threading.Event()

    def second() -> None:
        inside.wait(10)
        asked.set()
        with store.transaction() as tx:
            order.append(f"second after {tx.rule_sets.newest()}")

    thread = threading.Thread(target=second)
    thread.start()
    with store.transaction() as tx:
        inside.set()
        assert asked.wait(10)
        tx.rule_sets.add("first", now=NOW)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second after (1, 'first')"]


def test_a_thread_that_waits_too_long_is_told(url: str) -> None:
    store = open_store(url, busy_timeout_s=0.01)
    problems: list[StoreUnavailable] = []

    def second() -> None:
        try:
            with store.transaction():
                pass
        except StoreUnavailable as error:
            problems.append(error)

    with store.transaction():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(10)
    assert "is busy" in str(problems[0])
    store.close()


def test_a_reader_that_finds_no_free_connection_is_told(url: str) -> None:
    store = open_store(url, busy_timeout_s=0.01)
    with contextlib.ExitStack() as open_ones:
        for _ in range(8):
            open_ones.enter_context(store.snapshot())
        with pytest.raises(StoreUnavailable, match="too many read"):
            open_ones.enter_context(store.snapshot())
    assert newest(store) is None
    store.close()


def test_a_transaction_inside_another_is_refused_and_not_waited_for(store: Store) -> None:
    with store.transaction(), pytest.raises(RuntimeError, match="open in this thread"), store.transaction():
        pass
    with store.transaction() as tx:
        tx.rule_sets.add("a", now=NOW)
    assert newest(store) == "a"


def test_a_store_may_be_used_by_one_thread_after_the_other(store: Store) -> None:
    def write(digest: str) -> None:
        with store.transaction() as tx:
            tx.rule_sets.add(digest, now=NOW)

    for digest in ("a", "b"):
        thread = threading.Thread(target=write, args=(digest,))
        thread.start()
        thread.join(10)
    assert newest(store) == "b"


def test_a_second_program_waits_until_the_first_has_committed(store: SqlStore, url: str) -> None:
    hasty = open_store(url, busy_timeout_s=0.01)
    seen: list[object] = []

    def write() -> None:
        with store.transaction() as tx:
            seen.append(tx.rule_sets.newest())
            tx.rule_sets.add("after", now=NOW)

    with another_writer(url) as process:
        with pytest.raises(StoreUnavailable, match="is locked: another program"), hasty.transaction():
            pass
        assert newest(hasty) is None
        patient = threading.Thread(target=write)
        patient.start()
        process.communicate("go on\n", timeout=20)
        patient.join(20)
    assert seen == [(1, "begun")]
    with hasty.transaction() as tx:  # having been refused once does no harm
        tx.rule_sets.add("later", now=NOW)
    assert newest(hasty) == "later"
    hasty.close()


def test_a_program_killed_inside_a_transaction_leaves_nothing_half_written(store: Store, url: str) -> None:
    with another_writer(url) as process:
        process.kill()
        process.wait(10)
    with store.transaction() as tx:
        assert tx.rule_sets.newest() is None
        assert tx.channels.get("C1") is None
        tx.rule_sets.add("after", now=NOW)
    assert newest(store) == "after"


def test_every_commit_is_on_the_disk_before_it_returns(store: SqlStore) -> None:
    with store._writing.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_space_can_be_given_back_later(store: SqlStore) -> None:
    with store._writing.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar() == 2  # incremental


def test_a_closed_store_holds_no_file(store: SqlStore, url: str) -> None:
    newest(store)
    with store.transaction() as tx:
        tx.rule_sets.add("a", now=NOW)
    store.close()
    path = Path(url.removeprefix("sqlite:///"))
    assert [found.name for found in path.parent.iterdir()] == [path.name]  # SQLite clears its journal away at the end

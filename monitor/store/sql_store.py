"""The store as a whole: units of work on a writing and on a reading engine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from monitor.core.archive import ArchiveStore
from monitor.core.errors import StoreError, StoreUnavailable
from monitor.core.mutes import FeedbackStore, MuteStore
from monitor.core.records import Counts
from monitor.core.rereading import RereadStore, RevisionStore
from monitor.core.retention import RetentionStore
from monitor.core.rule_changes import RuleLog
from monitor.core.stores import (
    ArticleStore,
    BoilerplateLines,
    ChannelStore,
    EntryStore,
    FeedStore,
    MatchStore,
    OutboxStore,
    RuleSetStore,
    StandingStore,
    StoryStore,
    TextStore,
    Transaction,
    WordCountStore,
)
from monitor.core.tracing import TraceStore
from monitor.store.archive import SqlArchive
from monitor.store.articles import SqlArticles
from monitor.store.channels import SqlChannels
from monitor.store.counts import count_all
from monitor.store.engine import check_file, parse_url, path_of, reading_engine, writing_engine
from monitor.store.entries import SqlEntries
from monitor.store.errors import store_error
from monitor.store.feeds import SqlFeeds
from monitor.store.matches import SqlMatches
from monitor.store.mutes import SqlFeedback, SqlMutes
from monitor.store.outbox import SqlOutbox
from monitor.store.repeated_lines import SqlRepeatedLines
from monitor.store.rereads import SqlRereads
from monitor.store.retention import SqlRetention
from monitor.store.revisions import SqlRevisions
from monitor.store.rule_log import SqlRuleLog
from monitor.store.rule_sets import SqlRuleSets
from monitor.store.standing import SqlStanding
from monitor.store.stories import SqlStories
from monitor.store.texts import SqlTexts
from monitor.store.traces import SqlTraces
from monitor.store.upgrade import require_current
from monitor.store.word_counts import SqlWordCounts


class SqlTransaction:
    """core.stores.Transaction on one connection."""

    def __init__(self, connection: sa.Connection, where: str = "the database") -> None:
        self._connection = connection
        self._where = where
        self._is_lost = False
        self.feeds: FeedStore = SqlFeeds(connection)
        self.entries: EntryStore = SqlEntries(connection)
        self.articles: ArticleStore = SqlArticles(connection)
        self.archive: ArchiveStore = SqlArchive(connection)
        self.texts: TextStore = SqlTexts(connection)
        self.retention: RetentionStore = SqlRetention(connection)
        self.stories: StoryStore = SqlStories(connection)
        self.matches: MatchStore = SqlMatches(connection)
        self.outbox: OutboxStore = SqlOutbox(connection)
        self.standing: StandingStore = SqlStanding(connection)
        self.mutes: MuteStore = SqlMutes(connection)
        self.feedback: FeedbackStore = SqlFeedback(connection)
        self.channels: ChannelStore = SqlChannels(connection)
        self.rule_sets: RuleSetStore = SqlRuleSets(connection)
        self.rule_log: RuleLog = SqlRuleLog(connection)
        self.repeated_lines: BoilerplateLines = SqlRepeatedLines(connection)
        self.word_counts: WordCountStore = SqlWordCounts(connection)
        self.rereads: RereadStore = SqlRereads(connection)
        self.revisions: RevisionStore = SqlRevisions(connection)
        self.traces: TraceStore = SqlTraces(connection)

    def counts(self) -> Counts:
        """Return how many of what there are; every figure comes from this one snapshot."""
        return count_all(self._connection)

    @contextmanager
    def part(self) -> Iterator[None]:
        """Open a part of the unit of work: whatever ends it early undoes it, and nothing that came before it.

        Where the database has undone more than that (SQLite does when the disk is full) all is lost: no part is opened
        any more, and the transaction does not commit.
        """
        self.check()
        self._run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            with suppress(StoreError):  # what went wrong before it says more
                self._run("ROLLBACK TO SAVEPOINT part", "RELEASE SAVEPOINT part")
            raise
        self._run("RELEASE SAVEPOINT part")

    def check(self) -> None:
        """Raise StoreUnavailable if the transaction is lost."""
        if self._is_lost:
            raise StoreUnavailable(f"{self._where} has undone a transaction that could not go on")

    def _run(self, *statements: str) -> None:
        # By the driver, which has `execute` for either database: SQLAlchemy's bookkeeping of two statements costs as
        # much as to write what a poll learnt.
        driver: Any = self._connection.connection.driver_connection
        failures = self._connection.dialect.loaded_dbapi.Error
        try:
            for statement in statements:
                driver.execute(statement)
        except failures as error:  # without its savepoint the transaction is not the one that was begun
            self._is_lost = True
            raise store_error(error, self._where) from error


class SqlStore:
    """core.stores.Store: any thread may use it; those that write wait for each other."""

    def __init__(self, writing: sa.Engine, reading: sa.Engine, *, where: str, busy_timeout_s: float) -> None:
        self._writing = writing
        self._reading = reading
        self._where = where
        self._busy_timeout_s = busy_timeout_s
        self._turn = threading.Lock()
        self._writer: int | None = None  #: the thread whose turn it is

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a writing unit of work: commits at the end, rolls back on any exception; raises StoreError."""
        if self._writer == threading.get_ident():
            raise RuntimeError("a unit of work is open in this thread already: use that one")
        if not self._turn.acquire(timeout=self._busy_timeout_s):
            raise StoreUnavailable(f"{self._where} is busy: another thread has been writing for too long")
        try:
            self._writer = threading.get_ident()
            with self._writing.begin() as connection:
                tx = SqlTransaction(connection, self._where)
                yield tx
                tx.check()
        finally:
            self._writer = None
            self._turn.release()

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Open a reading unit of work; a write inside raises StoreError."""
        try:
            connection = self._reading.connect()
        except sa.exc.TimeoutError as error:
            raise StoreUnavailable(f"{self._where} is busy: too many read it at once") from error
        with connection, connection.begin():
            yield SqlTransaction(connection, self._where)

    def close(self) -> None:
        """Release every connection."""
        self._reading.dispose()
        self._writing.dispose()


def open_store(url: str, *, busy_timeout_s: float = 30) -> SqlStore:
    """Return the store in an existing database of this version's schema (see `migrate`).

    `busy_timeout_s` is how long a unit of work waits for another program's to end.
    Raises StoreUnavailable if it is missing or cannot be read and written, SchemaMismatch if it is of another version.
    """
    address = parse_url(url)
    path = path_of(address)
    check_file(path, may_be_new=False)
    store = SqlStore(
        writing_engine(address, busy_timeout_s=busy_timeout_s),
        reading_engine(address, busy_timeout_s=busy_timeout_s),
        where=f"database {path}",
        busy_timeout_s=busy_timeout_s,
    )
    try:
        with store._reading.begin() as connection:  # noqa: SLF001 - its own factory
            require_current(connection, path)
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def open_reading(url: str, *, busy_timeout_s: float = 30) -> Iterator[tuple[sa.Connection, Path]]:
    """Open an existing database of this version's schema for one look; yield its connection and its file."""
    address = parse_url(url)
    path = path_of(address)
    check_file(path, may_be_new=False)
    reading = reading_engine(address, busy_timeout_s=busy_timeout_s, connections=1)
    try:
        with reading.begin() as connection:
            require_current(connection, path)
            yield connection, path
    finally:
        reading.dispose()

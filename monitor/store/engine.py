"""Connections to the database: one that writes, a few that read."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from monitor.core.errors import StoreUnavailable
from monitor.store.errors import store_error, translate_errors

#: A journal that a long reader made grow is cut back to this at the next checkpoint.
_MAX_IDLE_JOURNAL_BYTES = 64 * 1024 * 1024


def parse_url(url: str) -> sa.URL:
    """Return the address of a database that this version can use; raises StoreUnavailable."""
    wanted = "sqlite:////absolute/path/monitor.db"
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise StoreUnavailable(f"database URL {url!r} is not understood (it looks like {wanted})") from error
    shown = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() != "sqlite":
        raise StoreUnavailable(f"database URL {shown}: this version stores in SQLite only ({wanted})")
    if parsed.database in {None, "", ":memory:"}:
        raise StoreUnavailable(f"database URL {shown} names no file ({wanted})")
    return parsed.set(drivername="sqlite+pysqlite")


def path_of(url: sa.URL) -> Path:
    """Return the file of a SQLite database."""
    return Path(url.database or "")


def check_file(path: Path, *, may_be_new: bool) -> None:
    """Raise StoreUnavailable, with the reason, if the file cannot be a database that we can write."""
    directory = path.parent
    if not directory.is_dir():
        what = "is not a directory" if directory.exists() else "does not exist"
        raise StoreUnavailable(f"database {path}: {directory} {what} (make it, or name another with --data)")
    try:
        exists = path.exists()
    except OSError as error:
        raise StoreUnavailable(f"database {path} cannot be reached: {error.strerror}") from error
    if path.is_dir():
        raise StoreUnavailable(f"database {path} is a directory (name a file in it)")
    if not exists and not may_be_new:
        raise StoreUnavailable(f"database {path} does not exist yet (`monitor run` makes it; or name another --data)")
    if not _allowed(directory, os.R_OK | os.W_OK | os.X_OK):
        raise StoreUnavailable(
            f"database {path}: directory {directory} cannot be written (check who owns it, or name another with --data)"
        )
    if exists and not _allowed(path, os.R_OK | os.W_OK):
        raise StoreUnavailable(f"database {path} cannot be written (check who owns it and whether it is read-only)")


def writing_engine(url: sa.URL, *, busy_timeout_s: float) -> sa.Engine:
    """Return an engine of one connection, whose every transaction holds the right to write from its first moment."""
    engine = _engine(url, busy_timeout_s, connections=1, reading=False)
    _on_connect(
        engine,
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        f"PRAGMA journal_size_limit={_MAX_IDLE_JOURNAL_BYTES}",
    )
    # A deferred transaction that read first could not wait for another writer: SQLite would fail it at once.
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def reading_engine(url: sa.URL, *, busy_timeout_s: float, connections: int = 8) -> sa.Engine:
    """Return an engine whose transactions see one state of the database and cannot write."""
    engine = _engine(url, busy_timeout_s, connections=connections, reading=True)
    _on_connect(engine, "PRAGMA query_only=ON")
    _begin_with(engine, "BEGIN DEFERRED")
    return engine


def _engine(url: sa.URL, busy_timeout_s: float, *, connections: int, reading: bool) -> sa.Engine:
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=busy_timeout_s,
        # The pool hands a connection to one thread at a time.
        connect_args={"timeout": busy_timeout_s, "check_same_thread": False},
    )
    translate_errors(engine, f"database {path_of(url)}", reading=reading)
    return engine


def _on_connect(engine: sa.Engine, *pragmas: str) -> None:
    @sa.event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # Off: the driver would begin and commit by itself, behind our backs.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_count")
        if cursor.fetchone() == (0,):  # new: only now can it be told to give back space when rows go
            cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()


def _begin_with(engine: sa.Engine, statement: str) -> None:
    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)


def back_up(source: Path, target: Path) -> None:
    """Copy a database as it stands, also while others use it; the copy appears whole or not at all."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(unfinished)) as writer:
            reader.backup(writer)
        unfinished.replace(target)
    except sqlite3.Error as error:
        raise store_error(error, f"backup {target}") from error
    except OSError as error:
        raise StoreUnavailable(f"backup {target} cannot be written: {error.strerror}") from error


def _allowed(path: Path, mode: int) -> bool:
    effective = os.access in os.supports_effective_ids  # who we act as, where the system can tell
    return os.access(path, mode, effective_ids=effective)

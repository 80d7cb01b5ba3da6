"""How much room the database takes, and how it gives some back."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from monitor.store.errors import store_error

_INCREMENTAL = 2  #: what `PRAGMA auto_vacuum` says of a file that can give back room while it is used

_POSTGRESQL = (
    "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
)


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes of a database, of its indexes too. The journal's count as far as they are committed."""

    used_bytes: int
    free_bytes: int  #: used again by what comes next
    page_bytes: int
    can_shrink: bool  #: while it is in use


def space_of(connection: sa.Connection) -> Space:
    """Return how much room the database takes; it costs no more than a look at its first page."""
    if connection.dialect.name == "postgresql":
        return Space(int(connection.exec_driver_sql(_POSTGRESQL).scalar() or 0), 0, 1, can_shrink=False)
    page, pages, free, vacuum = (
        int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
        for name in ("page_size", "page_count", "freelist_count", "auto_vacuum")
    )
    return Space((pages - free) * page, free * page, page, can_shrink=vacuum == _INCREMENTAL)


def give_back(connection: sa.Connection, *, at_most: int) -> int:
    """Cut free pages off the end of the file, in a writing transaction; return the bytes, 0 where it cannot."""
    before = space_of(connection)
    pages = min(at_most, before.free_bytes) // before.page_bytes
    if not before.can_shrink or not pages:
        return 0
    for _ in range(pages):  # Python's driver takes one step of such a statement, which is one page
        connection.exec_driver_sql("PRAGMA incremental_vacuum(1)")
    return before.free_bytes - space_of(connection).free_bytes


def vacuum(path: Path) -> tuple[int, int]:
    """Write a file that nobody uses anew, without free room, and so that it can shrink later; return (before, after).

    All or nothing, as any transaction. It needs as much room again for the time. Raises StoreUnavailable.
    """
    before = path.stat().st_size
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise store_error(error, f"database {path}") from error
    return before, path.stat().st_size

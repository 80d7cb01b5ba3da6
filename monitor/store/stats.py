"""What a SQLite database holds, how large it is and how fast it grows."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.core.retention import Kept
from monitor.store.columns import EPOCH
from monitor.store.contents import faults
from monitor.store.errors import store_error
from monitor.store.retention import SqlRetention
from monitor.store.schema import metadata
from monitor.store.space import Space, space_of
from monitor.store.sql_store import open_reading

#: Up to this size every page is looked at to tell what it belongs to; beyond it rows are sampled.
MEASURED_BYTES = 4_000_000_000
GROWTH_OVER = timedelta(days=7)
_SAMPLE = 200  #: rows at either end of a table
_MICROSECOND = timedelta(microseconds=1)
#: When a row came about, for tables whose keys ascend with that.
_TIMES = {
    "article": "found_at",
    "edit": "found_at",
    "entry": "seen_at",
    "feedback": "at",
    "match": "found_at",
    "mute": "since",
    "outbox": "created_at",
    "revision": "read_at",
    "rule_set": "adopted_at",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStats:
    """One table."""

    name: str
    rows: int
    bytes: int  #: with its indexes
    oldest: datetime | None
    newest: datetime | None
    recent: int | None  #: rows of the last GROWTH_OVER; None where its rows have no time


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseStats:
    """The whole of it."""

    path: Path
    revision: str
    file_bytes: int
    journal_bytes: int  #: of the write-ahead log beside it
    space: Space
    kept: Kept
    tables: tuple[TableStats, ...]
    measured: bool  #: whether the bytes of tables were counted, else they are estimated
    growth_bytes: int | None  #: a day, before anything is let go; None: nothing came lately
    faults: tuple[str, ...] | None  #: None: not looked for


def measure(url: str, *, now: datetime, check: bool = False) -> DatabaseStats:
    """Look at a database beside whoever uses it; with `check` at every page of it, for damage.

    Raises StoreUnavailable or SchemaMismatch, as `open_store` does.
    """
    with open_reading(url) as (connection, path):
        kept, space = SqlRetention(connection).kept(), space_of(connection)
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - no other driver is used
        try:
            tables, measured = _tables(raw, space.used_bytes, now)
            found = tuple(faults(raw, quick=True)) if check else None
            with closing(raw.execute("SELECT version_num FROM alembic_version")) as cursor:
                (revision,) = cursor.fetchone()
        except sqlite3.Error as error:
            raise store_error(error, f"database {path}") from error
    journal = path.with_name(f"{path.name}-wal")
    return DatabaseStats(
        path=path,
        revision=revision,
        file_bytes=path.stat().st_size,
        journal_bytes=journal.stat().st_size if journal.exists() else 0,
        space=space,
        kept=kept,
        tables=tables,
        measured=measured,
        growth_bytes=_growth(tables, now),
        faults=found,
    )


def _tables(raw: sqlite3.Connection, used: int, now: datetime) -> tuple[tuple[TableStats, ...], bool]:
    rows = {table.name: _one(raw, f'SELECT count(*) FROM "{table.name}"') for table in metadata.sorted_tables}  # noqa: S608 - our own tables
    sizes = _counted(raw) if used <= MEASURED_BYTES else None
    measured = sizes is not None
    if sizes is None:
        sizes = _estimated(raw, rows, used)
    made = []
    for name, count in rows.items():
        oldest, newest, recent = _span(raw, name, now) if name in _TIMES and count else (None, None, None)
        made.append(
            TableStats(name=name, rows=count, bytes=sizes.get(name, 0), oldest=oldest, newest=newest, recent=recent)
        )
    return tuple(sorted(made, key=lambda one: (-one.bytes, one.name))), measured


def _counted(raw: sqlite3.Connection) -> dict[str, int] | None:
    """Return the bytes of each table with its indexes; None where SQLite was built without `dbstat`."""
    query = (
        "SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat AS s "
        "LEFT JOIN sqlite_master AS m ON m.name = s.name WHERE s.aggregate = 1 GROUP BY 1"
    )
    try:
        return dict(raw.execute(query).fetchall())
    except sqlite3.OperationalError as error:
        if "dbstat" in str(error):
            return None
        raise


def _estimated(raw: sqlite3.Connection, rows: dict[str, int], used: int) -> dict[str, int]:
    """Share out what is used by the rows and the length of some of them, with as much again for the indexes' keys."""
    weights = {}
    for name, count in rows.items():
        columns = [column.name for column in metadata.tables[name].columns]
        length = " + ".join(f'coalesce(length(CAST("{column}" AS BLOB)), 0)' for column in columns)
        key = ", ".join(f'"{column.name}"' for column in metadata.tables[name].primary_key)
        some = [
            _one(
                raw,
                f'SELECT coalesce(avg(n), 0) FROM (SELECT {length} AS n FROM "{name}" '  # noqa: S608 - our own tables
                f"ORDER BY {key.replace(',', f' {order},')} {order} LIMIT {_SAMPLE})",
            )
            for order in ("ASC", "DESC")
        ]
        indexed = 16 * len(metadata.tables[name].indexes)
        weights[name] = count * (sum(some) / 2 + 16 + indexed)
    whole = sum(weights.values()) or 1
    return {name: int(used * weight / whole) for name, weight in weights.items()}


def _span(raw: sqlite3.Connection, name: str, now: datetime) -> tuple[datetime, datetime, int]:
    """Return when the first and the last row of a table came about, and how many since GROWTH_OVER ago."""
    key = next(iter(metadata.tables[name].primary_key)).name
    end = f'SELECT "{key}", "{_TIMES[name]}" FROM "{name}" ORDER BY "{key}"'  # noqa: S608 - our own tables
    ends = (f"{end} LIMIT 1", f"{end} DESC LIMIT 1")
    (low, oldest), (high, newest) = (raw.execute(query).fetchone() for query in ends)
    since = (now - GROWTH_OVER - EPOCH) // _MICROSECOND
    at = f'SELECT "{key}", "{_TIMES[name]}" FROM "{name}" WHERE "{key}" >= ? ORDER BY "{key}" LIMIT 1'  # noqa: S608 - our own tables
    high += 1
    while low < high:  # the first row since then, by halves
        middle = (low + high) // 2
        row = raw.execute(at, (middle,)).fetchone()
        if row is not None and row[1] < since:
            low = row[0] + 1
        else:
            high = middle
    recent = _one(raw, f'SELECT count(*) FROM "{name}" WHERE "{key}" >= {low}')  # noqa: S608 - a number
    return EPOCH + oldest * _MICROSECOND, EPOCH + newest * _MICROSECOND, recent


def _growth(tables: tuple[TableStats, ...], now: datetime) -> int | None:
    """Return how many bytes a day came lately; of tables without a time as large a share as of entries."""
    entries = next(one for one in tables if one.name == "entry")
    if not entries.recent or entries.oldest is None:
        return None
    days = max(min((now - entries.oldest), GROWTH_OVER) / timedelta(days=1), 1.0)
    share = entries.recent / entries.rows
    grown = sum(one.bytes * (one.recent / one.rows if one.recent is not None else share) for one in tables if one.rows)
    return int(grown / days)


def _one(raw: sqlite3.Connection, query: str) -> int:
    return int(raw.execute(query).fetchone()[0])

"""What a SQLite file holds, so that two of them can be compared, and whether it is one of ours and whole."""

import marshal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from monitor.core.errors import SettingsError, StoreUnavailable
from monitor.store.errors import store_error

Tick = Callable[[], None]
_MAGIC = b"SQLite format 3\x00"
_ROWS_AT_ONCE = 1000
_WITHOUT_REFERENCES = 2  #: a version of marshal's format that is the same for equal rows


@dataclass(frozen=True, slots=True)
class TableContent:
    """A table: how many rows, and a hash of all their values in the order of their keys."""

    rows: int
    digest: str


def path_for(url: str, *, otherwise: str) -> Path:
    """Return the file of a SQLite database; raises SettingsError that says what does it for another kind.

    `{url}` in `otherwise` stands for the address without its password.
    """
    try:
        address = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise SettingsError(f"database URL {url!r} is not understood (it looks like sqlite:////path)") from None
    if address.get_backend_name() != "sqlite":
        shown = address.render_as_string(hide_password=True).replace(":***@", "@")
        raise SettingsError(otherwise.format(url=shown))
    return Path(address.database or "")


def read_only(path: Path) -> sqlite3.Connection:
    """Open a file for reading, together with its journal if it has one; a file on a read-only disk opens too."""
    quoted = quote(str(path.absolute()))
    alone = not path.with_name(f"{path.name}-wal").exists() and not path.with_name(f"{path.name}-journal").exists()
    return sqlite3.connect(f"file:{quoted}?immutable=1" if alone else f"file:{quoted}?mode=ro", uri=True)


def contents(connection: sqlite3.Connection, tick: Tick = lambda: None) -> dict[str, TableContent]:
    """Return every table of a database by name, the counters of ids too; `tick` is called after some rows.

    One that is open in a transaction stands still meanwhile.
    """
    connection.text_factory = bytes
    names = [name.decode() for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: _content(connection, name, tick) for name in sorted(names) if not name.startswith("sqlite_stat")}


def _content(connection: sqlite3.Connection, name: str, tick: Tick) -> TableContent:
    digest, rows = blake2b(digest_size=16), 0
    quoted = name.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}" NOT INDEXED')  # noqa: S608 - a name out of the schema
    while some := cursor.fetchmany(_ROWS_AT_ONCE):
        for row in some:
            digest.update(marshal.dumps(row, _WITHOUT_REFERENCES))
        rows += len(some)
        tick()
    return TableContent(rows, digest.hexdigest())


def faults(connection: sqlite3.Connection, *, quick: bool = False) -> list[str]:
    """Return what is damaged in a database, some of it; [] if it is whole. `quick` does not compare its indexes."""
    rows = connection.execute(f"PRAGMA {'quick_check' if quick else 'integrity_check'}(10)").fetchall()
    told = [one.decode(errors="replace") if isinstance(one, bytes) else str(one) for (one,) in rows]
    return [] if told == ["ok"] else [line.splitlines()[-1] for line in told]


def revision_of(path: Path, what: str) -> str:
    """Return the revision of one of our databases after a look at all of it.

    Raises StoreUnavailable, which begins with `what`, if there is none, it is damaged or belongs to another program.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreUnavailable(f"{what} cannot be read: {error.strerror}") from None
    if head != _MAGIC:
        raise StoreUnavailable(f"{what} is no database of this program (`monitor db backup FILE` makes one)")
    try:
        with closing(read_only(path)) as connection:
            found = faults(connection)
            if found:
                raise StoreUnavailable(f"{what} is damaged: {found[0]} (take another backup)")
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "alembic_version" not in tables or "entry" not in tables:
                raise StoreUnavailable(f"{what} belongs to another program: its tables are none of ours")
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
            return str(revision)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise StoreUnavailable(f"{what} is damaged: {error} (take another backup)") from None
        raise store_error(error, what) from error

"""Copies of a SQLite database while it is used, and putting one in its place."""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from monitor.core.errors import SchemaMismatch, SettingsError, StoreUnavailable
from monitor.store.contents import TableContent, contents, faults, read_only, revision_of
from monitor.store.engine import check_file
from monitor.store.errors import store_error
from monitor.store.schema import REVISION
from monitor.store.upgrade import known_revisions

PAGES_AT_ONCE = 256  #: a megabyte; between two steps it may be interrupted
_BUSY_S = 30.0

Progress = Callable[[str, int, int], None]  #: what is done, how much of it, of how much


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A copy that was compared with what it was made of."""

    path: Path
    bytes: int
    revision: str
    tables: dict[str, TableContent]

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(table.rows for table in self.tables.values())


def back_up_verified(source: Path, target: Path, progress: Progress = lambda *_: None) -> Copied:
    """Copy a database as it stands at one moment, while others write to it; compare all of it; give it its name last.

    Raises SettingsError if the target is there already or cannot be made, StoreUnavailable if anything fails: then
    nothing of it is left.
    """
    check_file(source, may_be_new=False)
    if target.exists():
        raise SettingsError(f"{target} is there already: nothing was written (name another file)")
    if not target.absolute().parent.is_dir():
        raise SettingsError(f"{target}: there is no directory {target.parent} (make it, or name another)")
    where = f"backup {target}"
    with _unfinished(target, where) as unfinished:
        copied = _copy(source, unfinished, where, progress)
        _sync(unfinished)
        try:
            os.link(unfinished, target)  # unlike a rename it never takes the place of what came meanwhile
        except FileExistsError:
            raise SettingsError(f"{target} is there already: nothing was written (name another file)") from None
        except OSError:  # a disk without links
            unfinished.rename(target)
        _sync(target.absolute().parent)
    return Copied(path=target, bytes=copied.bytes, revision=copied.revision, tables=copied.tables)


def check_backup(path: Path) -> str:
    """Return the revision of a backup that this version can take; raises StoreUnavailable or SchemaMismatch."""
    revision = revision_of(path, f"backup {path}")
    if revision not in known_revisions():
        raise SchemaMismatch(
            f"backup {path} was written by a newer version of this program (its schema is {revision}, this version "
            f"knows {REVISION}): upgrade the program"
        )
    return revision


def copy_backup(path: Path, fresh: Path, progress: Progress = lambda *_: None) -> Copied:
    """Copy a backup to a file that nobody uses yet, and compare the two; what was there is overwritten.

    Raises StoreUnavailable; then nothing of it is left.
    """
    try:
        for name in (fresh.name, *_journals(fresh.name)):
            fresh.with_name(name).unlink(missing_ok=True)
        return _copy(path, fresh, f"database {fresh}", progress)
    except BaseException as error:
        fresh.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StoreUnavailable(f"database {fresh} cannot be written: {error.strerror}") from None
        raise


def put_in_place(fresh: Path, current: Path, kept: Path) -> bool:
    """Let a database that nobody uses take the place of the one there is, which is kept under another name.

    At each moment there is one or the other under the name. Return False if there was none. Raises StoreUnavailable if
    another program uses it: then nothing has changed.
    """
    try:
        _sync(fresh)
        there = current.exists()
        if there:
            with _nobody_else(current):
                _give_second_name(current, kept)
                for name in _journals(current.name):  # it would be taken for the journal of the one that comes
                    current.with_name(name).unlink(missing_ok=True)
                fresh.replace(current)
        else:
            fresh.replace(current)
        _sync(current.absolute().parent)
    except OSError as error:
        raise StoreUnavailable(f"database {current} cannot be replaced: {error.strerror}") from error
    return there


def _copy(source: Path, target: Path, where: str, progress: Progress) -> Copied:
    """Copy, then compare both; the source stands still meanwhile, for us alone."""

    def copying(_status: int, left: int, total: int) -> None:
        progress("copying", total - left, total)

    try:
        with closing(_reader(source)) as reader, closing(sqlite3.connect(target, isolation_level=None)) as writer:
            reader.execute("BEGIN")
            (pages,) = reader.execute("PRAGMA page_count").fetchone()
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from now on this is what it sees
            reader.backup(writer, pages=PAGES_AT_ONCE, progress=copying)
            writer.execute("PRAGMA journal_mode=DELETE")  # one file, that opens on a read-only disk too
            damaged = faults(writer)
            done = 0

            def tick() -> None:
                nonlocal done
                done += 1
                progress("comparing", done, 0)

            wanted, found = contents(reader, tick), contents(writer, tick)
            if damaged or wanted != found:
                wrong = [name for name in wanted if wanted[name] != found.get(name)]
                what = damaged[0] if damaged else f"table {', '.join(wrong)} is not what it was"
                raise StoreUnavailable(f"{where} is not a true copy: {what} (try again, on another disk)")
            (version,) = writer.execute("SELECT version_num FROM alembic_version").fetchone()
            (size,) = writer.execute("PRAGMA page_size").fetchone()
    except sqlite3.Error as error:
        raise store_error(error, where) from error
    return Copied(path=target, bytes=pages * size, revision=version.decode(), tables=found)


def _reader(source: Path) -> sqlite3.Connection:
    """Open a database to read it: one that is used with its journal, a backup as it is."""
    if not os.access(source.absolute().parent, os.W_OK):
        return read_only(source)
    reader = sqlite3.connect(source, isolation_level=None, timeout=_BUSY_S)
    reader.execute("PRAGMA query_only=ON")
    return reader


@contextmanager
def _unfinished(target: Path, where: str) -> Iterator[Path]:
    """Own the name under which a backup is made; what a killed one left there goes."""
    path = target.with_name(f"{target.name}.unfinished")
    try:
        file = path.open("a+b")
    except OSError as error:
        raise SettingsError(f"{where} cannot be written: {error.strerror} (name another file)") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError(f"{where} is being made by another program (wait for it, or name another)") from None
        try:
            file.truncate(0)
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
            yield path
        except OSError as error:
            raise StoreUnavailable(f"{where} cannot be written: {error.strerror}") from error
        finally:
            for name in (path.name, *_journals(path.name)):
                path.with_name(name).unlink(missing_ok=True)


@contextmanager
def _nobody_else(current: Path) -> Iterator[None]:
    """Hold a database alone, all of it in its one file; a damaged one is taken as it is."""
    with closing(sqlite3.connect(current, isolation_level=None, timeout=_BUSY_S)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()  # takes in the journal; waits for who uses it
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            if not name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR")):
                raise store_error(error, f"database {current}") from error
        yield


def _give_second_name(current: Path, kept: Path) -> None:
    for ending in ("", "-wal"):  # a journal is only left where it could not be taken in
        file = current.with_name(current.name + ending)
        if file.exists():
            with suppress(FileNotFoundError):
                os.link(file, kept.with_name(kept.name + ending))


def _journals(name: str) -> tuple[str, str, str]:
    return f"{name}-wal", f"{name}-shm", f"{name}-journal"


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a directory, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

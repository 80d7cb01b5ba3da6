"""What the database's errors mean to a user: which database, what is wrong, what would work."""

import sqlite3

import sqlalchemy as sa

from monitor.core.errors import StoreError, StoreUnavailable

_UNAVAILABLE = {
    "SQLITE_BUSY": "is locked: another program has been writing for too long (end it, then try again)",
    "SQLITE_LOCKED": "is locked: another program has been writing for too long (end it, then try again)",
    "SQLITE_FULL": "cannot be written: the disk is full (free some space, then start again: nothing is half written)",
    "SQLITE_READONLY": "cannot be written: it, its directory or its disk is read-only (make them writable)",
    "SQLITE_CANTOPEN": "cannot be opened (check that its directory exists and may be read and written)",
    "SQLITE_PERM": "cannot be opened: permission denied (check who owns it)",
    "SQLITE_AUTH": "cannot be opened: permission denied (check who owns it)",
    "SQLITE_NOTADB": "is not a database (name another path, or move the file away)",
    "SQLITE_CORRUPT": "is damaged (put a backup in its place; `sqlite3 FILE .recover` saves what can be read)",
    "SQLITE_IOERR": "cannot be read or written: the disk reports an error",
    "SQLITE_NOMEM": "cannot be used: out of memory",
}
_NOT_IN_A_SNAPSHOT = "attempt to write a readonly database"


def translate_errors(engine: sa.Engine, where: str, *, reading: bool) -> None:
    """Make every error of the engine's database a StoreError, at the place where it happens."""

    @sa.event.listens_for(engine, "handle_error")
    def translate(context: sa.ExceptionContext) -> None:
        error = context.original_exception
        if reading and str(error) == _NOT_IN_A_SNAPSHOT:
            raise StoreError(f"{where}: a snapshot cannot be written; write in a transaction") from error
        if isinstance(error, Exception):
            raise store_error(error, where) from error


def store_error(error: Exception, where: str) -> StoreError:
    """Return what an error of the database, or of a value that it cannot hold, means."""
    name = getattr(error, "sqlite_errorname", "") if isinstance(error, sqlite3.Error) else ""
    for code, meaning in _UNAVAILABLE.items():
        if name == code or name.startswith(f"{code}_"):
            return StoreUnavailable(f"{where} {meaning}")
    if isinstance(error, sqlite3.OperationalError):
        return StoreUnavailable(f"{where} cannot be used: {error}")
    return StoreError(f"{where}: {error}")

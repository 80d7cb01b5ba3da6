"""The database as a whole: a backup put in its place, an upgrade, its room given back; never beside a daemon."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.app.lock import only_daemon
from monitor.app.settings import Settings, sqlite_url
from monitor.core.errors import SettingsError
from monitor.store import migrate
from monitor.store.backup import Copied, Progress, back_up_verified, check_backup, copy_backup, put_in_place
from monitor.store.contents import path_for, revision_of
from monitor.store.engine import check_file
from monitor.store.schema import REVISION
from monitor.store.space import vacuum

_NOT_HERE = "the database is PostgreSQL's, which has its own: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What took the place of the database."""

    copied: Copied
    kept: Path | None  #: what was there before; None: nothing
    revision: str  #: of the schema now


def backup(settings: Settings, target: Path, progress: Progress) -> Copied:
    """Copy the database beside whoever uses it; raises SettingsError or StoreError, and then there is no copy."""
    source = path_for(settings.url, otherwise=f"{_NOT_HERE}pg_dump --format=custom --file={target} '{{url}}'")
    return back_up_verified(source, target, progress)


def restore(settings: Settings, backup_file: Path, progress: Progress, *, now: datetime) -> Restored:
    """Put a backup in the place of the database, which is kept beside it under a name with the time.

    Raises DaemonRunning, SettingsError or StoreError; then the database is as it was.
    """
    current = path_for(settings.url, otherwise=f"{_NOT_HERE}pg_restore --clean --if-exists -d '{{url}}' {backup_file}")
    with only_daemon(settings.data):
        if not backup_file.is_file():
            what = "is not a file" if backup_file.exists() else "does not exist"
            raise SettingsError(f"backup {backup_file} {what} (`monitor db backup FILE` makes one)")
        if current.exists() and backup_file.samefile(current):
            raise SettingsError(f"{backup_file} is the database itself: name a backup of it")
        check_file(current, may_be_new=True)
        check_backup(backup_file)
        fresh = current.with_name(f"{current.name}.restoring")
        try:
            copied = copy_backup(backup_file, fresh, progress)
            if copied.revision != REVISION:
                migrate(sqlite_url(fresh), backup=False)
            kept = _free_name(current, now)
            there = put_in_place(fresh, current, kept)
        finally:
            for ending in ("", "-wal", "-shm", "-journal"):
                fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
    return Restored(copied=copied, kept=kept if there else None, revision=REVISION)


def upgrade(settings: Settings) -> Path:
    """Bring the database to this version's schema, after a backup beside it; return its file."""
    path = path_for(settings.url, otherwise="this version stores in SQLite only: {url}")
    with only_daemon(settings.data):
        migrate(settings.url, backup=True)
    return path


def compact(settings: Settings) -> tuple[int, int]:
    """Write the database anew without free room; return its bytes (before, after)."""
    path = path_for(settings.url, otherwise=f"{_NOT_HERE}vacuumdb --full '{{url}}'")
    with only_daemon(settings.data):
        check_file(path, may_be_new=False)
        revision_of(path, f"database {path}")
        return vacuum(path)


def _free_name(current: Path, now: datetime) -> Path:
    stem = f"{current.name}.replaced-{now:%Y%m%dT%H%M%SZ}"
    names = [current.with_name(stem), *(current.with_name(f"{stem}-{number}") for number in range(2, 100))]
    return next(name for name in names if not name.exists())

"""Bringing a database to the schema of this version."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.core.errors import SchemaMismatch, StoreUnavailable
from monitor.store.engine import back_up, check_file, parse_url, path_of, reading_engine, writing_engine
from monitor.store.schema import REVISION

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = "monitor.store:migrations"


@dataclass(frozen=True, slots=True)
class _Scripts:
    """The migration scripts of a version."""

    config: "Config"
    known: frozenset[str]
    newest: str

    def lacking(self, found: str | None, path: Path) -> bool:
        """Whether a database has to be upgraded; raises SchemaMismatch if a newer version wrote it."""
        if found is not None and found not in self.known:
            raise _newer(path, found)
        return found != self.newest


def migrate(url: str, *, backup: bool, busy_timeout_s: float = 30, scripts: str = SCRIPTS) -> None:
    """Make the database if there is none, and bring an older one to this version's schema, in one transaction.

    With `backup` a database that holds anything is first copied to `NAME.before-REVISION.backup` beside it.
    Raises SchemaMismatch if a newer version wrote it, StoreUnavailable if it cannot be written or is none of ours;
    then it is not touched. `scripts` are this version's migrations.
    """
    address = parse_url(url)
    path = path_of(address)
    check_file(path, may_be_new=True)
    if path.exists():
        found = _look(address, path, busy_timeout_s)
        if found == REVISION and scripts == SCRIPTS:
            return
        if not _load(scripts).lacking(found, path):
            return
    engine = writing_engine(address, busy_timeout_s=busy_timeout_s)
    try:
        _upgrade(engine, path, _load(scripts), backup=backup)
    finally:
        engine.dispose()


def known_revisions() -> frozenset[str]:
    """Return the revisions of databases that this version can bring up to date, its own among them."""
    return _load(SCRIPTS).known


def _look(address: sa.URL, path: Path, busy_timeout_s: float) -> str | None:
    """Return the revision of a database without changing anything about it."""
    engine = reading_engine(address, busy_timeout_s=busy_timeout_s, connections=1)
    try:
        with engine.begin() as connection:
            return _revision(connection, path)
    finally:
        engine.dispose()


def _upgrade(engine: sa.Engine, path: Path, scripts: _Scripts, *, backup: bool) -> None:
    from alembic import command  # noqa: PLC0415 - see _load

    with engine.begin() as connection:
        found = _revision(connection, path)
        if not scripts.lacking(found, path):
            return  # another program was quicker
        if found is not None and backup:
            # We hold the right to write, so nothing can change between the copy and the upgrade.
            back_up(path, path.with_name(f"{path.name}.before-{scripts.newest}.backup"))
        scripts.config.attributes["connection"] = connection
        command.upgrade(scripts.config, "head")


def require_current(connection: sa.Connection, path: Path) -> None:
    """Raise SchemaMismatch unless the database has exactly this version's schema."""
    found = _revision(connection, path)
    if found == REVISION:
        return
    _load(SCRIPTS).lacking(found, path)  # tells newer from older
    raise SchemaMismatch(
        f"database {path} was written by an older version of this program (`monitor run` brings it up to date)"
    )


def _revision(connection: sa.Connection, path: Path) -> str | None:
    """Return the revision of a database, None if it is empty; raises StoreUnavailable if it is none of ours."""
    tables = sa.inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StoreUnavailable(
            f"database {path} belongs to another program: it has tables, but none of ours (name another with --data)"
        )
    version: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _newer(path: Path, found: str) -> SchemaMismatch:
    return SchemaMismatch(
        f"database {path} was written by a newer version of this program (its schema is {found}, this version knows "
        f"{REVISION}); upgrade the program, or point MONITOR_DATA or --data elsewhere"
    )


def _load(scripts: str) -> _Scripts:
    # Alembic is imported where it is needed: opening a store that is up to date does without it.
    from alembic.config import Config  # noqa: PLC0415 - see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", scripts)
    directory = ScriptDirectory.from_config(config)
    newest = directory.get_current_head()
    if newest is None:
        raise SchemaMismatch(f"there are no migrations in {scripts}: this installation is not complete")
    return _Scripts(config, frozenset(script.revision for script in directory.walk_revisions()), newest)

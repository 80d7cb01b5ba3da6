"""Bringing a database to the schema of this version."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.core.errors import SchemaMismatch, StoreUnavailable
from monitor.store.engine import back_up, check_file, parse_url, path_of, writing_engine
from monitor.store.schema import REVISION

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = "monitor.store:migrations"


def migrate(url: str, *, backup: bool, busy_timeout_s: float = 30, scripts: str = SCRIPTS) -> None:
    """Make the database if there is none, and bring an older one to this version's schema, in one transaction.

    With `backup` a database that holds anything is first copied to `NAME.before-REVISION.backup` beside it.
    Raises SchemaMismatch if a newer version wrote it, StoreUnavailable if it cannot be written or is none of ours.
    """
    address = parse_url(url)
    path = path_of(address)
    check_file(path, may_be_new=True)
    engine = writing_engine(address, busy_timeout_s=busy_timeout_s)
    try:
        with engine.begin() as connection:
            found = _revision(connection, path)
            if found == REVISION and scripts == SCRIPTS:
                return
            config, known, newest = _revisions(scripts)
            if found == newest:
                return
            if found is not None and found not in known:
                raise _newer(path, found)
            if found is not None and backup:
                # We hold the right to write, so nothing can change between the copy and the upgrade.
                back_up(path, path.with_name(f"{path.name}.before-{newest}.backup"))
            _upgrade(config, connection)
    finally:
        engine.dispose()


def require_current(connection: sa.Connection, path: Path) -> None:
    """Raise SchemaMismatch unless the database has exactly this version's schema."""
    found = _revision(connection, path)
    if found == REVISION:
        return
    if found is not None and found not in _revisions(SCRIPTS)[1]:
        raise _newer(path, found)
    raise SchemaMismatch(
        f"database {path} was written by an older version of this program (`monitor run` or `monitor db upgrade` "
        "brings it up to date)"
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


# Alembic is imported where it is needed: opening a store that is up to date does without it.


def _revisions(scripts: str) -> tuple["Config", frozenset[str], str]:
    """Return how to run the migration scripts, their revisions and the newest of them."""
    from alembic.config import Config  # noqa: PLC0415 - see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", scripts)
    directory = ScriptDirectory.from_config(config)
    known = frozenset(script.revision for script in directory.walk_revisions())
    newest = directory.get_current_head()
    if newest is None:
        raise SchemaMismatch(f"there are no migrations in {scripts}: this installation is not complete")
    return config, known, newest


def _upgrade(config: "Config", connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see above

    config.attributes["connection"] = connection
    command.upgrade(config, "head")

"""`monitor db` on a database that holds some of everything."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.app.command import call_monitor
from tests.fakes.warm import Ended

ARTICLES = 60  #: in the database of the fixture `data`, three a day up to now, each with a story


def db(data: Path, *arguments: str, **variables: str) -> Ended:
    return call_monitor("db", *arguments, "--data", str(data), cwd=data.parent, variables=variables)


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [key for (key,) in database.execute("SELECT key FROM entry ORDER BY id")]


def names(folder: Path) -> set[str]:
    """Return the files of a directory without the journals of a database that is closed cleanly."""
    return {path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))}


def forget(path: Path, key: str) -> None:
    """Change the database, so that it differs from its backup."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM entry WHERE key = ?", (key,))

"""The stores that the contract is checked on: add a backend to BACKENDS, and every test here runs on it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.store import SqlStore, migrate, open_store

BACKENDS = ["sqlite"]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database of the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("store") / "migrated.db"
    migrate(f"sqlite:///{path}", backup=False)
    return path


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> str:
    """The address of an empty database, made for this test alone."""
    makers: dict[str, Callable[[], str]] = {"sqlite": lambda: _sqlite(tmp_path, migrated)}
    return makers[request.param]()


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    opened = open_store(url, busy_timeout_s=5)
    yield opened
    opened.close()


def _sqlite(directory: Path, migrated: Path) -> str:
    path = directory / "monitor.db"
    shutil.copyfile(migrated, path)
    return f"sqlite:///{path}"

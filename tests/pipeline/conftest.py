"""The desk: a pipeline over a store of the test's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import SqlStore, migrate, open_store
from tests.fakes.clock import SettableClock
from tests.pipeline.desk import Desk


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("desk") / "migrated.db"
    migrate(f"sqlite:///{path}", backup=False)
    return path


@pytest.fixture
def store(tmp_path: Path, migrated: Path) -> Iterator[SqlStore]:
    path = tmp_path / "monitor.db"
    shutil.copyfile(migrated, path)
    opened = open_store(f"sqlite:///{path}", busy_timeout_s=5)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def desk(tmp_path: Path, store: SqlStore, clock: SettableClock) -> Iterator[Desk]:
    made = Desk(tmp_path, store, clock)
    yield made
    made.ledger.close()

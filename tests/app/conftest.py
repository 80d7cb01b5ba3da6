"""Where commands and settings are tried."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.app.settings import Settings
from monitor.store import migrate, open_store
from tests.app.databases import ARTICLES
from tests.store.test_retention import put_story


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and none of the caller's settings."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MONITOR_{name.upper()}", raising=False)
    return tmp_path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory whose database holds some of everything."""
    folder = tmp_path / "data"
    folder.mkdir()
    url = f"sqlite:///{folder / 'monitor.db'}"
    migrate(url, backup=False)
    store = open_store(url)
    now = datetime.now(UTC)
    with store.transaction() as tx:
        for number in range(ARTICLES):
            at = now - timedelta(days=20) + timedelta(hours=8) * number
            put_story(tx, f"s{number}", at=at)
    store.close()
    return folder


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    if os.geteuid() != 0:
        pytest.skip("a disk of its own needs root")
    place = tmp_path / "tiny"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place], check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)

"""Where commands and settings are tried."""

from pathlib import Path

import pytest

from monitor.app.settings import Settings


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and none of the caller's settings."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MONITOR_{name.upper()}", raising=False)
    return tmp_path

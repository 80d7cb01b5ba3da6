"""Which rule files a command means."""

from collections.abc import Sequence
from pathlib import Path

from monitor.app.cli.settings import settings_of


def rule_paths(given: Sequence[Path] | None) -> list[Path]:
    """Return the paths that were given, else the rules directory of the settings."""
    return list(given) if given else [settings_of().rules]

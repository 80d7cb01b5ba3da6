"""Which rule files a command means."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from monitor.app.settings import Settings


def rule_paths(given: Sequence[Path] | None, settings: "Settings | None" = None) -> list[Path]:
    """Return the paths that were given, else the rules directory of the settings, read here if they are not given."""
    return list(given) if given else [(settings or settings_of()).rules]

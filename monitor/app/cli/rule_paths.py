"""Which rule files, and which rules, a command means."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.app.cli.settings import settings_of
from monitor.core.errors import SettingsError

if TYPE_CHECKING:
    from monitor.app.settings import Settings


def rule_paths(given: Sequence[Path] | None, settings: "Settings | None" = None) -> list[Path]:
    """Return the paths that were given, else the rules directory of the settings, read here if they are not given."""
    return list(given) if given else [(settings or settings_of()).rules]


def check_known(given: Sequence[str] | None, known: Sequence[str], *, what: str = "rule") -> None:
    """Raise SettingsError for a rule that `--rule` names, or an entity, and that is none of those known."""
    for name in given or ():
        if name not in known:
            raise SettingsError(f"--{what} {name}: there is no such {what}{similar(name, known)}")


def similar(name: str, known: Sequence[str]) -> str:
    """Return ` (did you mean …?)` with the nearest of those known; "" if none is near."""
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]}?)" if close else ""

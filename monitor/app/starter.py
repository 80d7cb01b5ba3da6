"""Where the shipped rules are."""

from pathlib import Path

import monitor
from monitor.core.errors import SettingsError


def starter_rules() -> Path:
    """Return the directory of the shipped rules: inside an installed wheel, else the source tree's own.

    Raises SettingsError if neither is there.
    """
    package = Path(monitor.__file__).parent
    for place in (package / "starter", package.parent / "rules"):
        if any(place.glob("**/*.yaml")):
            return place
    raise SettingsError(f"the shipped rules are missing: {package / 'starter'} holds none (install news-monitor again)")

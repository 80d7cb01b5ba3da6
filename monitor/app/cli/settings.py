"""The settings of a command, with a word about variables that nobody reads."""

import os
from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitor.app.cli.output import say

if TYPE_CHECKING:
    from monitor.app.settings import Settings


def settings_of(**options: object) -> "Settings":
    """Return the settings, options that are not None first; warn about a `MONITOR_` variable that is no setting.

    Raises SettingsError that names the setting.
    """
    from monitor.app.settings import load_settings, unknown_variables

    unknown = unknown_variables(os.environ)
    if unknown:
        say(f"warning: not a setting, so not read: {', '.join(map(_with_guess, unknown))}")
    return load_settings(**options)


def _with_guess(variable: str) -> str:
    from monitor.app.settings import Settings
    from monitor.app.variables import PREFIX

    names = [name.upper() for name in Settings.model_fields]
    close = get_close_matches(variable.removeprefix(PREFIX), names, n=1)
    return f"{variable} (did you mean {PREFIX}{close[0]}?)" if close else variable

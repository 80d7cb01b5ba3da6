"""Variables as settings: what a shell cannot write in a name is written with `_`."""

import os
from typing import Any, Final

from pydantic_settings import EnvSettingsSource

PREFIX: Final = "MONITOR_"
NESTED: Final = "__"  #: between the parts of a variable's name: MONITOR_WEBHOOKS__DESK__URL
TABLES: Final = ("webhooks", "sites")  #: the settings that are tables of named ones


class Variables(EnvSettingsSource):
    """Variables as pydantic reads them, where `_` stands for `-` in the names of webhooks, sites and headers."""

    def __call__(self) -> dict[str, Any]:
        """Return the settings that variables set."""
        found = super().__call__()
        for table in TABLES:
            named = found.get(table)
            if isinstance(named, dict):
                if table == "sites":
                    named = {name: _site(str(name), site) for name, site in named.items()}
                found[table] = {str(name).replace("_", "-"): value for name, value in named.items()}
        return found


def _site(name: str, site: object) -> object:
    """Return a site with the names of headers as they are, if variables of their own set them."""
    if not isinstance(site, dict) or not isinstance(site.get("headers"), dict):
        return site
    variables = {variable.upper() for variable in os.environ}

    def header(key: str) -> str:
        variable = f"{PREFIX}{NESTED.join(('sites', name, 'headers', key))}"
        return key.replace("_", "-") if variable.upper() in variables else key

    return site | {"headers": {header(str(key)): value for key, value in site["headers"].items()}}

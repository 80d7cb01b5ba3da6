"""Settings: `monitor.toml` and `MONITOR_*` variables, the variables winning."""

import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from platformdirs import user_state_path
from pydantic import BaseModel, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError as UnreadableValue

from monitor import __version__
from monitor.alerts.backoff import LOOKUP_AFTER_S
from monitor.app.languages import read_languages
from monitor.app.retention import read_retention, read_size
from monitor.app.site_settings import SITE_SHAPE, ProxyAddress, SiteSettings, SiteTable
from monitor.app.variables import NESTED, PREFIX, TABLES, Variables
from monitor.app.webhook_settings import SHAPE, WebhookName, WebhookSettings
from monitor.core.errors import SettingsError
from monitor.core.retention import Keeping

SETTINGS_FILE = Path("monitor.toml")
MOST_WORKERS = 8  #: processes that read pages, where nobody says how many

_MODELS: dict[str, type[BaseModel]] = {"webhooks": WebhookSettings, "sites": SiteSettings}
_SHAPES = {"webhooks": SHAPE, "sites": SITE_SHAPE}


class Settings(BaseSettings):
    """Everything that is set outside the rule files; each also as a variable: `MONITOR_` and the name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=NESTED, extra="forbid", env_ignore_empty=True
    )

    rules: Path = Field(default=Path("rules"), description="The directory of rule files.")
    languages: Annotated[tuple[str, ...], NoDecode, BeforeValidator(read_languages)] = Field(
        default=("en",),  # RULES.md "Words and folding"; spelt out: importing monitor.matching would take 0.1 s
        description="Languages in which ~word finds other forms, besides those that rules and feeds name.",
    )
    data: Path = Field(
        default_factory=lambda: user_state_path("news-monitor"),
        description="Where the database lives; default: the platform's state directory.",
    )
    database_url: str | None = Field(default=None, description="Another database than DATA/monitor.db.")
    slack_bot_token: SecretStr | None = Field(default=None, description="The Slack app's bot token, xoxb-….")
    slack_app_token: SecretStr | None = Field(
        default=None, description="The Slack app's app-level token, xapp-…, for buttons under alerts."
    )
    slack_base_url: str = Field(
        default="https://slack.com/api/", description="A Slack-compatible server instead of Slack, for tests."
    )
    slack_pace_s: Annotated[float, Field(ge=0)] = Field(
        default=1.1, description="Seconds between two posts in one channel; Slack asks for one."
    )
    slack_lookup_after_s: Annotated[float, Field(gt=0)] = Field(
        default=LOOKUP_AFTER_S, description="Seconds after which a post that cannot be found is taken as not posted."
    )
    webhooks: dict[WebhookName, WebhookSettings] = Field(
        default_factory=dict, description="What webhook:NAME is in a rule: its url, secret, kind and on_unknown."
    )
    archive: Literal["all", "matched"] = Field(
        default="all",
        description="Which pages are read and kept: all, or matched, only those that have the words of a rule.",
    )
    retention: Annotated[int | None, Field(ge=1, le=36_500), BeforeValidator(read_retention)] = Field(
        default=90,
        description="Days that the text of an article is kept, or off for ever; matches and their excerpts stay.",
    )
    retention_outcomes: Annotated[int | None, Field(ge=7, le=36_500), BeforeValidator(read_retention)] = Field(
        default=400,
        description="Days that entries, articles, matches, stories and alerts are kept, or off for ever.",
    )
    max_size: Annotated[int | None, BeforeValidator(read_size)] = Field(
        default=None,
        description="How large the database may grow before the oldest texts, then outcomes, go: 20 GB; or off.",
    )
    tick_s: Annotated[float, Field(gt=0, le=60)] = Field(
        default=1.0, description="Seconds between two looks at what is due."
    )
    workers: Annotated[int, Field(ge=1, le=256)] | None = Field(
        default=None, description=f"Processes that read pages; default: one per core, at most {MOST_WORKERS}."
    )
    allow_private_networks: bool = Field(
        default=False, description="Also fetch from private and loopback addresses (feeds inside your network)."
    )
    robots: bool = Field(
        default=True,
        description="Leave articles unread that a site's robots.txt forbids; feeds are polled in any case.",
    )
    proxy: ProxyAddress | None = Field(
        default=None, description="The way to the web: http://host:port, or with user:password@ before the host."
    )
    sites: SiteTable = Field(
        default_factory=dict, description="What goes with requests to a site: its url, headers, cookies and proxy."
    )
    contact: str = Field(
        default="", description="A URL or an address that sites can turn to; goes into the User-Agent."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - ours reads the same, and names with _
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read options first, then variables, then `monitor.toml`."""
        return init_settings, Variables(settings_cls), TomlConfigSettingsSource(settings_cls, toml_file=SETTINGS_FILE)

    @property
    def keeping(self) -> Keeping:
        """How long things are kept, and how much of them."""

        def period(days: int | None) -> timedelta | None:
            return None if days is None else timedelta(days=days)

        return Keeping(texts=period(self.retention), outcomes=period(self.retention_outcomes), max_bytes=self.max_size)

    @property
    def user_agent(self) -> str:
        """The name that sites see, with the contact."""
        contact = f" (+{self.contact})" if self.contact else ""
        return f"news-monitor/{__version__}{contact}"

    @property
    def processes(self) -> int:
        """How many processes read pages."""
        return self.workers or min(os.cpu_count() or 1, MOST_WORKERS)

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.database_url or sqlite_url(self.data / "monitor.db")


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file, whatever characters its path has."""
    return f"sqlite:///{quote(str(path.absolute()))}"


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """Return the variables that look like settings and are none: a misspelt one would be ignored silently."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    nested = tuple(PREFIX + table.upper() + NESTED for table in TABLES)
    return sorted(
        name
        for name in environment
        if name.startswith(PREFIX) and name.upper() not in known and not name.upper().startswith(nested)
    )


def load_settings(**options: object) -> Settings:
    """Return the settings, options that are not None first; raises SettingsError that names the setting."""
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(
            "\n".join(_complaint(one["loc"], one["msg"], one["type"], one["input"]) for one in error.errors())
        ) from None
    except UnreadableValue as error:  # only variables are read as JSON, and of them only those of tables
        table = "sites" if '"sites"' in str(error) else "webhooks"
        variable = f"{PREFIX}{table.upper()}"
        raise SettingsError(f"{variable} is no JSON object of {table} by their names ({_SHAPES[table]})") from None
    except (ValueError, OSError) as error:  # the TOML file does not parse or cannot be read
        raise SettingsError(f"{SETTINGS_FILE}: {error}") from None


def _complaint(where: tuple[int | str, ...], message: str, kind: str, given: object) -> str:
    name = ".".join(str(part) for part in where if part != "[key]")
    table = str(where[0])
    secret = table in {*TABLES, "proxy"} or "token" in name
    if kind == "extra_forbidden":
        if len(where) > 1:
            return (
                f"there is no setting {name} (a {table.removesuffix('s')} has {', '.join(_MODELS[table].model_fields)})"
            )
        known = ", ".join(sorted(Settings.model_fields))
        return f"{SETTINGS_FILE}: there is no setting {name} (settings are {known})"
    if kind in {"dict_type", "model_type"}:
        message = f"a {table.removesuffix('s')} is set as {_SHAPES[table]}"
    variable = _variable(where)
    place = variable or f"{SETTINGS_FILE}: {name}"
    value = "" if secret else f" = {given}"
    said = message.removeprefix("Value error, ")
    return f"{place}{value}: {said[0].lower()}{said[1:]}"


def _variable(where: tuple[int | str, ...]) -> str | None:
    """Return the variable that a value comes from, None if it comes from the file."""
    parts = [str(part).upper().replace("-", "_") for part in where]
    spelt = {name.upper(): name for name in sorted(os.environ)}
    for length in range(len(parts), 0, -1):
        name = PREFIX + NESTED.join(parts[:length])
        inside = next((one for one in spelt if one.startswith(name + NESTED)), None) if length > 1 else None
        if name in spelt or inside is not None:
            return spelt[name if name in spelt else str(inside)]
    return None

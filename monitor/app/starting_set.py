"""The starting set that `monitor init` writes."""

from pathlib import Path

from monitor.app.editors import SCHEMA_FILE, SCHEMA_LINE, schema_text
from monitor.app.settings import SETTINGS_FILE, Settings
from monitor.app.starter import starter_rules
from monitor.core.errors import SettingsError

_MINE = f"""\
{SCHEMA_LINE}
# Your own rules. `monitor check` tells every mistake with line and column, `monitor test` runs the tests below.
# The language, by example: rules/README.md in the project, or start from the other files here.

rules:
  - rule: my-first-rule                  # a-z, 0-9 and -; unique
    title: Our company in the news       # what people read
    match: |
      ("Example Shipping" OR "Example Maritime") AND (~strike OR ~accident OR ~sanction)
    severity: high                       # low, normal, high, critical
    tests:
      - given: Dock workers at Example Shipping began a strike on Monday.
        expect: match
        spans: [Example Shipping, strike]
      - given: Example Shipping named a new chief executive.
        expect: no match
"""

_SET = {"rules": '"rules"', "data": '"data"'}  #: written without a comment sign: the set stands on its own
#: Shown for settings whose default cannot be written down.
_EXAMPLES = {
    "database_url": '"sqlite:////var/lib/news-monitor/monitor.db"',
    "max_size": '"20 GB"',
    "proxy": '"http://proxy.example.org:3128"',
    "sites": '{ paper = { url = "https://paper.example.org", headers = { "X-Api-Key" = "secret" } } }',
    "webhooks": '{ desk = { url = "https://hooks.example.org/news", on_unknown = "repeat" } }',
    "workers": "4",
}


def write_starting_set(directory: Path) -> list[Path]:
    """Write settings, feeds, entities, rules and the rules' schema into `directory`; return the files.

    Raises SettingsError, and writes nothing, if one of the files is there already or cannot be written.
    """
    source = starter_rules()
    texts = {directory / SETTINGS_FILE: _settings_text(), directory / "rules" / "mine.yaml": _MINE}
    for path in sorted(source.rglob("*.yaml")):
        texts[directory / "rules" / path.relative_to(source)] = path.read_text("utf-8")
    texts[directory / "rules" / SCHEMA_FILE] = schema_text()
    there = [path for path in texts if path.exists()]
    if there:
        raise SettingsError(f"{there[0]} is there already: nothing was written (name a new directory)")
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{directory} cannot be written: {error.strerror}") from None
    return list(texts)


def _settings_text() -> str:
    lines = [
        "# Settings of the news monitor; each is also a variable, which wins: MONITOR_ and the name in capitals.",
        "# The Slack token is better kept out of files: export MONITOR_SLACK_BOT_TOKEN=xoxb-…",
        "# So are the addresses of webhooks, which let anybody post: export MONITOR_WEBHOOKS__DESK__URL=https://…",
        "# And what goes with requests to a site: export MONITOR_SITES__PAPER__COOKIES='session=…'",
        "",
    ]
    for name, field in Settings.model_fields.items():
        if name.endswith("_token"):
            continue
        lines.append(f"# {field.description}")
        value = _SET.get(name)
        lines.append(f"{name} = {value}" if value else f"# {name} = {_EXAMPLES.get(name) or _toml(field.default)}")
        lines.append("")
    return "\n".join(lines)


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return f'"{value}"'

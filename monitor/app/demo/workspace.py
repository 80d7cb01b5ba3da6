"""What the demo's daemon is given: rule files, a data directory, an environment."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import monitor
from monitor.app.demo.content import Content
from monitor.app.demo.world import World
from monitor.app.editors import SCHEMA_FILE, schema_text
from monitor.app.starter import starter_rules

CHANNEL = "#news-desk"
WAIT = "2s"  #: long enough for the copies of the wire story to meet in one message
_OWN = ("feeds*.y*ml", "defaults.y*ml")  #: shipped files that the demo has its own of
#: Proxies would see what is meant for loopback.
_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy"})


def write_rules(directory: Path, content: Content, world: World) -> None:
    """Write the shipped entities, terms and rules into `directory`, with the demo's own feeds and channel."""
    directory.mkdir(parents=True)
    source = starter_rules()
    for path in sorted((*source.rglob("*.yaml"), *source.rglob("*.yml"))):
        if not any(path.match(pattern) for pattern in _OWN):
            target = directory / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    (directory / SCHEMA_FILE).write_text(schema_text(), "utf-8")  # their first line names it
    (directory / "feeds.yaml").write_text(_feeds(content, world), "utf-8")
    (directory / "defaults.yaml").write_text(_defaults(), "utf-8")


def environment(caller: Mapping[str, str], *, database_url: str, slack_url: str, token: str) -> dict[str, str]:
    """Return the daemon's environment: nothing of the caller's settings, nothing that leads out of loopback."""
    kept = {
        name: value
        for name, value in caller.items()
        if not name.upper().startswith("MONITOR_") and name.lower() not in _PROXIES
    }
    package = str(Path(monitor.__file__).parent.parent)
    path = [package, *filter(None, [kept.get("PYTHONPATH")])]
    return kept | {
        "PYTHONPATH": os.pathsep.join(path),  # the daemon is this very program, wherever it is started
        "MONITOR_DATABASE_URL": database_url,
        "MONITOR_SLACK_BOT_TOKEN": token,
        "MONITOR_SLACK_BASE_URL": slack_url,
        "MONITOR_SLACK_PACE_S": "0.05",
        "MONITOR_SLACK_LOOKUP_AFTER_S": "2",
        "MONITOR_TICK_S": "0.1",
        "MONITOR_ALLOW_PRIVATE_NETWORKS": "1",
    }


def _feeds(content: Content, world: World) -> str:
    lines = ["feeds:"]
    for feed in content.feeds:
        lines += [
            f"  - feed: {_quoted(world.feed_url(feed))}",
            f"    name: {_quoted(feed.title)}",
            f"    tags: [{', '.join(_quoted(tag) for tag in feed.tags)}]",
            "    every: 1s",
            "    backlog: all",
            "    max_age: 30d",
        ]
    return "\n".join(lines) + "\n"


def _defaults() -> str:
    return "\n".join(
        (
            "channels:",
            f"  - channel: {_quoted(CHANNEL)}",
            f"    wait: {WAIT}",
            "defaults:",
            f"  channel: {_quoted(CHANNEL)}",
            "",
        )
    )


def _quoted(text: str) -> str:
    """Return `text` as YAML reads it back: YAML takes JSON's strings."""
    return json.dumps(text, ensure_ascii=False)

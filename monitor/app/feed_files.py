"""Rule files with feeds in them, written for people to read."""

import re
from pathlib import Path

from monitor.core.errors import MonitorError, NotAFeed, SettingsError
from monitor.feeds.document import MAX_BODY_BYTES
from monitor.feeds.opml import ListedFeed, read_opml
from monitor.feeds.urls import normalise_url

_NOT_OF_TAGS = re.compile(r"[^\w.-]+")


class Unwritable(MonitorError):
    """A list cannot be read, or its rule file not be written."""


def import_opml(file: Path, target: Path, rules: Path) -> tuple[int, int]:
    """Write the feeds of a list to a new rule file; return how many are new, and how many the rules name already.

    Nothing is written where nothing is new. Raises Unwritable, RuleFileError for rules with mistakes, SettingsError if
    the file exists.
    """
    from monitor.rules import load  # noqa: PLC0415 - loads much that reading a list does not need

    try:
        with file.open("rb") as opened:
            listed = read_opml(opened.read(MAX_BODY_BYTES + 1))
    except OSError as error:
        raise Unwritable(f"{file}: {(error.strerror or str(error)).lower()}") from None
    except NotAFeed as error:
        raise Unwritable(f"{file}: {error}") from None
    if target.exists():
        raise SettingsError(f"{target} exists already: it is not touched (name another file with --into)")
    known = {normalise_url(one.url) for one in load(rules).feeds} if rules.exists() else set()
    new = [one for one in listed if normalise_url(one.url) not in known]
    if new:
        try:
            with target.open("x", encoding="utf-8") as written:
                written.write(_as_rules(new, file.name))
        except OSError as error:
            raise Unwritable(f"{target}: {(error.strerror or str(error)).lower()}") from None
    return len(new), len(listed) - len(new)


def _as_rules(feeds: list[ListedFeed], source: str) -> str:
    lines = [f"# Imported from {_plain(source)}.", "feeds:"]
    for feed in feeds:
        lines += feed_lines(feed)
    return "\n".join((*lines, ""))


def feed_lines(feed: ListedFeed, *, indent: int = 2) -> list[str]:
    """Return the lines of a feed's item, its dash behind `indent` spaces."""
    space = " " * indent
    lines = [f"{space}- feed: {_quoted(feed.url)}"]
    if feed.name:
        lines.append(f"{space}  name: {_quoted(feed.name)}")
    tags = list(dict.fromkeys(filter(None, (_NOT_OF_TAGS.sub("-", tag).strip("-").lower() for tag in feed.tags))))
    if tags:
        lines.append(f"{space}  tags: [{', '.join(map(_quoted, tags))}]")
    return lines


def _quoted(text: str) -> str:
    """Return a YAML scalar in double quotes: whatever stands in a list of feeds, it is text."""
    escaped = _plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)

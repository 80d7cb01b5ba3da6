"""Add a feed to rule files, or take one out, and leave everything else in them as people wrote it.

A change is tried on a copy first: only what the whole rule set then says, and nothing but that, replaces the file.
"""

import re
import shutil
import tempfile
from pathlib import Path

from monitor.app.feed_files import Unwritable, feed_lines
from monitor.core.errors import MonitorError, RuleFileError
from monitor.feeds.opml import ListedFeed
from monitor.feeds.urls import normalise_url
from monitor.rules.model import FeedSource, RuleSet

ADDED = "added-feeds.yaml"  #: where a feed goes if nobody says
_ITEM = re.compile(r"( *)- +feed *:")


class FeedKnown(MonitorError):
    """The rules name the feed already, or do not name it."""


def add_feed(rules: Path, feed: ListedFeed, *, into: Path | None = None) -> Path:
    """Write a feed at the end of a rule file's list of feeds; return the file.

    Without `into` it is `added-feeds.yaml` in the directory, which is made if it is not there. Raises FeedKnown,
    Unwritable where the file's last list is not `feeds:`, RuleFileError for rules with mistakes.
    """
    rule_set = _load(rules)
    known = _find(rule_set, feed.url)
    if known is not None:
        raise FeedKnown(f"{known.url} is named already: {known.position.path}:{known.position.line}")
    target = into or (rules if rules.is_file() else rules / ADDED)
    _check_place(target, rules)
    before = _read(target) if target.exists() else ""
    head = "" if before else "feeds:\n"
    joined = before if not before or before.endswith("\n") else f"{before}\n"
    after = joined + head + "\n".join(feed_lines(feed, indent=_indent_of_last(before))) + "\n"
    _replace(rules, target, after, wanted=[*_urls(rule_set), feed.url])
    return target


def remove_feed(rules: Path, url: str) -> tuple[Path, list[str]]:
    """Take a feed out of its rule file; return the file and the lines that went.

    Raises FeedKnown if the rules do not name it, Unwritable where its item does not stand on lines of its own.
    """
    rule_set = _load(rules)
    known = _find(rule_set, url)
    if known is None:
        raise FeedKnown(f"the rules name no feed {url} (`monitor feeds list` shows those that are polled)")
    path = Path(known.position.path)
    lines = _read(path).splitlines(keepends=True)
    start = known.position.line - 1
    found = _ITEM.match(lines[start])
    if found is None:
        raise Unwritable(f"{path}:{start + 1}: the feed stands on a line with others: delete it by hand")
    end = start + 1
    while end < len(lines) and _belongs(lines[end], len(found[1])):
        end += 1
    while not lines[end - 1].strip():  # blank lines part it from what follows
        end -= 1
    wanted = [one for one in _urls(rule_set) if normalise_url(one) != normalise_url(known.url)]
    _replace(rules, path, "".join(lines[:start] + lines[end:]), wanted=wanted)
    return path, [line.rstrip("\n") for line in lines[start:end]]


def _check_place(target: Path, rules: Path) -> None:
    """Raise Unwritable for a file that is no part of the rule set: what is in it would not be polled."""
    if target == rules:
        return
    if target.suffix not in {".yaml", ".yml"}:
        raise Unwritable(f"{target}: rule files end in .yaml")
    if rules.is_file() or not target.resolve().is_relative_to(rules.resolve()):
        raise Unwritable(f"{target} is no part of {rules}: name a file in it")


def _load(rules: Path) -> RuleSet:
    from monitor.rules import load  # noqa: PLC0415 - loads much that other commands do not need

    return load(rules) if rules.exists() else RuleSet()


def _find(rule_set: RuleSet, url: str) -> FeedSource | None:
    return next((one for one in rule_set.feeds if normalise_url(one.url) == normalise_url(url)), None)


def _urls(rule_set: RuleSet) -> list[str]:
    return [one.url for one in rule_set.feeds]


def _belongs(line: str, indent: int) -> bool:
    """Whether a line is part of an item whose dash stands behind `indent` spaces."""
    return not line.strip() or len(line) - len(line.lstrip(" ")) > indent


def _indent_of_last(text: str) -> int:
    """Return how far the items of the last list of feeds are indented."""
    found = [match for line in text.splitlines() if (match := _ITEM.match(line))]
    return len(found[-1][1]) if found else 2


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")  # line ends stay as they are
    except OSError as error:
        raise Unwritable(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise Unwritable(f"{path}: the file is not UTF-8") from None


def _replace(rules: Path, target: Path, text: str, *, wanted: list[str]) -> None:
    """Put a text in the place of a rule file if the rule set then names exactly the feeds that are wanted."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "rules"
        if rules.is_dir():
            shutil.copytree(rules, copy, ignore=_not_rules)
            changed = copy / target.resolve().relative_to(rules.resolve())
        else:
            copy.mkdir()
            changed = copy / target.name
        changed.parent.mkdir(parents=True, exist_ok=True)
        changed.write_bytes(text.encode("utf-8"))
        try:
            found = _urls(_load(copy))
        except RuleFileError as error:
            first = str(error).splitlines()[0].replace(str(changed), str(target))
            hint = f"{target} is left as it is: write the feed by hand, or name another file"
            raise Unwritable(f"{first}\n{hint}") from None
    if sorted(found) != sorted(wanted):
        raise Unwritable(f"{target}: its last list is not `feeds:`: write the feed by hand, or name another file")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        fresh.write_bytes(text.encode("utf-8"))
        if target.exists():
            shutil.copymode(target, fresh)
        fresh.replace(target)
    except OSError as error:
        raise Unwritable(f"{target}: {(error.strerror or str(error)).lower()}") from None


def _not_rules(folder: str, names: list[str]) -> list[str]:
    """Return what need not be copied: tests may name pages, which only `monitor test` reads."""
    return [name for name in names if Path(folder, name).is_file() and Path(name).suffix not in {".yaml", ".yml"}]

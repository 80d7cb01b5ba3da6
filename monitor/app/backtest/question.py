"""What a backtest is asked: versions of the rules, and the articles they are tried on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from monitor.app.backtest.brief import Brief
from monitor.app.backtest.revision import find_revision, load_revision
from monitor.core.errors import SettingsError
from monitor.core.stores import Transaction
from monitor.rules import load
from monitor.rules.model import RuleSet
from monitor.rules.scalars import parse_duration
from monitor.store.engine import parse_url, path_of

EVERYTHING = "all"  #: instead of a duration
BLOCK = 200  #: articles that a process judges at a time: a fifth of a second, and what a kill costs

_PAGES = frozenset({".html", ".htm", ".xhtml", ".txt"})


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the rules."""

    label: str
    rule_set: RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Everything that the answer depends on."""

    versions: tuple[Version, ...]  #: the rules, and those to compare with
    brief: Brief
    first: int  #: article; the first one is in the first block
    last: int
    articles: int  #: between the two
    since: str = ""  #: as it was asked; "" of pages
    names: Mapping[str, str] = field(default_factory=dict)  #: of channels, by label

    @property
    def stored(self) -> bool:
        """Whether stored articles are replayed, which were found at some time."""
        return self.brief.database is not None

    def blocks(self) -> list[tuple[int, int]]:
        """Return the first and the last article of each block; of pages one each, since one may break a process."""
        size = BLOCK if self.stored else 1
        return [(first, min(first + size - 1, self.last)) for first in range(self.first, self.last + 1, size)]

    def key(self) -> Sequence[str]:
        """Return what makes it another question, but for the time when it is asked."""
        digests = (version.rule_set.digest for version in self.versions)
        pages = (f"{path} {_stamp(path)}" for path in self.brief.pages)
        return [self.since, _identity(self.brief.database), *self.brief.languages, "", *digests, "", *pages]


def other_version(against: str, rules: Path, folder: Path) -> Version:
    """Return the rules to compare with: a directory, else a git revision of the repository that holds `rules`.

    `folder` is an empty one for the files of a revision. Raises SettingsError, RuleFileError.
    """
    path = Path(against)
    try:
        named = bool(against) and path.exists()
    except OSError:  # a name too long for a file
        named = False
    if named:
        return Version(against, load(path))
    revision = find_revision(against, rules)
    return Version(revision.label, load_revision(revision, folder))


def since_moment(since: str, now: datetime) -> datetime | None:
    """Return the time that `--since` means, None for all of it; raises SettingsError."""
    if since == EVERYTHING:
        return None
    length = parse_duration(since)
    if not length:
        raise SettingsError(f"--since {since}: write a duration such as 30d or 12h, or {EVERYTHING}")
    try:
        return now - length
    except OverflowError:
        return None


def stored_question(
    tx: Transaction,
    versions: tuple[Version, ...],
    *,
    languages: tuple[str, ...],
    database: str,
    since: str,
    now: datetime,
) -> Question:
    """Return the question about stored articles; `articles` is 0 where there are none."""
    moment = since_moment(since, now)
    first = tx.archive.first_since(moment) if moment is not None else 1
    last = tx.archive.last()
    rule_sets = tuple(version.rule_set for version in versions)
    return Question(
        versions=versions,
        brief=Brief(rule_sets=rule_sets, languages=languages, learnt=tx.word_counts.load(), database=database),
        first=first or last + 1,
        last=last,
        articles=tx.archive.count(first or last + 1, last),
        since=since,
        names=tx.channels.resolved(),
    )


def folder_question(folder: Path, versions: tuple[Version, ...], *, languages: tuple[str, ...]) -> Question:
    """Return the question about the pages in a folder and below it, in the order of their paths; raises SettingsError.

    Hidden files and folders are left out.
    """
    if not folder.is_dir():
        what = "is no directory" if folder.exists() else "there is no such directory"
        raise SettingsError(f"--articles {folder}: {what} (name one with pages: {', '.join(sorted(_PAGES))})")
    pages = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _PAGES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    )
    if not pages:
        raise SettingsError(f"--articles {folder}: there is no page in it ({', '.join(sorted(_PAGES))})")
    rule_sets = tuple(version.rule_set for version in versions)
    brief = Brief(rule_sets=rule_sets, languages=languages, learnt=(0.0, {}), pages=tuple(pages))
    return Question(versions=versions, brief=brief, first=1, last=len(pages), articles=len(pages))


def rules_about_feeds(rule_set: RuleSet) -> int:
    """Return how many rules ask for feeds, tags or sites, which the pages of a folder do not have."""
    return sum(bool(rule.where.feeds or rule.where.tags or rule.where.sites) for rule in rule_set.rules)


def _identity(database: str | None) -> str:
    """Return what tells a database from another one that is put in its place."""
    return f"{database} {path_of(parse_url(database)).stat().st_ino}" if database is not None else ""


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "gone"
    return f"{found.st_size} {found.st_mtime_ns}"


def weeks_between(first: datetime | None, last: datetime | None) -> float | None:
    """Return how many weeks lie between two articles; None if it is less than one, which says nothing of a week."""
    if first is None or last is None or last - first < timedelta(weeks=1):
        return None
    return (last - first) / timedelta(weeks=1)

"""From a path to a rule set: the one place of the pure rooms that reads files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.core.errors import RuleFileError, RuleProblem
from monitor.rules.cache import KnownFile, RuleCache
from monitor.rules.drafts import Drafts
from monitor.rules.link import check_links
from monitor.rules.lint import lint
from monitor.rules.model import Position, RuleSet
from monitor.rules.outline import Outline, Placed, outline_of
from monitor.rules.problems import Problems
from monitor.rules.reader import Reader
from monitor.rules.sections import read_file
from monitor.rules.source import MAX_BYTES, Source, read_source
from monitor.rules.yaml_nodes import YamlFault, compose

if TYPE_CHECKING:  # the ports know every record of the store, which takes longer to import than this room
    from monitor.core.ports import Observer

_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong with a rule set, and what was hardly meant, both in file order; and how much it holds."""

    problems: tuple[RuleProblem, ...]
    warnings: tuple[RuleProblem, ...] = ()  #: of a rule set without problems
    rules: int = 0
    entities: int = 0
    terms: int = 0
    feeds: int = 0
    channels: tuple[tuple[str, Position], ...] = ()  #: each that is named anywhere, and where first

    @property
    def ok(self) -> bool:
        """Whether `load` gives a rule set."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Survey:
    """Every file of a rule set."""

    files: dict[str, KnownFile]  #: by path, in file order
    names: tuple[str, ...]  #: their paths inside the directory
    digest: str

    def placed(self) -> list[Placed]:
        return [(path, file.outline) for path, file in self.files.items()]


def load(path: Path | str, *, cache: RuleCache | None = None, observer: "Observer | None" = None) -> RuleSet:
    """Return the rule set of a directory, or of one file.

    With a cache that served before, files that are as they were are not read into anew, and what they define are the
    same objects; if all are, so is the rule set. Raises RuleFileError with every problem of every file.
    """
    cache = cache or RuleCache()
    problems = Problems()
    survey = _survey(Path(path), cache, problems, observer, lint=False)
    known = cache.loaded(str(path))
    if known is not None and not problems and (known.digest, known.files) == (survey.digest, survey.names):
        return known
    _check(survey, problems)
    if problems:
        raise RuleFileError(problems.sorted())
    rule_set = _build(survey)
    cache.keep_loaded(str(path), rule_set)
    return rule_set


def check(path: Path | str, *, cache: RuleCache | None = None, observer: "Observer | None" = None) -> Checked:
    """Return the problems and the warnings of a directory or of one file; raises nothing.

    Neither depends on what the cache knows, or on its shelf.
    """
    problems = Problems()
    survey = _survey(Path(path), cache or RuleCache(), problems, observer, lint=True)
    _check(survey, problems)
    if problems:
        return Checked(problems=problems.sorted())
    outlines = [file.outline for file in survey.files.values()]
    return Checked(
        problems=(),
        warnings=lint(survey.placed()),
        rules=sum(len(outline.rules) for outline in outlines),
        entities=sum(len(outline.entities) for outline in outlines),
        terms=sum(len(outline.terms) for outline in outlines),
        feeds=sum(len(outline.feeds) for outline in outlines),
        channels=tuple(_channels(survey.placed()).items()),
    )


def rule_files(path: Path) -> tuple[list[Path], tuple[RuleProblem, ...]]:
    """Return the files that `load` would read, sorted, and what keeps it from finding all of them; reads none."""
    problems = Problems()
    files = [file for file, _ in _rule_files(path, problems)]
    return files, problems.sorted()


def _channels(placed: list[Placed]) -> dict[str, Position]:
    """Return every channel that files name, with the place where that is first."""
    found: dict[str, Position] = {}

    def note(channels: Sequence[str] | None, path: str, line: int, column: int) -> None:
        for channel in channels or ():
            if channel not in found:
                found[channel] = Position(path, line, column)

    for path, outline in placed:
        for plan in outline.channels:
            note([plan.text], path, plan.line, plan.column)
        for defaults in outline.defaults:
            note(defaults.channels, path, defaults.line, defaults.column)
        for rule in outline.rules:
            note(rule.channels, path, rule.line, rule.column)
    return found


def _survey(path: Path, cache: RuleCache, problems: Problems, observer: "Observer | None", *, lint: bool) -> _Survey:
    """Read every file as far as it is not known; what could not be read at all is a problem."""
    digest = sha256()
    names: list[str] = []
    known: dict[str, KnownFile] = {}
    found = list(_rule_files(path, problems))
    for number, (file, relative) in enumerate(found, 1):
        raw = _read(file, problems)
        if raw is None:
            continue
        names.append(relative)
        # Lengths first: no two sets of files can give the same bytes.
        digest.update(f"{len(relative.encode(errors='surrogateescape'))} {len(raw)} ".encode())
        digest.update(relative.encode(errors="surrogateescape") + raw)
        known[str(file)] = _know(str(file), raw, cache, cache.before(str(path), str(file)), lint=lint)
        if observer is not None:
            observer.saw("rule file read", file=str(file), done=number, of=len(found))
    cache.keep(str(path), known)
    return _Survey(known, tuple(names), digest.hexdigest())


def _know(path: str, raw: bytes, cache: RuleCache, before: KnownFile | None, *, lint: bool) -> KnownFile:
    """Return what a file comes to: its outline with warnings for a check, its drafts for a rule set."""
    digest = sha256(raw).hexdigest()
    same = before if before is not None and before.digest == digest else None
    if same is not None and (same.outline.linted if lint else same.drafts is not None):
        return same
    kept = same.drafts if same is not None else None
    outline = cache.shelved(digest) if lint else None
    if outline is not None:
        return KnownFile(digest, outline, kept, before)
    outline, drafts = _read_into(path, raw, lint=lint)
    if lint:
        cache.shelve(digest, outline)
    elif same is not None:
        outline = same.outline
    return KnownFile(digest, outline, kept if lint else drafts.without_places(), before)


def _check(survey: _Survey, problems: Problems) -> None:
    """Add the problems of each file, and those between files."""
    complete = not problems
    for path, outline in survey.placed():
        for message, line, column in outline.problems:
            problems.add(Position(path, line, column), message)
    check_links(survey.placed(), problems, complete=complete)


def _build(survey: _Survey) -> RuleSet:
    drafts = [file.drafts for file in survey.files.values() if file.drafts is not None]
    defaults = next((defaults for each in drafts for defaults in each.defaults), None)
    # English first: the order of names is that of the languages.
    languages = dict.fromkeys(("en", *(feed.language for each in drafts for feed in each.feeds if feed.language)))
    parts = [file.parts(defaults, tuple(languages)) for file in survey.files.values()]
    return RuleSet(
        feeds=tuple(feed for part in parts for feed in part.feeds),
        channels=tuple(plan for part in parts for plan in part.channels),
        entities=tuple(entity for part in parts for entity in part.entities),
        terms=tuple(term for part in parts for term in part.terms),
        rules=tuple(rule for part in parts for rule in part.rules),
        digest=survey.digest,
        files=survey.names,
    )


def _rule_files(path: Path, problems: Problems) -> Iterator[tuple[Path, str]]:
    """Yield the files to read, sorted, each with its path inside the directory; hidden ones are editors' and git's."""
    start = Position(str(path), 1, 1)
    try:
        if path.is_file():
            yield path, path.name
            return
        if not path.is_dir():
            kind = "it is no file or directory" if path.exists() else "there is no such file or directory"
            problems.add(start, f"{kind} (name a directory of rule files, or make one with: monitor init DIR)")
            return
        found = sorted((file.relative_to(path).as_posix(), file) for file in _walk(path, (), problems))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        problems.add(start, f"cannot be read: {_words(error)}")
        return
    if not found:
        problems.add(start, "no rule file (*.yaml, *.yml) in this directory (make a first set with: monitor init DIR)")
    for relative, each in found:
        yield each, relative


def _walk(directory: Path, above: tuple[Path, ...], problems: Problems) -> Iterator[Path]:
    """Yield rule files, those behind links too; `Path.rglob` leaves out what it may not enter without a word."""
    real = directory.resolve()
    if real in above:  # a link to a directory that it is in
        return
    try:
        entries = list(directory.iterdir())
    except OSError as error:
        problems.add(Position(str(directory), 1, 1), f"cannot be read: {_words(error)}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _walk(entry, (*above, real), problems)
        elif entry.suffix in _SUFFIXES:
            yield entry


def _read(file: Path, problems: Problems) -> bytes | None:
    """Return a file's bytes, never many more than are allowed."""
    try:
        if not file.is_file():
            problems.add(Position(str(file), 1, 1), "cannot be read: a link to nothing, or no regular file")
            return None
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        problems.add(Position(str(file), 1, 1), f"cannot be read: {_words(error)}")
        return None


def _words(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _read_into(path: str, raw: bytes, *, lint: bool) -> tuple[Outline, Drafts]:
    """Read one file; every problem is in the outline."""
    problems = Problems()
    drafts = Drafts()
    source = read_source(path, raw)
    if not isinstance(source, Source):
        problems.add(Position(source.path, source.line, source.column), source.message)
        return outline_of(drafts, problems, readable=False, lint=lint), drafts
    try:
        root = compose(source)
    except YamlFault as fault:
        problems.add(source.position(fault.offset), fault.message)
        return outline_of(drafts, problems, readable=False, lint=lint), drafts
    readable = root is None or read_file(Reader(source, problems), root, drafts)
    return outline_of(drafts, problems, readable=readable, lint=lint), drafts

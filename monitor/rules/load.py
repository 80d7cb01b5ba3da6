"""From a path to a rule set: the one place of the pure rooms that reads files."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from monitor.core.errors import RuleFileError, RuleProblem
from monitor.rules.drafts import Drafts
from monitor.rules.link import link
from monitor.rules.lint import lint
from monitor.rules.model import Position, RuleSet
from monitor.rules.problems import Problems
from monitor.rules.reader import Reader
from monitor.rules.sections import read_file
from monitor.rules.source import MAX_BYTES, Source, read_source
from monitor.rules.yaml_nodes import YamlFault, compose

_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule set with its warnings, or the problems because of which there is none; both in file order."""

    rule_set: RuleSet | None
    problems: tuple[RuleProblem, ...]
    warnings: tuple[RuleProblem, ...]


def load(path: Path | str) -> RuleSet:
    """Return the rule set of a directory, or of one file.

    Raises RuleFileError with every problem of every file.
    """
    checked = _check(Path(path), warn=False)
    if checked.rule_set is None:
        raise RuleFileError(checked.problems)
    return checked.rule_set


def check(path: Path | str) -> Checked:
    """Return the rule set of a directory or of one file, its problems, its warnings; raises nothing."""
    return _check(Path(path), warn=True)


def _check(path: Path, *, warn: bool) -> Checked:
    problems = Problems()
    drafts = Drafts()
    digest = sha256()
    files: list[str] = []
    for file, relative in _rule_files(path, problems):
        raw = _read(file, problems)
        if raw is None:
            drafts.unread = True
            continue
        files.append(relative)
        # Lengths first: no two sets of files can give the same bytes.
        digest.update(f"{len(relative.encode(errors='surrogateescape'))} {len(raw)} ".encode())
        digest.update(relative.encode(errors="surrogateescape") + raw)
        _read_into(drafts, str(file), raw, problems)
    rule_set = link(drafts, problems, digest=digest.hexdigest(), files=tuple(files))
    warnings = lint(drafts, rule_set) if warn and rule_set is not None else ()
    return Checked(rule_set, problems.sorted(), warnings)


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


def _read_into(drafts: Drafts, path: str, raw: bytes, problems: Problems) -> None:
    source = read_source(path, raw)
    if not isinstance(source, Source):
        problems.add(Position(source.path, source.line, source.column), source.message)
        drafts.unread = True
        return
    try:
        root = compose(source)
    except YamlFault as fault:
        problems.add(source.position(fault.offset), fault.message)
        drafts.unread = True
        return
    if root is not None:
        read_file(Reader(source, problems), root, drafts)

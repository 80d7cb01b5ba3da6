"""The rules as they were in a git revision, without touching the user's tree.

Files are read with `git cat-file`, byte by byte as they were committed: `git archive` leaves out and rewrites what
attributes say, and a checkout would write into a tree that somebody works in.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from monitor.core.errors import RuleFileError, SettingsError
from monitor.rules import load
from monitor.rules.model import RuleSet

_SUFFIXES = (".yaml", ".yml")
_TIMEOUT_S = 60.0
_LINK, _MODULE = "120000", "160000"  # file modes of git
#: Where another git command calls this one, say in a hook, these name that command's repository and not ours.
_NOT_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_NAMESPACE")


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit that people named."""

    name: str  #: as they wrote it
    commit: str  #: in full
    path: str  #: of the rules inside the repository, "." for all of it
    top: Path

    @property
    def label(self) -> str:
        """How it is called in what is told."""
        return f"{self.name} ({self.commit[:10]})"


def find_revision(name: str, rules: Path) -> Revision:
    """Return the revision of this name in the repository that holds the rules; raises SettingsError."""
    if not name or name.startswith("-") or not name.isprintable():
        raise SettingsError(f"--against {name!r}: that is no directory and cannot be a git revision")
    rules = rules.resolve()
    where = rules if rules.is_dir() else rules.parent
    try:
        top = _git(where, "rev-parse", "--show-toplevel")
    except _GitFailed as error:
        raise SettingsError(
            f"--against {name}: there is no such directory, and {rules} is in no git repository ({error})"
        ) from None
    root = Path(os.fsdecode(top.rstrip(b"\n")))
    try:
        commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except _GitFailed as error:
        said = f" ({error})" if str(error) else ""
        raise SettingsError(
            f"--against {name}: there is no such directory and no such revision in {root}{said} "
            "(a directory of rule files, or what `git log` names: a commit, a branch, a tag, HEAD~1)"
        ) from None
    inside = rules.relative_to(root.resolve()).as_posix()
    return Revision(name, commit.decode("ascii", "replace").strip(), inside, root)


def load_revision(revision: Revision, folder: Path) -> RuleSet:
    """Return the rules of a revision; `folder` is an empty one for its files.

    Raises SettingsError where it holds no such rules, RuleFileError whose places read `REVISION:rules/iran.yaml:7:5`.
    """
    written = _write_files(revision, folder)
    target = folder / revision.path
    if not written:
        raise SettingsError(f"--against {revision.label}: it holds no rule files in {revision.path}")
    try:
        return load(target)
    except RuleFileError as error:
        start = f"{folder}{os.sep}"
        raise RuleFileError(
            tuple(one._replace(path=f"{revision.name}:{one.path.removeprefix(start)}") for one in error.problems)
        ) from None


def _write_files(revision: Revision, folder: Path) -> int:
    """Write the rule files of a revision below a folder; return how many they are."""
    wanted = () if revision.path == "." else (revision.path,)
    tree = ("ls-tree", "-r", "-z", "--full-tree", revision.commit, "--", *wanted)
    names: dict[PurePosixPath, str] = {}
    for line in _ask(revision, "--literal-pathspecs", *tree).split(b"\0"):
        about, _, raw = line.partition(b"\t")
        if not raw:
            continue
        mode, _, name = about.decode("ascii").split(" ", 2)
        path = PurePosixPath(os.fsdecode(raw))
        inside = path.parts[len(PurePosixPath(revision.path).parts) :] or path.parts
        if any(part.startswith(".") for part in inside):
            continue  # as `load` leaves them out
        if mode in {_LINK, _MODULE}:
            raise SettingsError(
                f"--against {revision.label}: {path} is a {'link' if mode == _LINK else 'submodule'}, which is not "
                "followed in a revision (name a directory: `git worktree add DIR REVISION` makes one)"
            )
        if path.suffix in _SUFFIXES and not path.is_absolute():
            names[path] = name
    for path, content in zip(names, _contents(revision, names.values()), strict=True):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return len(names)


def _contents(revision: Revision, names: Iterable[str]) -> Iterator[bytes]:
    """Yield the contents of blobs."""
    asked = "".join(f"{name}\n" for name in names).encode("ascii")
    answer = _ask(revision, "cat-file", "--batch", given=asked)
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _ask(revision: Revision, *arguments: str, given: bytes = b"") -> bytes:
    try:
        return _git(revision.top, *arguments, given=given)
    except _GitFailed as error:
        raise SettingsError(f"--against {revision.label}: git cannot read it: {error}") from None


class _GitFailed(Exception):
    """Git said no; the message is its first line."""


def _git(where: Path, *arguments: str, given: bytes = b"") -> bytes:
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        ended = subprocess.run(  # noqa: S603 - a list of arguments, no shell; names are checked and stand behind options
            ["git", "-C", str(where), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            env=environment,
            input=given,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except FileNotFoundError:
        raise _GitFailed("git is not installed") from None
    except (OSError, ValueError) as error:
        raise _GitFailed(str(error)) from None
    except subprocess.TimeoutExpired:
        raise _GitFailed(f"git took longer than {_TIMEOUT_S:g} s") from None
    if ended.returncode != 0:
        said = ended.stderr.decode("utf-8", "replace").strip()
        raise _GitFailed(said.splitlines()[0] if said else "")
    return ended.stdout

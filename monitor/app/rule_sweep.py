"""Rule files on disk as they stand now, without reading them: whether anything was written, and whether it is done."""

import time
from dataclasses import dataclass
from pathlib import Path

from monitor.rules import rule_files

#: Files are read once nothing was written for so long: an editor renames and writes within milliseconds.
QUIET_S = 0.25
#: Where somebody never stops writing, they are read after so long, in a pause of this length at least.
LONGEST_S, LEAST_QUIET_S = 1.0, 0.05
#: A lock of git's index that is older was left behind by one that was killed.
GIT_LOCK_S = 10.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """Every rule file with what the file system says of it; equal if nothing was written in between."""

    files: tuple[tuple[str, int, int, int, int], ...]  #: path, size, times of change of content and of inode, inode
    trouble: tuple[str, ...]  #: what could not be looked at, and why


def sweep(root: Path) -> Sweep:
    """Look at each file that the loader would read; raises nothing."""
    files, problems = rule_files(root)
    seen = []
    trouble = [str(problem) for problem in problems]
    for file in files:
        try:
            found = file.stat()
        except OSError as error:
            trouble.append(f"{file}: {error.strerror}")
        else:
            seen.append((str(file), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino))
    return Sweep(tuple(seen), tuple(trouble))


@dataclass(slots=True)
class Settling:
    """Decides when what is being written is done: seconds of `time.monotonic`."""

    first: float  #: when the first change was seen
    last: float  #: when the last one was

    def is_done(self, now: float) -> bool:
        """Whether to read the files now.

        >>> writing = Settling(first=0.0, last=0.1)
        >>> writing.is_done(0.2), writing.is_done(0.35), Settling(first=0.0, last=0.98).is_done(1.0)
        (False, True, False)
        """
        quiet = now - self.last
        return quiet >= QUIET_S or (now - self.first >= LONGEST_S and quiet >= LEAST_QUIET_S)


def git_is_writing(root: Path) -> bool:
    """Whether git changes the work tree that the files are in: a checkout of many files is one change.

    True while the lock of its index is there and young; git holds it from before the first file to after the last.
    """
    for folder in (root, *root.absolute().parents):
        found = folder / ".git"
        try:
            if found.is_file():  # a further work tree, or a submodule
                said = found.read_text("utf-8", "replace").strip()
                found = folder / said.removeprefix("gitdir: ")
            if found.is_dir():
                return time.time() - (found / "index.lock").stat().st_mtime < GIT_LOCK_S
        except OSError:
            return False
    return False

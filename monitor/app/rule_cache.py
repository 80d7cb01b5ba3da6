"""Where `monitor check` keeps what it found out about rule files, and when that counts no more."""

import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from platformdirs import user_cache_path

import monitor
from monitor.app.shelf import FolderShelf

#: Whose code, or data, an outline comes from: a change in any of them makes all that is kept count as absent.
_ROOMS = ("core", "text", "rules")
_LIBRARIES = ("PyYAML", "google-re2", "babel", "simplemma")


def rule_shelf() -> FolderShelf:
    """Return the shelf in the platform's cache directory, for this very code."""
    return FolderShelf(user_cache_path("news-monitor") / "rules", version=code_version(Path(monitor.__file__).parent))


def code_version(package: Path, *, rooms: Sequence[str] = _ROOMS) -> str:
    """Return a digest of the code of some rooms; of `_ROOMS`, all that problems and warnings of a rule file come from.

    The version number would not do: whoever works on the program changes the code and not the number.
    """
    digest = sha256(f"{monitor.__version__} {sys.version}".encode())
    for part in (*_sources(package, rooms), *map(_library, _LIBRARIES)):
        digest.update(sha256(part).digest())
    return digest.hexdigest()


def _sources(package: Path, rooms: Sequence[str]) -> Iterator[bytes]:
    """Yield names and contents of the modules, in order."""
    for room in rooms:
        for file in sorted((package / room).rglob("*.py")):
            yield file.relative_to(package).as_posix().encode()
            yield file.read_bytes()


def _library(name: str) -> bytes:
    """Return the list of the files of a library with their hashes, as its installer left it; else its version."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return b""
    return (found.read_text("RECORD") or found.version).encode()

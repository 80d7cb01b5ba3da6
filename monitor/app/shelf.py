"""A folder that bytes are kept in from one command to the next, and that is never trusted.

What lies there is used only if it is a plain file of this user's that nobody else may write, and holds what was put
there: everything else counts as absent and is written anew. Whatever is wrong with the folder, and a full disk, only
mean that nothing is kept.
"""

import contextlib
import os
import re
import secrets
import stat
from hashlib import sha256
from pathlib import Path
from types import TracebackType

MOST_BYTES = 64 << 20  #: of all entries, of all versions of the program together
MOST_ENTRY_BYTES = 8 << 20

_OURS = re.compile(r"\.?[0-9a-f]{64}(?:\.[0-9a-f]{16})?")  #: an entry, or one that is being written
_BLOCK = 4096  #: what an entry takes at the least
_CHECKSUM_LENGTH = 32


class FolderShelf:
    """Entries in one folder, mode 0700, for one version of the program; several processes may use it at once.

    An entry is written under another name and renamed, so that nobody sees half of one. The entries that were used
    longest ago are deleted when all together are too large.
    """

    def __init__(self, folder: Path, *, version: str, most_bytes: int = MOST_BYTES) -> None:
        """Touch nothing yet; entries of another `version` are as absent."""
        self._folder = folder
        self._version = version
        self._most_bytes = most_bytes
        self._descriptor: int | None = None
        self._usable = True
        self._written = most_bytes  # since the last look at how large it is: the first entry calls for one

    def __enter__(self) -> "FolderShelf":
        """Open the folder when it is needed first."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the folder."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor, self._usable = None, False

    def get(self, name: str) -> bytes | None:
        """Return what was put there under the name, None if it is not there or not as it was put."""
        folder = self._open()
        if folder is None:
            return None
        file = self._file(name)
        try:
            # Not to wait for the other end of a pipe, not to follow a link.
            descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        except OSError:
            return None
        try:
            data = _read_entry(descriptor)
        except OSError:
            return None
        finally:
            os.close(descriptor)
        checksum, content = data[:_CHECKSUM_LENGTH], data[_CHECKSUM_LENGTH:]
        return content if checksum == _checksum(file, content) else None

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes as long as there is room."""
        folder = self._open()
        if folder is None or len(data) + _CHECKSUM_LENGTH > MOST_ENTRY_BYTES:
            return
        file = self._file(name)
        written = f".{file}.{secrets.token_hex(8)}"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(written, flags, 0o600, dir_fd=folder), "wb") as stream:
                stream.write(_checksum(file, data) + data)
            os.replace(written, file, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:  # no room, no right to write: further entries would fare no better
            with contextlib.suppress(OSError):
                os.unlink(written, dir_fd=folder)
            self._usable = False
            return
        self._written += len(data)
        if self._written > self._most_bytes // 8:
            self._written = 0
            _make_room(folder, self._most_bytes)

    def drop(self, name: str) -> None:
        """Keep what was put there under the name no longer."""
        folder = self._open()
        if folder is not None:
            with contextlib.suppress(OSError):
                os.unlink(self._file(name), dir_fd=folder)

    def _file(self, name: str) -> str:
        return sha256(f"{self._version} {name}".encode()).hexdigest()

    def _open(self) -> int | None:
        if self._descriptor is None and self._usable:
            try:
                self._descriptor = _open_own_folder(self._folder)
            except OSError:
                self._descriptor = None
            self._usable = self._descriptor is not None
        return self._descriptor if self._usable else None


def _checksum(file: str, content: bytes) -> bytes:
    """Return what tells an entry from a damaged one, and from one that was moved to another name."""
    return sha256(file.encode() + content).digest()


def _read_entry(descriptor: int) -> bytes:
    """Return what an entry holds, nothing if it is not to be trusted. Raises OSError."""
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or not _is_ours_alone(found) or found.st_size > MOST_ENTRY_BYTES:
        return b""
    os.utime(descriptor)  # what is used stays
    with os.fdopen(descriptor, "rb", closefd=False) as stream:
        return stream.read(MOST_ENTRY_BYTES + 1)


def _is_ours_alone(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _open_own_folder(folder: Path) -> int | None:
    """Open the folder, made where it is missing; None if it is somebody else's. Raises OSError."""
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    if not folder.exists():
        # With `sudo`, say, the home may be another user's, who could not use what is made there.
        if missing[-1].parent.stat().st_uid != os.geteuid():
            return None
        for each in reversed(missing):
            with contextlib.suppress(FileExistsError):
                each.mkdir(mode=0o700)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    found = os.fstat(descriptor)
    if found.st_uid != os.geteuid():
        os.close(descriptor)
        return None
    if stat.S_IMODE(found.st_mode) != 0o700:
        os.fchmod(descriptor, 0o700)
    return descriptor


def _make_room(folder: int, most_bytes: int) -> None:
    """Delete the entries that were used longest ago until a quarter of the room is free, if there is not enough."""
    entries: list[tuple[int, int, str]] = []
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if _OURS.fullmatch(entry.name):
                with contextlib.suppress(OSError):  # another process may have deleted it
                    about = entry.stat(follow_symlinks=False)
                    entries.append((about.st_mtime_ns, max(about.st_size, _BLOCK), entry.name))
    total = sum(size for _, size, _ in entries)
    if total <= most_bytes:
        return
    for _, size, name in sorted(entries):
        if total <= most_bytes * 3 // 4:
            return
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=folder)
        total -= size

"""One daemon per data directory."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.core.errors import DaemonRunning, SettingsError

LOCK_NAME = "daemon.lock"


@contextmanager
def only_daemon(data: Path) -> Iterator[None]:
    """Own the data directory while the block runs; raises DaemonRunning, or SettingsError if it cannot be written.

    The lock is the kernel's: it ends with the process, however that dies.
    """
    path = data / LOCK_NAME
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"the data directory {data} cannot be used: {error.strerror} (name another one with --data or MONITOR_DATA)"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            raise DaemonRunning(
                f"another daemon (process {owner}) works on {data}: stop it first, or use another --data"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield

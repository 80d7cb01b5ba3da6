"""The real daemon, in a process of its own."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

STOP_TIMEOUT_S = 10  #: SIGTERM ends the daemon within that (DESIGN.md §6)
_TAIL_LINES = 15


class Daemon:
    """`monitor run` while it runs."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        """Take the process and the file that its output goes to."""
        self._process = process
        self._log = log

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.returncode

    async def stop(self) -> int | None:
        """Ask it to end with SIGTERM; return its exit status, None if it does not end in time."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                return await self._process.wait()
        except TimeoutError:
            return None

    def log_tail(self) -> str:
        """Return the last lines that it wrote."""
        lines = self._log.read_text("utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_TAIL_LINES:])


@contextlib.asynccontextmanager
async def run_daemon(*, rules: Path, data: Path, log: Path, environment: Mapping[str, str]) -> AsyncIterator[Daemon]:
    """Run the daemon until the block ends; then nothing of it is left, whatever happened.

    It gets a session of its own, so that Ctrl-C reaches only the demo, which then stops it in order.
    """
    arguments = ("-m", "monitor", "run", "--rules", str(rules), "--data", str(data))
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=data.parent,
            env=dict(environment),
            start_new_session=True,
        )
    daemon = Daemon(process, log)
    try:
        yield daemon
    finally:
        try:
            if daemon.status is None:
                await daemon.stop()
        finally:  # a second Ctrl-C ends the wait, too
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # worker processes that outlived it
        await process.wait()

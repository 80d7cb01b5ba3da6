"""What somebody sees who starts the daemon in a real terminal of 80 columns."""

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import Callable
from pathlib import Path

from tests.fakes.newsroom import Newsroom

#: The first terminal that a new session opens is its own: Ctrl-C typed there reaches the command.
ON_THE_TERMINAL = 'exec "$0" "$@" <"$TTY" >"$TTY" 2>&1'
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A terminal on which one command runs; `text` is everything that was written there."""

    def __init__(self) -> None:
        self._ours, self._theirs = pty.openpty()
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.raw = b""

    async def run(self, environment: dict[str, str], *arguments: str, until: Callable[[str], bool] | None) -> int:
        """Run `python -m monitor ARGUMENTS`; type Ctrl-C once `until` holds for what stands there."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._ours, self._take)
        process = await asyncio.create_subprocess_exec(
            *("sh", "-c", ON_THE_TERMINAL, sys.executable, "-m", "monitor", *arguments),
            env=environment | {"TERM": "xterm", "TTY": os.ttyname(self._theirs)},
            start_new_session=True,
        )
        async with asyncio.timeout(30):
            while until is not None and not until(self.text):  # noqa: ASYNC110 - another process makes it true
                await asyncio.sleep(0.05)
            if until is not None:
                os.write(self._ours, b"\x03")
            status = await process.wait()
        loop.remove_reader(self._ours)
        os.set_blocking(self._ours, False)
        self._take()
        os.close(self._ours)
        os.close(self._theirs)
        return status

    @property
    def text(self) -> str:
        return ESCAPES.sub("", self.raw.decode()).replace("\r", "\n")

    def _take(self) -> None:
        with contextlib.suppress(OSError):  # nothing there, or nobody writes any more
            self.raw += os.read(self._ours, 1_000_000)


async def test_the_live_line_counts_and_ctrl_c_ends_the_daemon_with_exit_0(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        terminal = Terminal()

        status = await terminal.run(newsroom.environment, "run", until=lambda text: " 4 alerts" in text)

        assert status == 0, terminal.text
        assert "watching  feeds: 1, rules: 2; Ctrl-C ends it, nothing is lost\n" in terminal.text
        assert "stopping  what is in flight is brought to its end\n" in terminal.text
        last = [line for line in terminal.text.split("\n") if " polls" in line][-1]
        assert re.search(r"^\d:\d\d:\d\d  \d+ polls  3 new  3 read  4 matches  4 alerts  \d sent", last)
        assert "Traceback" not in terminal.text
        await newsroom.run_once()
        assert newsroom.audit() == {}


async def test_alerts_on_the_console_stand_whole_above_the_line(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        terminal = Terminal()

        status = await terminal.run(newsroom.environment, "run", "--once", "--console", until=None)

        assert status == 0, terminal.text
        assert terminal.text.count("Strike at ") >= 3
        assert "3 new  3 read  4 matches  4 alerts  3 sent" in terminal.text

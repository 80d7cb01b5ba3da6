"""A word to people who wait: how far a long command is."""

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from monitor.app.printable import printable

_PATIENCE_S = 1.0  #: nothing is shown before
_BETWEEN_S = 0.1  #: from one drawing of the line to the next
_ERASE = "\r\x1b[2K"

#: What each step is part of; others are shown by their own name.
_DOING = {"rule file read": "reading rule files", "tests begun": "compiling the rules", "test run": "running tests"}


class WaitingLine:
    """Shows on one line of the terminal how far a command is, once it takes long; it is gone when the command is done.

    Where standard error is no terminal nothing is shown. It is an `Observer` of steps that say how many are `done`, and
    `of` how many.
    """

    def __init__(
        self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic, *, quiet: bool = False
    ) -> None:
        """Draw on standard error unless told where; `quiet` draws nothing: what is printed meanwhile stays whole."""
        self._stream = stream or sys.stderr
        self._clock = clock
        self._draws = not quiet and self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._next = clock() + _PATIENCE_S
        self._step = ""
        self._drawn = False

    def __enter__(self) -> "WaitingLine":
        """Begin to wait."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the line away."""
        if self._drawn:
            self._write(_ERASE)
        self._draws = False

    def saw(self, step: str, **ids: object) -> None:
        """Draw the line anew if it is time, or if something else has begun."""
        if not self._draws:
            return
        now = self._clock()
        if now < self._next and not (self._drawn and step != self._step):
            return
        self._next = now + _BETWEEN_S
        self._step = step
        done, of = ids.get("done"), ids.get("of")
        count = f": {done:,} of {of:,}" if isinstance(done, int) and isinstance(of, int) else ""
        self._write(f"{_ERASE}{printable(_DOING.get(step, step) + count)[: self._width()]}")
        self._drawn = True

    def _width(self) -> int:
        try:
            columns = os.get_terminal_size(self._stream.fileno()).columns
        except (OSError, ValueError):
            columns = 0
        return (columns or 80) - 1  # a terminal that nobody told its size has none

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()

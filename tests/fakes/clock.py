"""Clocks for tests: time stands still until it is told to move."""

import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class SettableClock:
    """A `core.ports.Clock` that a test sets."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        """Go on, or back where `by` is negative."""
        self.at += by


class RunningClock(SettableClock):
    """Starts where it is told to and then goes on as time does, for what really waits."""

    def __init__(self, at: datetime = START) -> None:
        super().__init__(at)
        self._started = time.monotonic()

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self._started)

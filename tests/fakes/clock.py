"""Clocks for tests: time stands still until it is told to move."""

import os
import time
from datetime import UTC, datetime, timedelta

AHEAD = "TEST_CLOCK_AHEAD_S"  #: the variable that tells a process how far its clock is ahead of the machine's
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


class WorldClock:
    """The machine's time, and so many seconds more: all parts of a world have the same, in whatever process."""

    def __init__(self, ahead_s: float = 0.0) -> None:
        self.ahead_s = ahead_s

    @classmethod
    def of_environment(cls) -> "WorldClock":
        """Return the clock that `variables` describe."""
        return cls(float(os.environ.get(AHEAD, "0")))

    @property
    def variables(self) -> dict[str, str]:
        """What gives another process this clock as it stands now."""
        return {AHEAD: str(self.ahead_s)}

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead_s)

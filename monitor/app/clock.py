"""The clock of the embedded mode: the database lives on this machine, so its time is this machine's."""

from datetime import UTC, datetime


class SystemClock:
    """Reads the time of this machine."""

    def now(self) -> datetime:
        """Return the time, aware, UTC."""
        return datetime.now(UTC)

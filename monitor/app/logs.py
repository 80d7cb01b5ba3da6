"""Structured logs, and the observer that writes them."""

import logging
import sys

import structlog

from monitor.app.printable import printable

#: Steps that are only there to stop a process at, and would drown the log.
_SILENT = frozenset({"transaction 1", "transaction 2", "transaction 3", "transaction 4"})
_LEVELS = {
    "feed failed": "warning",
    "feed gone": "warning",
    "feed moved": "warning",
    "feed silent": "warning",
    "entries lost": "warning",
    "entry postponed": "warning",
    "alert trouble": "warning",
    "alert in doubt": "warning",
    "article cut": "warning",
    "channel trouble": "warning",
    "clicks trouble": "warning",
    "click answer lost": "warning",
    "click refused": "warning",
    "every page is read": "warning",
    "rules are polled": "warning",
    "rules refused": "error",
    "too large": "warning",
    "stage failed": "error",
}
#: Steps that are told by `--verbose` alone, as polls are that brought nothing.
_DETAILS = frozenset({"feed fetched", "page fetched", "page read", "alert claimed", "alert posted"})


def set_up_logs(*, verbose: bool) -> None:
    """Write structured events to stderr: for people on a terminal, else one `key=value` line each."""
    level = logging.DEBUG if verbose else logging.INFO
    terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer()
            if terminal
            else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class LogObserver:
    """Writes each step as an event with its ids: never article bodies, tokens or webhook URLs.

    To be made after `set_up_logs`: it is told several steps a poll, and does not ask each time how logs are written.
    """

    def __init__(self) -> None:
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger().bind()
        self._is_verbose = self._log.is_enabled_for(logging.DEBUG)

    def saw(self, step: str, **ids: object) -> None:
        """Write the step at the level that it deserves."""
        is_detail = step in _DETAILS or (step == "entries stored" and not ids.get("new") and not ids.get("changed"))
        if step in _SILENT or (is_detail and not self._is_verbose):
            return
        level = "debug" if is_detail else _LEVELS.get(step, "info")
        getattr(self._log, level)(step, **{name: _safe(value) for name, value in ids.items()})


def _safe(value: object) -> object:
    """Return a text without control characters; a traceback keeps its lines, which the renderer escapes."""
    return "\n".join(printable(line) for line in value.split("\n")) if isinstance(value, str) else value

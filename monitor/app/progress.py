"""What people see who wait: the live line of the daemon, a bar for things that can be counted."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from monitor.app.printable import printable

WORTH_A_BAR = 5  #: things: fewer are done before anybody looks
#: Steps that are worth a line of their own above the live one: how it begins, its colour, what it says.
_TOLD = {
    "rules in force": ("watching", "green", "feeds: {feeds}, rules: {rules}; Ctrl-C ends it, nothing is lost"),
    "rules changed": ("rules changed", "green", "version {version}: {changes}"),
    "rules refused": ("rules refused", "red", "{problem}{more}; version {in_force} stays in force"),
    "rules mended": ("rules mended", "green", "the files say again what is in force: version {version}"),
    "rules are polled": ("rules polled", "yellow", "changes are looked for every {every_s} s: {reason}"),
    "every page is read": ("reading all", "yellow", "pages cannot be left unread: {rules} can match without any word"),
    "stopping": ("stopping", "green", "what is in flight is brought to its end"),
    "feed failed": ("feed failed", "yellow", "{feed}: {reason}"),
    "feed gone": ("feed gone", "red", "{feed}: {reason}; it is polled no more"),
    "feed moved": ("feed moved", "yellow", "{feed}: to {to}, which the rules should name"),
    "feed silent": ("feed silent", "yellow", "{feed}: {reason}"),
    "entries lost": ("entries lost", "red", "{feed}: {reason}"),
    "entry postponed": ("page later", "yellow", "{url}: {reason}"),
    "edit found": ("edited", "cyan", "{url}: {rule} {kind}"),
    "alert trouble": ("alert waits", "red", "{alert}: {reason}"),
    "alert in doubt": ("alert in doubt", "yellow", "{alert}: {reason}"),
    "clicks trouble": ("no buttons", "yellow", "{reason}; next try in {retry_s} s"),
    "channel trouble": ("channel waits", "red", "{channel}: {reason}"),
    "too large": ("too large", "yellow", "the database has {bytes} bytes, {limit} are set: {reason}"),
    "stage failed": ("failed", "red", "{stage}: {reason}"),
}


class TerminalProgress:
    """Counts steps and shows them on one line that is drawn anew a few times a second."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()
        self._failed = 0
        self._counts = {"polls": 0, "new": 0, "read": 0, "matches": 0, "alerts": 0, "sent": 0}
        # What goes to standard output passes the line by only where both are the same terminal; a file gets its own.
        redirect = sys.stdout.isatty()
        self._live = Live(self, console=console, refresh_per_second=4, transient=False, redirect_stdout=redirect)

    def __enter__(self) -> "TerminalProgress":
        """Begin to draw at the first step: what cannot even start leaves no line."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the last state of the line on the terminal."""
        self._live.stop()

    def saw(self, step: str, **ids: object) -> None:
        """Count the step; tell trouble in a line of its own."""
        if not self._live.is_started:
            self._live.start()
        counts = self._counts
        match step:
            case "entries stored":
                counts["polls"] += 1
                counts["new"] += _number(ids.get("new"))
            case "feed failed" | "feed gone":
                counts["polls"] += 1
                self._failed += 1
            case "entry settled" if ids.get("outcome") == "filtered":
                counts["unread"] = counts.get("unread", 0) + 1
            case "entry settled":
                counts["read"] += 1
                counts["matches"] += _number(ids.get("matches"))
                counts["alerts"] += _number(ids.get("alerts"))
            case "article read again":
                counts["alerts"] += _number(ids.get("alerts"))
            case "alert sent":
                counts["sent"] += 1
        if step in _TOLD:
            word, colour, text = _TOLD[step]
            said = printable(text.format_map({name: str(value) for name, value in ids.items()}))
            self._console.print(Text.assemble((word, colour), f"  {said}"), soft_wrap=True)
            if "trace" in ids:  # a fault of this program: whoever reports it needs all of it
                self._console.print(Text(str(ids["trace"])), soft_wrap=True)

    def __rich__(self) -> Text:
        """Return the line as it stands, cut where the terminal ends."""
        seconds = int(time.monotonic() - self._started)
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}", style="dim")
        for name, count in self._counts.items():
            line.append("  ").append(f"{count:,}", style="bold").append(f" {name}")
            if name == "polls" and self._failed:
                line.append(f" ({self._failed:,} failed)", style="yellow")
        return line


class Count(Protocol):
    """Moves a bar on."""

    def __call__(self, by: int = 1) -> None:
        """Note that so many more are done."""
        ...


@contextmanager
def counting(total: int, what: str, console: Console) -> Iterator[Count]:
    """Show a bar with the rate and the time left while `total` things are done; call what is yielded after each.

    On anything but a terminal, and for a few things, nothing is shown.
    """
    if total < WORTH_A_BAR or not console.is_terminal:
        yield lambda by=1: None  # noqa: ARG005 - as the protocol names it
        return
    bar = Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        redirect_stdout=sys.stdout.isatty(),  # as for the line of the daemon
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda by=1: bar.advance(task, by)


@contextmanager
def stages(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each stage of a long work; call what is yielded with its name, how much is done and of how much.

    Of a stage with 0 as the whole nobody knows how long it is. On anything but a terminal nothing is shown.
    """
    if not console.is_terminal:
        yield lambda *_: None
        return
    bar = Progress(TextColumn("{task.description}"), BarColumn(), _Rate(), TimeRemainingColumn(), console=console)
    tasks: dict[str, TaskID] = {}

    def show(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total or None)
        bar.update(tasks[stage], completed=done)

    with bar:
        yield show


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, once there is one."""
        return Text(f"{task.speed:,.1f}/s" if task.speed else "", style="dim")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0

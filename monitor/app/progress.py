"""A live line for people who watch: polls, entries, matches, posts."""

from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

#: Steps that are worth a line of their own above the live one.
_TOLD = {
    "feed failed": "[yellow]feed failed[/]  {feed}: {reason}",
    "entry postponed": "[yellow]page later[/]   {url}: {reason}",
    "alert trouble": "[red]alert waits[/]  {alert}: {reason}",
    "channel trouble": "[red]channel waits[/] {channel}: {reason}",
    "stage failed": "[red]failed[/]       {stage}: {reason}\n{trace}",
}


class TerminalProgress:
    """Counts steps and shows them on one line that is drawn anew a few times a second."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._counts = {"polls": 0, "failed": 0, "entries": 0, "read": 0, "matches": 0, "alerts": 0, "posts": 0}
        self._live = Live(self, console=console, refresh_per_second=8, transient=False)

    def __enter__(self) -> "TerminalProgress":
        """Begin to draw."""
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the last state of the line on the terminal."""
        self._live.stop()

    def saw(self, step: str, **ids: object) -> None:
        """Count the step; tell trouble in a line of its own."""
        counts = self._counts
        match step:
            case "entries stored":
                counts["polls"] += 1
                counts["entries"] += _number(ids.get("new"))
            case "feed failed":
                counts["polls"] += 1
                counts["failed"] += 1
            case "entry settled":
                counts["read"] += 1
                counts["matches"] += _number(ids.get("matches"))
                counts["alerts"] += _number(ids.get("alerts"))
            case "alert sent":
                counts["posts"] += 1
        if step in _TOLD:
            safe = {name: str(value).replace("[", r"\[") for name, value in ids.items()}
            self._console.print(_TOLD[step].format_map(safe), highlight=False)

    def __rich__(self) -> Table:
        """Return the line as it stands."""
        grid = Table.grid(padding=(0, 2))
        cells = [Text.assemble((f"{count:,}", "bold"), " ", name) for name, count in self._counts.items()]
        grid.add_row(*cells)
        return grid


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0

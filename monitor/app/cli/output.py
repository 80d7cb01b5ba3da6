"""How commands print: results to stdout, the rest to stderr, and nothing that could drive a terminal."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.app.printable import printable
from monitor.core.match import Match, Span

if TYPE_CHECKING:
    from rich.console import Console

Piece = tuple[str, str]  #: a text and its style

_TO_ESCAPE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LEAST_WIDTH = 12  #: no column is made narrower than this
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"))


def say(text: str) -> None:
    """Tell people something that is not the result."""
    print(_printable_lines(text), file=sys.stderr, flush=True)  # noqa: T201 - this is what printing goes through


def show(text: str) -> None:
    """Print a result."""
    print(_printable_lines(text), flush=True)  # noqa: T201 - as above


def show_json(value: object) -> None:
    """Print a result as one line of JSON; what could drive a terminal is escaped."""
    text = json.dumps(plain(value), ensure_ascii=False)
    print(_TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", text), flush=True)  # noqa: T201 - as above


def plain(value: object) -> object:
    """Return the value in JSON's types: dataclasses and matches as objects, times as ISO 8601, enums as their words."""
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Match):
        return {"rule": value.rule, "spans": plain(value.spans), "excerpts": plain(value.excerpts)}
    if isinstance(value, Span):
        return plain(value._asdict())
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(plain(one)) for one in value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def console() -> "Console":
    """Return a console on stdout; plain text where that is no terminal."""
    from rich.console import Console

    return Console(highlight=False)


def marked(text: str, marks: Sequence[tuple[int, int]], out: "Console") -> list[Piece]:
    """Return the pieces of a passage with their styles; where there are no colours its marks stand in brackets."""
    pieces: list[Piece] = []
    at, text = 0, printable(text)
    for start, end in marks:
        mark = text[start:end]
        pieces += [(text[at:start], ""), (mark, "bold reverse") if out.color_system else (f"[{mark}]", "")]
        at = end
    return [*pieces, (text[at:], "")]


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, beneath: bool = False) -> None:
    """Print a table: folded to the width of a terminal, elsewhere a line per row whatever its width.

    With `beneath` a terminal shows the last cell of each row whole, on a line of its own, if there is anything in it.
    """
    from rich.text import Text

    out = console()
    cells = [list(columns), *([printable(cell) for cell in row] for row in rows)]
    last = [line.pop() for line in cells] if beneath and out.is_terminal else []
    widths = _widths(cells, out.width if out.is_terminal else None)
    for number, line in enumerate(cells):
        for row in _fold(line, widths, out):
            out.print(Text(row, style="bold" if number == 0 else ""), soft_wrap=True)
        if last and number > 0 and last[number]:
            out.print(Text(f"  {last[number]}", style="dim"), soft_wrap=True)


def _widths(cells: Sequence[Sequence[str]], room: int | None) -> list[int]:
    """Return the widths of columns, the widest made narrower until all fit."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    while room is not None and sum(widths) + 2 * (len(widths) - 1) > room and max(widths) > _LEAST_WIDTH:
        widths[widths.index(max(widths))] -= 1
    return widths


def _fold(line: Sequence[str], widths: Sequence[int], out: "Console") -> list[str]:
    """Return the lines that a row of cells takes."""
    from rich.cells import cell_len
    from rich.text import Text

    folded = [Text(cell).wrap(out, width, overflow="fold") for cell, width in zip(line, widths, strict=True)]
    rows = zip_longest(*([one.plain.rstrip() for one in cell] for cell in folded), fillvalue="")
    return [
        "  ".join(part + " " * (width - cell_len(part)) for part, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _printable_lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))


def when(time: datetime | None) -> str:
    """Return a time as people read it, in UTC."""
    return time.strftime("%Y-%m-%d %H:%M") if time else "–"


def ago(time: datetime | None, now: datetime) -> str:
    """Return how far a time is from now, in its largest unit: `3m ago`, `in 2h`."""
    if time is None:
        return "–"
    seconds = int((now - time).total_seconds())
    size, unit = next(((size, unit) for size, unit in _UNITS if abs(seconds) >= size), (1, "s"))
    if seconds == 0:
        return "now"
    return f"{seconds // size}{unit} ago" if seconds > 0 else f"in {-seconds // size}{unit}"


def times(count: int) -> str:
    """Return how often, in words: `once`, `3 times`."""
    return "once" if count == 1 else f"{count:,} times"


def counted(number: int, one: str, many: str = "") -> str:
    """Return how many of what: `1 rule`, `2 rules`, `2 entities`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def sized(count: int) -> str:
    """Return bytes as people read them.

    >>> sized(999), sized(12_345_678), sized(20_000_000_000)
    ('999 B', '12.3 MB', '20.0 GB')
    """
    for size, unit in ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count} B"

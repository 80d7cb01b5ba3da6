"""How commands print."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def say(text: str) -> None:
    """Tell people something that is not the result."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is what printing goes through


def show(text: str) -> None:
    """Print a result."""
    print(text, flush=True)  # noqa: T201 - as above


def show_json(value: object) -> None:
    """Print a result as one line of JSON."""
    show(json.dumps(plain(value), ensure_ascii=False))


def plain(value: object) -> object:
    """Return the value in JSON's types: dataclasses as objects, times as ISO 8601, enums as their words."""
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
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


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; every cell is literal text."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        name = column.removeprefix(">")
        drawn.add_column(name, justify="right" if column.startswith(">") else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(printable(cell)) for cell in row))
    console().print(drawn)


def printable(text: str) -> str:
    """Return the text without control characters: what comes from the web must not drive the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def when(time: datetime | None) -> str:
    """Return a time as people read it, in UTC."""
    return time.strftime("%Y-%m-%d %H:%M:%S") if time else "–"

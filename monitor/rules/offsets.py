"""From a place in a YAML value back to the place in the file, so that an error inside an expression is exact.

YAML joins lines, takes indentation away and doubles quotes. What it never does is change the order of the visible
characters: they are paired one to one, and white space takes the place behind the character before it.
"""

import re
from collections.abc import Iterator

from monitor.rules.model import Position
from monitor.rules.source import Source
from monitor.rules.yaml_nodes import Scalar

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_HEADER = re.compile(r"[|>][^\n]*\n?")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_NAMED = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b"}
_BLANK = {"t", "\t", "n", "v", "f", "r", " ", "N", "_", "L", "P", "\n"}  #: escapes for white space


class Places:
    """Where in the file the characters of a value stand; worked out when somebody asks: few values have faults."""

    __slots__ = ("_offsets", "_scalar", "_source")

    def __init__(self, source: Source, scalar: Scalar) -> None:
        self._source = source
        self._scalar = scalar
        self._offsets: list[int] | None = None

    def at(self, number: int) -> Position:
        """Return the place of a character of the value, by its number from 0; one behind the last is its end."""
        if self._offsets is None:
            self._offsets = offsets_of(self._source, self._scalar)
        return self._source.position(self._offsets[number])


def offsets_of(source: Source, scalar: Scalar) -> list[int]:
    """Return the offset in the file of every character of the value, and of its end."""
    start = scalar.start
    if source.text[start : start + 1] in {"&", "!"}:
        found = _PROPERTIES.match(source.text, start)
        start = found.end() if found else start
    visible = list(_visible(source.text, start, scalar.end, scalar.style))
    result: list[int] = []
    taken = 0
    last = start
    for char in scalar.value:
        if char.isspace():
            result.append(last)
            last += 1
            continue
        if taken == len(visible) or visible[taken][0] != char:
            return [scalar.start] * (len(scalar.value) + 1)  # unforeseen: the value's own place is still right
        result.append(visible[taken][1])
        last = visible[taken][1] + 1
        taken += 1
    return [*result, last if scalar.value else start]


def _visible(text: str, start: int, end: int, style: str) -> Iterator[tuple[str, int]]:
    """Yield the characters of a value that are no white space, with their offsets."""
    place = start
    if style in {"|", ">"}:
        header = _HEADER.match(text, start, end)
        place = header.end() if header else start
    elif style:
        place, end = start + 1, end - 1
    while place < end:
        char = text[place]
        step = 1
        if style == "'" and char == "'":
            step = 2
        elif style == '"' and char == "\\":
            found = _ESCAPE.match(text, place, end)
            escape = found[0][1:] if found else ""
            step = 1 + len(escape)
            char = " " if escape in _BLANK else _escaped(escape)
        if not char.isspace():
            yield char, place
        place += step


def _escaped(escape: str) -> str:
    if len(escape) > 1:
        return chr(int(escape[1:], 16))
    return _NAMED.get(escape, escape)

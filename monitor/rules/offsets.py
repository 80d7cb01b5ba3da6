"""From a place in a YAML value back to the place in the file, so that an error inside an expression is exact.

YAML joins lines, takes indentation away and doubles quotes. What it never does is change the order of the visible
characters: they are paired one to one, and white space takes the place behind the character before it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from monitor.rules.model import Position
from monitor.rules.source import Source
from monitor.rules.yaml_nodes import Scalar

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_HEADER = re.compile(r"[|>][^\n]*\n?")
_PLAIN_HEADER = re.compile(r"\|[-+]?\n(?=( +)[^ \n])")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_NAMED = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b"}
_BLANK = {"t", "\t", "n", "v", "f", "r", " ", "N", "_", "L", "P", "\n"}  #: escapes for white space


class Places:
    """Where in the file the characters of a value stand; worked out when somebody asks."""

    __slots__ = ("_lines", "_offsets", "_scalar", "_source")

    def __init__(self, source: Source, scalar: Scalar) -> None:
        self._source = source
        self._scalar = scalar
        self._lines: list[tuple[int, int]] | None = None
        self._offsets: list[int] | None = None

    def at(self, number: int) -> Position:
        """Return the place of a character of the value, by its number from 0; one behind the last is its end."""
        return self._source.position(self._offset(number))

    def line_and_column(self, number: int) -> tuple[int, int]:
        """Return the same as line and column."""
        return self._source.line_and_column(self._offset(number))

    def _offset(self, number: int) -> int:
        if self._lines is None:
            self._lines = _lines_as_written(self._source.text, self._scalar)
        if self._lines and _touches_text(self._scalar.value, number):
            in_value, in_file = self._lines[bisect_right(self._lines, (number, len(self._source.text))) - 1]
            return in_file + number - in_value
        if self._offsets is None:
            self._offsets = offsets_of(self._source, self._scalar)
        return self._offsets[number]


def _touches_text(value: str, number: int) -> bool:
    """Whether a visible character stands there or right before: further white space has no place of its own."""
    return any(not char.isspace() for char in value[max(number - 1, 0) : number + 1])


def _lines_as_written(text: str, scalar: Scalar) -> list[tuple[int, int]]:
    """Return where each line of a value begins, in it and in the file; nothing where YAML did more than indent it.

    Nearly every value is such, and needs no look at each of its characters.
    """
    quote = int(scalar.style in {"'", '"'})
    if text[scalar.start + quote : scalar.end - quote] == scalar.value:
        return [(0, scalar.start + quote)]
    header = _PLAIN_HEADER.match(text, scalar.start)
    if header is None:
        return []
    place, at = header.end(), 0
    indent = len(header[1])
    lines: list[tuple[int, int]] = []
    for line in scalar.value.removesuffix("\n").split("\n"):
        end = text.find("\n", place)
        raw = text[place : end if end >= 0 else len(text)]
        if line and raw[indent:] != line:
            return []
        lines.append((at, place + indent))
        at += len(line) + 1
        place += len(raw) + 1
    return lines


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

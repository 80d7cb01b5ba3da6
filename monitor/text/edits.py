"""Where a text changed its length, so that offsets find their way back.

A layer notes only the places where the new text is longer or shorter than the old one; everything between is shifted
by a constant. Layers are stacked: what one made is what the next one edits.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable

#: Bytes that continue a UTF-8 sequence: without them the length counts code points.
_CONTINUATION = bytes(range(0x80, 0xC0))
_CHUNK_BITS = 11  # a checkpoint every 2 KiB: building is one pass, a look-up counts at most 2 KiB


class Edits:
    """One layer of edits, in order: `[new_start, new_end)` stands for `[old_start, old_end)`."""

    __slots__ = ("_new_ends", "_new_starts", "_old_ends", "_old_starts")

    def __init__(self) -> None:
        self._new_starts: list[int] = []
        self._new_ends: list[int] = []
        self._old_starts: list[int] = []
        self._old_ends: list[int] = []

    def add(self, new_start: int, new_end: int, old_start: int, old_end: int) -> None:
        """Note an edit; edits come in order."""
        self._new_starts.append(new_start)
        self._new_ends.append(new_end)
        self._old_starts.append(old_start)
        self._old_ends.append(old_end)

    def old_start(self, position: int) -> int:
        """Return where that which starts at `position` of the new text starts in the old one."""
        last = bisect_right(self._new_starts, position) - 1
        if last < 0:
            return position
        if position < self._new_ends[last]:
            return self._old_starts[last]
        return self._old_ends[last] + position - self._new_ends[last]

    def old_end(self, position: int) -> int:
        """Return where that which ends at `position` of the new text ends in the old one."""
        last = bisect_left(self._new_starts, position) - 1
        if last < 0:
            return position
        if position <= self._new_ends[last]:
            return self._old_ends[last]
        return self._old_ends[last] + position - self._new_ends[last]


def rewrite(text: str, pattern: re.Pattern[str], replacement: Callable[[str], str]) -> tuple[str, Edits]:
    """Replace every match of `pattern`, and note where."""
    edits = Edits()
    pieces: list[str] = []
    old = new = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        piece = replacement(match[0])
        pieces.extend((text[old:start], piece))
        new_start = new + start - old
        new = new_start + len(piece)
        old = end
        edits.add(new_start, new, start, end)
    pieces.append(text[old:])
    return "".join(pieces), edits


class CodePoints:
    """Counts the code points before a byte of UTF-8 text."""

    __slots__ = ("_data", "_totals", "one_byte_each")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.one_byte_each = data.isascii()  #: then both counts are the same
        self._totals: list[int] | None = None

    def before(self, position: int) -> int:
        """Return how many code points start before byte `position`."""
        if self.one_byte_each:
            return position
        if self._totals is None:
            self._totals = [0]
            for start in range(0, len(self._data), 1 << _CHUNK_BITS):
                chunk = self._data[start : start + (1 << _CHUNK_BITS)]
                self._totals.append(self._totals[-1] + len(chunk.translate(None, _CONTINUATION)))
        chunk_number = position >> _CHUNK_BITS
        rest = self._data[chunk_number << _CHUNK_BITS : position]
        return self._totals[chunk_number] + len(rest.translate(None, _CONTINUATION))

"""Where the words of a text stand in the original: what distances, leads and first words are counted in."""

import re
from bisect import bisect_left, bisect_right

from monitor.text.characters import UNSPACED
from monitor.text.fold import Folded

#: A word, in which apostrophes still stand; each character of a script without spaces is one.
_WORD = re.compile(f"[{UNSPACED}]|[^{UNSPACED} '](?:[^{UNSPACED} ]*[^{UNSPACED} '])?")
_ASCII_WORD = re.compile("[^ '](?:[^ ]*[^ '])?")

#: Starts and ends, in code points of the original; both ascend.
Bounds = tuple[list[int], list[int]]


class WordIndex:
    """The words of a folded text by paragraph, looked up only where somebody asks: most paragraphs are never."""

    def __init__(self, folded: Folded) -> None:
        self._folded = folded
        self._lines: list[str] | None = None
        self._starts: list[int] = []
        self._known: dict[int, Bounds] = {}

    def bounds(self, paragraph: int) -> Bounds:
        """Return the words of a paragraph, counted by newlines from 0: one that is blank counts, and has none."""
        known = self._known.get(paragraph)
        if known is None:
            known = self._known[paragraph] = self._find(paragraph)
        return known

    def between(self, paragraph: int, end: int, start: int) -> int:
        """Return how many words of the paragraph lie between something that ends and something that starts later."""
        starts, ends = self.bounds(paragraph)
        return max(0, bisect_right(ends, start) - bisect_left(starts, end))

    def _find(self, paragraph: int) -> Bounds:
        if self._lines is None:
            self._lines = self._folded.lines()
            at = 0
            for line in self._lines:
                self._starts.append(at)
                at += len(line) + 1
        line = self._lines[paragraph]
        pattern = _ASCII_WORD if line.isascii() else _WORD
        found = [match.span() for match in pattern.finditer(line)]
        shift = self._starts[paragraph]
        return self._folded.originals([(start + shift, end + shift) for start, end in found])

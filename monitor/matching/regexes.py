"""Regular expressions by RE2 over the original text, a paragraph at a time: linear, whatever the pattern."""

from collections.abc import Iterator
from typing import Protocol, cast

from monitor.matching.atoms import MAX_OCCURRENCES


class Found(Protocol):
    """A match of RE2."""

    def span(self) -> tuple[int, int]:
        """Return `[start, end)` in code points."""
        ...


class Regex(Protocol):
    """A pattern compiled by RE2."""

    def finditer(self, text: str) -> Iterator[Found]:
        """Yield the matches from left to right, none overlapping."""
        ...


def compile_regex(pattern: str) -> Regex:
    """Compile with RE2, ignoring case unless the pattern says otherwise."""
    import re2  # noqa: PLC0415 - few rule sets have regular expressions

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return cast("Regex", re2.compile(pattern, options))


class Regexes:
    """Searches one text; what was found is kept for the next rule that asks."""

    def __init__(self, text: str) -> None:
        self._paragraphs: list[tuple[int, str]] = []
        at = 0
        # Half a character, which UTF-8 has no bytes for, is searched as a question mark.
        for line in text.encode("utf-8", "replace").decode().split("\n"):
            if line.strip():
                self._paragraphs.append((at, line))
            at += len(line) + 1
        self._found: dict[str, tuple[list[tuple[int, int]], bool]] = {}

    def find(self, pattern: str, compiled: Regex) -> tuple[list[tuple[int, int]], bool]:
        """Return `[start, end)` of every match that is not empty, and whether there are more than are returned."""
        known = self._found.get(pattern)
        if known is None:
            known = self._found[pattern] = self._search(compiled)
        return known

    def _search(self, compiled: Regex) -> tuple[list[tuple[int, int]], bool]:
        found: list[tuple[int, int]] = []
        for at, line in self._paragraphs:
            for match in compiled.finditer(line):
                start, end = match.span()
                if start == end:
                    continue
                if len(found) == MAX_OCCURRENCES:
                    return found, True
                found.append((at + start, at + end))
        return found, False

"""Find every occurrence of every pattern in one pass over the bytes.

daachorse is the faster of the two (reference: 81 µs for 5 KB and 100,000 patterns) but has no wheel for Linux on
other machines than x86-64; ahocorasick_rs has. Either is the other's oracle in the tests.
"""

from collections.abc import Sequence
from typing import Protocol


class Automaton(Protocol):
    """A compiled set of patterns."""

    def find(self, haystack: bytes) -> list[tuple[int, int, int]]:
        """Return (start, end, index of the pattern) of every occurrence, overlapping ones too, ordered by end."""
        ...


class DaachorseAutomaton:
    """Double-array Aho-Corasick."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        from daachorse import DoubleArrayAhoCorasick  # noqa: PLC0415 - has no wheel everywhere

        self._machine = DoubleArrayAhoCorasick(list(patterns))

    def find(self, haystack: bytes) -> list[tuple[int, int, int]]:
        """Return (start, end, index of the pattern) of every occurrence."""
        found: list[tuple[int, int, int]] = self._machine.find_overlapping(haystack)
        return found


class RustAutomaton:
    """BurntSushi's aho-corasick."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # noqa: PLC0415 - only where daachorse is not

        self._machine = BytesAhoCorasick(list(patterns), implementation=Implementation.ContiguousNFA)

    def find(self, haystack: bytes) -> list[tuple[int, int, int]]:
        """Return (start, end, index of the pattern) of every occurrence."""
        found = self._machine.find_matches_as_indexes(haystack, overlapping=True)
        return [(start, end, index) for index, start, end in found]


class EmptyAutomaton:
    """No patterns: finds nothing."""

    def find(self, haystack: bytes) -> list[tuple[int, int, int]]:  # noqa: ARG002 - the interface
        """Return nothing."""
        return []


def build_automaton(patterns: Sequence[bytes]) -> Automaton:
    """Compile patterns, none of them empty and no two alike."""
    if not patterns:
        return EmptyAutomaton()
    try:
        return DaachorseAutomaton(patterns)
    except ImportError:
        return RustAutomaton(patterns)

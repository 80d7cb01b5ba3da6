"""What a compiled clause is, and the leaves: words, phrases, exact texts, regular expressions, names.

A clause is looked at in a *window*: the whole article, or the unit that the scope around it names. Everything that
stands inside a scope is looked for inside the window alone.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from monitor.matching.reading import Interval, Reading
from monitor.matching.regexes import compile_regex
from monitor.rules.nodes import Exact, Inflected, Name, Node, Regex, Words
from monitor.text.literals import required_literals

if TYPE_CHECKING:
    from monitor.matching.evaluate import Compiler

#: Atoms of which at least one must be present.
Group = frozenset[int]


class Occurrence(NamedTuple):
    """`[start, end)` in the text of a reading, and the clause that it makes true."""

    start: int
    end: int
    clause: str


class Window:
    """A part of a reading."""

    __slots__ = ("end", "present", "reading", "start", "whole")

    def __init__(self, reading: Reading, start: int = 0, end: int | None = None) -> None:
        self.reading = reading
        self.present = reading.present  #: atoms of the whole article
        self.start = start
        self.end = len(reading.text) if end is None else end
        self.whole = start == 0 and end is None

    def part(self, interval: Interval) -> "Window":
        """Return what of an interval lies in this window."""
        start = max(self.start, interval[0])
        return Window(self.reading, start, max(start, min(self.end, interval[1])))

    def places(self, atom: int) -> list[Interval]:
        """Return the occurrences of an atom that lie in the window, in order."""
        return self.inside(self.reading.occurrences(atom)) if atom in self.present else []

    def inside(self, places: list[Interval]) -> list[Interval]:
        """Return which places of the article, in order, lie in the window."""
        if self.whole:
            return places
        first, after = bisect_left(places, (self.start,)), bisect_left(places, (self.end,))
        return [place for place in places[first:after] if place[1] <= self.end]


class Clause(ABC):
    """A compiled part of an expression; never changes, and may be part of several rules."""

    __slots__ = ("children", "required", "text")

    #: Whether `holds` is cheap: nothing but look-ups of what is present.
    plain = False

    def __init__(self, node: Node, children: tuple["Clause", ...] = ()) -> None:
        self.text = str(node)  #: as a rule would write it
        self.children = children
        self.required: tuple[Group, ...] = ()  #: it cannot hold unless one atom of each group is in the article

    @abstractmethod
    def find(self, window: Window) -> list[Occurrence] | None:
        """Return what makes it true, in no order; None if it is not true."""

    def may_hold(self, present: frozenset[int]) -> bool:
        """Whether an article with these atoms has one of each group that is required."""
        for group in self.required:  # noqa: SIM110 - asked of every candidate, and a generator costs three times as much
            if present.isdisjoint(group):
                return False
        return True

    def holds(self, window: Window) -> bool:
        """Whether it is true."""
        return self.find(window) is not None

    def find_each(self, window: Window) -> list[list[Occurrence]] | None:
        """Return what makes it true by the items that the reader of an alert thinks of; None if it is not true."""
        found = self.find(window)
        return None if found is None else [found]

    def instances(self, window: Window) -> list[Interval]:
        """Return how often it is true, as places to be counted by `count_apart`; none if it is not."""
        return [(start, end) for start, end, _ in self.find(window) or ()]

    def seeds(self, window: Window) -> list[Interval] | None:
        """Return places such that any part of the window where the clause holds has one; None: any part may."""
        return self.instances(window)


def count_apart(places: Iterable[Interval]) -> int:
    """Return how many of the places do not overlap: `North Korea` is one `@north-korea`, though `Korea` be a name too.

    >>> count_apart([(0, 11), (6, 11), (20, 25)])
    2
    """
    count = reached = 0
    for start, end in sorted(places, key=_end):
        if start >= reached:
            count += 1
            reached = end
    return count


def outside(places: Iterable[Interval], barred: Iterable[Interval]) -> set[Interval]:
    """Return the places that lie in none of those barred."""
    within = sorted(barred)
    if not within:
        return set(places)
    starts = [start for start, _ in within]
    reach = list(accumulate((end for _, end in within), max))  # how far those that start no later go
    return {p for p in places if (before := bisect_right(starts, p[0])) == 0 or reach[before - 1] < p[1]}


class Leaf(Clause):
    """A word, a phrase, with wildcards or inflected, or an exact text."""

    __slots__ = ("_atom",)
    plain = True

    def __init__(self, node: Words | Exact | Inflected, compiler: "Compiler") -> None:
        super().__init__(node)
        atom = compiler.atom(node)
        self._atom = -1 if atom is None else atom  # -1 is never present
        self.required = (frozenset(() if atom is None else (atom,)),)

    def holds(self, window: Window) -> bool:
        """Whether it occurs."""
        return self._atom in window.present and (window.whole or bool(window.places(self._atom)))

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return every occurrence."""
        text = self.text
        return [Occurrence(start, end, text) for start, end in window.places(self._atom)] or None

    def instances(self, window: Window) -> list[Interval]:
        """Return every occurrence."""
        return window.places(self._atom)


class RegexClause(Clause):
    """A regular expression, tried only where its literals occur."""

    __slots__ = ("_compiled", "_pattern")

    def __init__(self, node: Regex, compiler: "Compiler") -> None:
        super().__init__(node)
        self._pattern = node.pattern
        self._compiled = compile_regex(node.pattern)
        self.required = tuple(
            frozenset(compiler.table.inside(literal) for literal in choices)
            for choices in required_literals(node.pattern)
        )

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return every match."""
        return [Occurrence(start, end, self.text) for start, end in self.instances(window)] or None

    def instances(self, window: Window) -> list[Interval]:
        """Return every match."""
        if not self.may_hold(window.present):
            return []
        return window.inside(window.reading.regex(self._pattern, self._compiled))


class NameClause(Clause):
    """Any name of an entity, or any alternative of a term."""

    __slots__ = ("_except", "_identity", "_names", "_weak")
    plain = True

    def __init__(self, node: Name, compiler: "Compiler") -> None:
        super().__init__(node)
        self._identity = node.identity
        self._names, self._weak, self._except = compiler.name(node.identity)
        self.required = (self._names,)

    def holds(self, window: Window) -> bool:
        """Whether a name occurs that no exception takes out."""
        if self._names.isdisjoint(window.present):
            return False
        if window.whole and self._except.isdisjoint(window.present):
            return True
        return bool(self.instances(window))

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return every name and, in an article that has one, every weak name."""
        return [Occurrence(start, end, self.text) for start, end in self.instances(window)] or None

    def instances(self, window: Window) -> list[Interval]:
        """Return every name and, in an article that has one, every weak name."""
        if self._names.isdisjoint(window.present):
            return []
        reading = window.reading
        known = reading.names.get(self._identity)
        if known is None:
            known = sorted(self._kept(self._names, reading))
            if known:
                known = sorted({*known, *self._kept(self._weak, reading)})
            reading.names[self._identity] = known
        return window.inside(known)

    def _kept(self, atoms: Group, reading: Reading) -> set[Interval]:
        """Return the occurrences that lie inside none of the exceptions."""
        places = [place for atom in atoms & reading.present for place in reading.occurrences(atom)]
        return outside(
            places, (place for atom in self._except & reading.present for place in reading.occurrences(atom))
        )


def _end(place: Interval) -> int:
    return place[1]

"""What a compiled clause is, and the leaves: words, phrases, exact texts, regular expressions, names.

A clause is looked at in a *window*: the whole article, or the unit that the scope around it names. Everything that
stands inside a scope is looked for inside the window alone.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from monitor.matching.layout import Interval, Layout
from monitor.matching.reading import Reading
from monitor.matching.regexes import compile_regex
from monitor.rules.nodes import Exact, Inflected, Name, Node, Regex, Words
from monitor.text.literals import required_literals

if TYPE_CHECKING:
    from monitor.matching.evaluate import Compiler

#: Atoms of which at least one must be present.
Group = frozenset[int]
NOTHING: Group = frozenset()


class Occurrence(NamedTuple):
    """`[start, end)` in the text of a reading, and the clause that it makes true."""

    start: int
    end: int
    clause: str


class Decision(NamedTuple):
    """What decides a clause over a whole article, where presence alone does; places are needed only to mark."""

    groups: tuple[Group, ...]  #: it holds if one atom of each is present
    barred: Group  #: and none of these
    leaves: tuple["Clause", ...]  #: what it marks, where they hold


class Window:
    """A part of a reading."""

    __slots__ = ("end", "layout", "present", "reading", "start", "whole")

    def __init__(self, reading: Reading, start: int = 0, end: int | None = None) -> None:
        self.reading = reading
        self.layout: Layout = reading.layout
        self.present = reading.present  #: atoms of the whole article
        self.start = start
        self.end = len(reading.layout.text) if end is None else end
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

    __slots__ = ("children", "node")

    #: Whether `holds` is cheap: nothing but look-ups of what is present.
    plain = False

    def __init__(self, node: Node, children: tuple["Clause", ...] = ()) -> None:
        self.node = node
        self.children = children

    @property
    def text(self) -> str:
        """The clause as a rule would write it."""
        return str(self.node)

    @abstractmethod
    def find(self, window: Window) -> list[Occurrence] | None:
        """Return what makes it true, in no order; None if it is not true."""

    @abstractmethod
    def required(self, compiler: "Compiler") -> tuple[Group, ...]:
        """Return groups of atoms: it cannot hold unless one of each is in the article."""

    def decision(self) -> Decision | None:
        """Return what decides it over a whole article, None if places do."""
        return None

    def cover(self) -> Group | None:
        """Return words and phrases of which every occurrence that it finds is one, None if there are no such."""
        return None

    def spots(self) -> tuple[Group, ...]:
        """Return groups of words and phrases: any part of an article in which it holds has one of each in it."""
        cover = self.cover()
        return () if cover is None else (cover,)

    def may_hold(self, reading: Reading) -> bool:  # noqa: ARG002 - the interface
        """Whether places are worth asking for in an article that has what is required: cheap, never wrongly no."""
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

    __slots__ = ("_group", "_text", "atom")
    plain = True

    def __init__(self, node: Words | Exact | Inflected, compiler: "Compiler") -> None:
        super().__init__(node)
        atom = compiler.atom(node)
        self.atom = -1 if atom is None else atom  # -1 is never present
        self._text = str(node)
        self._group = NOTHING if atom is None else compiler.group((atom,))

    @property
    def text(self) -> str:
        """The word as a rule would write it."""
        return self._text

    def required(self, compiler: "Compiler") -> tuple[Group, ...]:  # noqa: ARG002 - the interface
        """Return itself."""
        return (self._group,)

    def decision(self) -> Decision:
        """Return itself."""
        return Decision((self._group,), NOTHING, (self,))

    def cover(self) -> Group | None:
        """Return itself, but for an exact text."""
        return None if isinstance(self.node, Exact) else self._group

    def holds(self, window: Window) -> bool:
        """Whether it occurs."""
        return self.atom in window.present and (window.whole or bool(window.places(self.atom)))

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return every occurrence."""
        text = self._text
        return [Occurrence(start, end, text) for start, end in window.places(self.atom)] or None

    def instances(self, window: Window) -> list[Interval]:
        """Return every occurrence."""
        return window.places(self.atom)


class Narrowing(Clause):
    """A clause that finds some of what its first item finds, and nothing else."""

    __slots__ = ()

    def required(self, compiler: "Compiler") -> tuple[Group, ...]:
        """Return those of the item."""
        return self.children[0].required(compiler)

    def cover(self) -> Group | None:
        """Return those of the item."""
        return self.children[0].cover()

    def spots(self) -> tuple[Group, ...]:
        """Return those of the item."""
        return self.children[0].spots()

    def seeds(self, window: Window) -> list[Interval] | None:
        """Return those of the item: in a part of the window less may speak against them than in all of it."""
        return self.children[0].seeds(window)


class RegexClause(Clause):
    """A regular expression, tried only where its literals occur."""

    __slots__ = ("_compiled", "_pattern", "_required")

    def __init__(self, node: Regex, compiler: "Compiler") -> None:
        super().__init__(node)
        self._pattern = node.pattern
        self._compiled = compile_regex(node.pattern)
        self._required = tuple(
            compiler.group(compiler.table.inside(literal) for literal in sorted(choices))
            for choices in required_literals(node.pattern)
        )

    def required(self, compiler: "Compiler") -> tuple[Group, ...]:  # noqa: ARG002 - the interface
        """Return its literals."""
        return self._required

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return every match."""
        text = self.text
        return [Occurrence(start, end, text) for start, end in self.instances(window)] or None

    def instances(self, window: Window) -> list[Interval]:
        """Return every match."""
        if any(window.present.isdisjoint(group) for group in self._required):
            return []
        return window.inside(window.reading.regex(self._pattern, self._compiled))


class NameClause(Clause):
    """Any name of an entity, or any alternative of a term."""

    __slots__ = ("_cover", "_except", "_names", "_text", "_weak")
    plain = True

    def __init__(self, node: Name, compiler: "Compiler") -> None:
        super().__init__(node)
        self._names, self._weak, self._except = compiler.name(node.identity)
        self._cover = compiler.cover(node.identity)
        self._text = str(node)

    @property
    def text(self) -> str:
        """The name as a rule would write it."""
        return self._text

    def required(self, compiler: "Compiler") -> tuple[Group, ...]:  # noqa: ARG002 - the interface
        """Return its names; weak ones are none by themselves."""
        return (self._names,)

    def decision(self) -> Decision | None:
        """Return its names, if there are no exceptions."""
        return None if self._except else Decision((self._names,), NOTHING, (self,))

    def cover(self) -> Group | None:
        """Return its names, weak ones too, if none is an exact text."""
        return self._cover

    def holds(self, window: Window) -> bool:
        """Whether a name occurs that no exception takes out."""
        if self._names.isdisjoint(window.present):
            return False
        if window.whole and self._except.isdisjoint(window.present):
            return True
        return bool(self.instances(window))

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return every name and, in an article that has one, every weak name."""
        text = self._text
        return [Occurrence(start, end, text) for start, end in self.instances(window)] or None

    def instances(self, window: Window) -> list[Interval]:
        """Return every name and, in an article that has one, every weak name."""
        names = self._names & window.present
        if not names:
            return []
        reading = window.reading
        if len(names) == 1 and not self._weak and not self._except:
            (atom,) = names
            return window.inside(reading.occurrences(atom))
        known = reading.found.get(self)
        if known is None:
            known = self._kept(self._names, reading)
            if known and not self._weak.isdisjoint(reading.present):
                known = sorted({*known, *self._kept(self._weak, reading)})
            reading.found[self] = known
        return window.inside(known)

    def _kept(self, atoms: Group, reading: Reading) -> list[Interval]:
        """Return the occurrences that lie inside none of the exceptions, in order."""
        each = [reading.occurrences(atom) for atom in atoms & reading.present]
        if self._except.isdisjoint(reading.present):
            return each[0] if len(each) == 1 else sorted({place for places in each for place in places})
        barred = (place for atom in self._except & reading.present for place in reading.occurrences(atom))
        return sorted(outside((place for places in each for place in places), barred))


def _end(place: Interval) -> int:
    return place[1]

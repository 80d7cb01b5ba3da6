"""SENTENCE, PARAGRAPH, TITLE, LEAD, BODY, CAPTION, FIRST: the same clause, in a smaller window."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.matching.clauses import Group, Narrowing, Occurrence, Window
from monitor.matching.layout import Interval, Layout
from monitor.matching.reading import Reading
from monitor.rules.nodes import Scope, Unit

if TYPE_CHECKING:
    from monitor.matching.evaluate import Compiler


class ScopeClause(Narrowing):
    """`SENTENCE(a)` and its like: some unit of the kind, or the only one, holds all of it."""

    __slots__ = ("_count", "_spots", "_unit")

    def __init__(self, node: Scope, compiler: "Compiler") -> None:
        super().__init__(node, (compiler.clause(node.item),))
        self._unit = node.unit
        self._count = node.count
        self._spots = self.children[0].spots()

    def spots(self) -> tuple[Group, ...]:
        """Return those of the item."""
        return self._spots

    def may_hold(self, reading: Reading) -> bool:
        """Whether a paragraph, or the headline, has something of everything that a part needs."""
        if not self._spots or (self._unit not in _REPEATED and self._unit is not Unit.TITLE):
            return True
        data = reading.layout.folded.bytes
        if self._unit is Unit.TITLE:
            end = data.find(b"\n")
            for group in self._spots:
                places = reading.places(group)
                if not places or places[0][0] >= end:
                    return False
            return True
        common: set[int] | None = None
        for group in self._spots:
            numbers = {data.count(b"\n", 0, start + 1) for start, _, _ in reading.places(group)}
            common = numbers if common is None else common & numbers
            if not common:
                return False
        return True

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return what is inside the units that satisfy."""
        satisfied = False
        occurrences: list[Occurrence] = []
        for part in self.parts(window):
            found = self.children[0].find(part)
            if found is not None:
                satisfied = True
                occurrences += found
        return occurrences if satisfied else None

    def holds(self, window: Window) -> bool:
        """Whether a unit satisfies."""
        return any(self.children[0].holds(part) for part in self.parts(window))

    def instances(self, window: Window) -> list[Interval]:
        """Return the sentences or paragraphs that satisfy; of the other scopes, what occurs there."""
        item = self.children[0]
        if self._unit in _REPEATED:
            return [(part.start, part.end) for part in self.parts(window) if item.holds(part)]
        return [place for part in self.parts(window) for place in item.instances(part)]

    def parts(self, window: Window) -> Iterator[Window]:
        """Yield the units to look at: those that may satisfy, cut to what lies in the window."""
        layout = window.layout
        if self._unit not in _REPEATED:
            yield window.part(_only(layout, self._unit, self._count))
            return
        seeds = self.children[0].seeds(window)
        starts = None if seeds is None else sorted({start for start, _ in seeds})
        everywhere = [start for start, _ in layout.paragraphs()] if starts is None else starts
        for number in sorted(set(map(layout.paragraph_of, everywhere))):
            for unit in [layout.paragraph(number)] if self._unit is Unit.PARAGRAPH else layout.sentences(number):
                part = window.part(unit)
                if part.start < part.end and (starts is None or _any_in(starts, part)):
                    yield part


_REPEATED = frozenset({Unit.SENTENCE, Unit.PARAGRAPH})


def _only(layout: Layout, unit: Unit, count: int) -> Interval:
    match unit:
        case Unit.TITLE:
            return layout.title
        case Unit.LEAD:
            return layout.lead
        case Unit.CAPTION:
            return layout.captions
        case Unit.FIRST:
            return layout.first_words(count)
        case _:
            return layout.body


def _any_in(starts: list[int], part: Window) -> bool:
    at = bisect_left(starts, part.start)
    return at < len(starts) and starts[at] < part.end

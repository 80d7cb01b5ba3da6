"""Whether rules hold in one reading, and their spans: rules share their words, so each span is made once."""

from typing import TypeAlias

from monitor.core.article import Field
from monitor.core.match import Span
from monitor.matching.clauses import Window
from monitor.matching.layout import Layout
from monitor.matching.reading import Reading
from monitor.matching.tier import BARRED, DECIDED, MORE_GROUPS, NAMED, Tier

#: `[start, end)` in the text of the layout, the clause that it makes true, and the same as a span of its field; sorts
#: as spans are reported.
Mark: TypeAlias = tuple[int, int, str, Span]


#: Rules that ask for so few words that each is picked from all that was found by itself.
_FEW_RULES = 2


class Marker:
    """Asks the rules of a tier about one article."""

    __slots__ = ("_body", "_by_leaf", "_text", "_window", "reading", "tier")

    def __init__(self, layout: Layout, tier: Tier) -> None:
        self.tier = tier
        self.reading = Reading(layout, tier.scanner)
        self._window = Window(self.reading)
        self._text = layout.text
        self._body = layout.body
        self._by_leaf: dict[int, list[Mark]] = {}

    def candidates(self) -> set[int]:
        """Return the rules that are worth asking."""
        found = self.tier.candidates(self.reading.present)
        if len(found) > _FEW_RULES:
            self.reading.expect_many()
        return found

    def marks(self, number: int) -> list[Mark] | None:
        """Return what makes a candidate true, in order; None if it is not. Its `where` is not asked."""
        tier = self.tier
        kind = tier.kinds[number]
        absent = self.reading.present.isdisjoint
        if kind & MORE_GROUPS and any(absent(group) for group in tier.more_groups[number]):
            return None
        if kind & BARRED and not absent(tier.barred[number]):
            return None
        if not kind & DECIDED:
            clause = tier.clauses[number]
            found = clause.find(self._window) if clause.may_hold(self.reading) else None
            return None if found is None else [self._mark(*one) for one in sorted(set(found))]
        leaves = tier.leaves_of(number)
        by_leaf = self._by_leaf
        if len(leaves) == 1:
            leaf = leaves[0]
            return list(by_leaf[leaf] if leaf in by_leaf else self._make(leaf))
        marks: list[Mark] = []
        for leaf in leaves:
            known = by_leaf.get(leaf)
            if known is not None:
                marks += known
            elif leaf >= NAMED or leaf in self.reading.present:
                marks += self._make(leaf)
        marks.sort()
        return marks

    def _make(self, number: int) -> list[Mark]:
        """Return the marks of a leaf, and keep them."""
        if number < NAMED:
            text = self.tier.spelling(number)
            places = self.reading.occurrences(number)
        else:
            leaf = self.tier.named(number)
            text = leaf.text
            places = leaf.instances(self._window)
        at, after = self._body
        source, body = self._text, Field.BODY
        new = tuple.__new__  # Span(…) goes through a function of Python, which takes twice as long
        made: list[Mark] = [
            (start, end, text, new(Span, (body, start - at, end - at, text, source[start:end])))
            if at <= start <= after
            else self._mark(start, end, text)
            for start, end in places
        ]
        self._by_leaf[number] = made
        return made

    def _mark(self, start: int, end: int, clause: str) -> Mark:
        return start, end, clause, self.reading.layout.span(start, end, clause)

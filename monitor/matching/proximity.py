"""NEAR, ONEAR, NOT NEAR and EXCEPT.

Never a loop over pairs: of everything that stands behind an occurrence the next is nearest, and of everything before it
the one that ends last, so two look-ups in sorted lists tell whether it has a partner.
"""

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.matching.atoms import Found
from monitor.matching.clauses import Clause, Group, Narrowing, Occurrence, Window, count_apart, outside
from monitor.matching.layout import Interval, Layout
from monitor.matching.reading import Reading
from monitor.rules.nodes import Except, Near, NotNear

if TYPE_CHECKING:
    from monitor.matching.evaluate import Compiler


class Partners:
    """Occurrences that others may be near to."""

    def __init__(self, layout: Layout, found: list[Occurrence]) -> None:
        self._layout = layout
        self._starts = sorted((one.start, one.end) for one in found)
        self._ends = sorted((one.end, one.start) for one in found)

    def after(self, one: Occurrence) -> int | None:
        """Return how many words lie between it and the next behind it; None if its paragraph has none there."""
        at = bisect_left(self._starts, (one.end,))
        return self._between(one.end, self._starts[at][0]) if at < len(self._starts) else None

    def before(self, one: Occurrence) -> int | None:
        """Return how many words lie between it and the last before it; None if its paragraph has none there."""
        at = bisect_right(self._ends, (one.start, one.start)) - 1
        return self._between(self._ends[at][0], one.start) if at >= 0 else None

    def _between(self, end: int, start: int) -> int | None:
        # An end is the place behind the last character: still in the paragraph, even if that ends there.
        paragraph = self._layout.paragraph_of(end)
        if self._layout.paragraph_of(start) != paragraph:
            return None
        return self._layout.words.between(paragraph, end, start)


class NearClause(Clause):
    """`a NEAR/5 b`, `a ONEAR/5 b`, and chains of either."""

    __slots__ = ("_covers", "_distance", "_ordered")

    def __init__(self, node: Near, compiler: "Compiler") -> None:
        super().__init__(node, tuple(compiler.clause(item) for item in node.items))
        self._distance = node.distance
        self._ordered = node.ordered
        self._covers = tuple(child.cover() for child in self.children)

    def required(self, compiler: "Compiler") -> tuple[Group, ...]:
        """Return what every item requires."""
        return tuple(dict.fromkeys(group for child in self.children for group in child.required(compiler)))

    def spots(self) -> tuple[Group, ...]:
        """Return those of every item."""
        return tuple(cover for cover in self._covers if cover is not None)

    def may_hold(self, reading: Reading) -> bool:
        """Whether neighbouring items come near enough to each other somewhere."""
        for left, right in pairwise(self._covers):
            if left is not None and right is not None:
                here, there = reading.places(left), reading.places(right)
                data = reading.layout.folded.bytes
                if not _comes_near(here, there, data, self._distance) and (
                    self._ordered or not _comes_near(there, here, data, self._distance)
                ):
                    return False
        return True

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return those that are part of a whole chain."""
        each = self._chains(window)
        return [occurrence for of_item in each for occurrence in of_item] if each else None

    def instances(self, window: Window) -> list[Interval]:
        """Return those of the item that takes part least often."""
        each = [[(start, end) for start, end, _ in of_item] for of_item in self._chains(window)]
        return min(each, key=count_apart, default=[])

    def seeds(self, window: Window) -> list[Interval] | None:
        """Return those of the item that has fewest."""
        each = [seeds for child in self.children if (seeds := child.seeds(window)) is not None]
        return min(each, key=len, default=None)

    def _chains(self, window: Window) -> list[list[Occurrence]]:
        """Return by item the occurrences from which near steps lead to both ends; nothing if there are none."""
        each: list[list[Occurrence]] = []
        for child in self.children:
            found = child.find(window)
            if not found:
                return []
            if each:
                found = self._near(found, each[-1], window.layout, forward=False)
            each.append(found)
        for place in range(len(each) - 2, -1, -1):
            each[place] = self._near(each[place], each[place + 1], window.layout, forward=True)
        return each if all(each) else []

    def _near(
        self, found: list[Occurrence], others: list[Occurrence], layout: Layout, *, forward: bool
    ) -> list[Occurrence]:
        """Return those that have a partner near; in an ordered chain only behind them, or only before them."""
        partners = Partners(layout, others)
        near: list[Occurrence] = []
        for one in found:
            words = partners.after(one) if forward or not self._ordered else None
            if words is None or words > self._distance:
                words = partners.before(one) if not forward or not self._ordered else None
            if words is not None and words <= self._distance:
                near.append(one)
        return near


class NotNearClause(Narrowing):
    """`a NOT NEAR/5 b`."""

    __slots__ = ("_distance",)

    def __init__(self, node: NotNear, compiler: "Compiler") -> None:
        super().__init__(node, (compiler.clause(node.item), compiler.clause(node.other)))
        self._distance = node.distance

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return those of the item that have none of the other near."""
        found = self.children[0].find(window)
        if not found:
            return None
        others = self.children[1].find(window)
        if not others:
            return found
        partners = Partners(window.layout, others)
        alone: list[Occurrence] = []
        for one in found:
            after, before = partners.after(one), partners.before(one)
            if all(words is None or words > self._distance for words in (after, before)):
                alone.append(one)
        return alone or None


class ExceptClause(Narrowing):
    """`a EXCEPT "a b"`."""

    __slots__ = ()

    def __init__(self, node: Except, compiler: "Compiler") -> None:
        super().__init__(node, (compiler.clause(node.item), compiler.clause(node.whole)))

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return those of the item that are not part of a whole one."""
        found = self.children[0].find(window)
        wholes = self.children[1].find(window) if found else None
        if not found or not wholes:
            return found or None
        kept = outside([(one.start, one.end) for one in found], [(whole.start, whole.end) for whole in wholes])
        return [one for one in found if (one.start, one.end) in kept] or None


def _comes_near(here: list[Found], there: list[Found], data: bytes, distance: int) -> bool:
    """Whether something of `there` may follow something of `here` with so few words between.

    In scripts without spaces there may be more words than are counted here.
    """
    for _, end, _ in here:
        at = bisect_left(there, (end - 2,))
        if at < len(there):
            start = there[at][0]
            if data.count(b" ", end - 1, start + 1) <= distance + 1 and data.find(b"\n", end - 1, start) < 0:
                return True
    return False

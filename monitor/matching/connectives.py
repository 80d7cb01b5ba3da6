"""AND, OR, NOT, ANY and ATLEAST."""

from typing import TYPE_CHECKING

from monitor.matching.clauses import Clause, Group, Occurrence, Window, count_apart
from monitor.matching.reading import Interval
from monitor.rules.nodes import And, AnyOf, AtLeast, Not, Or

if TYPE_CHECKING:
    from monitor.matching.evaluate import Compiler


class AllOf(Clause):
    """`a AND b AND NOT c`."""

    __slots__ = ("_others", "_plain", "plain")

    def __init__(self, node: And, compiler: "Compiler") -> None:
        super().__init__(node, tuple(compiler.clause(item) for item in node.items))
        self._plain = tuple(child for child in self.children if child.plain)
        self._others = tuple(child for child in self.children if not child.plain)
        self.plain = not self._others
        self.required = tuple(dict.fromkeys(group for child in self.children for group in child.required))

    def holds(self, window: Window) -> bool:
        """Whether every item holds; what is cheap to tell is asked first."""
        return all(child.holds(window) for child in self._plain) and all(child.holds(window) for child in self._others)

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return those of every item."""
        found = self.find_each(window)
        return None if found is None else [occurrence for of_item in found for occurrence in of_item]

    def find_each(self, window: Window) -> list[list[Occurrence]] | None:
        """Return those of each item."""
        for child in self._plain:
            if not child.holds(window):
                return None
        each: list[list[Occurrence]] = []
        for child in (*self._others, *self._plain):
            found = child.find(window)
            if found is None:
                return None
            each.append(found)
        return each

    def instances(self, window: Window) -> list[Interval]:
        """Return those of the item that there is least of."""
        if not self.holds(window):
            return []
        each = [child.instances(window) for child in self.children if not isinstance(child, NoneOf)]
        return min(each, key=count_apart, default=[])

    def seeds(self, window: Window) -> list[Interval] | None:
        """Return those of the item that has fewest."""
        each = [seeds for child in self.children if (seeds := child.seeds(window)) is not None]
        return min(each, key=len, default=None)


class OneOf(Clause):
    """`a OR b`."""

    __slots__ = ("plain",)

    def __init__(self, node: Or, compiler: "Compiler") -> None:
        super().__init__(node, tuple(compiler.clause(item) for item in node.items))
        self.plain = all(child.plain for child in self.children)
        self.required = _any_required(self.children, compiler)

    def holds(self, window: Window) -> bool:
        """Whether at least one item holds."""
        return any(child.holds(window) for child in self.children)

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return those of every item that holds."""
        return _joined([child.find(window) for child in self.children], 1)

    def instances(self, window: Window) -> list[Interval]:
        """Return those of every item that holds."""
        return [place for child in self.children for place in child.instances(window)]

    def seeds(self, window: Window) -> list[Interval] | None:
        """Return those of every item."""
        return _all_seeds(self.children, window)


class SomeOf(Clause):
    """`ANY/2(a, b, c)`."""

    __slots__ = ("_count", "plain")

    def __init__(self, node: AnyOf, compiler: "Compiler") -> None:
        super().__init__(node, tuple(compiler.clause(item) for item in node.items))
        self._count = node.count
        self.plain = all(child.plain for child in self.children)
        if node.count >= len(self.children):
            self.required = tuple(dict.fromkeys(group for child in self.children for group in child.required))
        elif node.count > 0:
            # Of any k - n + 1 items one must hold: those that few articles have something of.
            known = [child for child in self.children if child.required]
            known.sort(key=lambda child: compiler.frequency(compiler.rarest(child.required)))
            self.required = _any_required(tuple(known[: len(self.children) - node.count + 1]), compiler)
            if len(known) < len(self.children) - node.count + 1:
                self.required = ()

    def holds(self, window: Window) -> bool:
        """Whether enough items hold."""
        return sum(child.holds(window) for child in self.children) >= self._count

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return those of every item that holds."""
        return _joined([child.find(window) for child in self.children], self._count)

    def instances(self, window: Window) -> list[Interval]:
        """Return those of the least of the items that are needed."""
        each = [child.instances(window) for child in self.children if child.holds(window)]
        if len(each) < self._count:
            return []
        return sorted(each, key=count_apart, reverse=True)[self._count - 1]

    def seeds(self, window: Window) -> list[Interval] | None:
        """Return those of every item."""
        return _all_seeds(self.children, window)


class NoneOf(Clause):
    """`NOT a`: true by absence, so nothing is marked."""

    __slots__ = ("plain",)

    def __init__(self, node: Not, compiler: "Compiler") -> None:
        super().__init__(node, (compiler.clause(node.item),))
        self.plain = self.children[0].plain

    def holds(self, window: Window) -> bool:
        """Whether the item does not hold."""
        return not self.children[0].holds(window)

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return nothing."""
        return [] if self.holds(window) else None

    def seeds(self, window: Window) -> list[Interval] | None:  # noqa: ARG002 - the interface
        """Return that any part may lack the item."""
        return None


class Often(Clause):
    """`ATLEAST/3(a)`."""

    __slots__ = ("_count",)

    def __init__(self, node: AtLeast, compiler: "Compiler") -> None:
        super().__init__(node, (compiler.clause(node.item),))
        self._count = node.count
        self.required = self.children[0].required

    def holds(self, window: Window) -> bool:
        """Whether the item is true often enough."""
        return bool(self.instances(window)) or (self._count <= 0 and self.children[0].holds(window))

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return those of the item."""
        return self.children[0].find(window) if self.holds(window) else None

    def instances(self, window: Window) -> list[Interval]:
        """Return those of the item, if there are enough."""
        places = self.children[0].instances(window)
        return places if count_apart(places) >= self._count else []

    def seeds(self, window: Window) -> list[Interval] | None:
        """Return those of the item."""
        return self.children[0].seeds(window)


def _joined(each: list[list[Occurrence] | None], least: int) -> list[Occurrence] | None:
    true = [found for found in each if found is not None]
    return [occurrence for found in true for occurrence in found] if len(true) >= least else None


def _any_required(children: tuple[Clause, ...], compiler: "Compiler") -> tuple[Group, ...]:
    """Return what must be present for one of the clauses to hold."""
    if not all(child.required for child in children):
        return ()
    return (frozenset().union(*(compiler.rarest(child.required) for child in children)),)


def _all_seeds(children: tuple[Clause, ...], window: Window) -> list[Interval] | None:
    places: list[Interval] = []
    for child in children:
        found = child.seeds(window)
        if found is None:
            return None
        places += found
    return places

"""AND, OR, NOT, ANY and ATLEAST."""

from typing import TYPE_CHECKING

from monitor.matching.clauses import NOTHING, Clause, Decision, Group, Narrowing, Occurrence, Window, count_apart
from monitor.matching.layout import Interval
from monitor.matching.reading import Reading
from monitor.rules.nodes import And, AnyOf, AtLeast, Not, Or

if TYPE_CHECKING:
    from monitor.matching.evaluate import Compiler


class AllOf(Clause):
    """`a AND b AND NOT c`."""

    __slots__ = ("plain",)

    def __init__(self, node: And, compiler: "Compiler") -> None:
        super().__init__(node, tuple([compiler.clause(item) for item in node.items]))
        self.plain = all(child.plain for child in self.children)

    def required(self, compiler: "Compiler") -> tuple[Group, ...]:
        """Return what every item requires."""
        return tuple(dict.fromkeys(group for child in self.children for group in child.required(compiler)))

    def decision(self) -> Decision | None:
        """Return what decides every item, if that is known of each."""
        groups: tuple[Group, ...] = ()
        barred: Group = NOTHING
        leaves: tuple[Clause, ...] = ()
        for child in self.children:
            one = child.decision()
            if one is None:
                return None
            groups += one.groups
            barred |= one.barred
            leaves += one.leaves
        return Decision(tuple(dict.fromkeys(groups)), barred, tuple(dict.fromkeys(leaves))) if groups else None

    def spots(self) -> tuple[Group, ...]:
        """Return those of every item."""
        return tuple(group for child in self.children for group in child.spots())

    def may_hold(self, reading: Reading) -> bool:
        """Whether every item may."""
        return all(child.may_hold(reading) for child in self.children)

    def holds(self, window: Window) -> bool:
        """Whether every item holds; what is cheap to tell is asked first."""
        return self._plain_hold(window) and all(child.holds(window) for child in self.children if not child.plain)

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return those of every item."""
        found = self.find_each(window)
        return None if found is None else [occurrence for of_item in found for occurrence in of_item]

    def find_each(self, window: Window) -> list[list[Occurrence]] | None:
        """Return those of each item."""
        if not self._plain_hold(window):
            return None
        each: list[list[Occurrence]] = []
        for child in self.children:
            found = child.find(window)
            if found is None:
                return None
            each.append(found)
        return each

    def _plain_hold(self, window: Window) -> bool:
        return all(child.holds(window) for child in self.children if child.plain)

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
        super().__init__(node, tuple([compiler.clause(item) for item in node.items]))
        self.plain = all(child.plain for child in self.children)

    def required(self, compiler: "Compiler") -> tuple[Group, ...]:
        """Return the rarest that each item requires, as one group."""
        return _any_required(tuple(child.required(compiler) for child in self.children), compiler)

    def decision(self) -> Decision | None:
        """Return the group of what decides the items, if each is decided by one."""
        group: Group = NOTHING
        leaves: tuple[Clause, ...] = ()
        for child in self.children:
            one = child.decision()
            if one is None or len(one.groups) != 1 or one.barred:
                return None
            group |= one.groups[0]
            leaves += one.leaves
        return Decision((group,), NOTHING, leaves)

    def cover(self) -> Group | None:
        """Return those of all items, if each has some."""
        group: Group = NOTHING
        for child in self.children:
            one = child.cover()
            if one is None:
                return None
            group |= one
        return group

    def may_hold(self, reading: Reading) -> bool:
        """Whether some item may."""
        return any(child.may_hold(reading) for child in self.children)

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

    __slots__ = ("count", "plain")

    def __init__(self, node: AnyOf, compiler: "Compiler") -> None:
        super().__init__(node, tuple([compiler.clause(item) for item in node.items]))
        self.count = node.count  #: of the items that have to hold
        self.plain = all(child.plain for child in self.children)

    def required(self, compiler: "Compiler") -> tuple[Group, ...]:
        """Return what must be there for enough of the items: of any k - n + 1 of k items one must hold."""
        each = [child.required(compiler) for child in self.children]
        if self.count >= len(each):
            return tuple(dict.fromkeys(group for groups in each for group in groups))
        if self.count <= 0:
            return ()
        known = [groups for groups in each if groups]
        known.sort(key=lambda groups: compiler.frequency(compiler.rarest(groups)))
        enough = len(each) - self.count + 1
        return _any_required(tuple(known[:enough]), compiler) if len(known) >= enough else ()

    def holds(self, window: Window) -> bool:
        """Whether enough items hold."""
        return sum(child.holds(window) for child in self.children) >= self.count

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return those of every item that holds."""
        return _joined([child.find(window) for child in self.children], self.count)

    def instances(self, window: Window) -> list[Interval]:
        """Return those of the least of the items that are needed."""
        each = [child.instances(window) for child in self.children if child.holds(window)]
        if len(each) < self.count:
            return []
        return sorted(each, key=count_apart, reverse=True)[self.count - 1]

    def seeds(self, window: Window) -> list[Interval] | None:
        """Return those of every item."""
        return _all_seeds(self.children, window)


class NoneOf(Clause):
    """`NOT a`: true by absence, so nothing is marked."""

    __slots__ = ("plain",)

    def __init__(self, node: Not, compiler: "Compiler") -> None:
        super().__init__(node, (compiler.clause(node.item),))
        self.plain = self.children[0].plain

    def required(self, compiler: "Compiler") -> tuple[Group, ...]:  # noqa: ARG002 - the interface
        """Return nothing."""
        return ()

    def decision(self) -> Decision | None:
        """Return what bars it, if one group decides the item."""
        one = self.children[0].decision()
        if one is None or len(one.groups) != 1 or one.barred:
            return None
        return Decision((), one.groups[0], ())

    def holds(self, window: Window) -> bool:
        """Whether the item does not hold."""
        return not self.children[0].holds(window)

    def find(self, window: Window) -> list[Occurrence] | None:
        """Return nothing."""
        return [] if self.holds(window) else None

    def seeds(self, window: Window) -> list[Interval] | None:  # noqa: ARG002 - the interface
        """Return that any part may lack the item."""
        return None


class Often(Narrowing):
    """`ATLEAST/3(a)`."""

    __slots__ = ("_count",)

    def __init__(self, node: AtLeast, compiler: "Compiler") -> None:
        super().__init__(node, (compiler.clause(node.item),))
        self._count = node.count

    def may_hold(self, reading: Reading) -> bool:
        """Whether the item may."""
        return self.children[0].may_hold(reading)

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


def _joined(each: list[list[Occurrence] | None], least: int) -> list[Occurrence] | None:
    true = [found for found in each if found is not None]
    return [occurrence for found in true for occurrence in found] if len(true) >= least else None


def _any_required(each: tuple[tuple[Group, ...], ...], compiler: "Compiler") -> tuple[Group, ...]:
    """Return what must be present for one of the clauses with these requirements to hold."""
    if not all(each):
        return ()
    return (compiler.group(frozenset().union(*map(compiler.rarest, each))),)


def _all_seeds(children: tuple[Clause, ...], window: Window) -> list[Interval] | None:
    places: list[Interval] = []
    for child in children:
        found = child.seeds(window)
        if found is None:
            return None
        places += found
    return places

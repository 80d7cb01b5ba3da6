"""The operators of the rule language, compiled: does a clause hold in a reading, and which spans make it true?

A new operator is one class here and one line in `EVALUATORS`.
"""

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from typing import Any, NamedTuple

from monitor.matching.atoms import AtomTable
from monitor.matching.reading import Reading
from monitor.rules.model import Entity, Rule, RuleSet, Term
from monitor.rules.nodes import And, Exact, Name, Node, Not, Or, Words

#: Atoms of which at least one must be present.
Group = frozenset[int]


class Occurrence(NamedTuple):
    """`[start, end)` in the text of a reading, and the clause that it makes true."""

    start: int
    end: int
    clause: str


class Clause(ABC):
    """A compiled part of an expression."""

    def __init__(self, node: Node, children: tuple["Clause", ...] = ()) -> None:
        self.text = str(node)  #: as a rule would write it
        self.children = children
        self.required: tuple[Group, ...] = ()  #: it cannot hold unless one atom of each group is present

    @abstractmethod
    def holds(self, reading: Reading) -> bool:
        """Whether it is true of the article."""

    @abstractmethod
    def occurrences(self, reading: Reading) -> Iterable[Occurrence]:
        """Yield what makes it true; nothing if it is not true."""


class Leaf(Clause):
    """A word, a phrase or an exact text."""

    def __init__(self, node: Words | Exact, compiler: "Compiler") -> None:
        super().__init__(node)
        self._atom = compiler.atom(node)
        self.required = (frozenset(() if self._atom is None else (self._atom,)),)

    def holds(self, reading: Reading) -> bool:
        """Whether it occurs."""
        return self._atom in reading.present

    def occurrences(self, reading: Reading) -> Iterable[Occurrence]:
        """Yield every occurrence."""
        if self._atom is not None:
            yield from (Occurrence(start, end, self.text) for start, end in reading.occurrences(self._atom))


class NameClause(Clause):
    """Any name of an entity, or any alternative of a term."""

    def __init__(self, node: Name, compiler: "Compiler") -> None:
        super().__init__(node)
        self._identity = node.identity
        self._names, self._weak, self._except = compiler.name(node.identity)
        self.required = (self._names,)

    def holds(self, reading: Reading) -> bool:
        """Whether a name occurs that no exception takes out."""
        if self._names.isdisjoint(reading.present):
            return False
        return self._except.isdisjoint(reading.present) or bool(self._places(reading))

    def occurrences(self, reading: Reading) -> Iterable[Occurrence]:
        """Yield every name and, where there is one, every weak name."""
        yield from (Occurrence(start, end, self.text) for start, end in self._places(reading))

    def _places(self, reading: Reading) -> list[tuple[int, int]]:
        known = reading.names.get(self._identity)
        if known is None:
            known = sorted(self._kept(self._names, reading))
            if known:
                known = sorted({*known, *self._kept(self._weak, reading)})
            reading.names[self._identity] = known
        return known

    def _kept(self, atoms: Group, reading: Reading) -> set[tuple[int, int]]:
        """Return the occurrences that lie inside none of the exceptions."""
        places = {place for atom in atoms & reading.present for place in reading.occurrences(atom)}
        barred = sorted(place for atom in self._except & reading.present for place in reading.occurrences(atom))
        if not barred:
            return places
        starts = [start for start, _ in barred]
        reach = list(accumulate((end for _, end in barred), max))  # how far those that start no later go
        return {p for p in places if (before := bisect_right(starts, p[0])) == 0 or reach[before - 1] < p[1]}


class AllOf(Clause):
    """`a AND b AND NOT c`."""

    def __init__(self, node: And, compiler: "Compiler") -> None:
        super().__init__(node, tuple(compiler.clause(item) for item in node.items))
        self.required = tuple(group for child in self.children for group in child.required)

    def holds(self, reading: Reading) -> bool:
        """Whether every item holds."""
        return all(child.holds(reading) for child in self.children)

    def occurrences(self, reading: Reading) -> Iterable[Occurrence]:
        """Yield those of every item."""
        if self.holds(reading):
            for child in self.children:
                yield from child.occurrences(reading)


class AnyOf(Clause):
    """`a OR b`."""

    def __init__(self, node: Or, compiler: "Compiler") -> None:
        super().__init__(node, tuple(compiler.clause(item) for item in node.items))
        if all(child.required for child in self.children):
            rarest = (compiler.rarest(child.required) for child in self.children)
            self.required = (frozenset().union(*rarest),)

    def holds(self, reading: Reading) -> bool:
        """Whether at least one item holds."""
        return any(child.holds(reading) for child in self.children)

    def occurrences(self, reading: Reading) -> Iterable[Occurrence]:
        """Yield those of every item that holds."""
        for child in self.children:
            if child.holds(reading):
                yield from child.occurrences(reading)


class NoneOf(Clause):
    """`NOT a`: true by absence, so nothing is marked."""

    def __init__(self, node: Not, compiler: "Compiler") -> None:
        super().__init__(node, (compiler.clause(node.item),))

    def holds(self, reading: Reading) -> bool:
        """Whether the item does not hold."""
        return not self.children[0].holds(reading)

    def occurrences(self, reading: Reading) -> Iterable[Occurrence]:  # noqa: ARG002 - the interface
        """Yield nothing."""
        return ()


#: One line per operator. The node's class is the key, so each entry is called with just that class.
EVALUATORS: Mapping[type[object], Callable[[Any, "Compiler"], Clause]] = {
    Words: Leaf,
    Exact: Leaf,
    Name: NameClause,
    And: AllOf,
    Or: AnyOf,
    Not: NoneOf,
}


class Compiler:
    """Turns expressions into clauses; one for a whole rule set, so that equal patterns are one atom."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.table = AtomTable()
        self._named: dict[str, Entity | Term] = {term.identity: term for term in rule_set.terms}
        self._named.update((entity.identity, entity) for entity in rule_set.entities)
        self._names: dict[str, tuple[Group, Group, Group]] = {}

    def clause(self, node: Node) -> Clause:
        """Compile an expression."""
        return EVALUATORS[type(node)](node, self)

    def atom(self, node: Words | Exact) -> int | None:
        """Intern a word, phrase or exact text."""
        return self.table.exact(node.text) if isinstance(node, Exact) else self.table.words(node.text)

    def name(self, identity: str) -> tuple[Group, Group, Group]:
        """Return the atoms of (names, weak names, exceptions); raises KeyError for an identity nobody defined."""
        if identity not in self._names:
            named = self._named[identity]
            if isinstance(named, Entity):
                self._names[identity] = self._atoms(named.names), self._atoms(named.weak), self._atoms(named.except_)
            else:
                self._names[identity] = self._atoms(named.any), frozenset(), frozenset()
        return self._names[identity]

    def rarest(self, groups: Iterable[Group]) -> Group:
        """Return the group that fewest articles have an atom of."""
        return min(groups, key=lambda group: sum(map(self.table.frequency, group)))

    def _atoms(self, nodes: Iterable[Words | Exact]) -> Group:
        return frozenset(atom for atom in map(self.atom, nodes) if atom is not None)


def required_weight(rule: Rule) -> int:
    """Return how many clauses the rule asks for at once: rules that ask for more lead in a shared message."""
    expression = rule.expression
    if isinstance(expression, And):
        return sum(not isinstance(item, Not) for item in expression.items)
    return 1

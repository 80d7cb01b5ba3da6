"""Rules compiled together: one automaton, and each rule hung on the rarest of what it cannot do without.

What is needed of every rule is kept in columns of numbers. An article meets some hundred of 100,000 rules, all over the
memory, and what that costs is the objects that are touched: with an object for each rule and clause it was three times
as much.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from monitor.matching.clauses import Clause, Group, Leaf
from monitor.matching.evaluate import Compiler
from monitor.matching.frequencies import WordFrequencies
from monitor.matching.where import Filter
from monitor.rules.model import Rule, RuleSet, Where

_ANYWHERE = Where()

#: What a rule needs to be asked besides whether its groups are present.
DECIDED = 1  #: presence decides it: `leaves_of` tells what it marks
BARRED = 2  #: something must not be present
FILTERED = 4  #: it has a `where`
MORE_GROUPS = 8  #: it requires more groups than two

#: Leaves are numbered as their atoms are. Further spellings of an atom, and names, have numbers from here on.
NAMED = 1 << 30


class Tier:
    """Some rules of a rule set, compiled; never changes. Rules are numbered from 0 in the order they were given."""

    def __init__(
        self,
        rule_set: RuleSet,
        rules: Sequence[Rule],
        *,
        languages: Collection[str],
        frequencies: WordFrequencies | None = None,
    ) -> None:
        """Compile `rules`, with the entities and terms of `rule_set`."""
        self.rules = rules
        self.identities = [rule.identity for rule in rules]
        self.numbers = {identity: number for number, identity in enumerate(self.identities)}
        self.kinds = bytearray(len(rules))
        self.barred: dict[int, Group] = {}
        self.filters: dict[int, Filter] = {}
        self.more_groups: dict[int, tuple[Group, ...]] = {}
        self.clauses: dict[int, Clause] = {}  #: of the rules that presence does not decide
        self._users: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._leaves = _Leaves()
        self._leaf_numbers = array("I")
        self._leaf_ends = array("I")
        self._always: list[int] = []  # the language refuses such rules; if one comes all the same, it is always tried
        compiler = Compiler(rule_set, languages, frequencies)
        hung: dict[int, list[tuple[int, Group | None]]] = defaultdict(list)
        for number, rule in enumerate(rules):
            groups = self._compile(number, rule, compiler)
            if not groups:
                self._always.append(number)
                continue
            for atom in groups[0]:
                hung[atom].append((number, groups[1] if len(groups) > 1 else None))
        self._leaves.freeze()
        self.inflects = compiler.table.inflects
        self.scanner = compiler.scanner()
        self._anchors = _Anchors(hung, len(compiler.table))

    def __len__(self) -> int:
        return len(self.rules)

    def users_of(self, identity: str) -> Iterable[int]:
        """Return the rules that use an entity or a term."""
        return self._users.get(identity, ())

    def candidates(self, present: set[int]) -> set[int]:
        """Return the rules of which an article with these atoms may have all that they require."""
        return self._anchors.candidates(present).union(self._always)

    def leaves_of(self, number: int) -> Sequence[int]:
        """Return the leaves that a rule marks which presence decides."""
        return self._leaf_numbers[self._leaf_ends[number - 1] if number else 0 : self._leaf_ends[number]]

    def spelling(self, atom: int) -> str:
        """Return how a leaf that has the number of its atom is written in the rules."""
        return self._leaves.by_atom[atom]

    def named(self, number: int) -> Clause:
        """Return a leaf that has a number of its own."""
        return self._leaves.named[number - NAMED]

    def _compile(self, number: int, rule: Rule, compiler: Compiler) -> list[Group]:
        """Fill the columns for a rule; return the groups that it requires, the rarest first."""
        clause, used = compiler.rule(rule.expression)
        for identity in used:
            self._users[identity].append(number)
        decision = clause.decision()
        kind = 0
        if decision is None:
            self.clauses[number] = clause
            groups = sorted(clause.required(compiler), key=compiler.frequency)
        else:
            kind = DECIDED
            groups = sorted(decision.groups, key=compiler.frequency)
            self._leaf_numbers.extend(map(self._leaves.number, decision.leaves))
            if decision.barred:
                kind |= BARRED
                self.barred[number] = compiler.group(decision.barred)
        self._leaf_ends.append(len(self._leaf_numbers))
        if rule.where != _ANYWHERE:
            kind |= FILTERED
            self.filters[number] = Filter(rule.where)
        if len(groups) > 2:
            kind |= MORE_GROUPS
            self.more_groups[number] = tuple(groups[2:])
        self.kinds[number] = kind
        return groups


class _Leaves:
    """Numbers leaves: those of the first spelling of an atom as the atom is."""

    def __init__(self) -> None:
        self.by_atom: list[str] = []
        self.named: list[Clause] = []
        self._numbers: dict[Clause, int] = {}

    def number(self, leaf: Clause) -> int:
        """Return the number of a leaf."""
        known = self._numbers.get(leaf)
        if known is not None:
            return known
        if isinstance(leaf, Leaf) and leaf.atom >= 0:
            self.by_atom += [""] * (leaf.atom + 1 - len(self.by_atom))
            if not self.by_atom[leaf.atom]:
                self.by_atom[leaf.atom] = leaf.text
                known = leaf.atom
        if known is None:
            known = NAMED + len(self.named)
            self.named.append(leaf)
        self._numbers[leaf] = known
        return known

    def freeze(self) -> None:
        """Let go of what only numbering needs."""
        self._numbers.clear()


class _Anchors:
    """By atom the rules that hang on it, each with one more group that it requires."""

    def __init__(self, hung: dict[int, list[tuple[int, Group | None]]], atoms: int) -> None:
        self._ends = array("I", bytes(4 * (atoms + 1)))  # that of atom n at n + 1
        self._numbers = array("I")
        self._groups: list[Group | None] = []
        self._hung = frozenset(hung)
        for atom in range(atoms):
            for number, group in hung.get(atom, ()):
                self._numbers.append(number)
                self._groups.append(group)
            self._ends[atom + 1] = len(self._numbers)

    def candidates(self, present: set[int]) -> set[int]:
        """Return the rules that hang on one of the atoms, and have one of their other group among them."""
        ends, numbers, groups = self._ends, self._numbers, self._groups
        absent = present.isdisjoint
        found: set[int] = set()
        for atom in present & self._hung:
            place, after = ends[atom], ends[atom + 1]
            while place < after:
                group = groups[place]
                if group is None or not absent(group):
                    found.add(numbers[place])
                place += 1
        return found

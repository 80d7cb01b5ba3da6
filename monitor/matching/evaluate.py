"""Compile the expressions of a rule set: one evaluator for each node of the language.

A new operator is one class, in the module of its kind, and one line in `EVALUATORS`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from monitor.matching.atoms import AtomTable, Scanner
from monitor.matching.clauses import Clause, Group, Leaf, NameClause, RegexClause
from monitor.matching.connectives import AllOf, NoneOf, Often, OneOf, SomeOf
from monitor.matching.frequencies import WordFrequencies
from monitor.matching.layout import DEFAULT_LANGUAGE
from monitor.matching.proximity import ExceptClause, NearClause, NotNearClause
from monitor.matching.required import Needs
from monitor.matching.scopes import ScopeClause
from monitor.rules.model import Entity, Rule, RuleSet, Term
from monitor.rules.nodes import (
    And,
    AnyOf,
    AtLeast,
    Exact,
    Except,
    Inflected,
    Name,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Regex,
    Scope,
    Words,
)

#: One line per operator. The node's class is the key, so each entry is called with just that class.
EVALUATORS: Mapping[type[object], Callable[[Any, "Compiler"], Clause]] = {
    Words: Leaf,
    Inflected: Leaf,
    Exact: Leaf,
    Regex: RegexClause,
    Name: NameClause,
    And: AllOf,
    Or: OneOf,
    Not: NoneOf,
    Near: NearClause,
    NotNear: NotNearClause,
    Except: ExceptClause,
    Scope: ScopeClause,
    AtLeast: Often,
    AnyOf: SomeOf,
}


_LEAVES = frozenset({Words, Inflected, Exact, Regex, Name})


class Compiler:
    """Turns expressions into clauses; one for all rules of a scanner, so that equal patterns are one atom."""

    def __init__(
        self,
        rule_set: RuleSet,
        languages: Collection[str] = (DEFAULT_LANGUAGE,),
        frequencies: WordFrequencies | None = None,
    ) -> None:
        """Take in a rule set; `languages` are those of the setting, in which inflected words are expanded too."""
        self.table = AtomTable(frequencies or WordFrequencies())
        self._rule_set = rule_set
        self._languages = languages
        self._named: dict[str, Entity | Term] = {term.identity: term for term in rule_set.terms}
        self._named.update((entity.identity, entity) for entity in rule_set.entities)
        self._names: dict[str, tuple[Group, Group, Group]] = {}
        self._leaves: dict[tuple[type, str], Clause] = {}  # rules share their words
        self._groups: dict[Group, Group] = {}  # and their alternatives
        self._frequencies: dict[Group, float] = {}
        self._used: set[str] | None = None

    def clause(self, node: Node) -> Clause:
        """Compile an expression."""
        kind = type(node)
        if kind not in _LEAVES:
            return EVALUATORS[kind](node, self)
        if isinstance(node, Name) and self._used is not None:
            self._used.add(node.identity)
        key = kind, str(node)  # the text that its spans are named by
        known = self._leaves.get(key)
        if known is None:
            known = self._leaves[key] = EVALUATORS[kind](node, self)
        return known

    def rule(self, expression: Node) -> tuple[Clause, set[str]]:
        """Compile the expression of a rule; return the entities and terms that it uses, too."""
        used: set[str] = set()
        self._used = used
        clause = self.clause(expression)
        self._used = None
        return clause, used

    def scanner(self) -> Scanner:
        """Compile the patterns of everything that was compiled so far."""
        return self.table.scanner(self._inflected_in())

    def needs(self) -> list[Needs]:
        """Return by atom the words without which it occurs in no article."""
        return self.table.needs(self._inflected_in())

    def atom(self, node: Words | Exact | Inflected) -> int | None:
        """Intern a word, phrase or exact text."""
        if isinstance(node, Words):
            return self.table.words(node.text)
        return self.table.exact(node.text) if isinstance(node, Exact) else self.table.inflected(node.text)

    def group(self, atoms: Iterable[int]) -> Group:
        """Return a group of atoms; equal ones are one object."""
        group = frozenset(atoms)
        return self._groups.setdefault(group, group)

    def name(self, identity: str) -> tuple[Group, Group, Group]:
        """Return the atoms of (names, weak names, exceptions); raises KeyError for an identity nobody defined."""
        if identity not in self._names:
            named = self._named[identity]
            if isinstance(named, Entity):
                self._names[identity] = self._atoms(named.names), self._atoms(named.weak), self._atoms(named.except_)
            else:
                self._names[identity] = self._atoms(named.any), self.group(()), self.group(())
        return self._names[identity]

    def cover(self, identity: str) -> Group | None:
        """Return the atoms of a name, weak ones too; None if one of them is an exact text."""
        named = self._named[identity]
        nodes = (*named.names, *named.weak) if isinstance(named, Entity) else named.any
        if any(isinstance(node, Exact) for node in nodes):
            return None
        names, weak, _ = self.name(identity)
        return self.group(names | weak) if weak else names

    def frequency(self, group: Group) -> float:
        """Return an estimate of how often an article has an atom of a group; only the order matters."""
        known = self._frequencies.get(group)
        if known is None:
            known = self._frequencies[group] = sum(map(self.table.frequency, group))
        return known

    def rarest(self, groups: Iterable[Group]) -> Group:
        """Return the group that fewest articles have an atom of."""
        return min(groups, key=self.frequency)

    def _inflected_in(self) -> Collection[str]:
        return inflection_languages(self._rule_set, self._languages) if self.table.inflects else ()

    def _atoms(self, nodes: Iterable[Words | Exact | Inflected]) -> Group:
        return self.group(atom for atom in map(self.atom, nodes) if atom is not None)


def required_weight(rule: Rule) -> int:
    """Return how many clauses the rule asks for at once: rules that ask for more lead in a shared message."""
    return _weight(rule.expression)


def _weight(node: Node) -> int:
    match node:
        case And():
            return sum(_weight(item) for item in node.items if not isinstance(item, Not))
        case Near():
            return sum(map(_weight, node.items))
        case AnyOf():
            return node.count
        case Scope() | AtLeast() | Except() | NotNear():
            return _weight(node.item)
        case _:
            return 1


def inflection_languages(rule_set: RuleSet, languages: Collection[str]) -> frozenset[str]:
    """Return the languages in which inflected words are expanded, as primary subtags.

    Those named, those of the feeds and those that rules ask for; globs among them name none.
    """
    named = {*languages, *(feed.language for feed in rule_set.feeds if feed.language)}
    for rule in rule_set.rules:
        named.update(rule.where.languages)
    primary = {language.replace("_", "-").partition("-")[0].lower() for language in named}
    return frozenset(language for language in primary if language.isalnum())

"""Compile the expressions of a rule set: one evaluator for each node of the language.

A new operator is one class, in the module of its kind, and one line in `EVALUATORS`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from monitor.matching.atoms import AtomTable
from monitor.matching.clauses import Clause, Group, Leaf, NameClause, RegexClause
from monitor.matching.connectives import AllOf, NoneOf, Often, OneOf, SomeOf
from monitor.matching.proximity import ExceptClause, NearClause, NotNearClause
from monitor.matching.reading import DEFAULT_LANGUAGE
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
from monitor.text.inflection import expand

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


class Compiler:
    """Turns expressions into clauses; one for a whole rule set, so that equal patterns are one atom."""

    def __init__(self, rule_set: RuleSet, languages: Collection[str] = (DEFAULT_LANGUAGE,)) -> None:
        """Take in a rule set; `languages` are those of the setting, in which inflected words are expanded too."""
        self.table = AtomTable()
        self._named: dict[str, Entity | Term] = {term.identity: term for term in rule_set.terms}
        self._named.update((entity.identity, entity) for entity in rule_set.entities)
        self._names: dict[str, tuple[Group, Group, Group]] = {}
        self._leaves: dict[Node, Clause] = {}  # rules share their words
        self._forms = _forms(rule_set, languages)

    def clause(self, node: Node) -> Clause:
        """Compile an expression."""
        if not isinstance(node, Words | Inflected | Exact | Regex | Name):
            return EVALUATORS[type(node)](node, self)
        known = self._leaves.get(node)
        if known is None:
            known = self._leaves[node] = EVALUATORS[type(node)](node, self)
        return known

    def atom(self, node: Words | Exact | Inflected) -> int | None:
        """Intern a word, phrase or exact text."""
        if isinstance(node, Exact):
            return self.table.exact(node.text)
        if isinstance(node, Words):
            return self.table.words(node.text)
        words = node.text.split()
        return self.table.inflected(
            node.text, {language: [forms[word] for word in words] for language, forms in self._forms.items()}
        )

    def name(self, identity: str) -> tuple[Group, Group, Group]:
        """Return the atoms of (names, weak names, exceptions); raises KeyError for an identity nobody defined."""
        if identity not in self._names:
            named = self._named[identity]
            if isinstance(named, Entity):
                self._names[identity] = self._atoms(named.names), self._atoms(named.weak), self._atoms(named.except_)
            else:
                self._names[identity] = self._atoms(named.any), frozenset(), frozenset()
        return self._names[identity]

    def frequency(self, group: Group) -> float:
        """Return a guess of how often an article has an atom of a group; only the order matters."""
        return sum(map(self.table.frequency, group))

    def rarest(self, groups: Iterable[Group]) -> Group:
        """Return the group that fewest articles have an atom of."""
        return min(groups, key=self.frequency)

    def _atoms(self, nodes: Iterable[Words | Exact | Inflected]) -> Group:
        return frozenset(atom for atom in map(self.atom, nodes) if atom is not None)


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


def _forms(rule_set: RuleSet, languages: Collection[str]) -> dict[str, Mapping[str, frozenset[str]]]:
    """Return the forms of every inflected word of the rule set, by language: each dictionary is read once."""
    wanted: set[str] = set()
    for node in _nodes(rule_set):
        if isinstance(node, Inflected):
            wanted.update(node.text.split())
    if not wanted:
        return {}
    named = {*languages, *(feed.language for feed in rule_set.feeds if feed.language)}
    named.update(language for rule in rule_set.rules for language in rule.where.languages)
    primary = {language.replace("_", "-").partition("-")[0].lower() for language in named}
    return {language: expand(wanted, language) for language in sorted(primary) if language.isalnum()}


def _nodes(rule_set: RuleSet) -> Iterator[Node]:
    """Yield every node of a rule set."""
    pending: list[Node] = [rule.expression for rule in rule_set.rules]
    for entity in rule_set.entities:
        pending += (*entity.names, *entity.weak, *entity.except_)
    for term in rule_set.terms:
        pending += term.any
    while pending:
        node = pending.pop()
        yield node
        pending += _children(node)


def _children(node: Node) -> Iterable[Node]:
    match node:
        case And() | Or() | Near() | AnyOf():
            return node.items
        case Not() | Scope() | AtLeast():
            return (node.item,)
        case NotNear():
            return node.item, node.other
        case Except():
            return node.item, node.whole
        case _:
            return ()

"""Rule sets cut down to a few rules, which mean in them what they mean in the whole."""

from collections.abc import Collection
from dataclasses import replace

from monitor.matching import inflection_languages
from monitor.rules.model import Entity, Rule, RuleSet, Term
from monitor.rules.nodes import Name, walk


class CutRules:
    """Cuts one rule set, after one look at all of it: what a cut takes is in proportion to what is left."""

    def __init__(self, rule_set: RuleSet, languages: Collection[str]) -> None:
        """Take in a rule set; `languages` are those of the setting."""
        self._whole = rule_set
        self._entities: dict[str, Entity] = {entity.identity: entity for entity in rule_set.entities}
        self._terms: dict[str, Term] = {term.identity: term for term in rule_set.terms}
        #: in which ~words are expanded: those that the whole rule set names, since a word may be read in any of them
        self.languages = inflection_languages(rule_set, languages)

    def to(self, identities: Collection[str]) -> RuleSet:
        """Return the rules of these identities, in file order, and what they name."""
        wanted = frozenset(identities)
        return self._with(tuple(rule for rule in self._whole.rules if rule.identity in wanted))

    def to_one(self, rule: Rule) -> RuleSet:
        """Return one rule, which need not be quite as in the rule set, and what it names."""
        return self._with((rule,))

    def _with(self, rules: tuple[Rule, ...]) -> RuleSet:
        nodes = (node for rule in rules for node in walk(rule.expression))
        named = dict.fromkeys(node.identity for node in nodes if isinstance(node, Name))
        return replace(
            self._whole,
            feeds=(),
            channels=(),
            entities=tuple(self._entities[name] for name in named if name in self._entities),
            terms=tuple(self._terms[name] for name in named if name in self._terms),
            rules=rules,
        )

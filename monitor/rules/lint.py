"""Warnings: what loads, but most likely does not do what was meant. Each kind is a function and a line in `_LINTS`."""

from collections.abc import Callable, Iterator

from monitor.core.errors import RuleProblem
from monitor.rules.common_words import COMMON_WORDS
from monitor.rules.drafts import Drafts, Leaf, leaves
from monitor.rules.model import Position, RuleSet
from monitor.rules.nodes import Words
from monitor.rules.problems import Problems

_Found = Iterator[tuple[Position, str]]


def _patterns(drafts: Drafts) -> Iterator[tuple[Leaf, Position]]:
    """Yield every pattern of names and of rules."""
    yield from drafts.patterns
    for rule in drafts.rules:
        if rule.expression is not None and rule.place is not None:
            for leaf in leaves(rule.expression):
                yield leaf, rule.place.at(leaf.column)


def _common_word(drafts: Drafts, _: RuleSet) -> _Found:
    """A word in capitals also matches the common word in small letters."""
    for pattern, position in _patterns(drafts):
        if isinstance(pattern, Words) and pattern.text.isupper() and pattern.text.lower() in COMMON_WORDS:
            yield position, f'{pattern.text} also matches the word "{pattern.text.lower()}"; write ={pattern.text}'


def _no_tests(drafts: Drafts, _: RuleSet) -> _Found:
    """A rule that nothing checks."""
    for rule in drafts.rules:
        if not rule.tests_said:
            yield (
                rule.position,
                f"the rule {rule.identity} has no tests; write one text that it matches and one that it does not",
            )


def _unused(drafts: Drafts, rule_set: RuleSet) -> _Found:
    """Something that nobody names."""
    named = {name.identity for rule in drafts.rules for name in rule.names}
    for entity in rule_set.entities:
        if entity.identity not in named:
            yield entity.position, f"no rule names the entity @{entity.identity}"
    for term in rule_set.terms:
        if term.identity not in named:
            yield term.position, f"no rule names the term @{term.identity}"
    told = {channel for rule in rule_set.rules for channel in rule.channels}
    for plan in rule_set.channels:
        if plan.channel not in told:
            yield plan.position, f"no rule tells the channel {plan.channel}"


_LINTS: dict[str, Callable[[Drafts, RuleSet], _Found]] = {
    "common-word": _common_word,
    "no-tests": _no_tests,
    "unused": _unused,
}


def lint(drafts: Drafts, rule_set: RuleSet) -> tuple[RuleProblem, ...]:
    """Return the warnings of a rule set that loads, in file order."""
    warnings = Problems()
    for code, find in _LINTS.items():
        for position, message in find(drafts, rule_set):
            warnings.add(position, message, code)
    return warnings.sorted()

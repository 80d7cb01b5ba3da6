"""Warnings: what loads, but most likely does not do what was meant. Each kind is a function and a line in `_LINTS`."""

from collections.abc import Callable, Iterator

from monitor.core.errors import RuleProblem
from monitor.rules import lint_clauses, lint_words
from monitor.rules.drafts import Drafts
from monitor.rules.model import Position, RuleSet
from monitor.rules.problems import Problems

_Found = Iterator[tuple[Position, str]]


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
    "common-word": lint_words.common_word,
    "plural": lint_words.plural,
    "broad-not": lint_clauses.broad_not,
    "broad-term": lint_clauses.broad_term,
    "dead-clause": lint_clauses.dead_clause,
    "lost-punctuation": lint_words.lost_punctuation,
    "short-wildcard": lint_words.short_wildcard,
    "far-near": lint_clauses.far_near,
    "no-lemmas": lint_words.no_lemmas,
    "no-literal": lint_words.no_literal,
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

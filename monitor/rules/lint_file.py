"""Warnings that one file alone decides. Each kind is a function and a line in `_LINTS`."""

from collections.abc import Callable, Iterator

from monitor.core.errors import RuleProblem
from monitor.rules import lint_clauses, lint_plural, lint_words
from monitor.rules.drafts import Drafts
from monitor.rules.model import Position
from monitor.rules.problems import Problems

_Found = Iterator[tuple[Position, str]]


def _no_tests(drafts: Drafts) -> _Found:
    """A rule that nothing checks."""
    for rule in drafts.rules:
        if not rule.tests_said:
            yield (
                rule.position,
                f"the rule {rule.identity} has no tests; write one text that it matches and one that it does not",
            )


def _cut_short(drafts: Drafts) -> _Found:
    """A value that ends where YAML sees a comment."""
    yield from drafts.cut_short


def _idle_recheck(drafts: Drafts) -> _Found:
    """Pages are to be read again that are never read."""
    for feed in drafts.feeds:
        if feed.recheck is not None and feed.use_feed_text:
            yield (
                feed.position,
                "recheck does nothing where text is feed: a poll brings what the feed says now; delete one of them",
            )


_LINTS: dict[str, Callable[[Drafts], _Found]] = {
    "common-word": lint_words.common_word,
    "plural": lint_plural.in_lists,
    "broad-not": lint_clauses.broad_not,
    "broad-term": lint_clauses.broad_term,
    "dead-clause": lint_clauses.dead_clause,
    "lost-punctuation": lint_words.lost_punctuation,
    "short-wildcard": lint_words.short_wildcard,
    "far-near": lint_clauses.far_near,
    "no-literal": lint_words.no_literal,
    "cut-short": _cut_short,
    "idle-recheck": _idle_recheck,
    "no-tests": _no_tests,
}


def lint_file(drafts: Drafts) -> tuple[RuleProblem, ...]:
    """Return the warnings of a file without problems, in file order."""
    warnings = Problems()
    for code, find in _LINTS.items():
        for position, message in find(drafts):
            warnings.add(position, message, code)
    return warnings.sorted()

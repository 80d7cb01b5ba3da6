"""Warnings about single words: common-word, lost-punctuation, short-wildcard, no-literal."""

import re
from collections.abc import Iterator

from monitor.rules.common_words import COMMON_WORDS
from monitor.rules.drafts import Drafts, RuleDraft
from monitor.rules.implication import words_of
from monitor.rules.model import Position
from monitor.rules.nodes import Inflected, Leaf, Regex, Words
from monitor.rules.offsets import Places
from monitor.rules.patterns import stars
from monitor.rules.suggestions import short
from monitor.text.literals import required_literals

Found = Iterator[tuple[Position, str]]
_Where = Position | Places  #: of names, and of the leaves of a rule

_SIGNS = r"+#$%&@/\\^=<>~|_"
#: A sign at the edge of a word: C++, $TSLA, 100%; a full stop only before one: .NET.
_AT_AN_EDGE = re.compile(rf"(?<=\w)[{_SIGNS}]+(?!\w)|(?<!\w)[{_SIGNS}]+(?=\w)|(?<![\w.])\.(?=[A-Za-z]{{2}})")
_INSIDE = re.compile(rf"(?<=\w)[{_SIGNS}]+(?=\w)")


def _located(rule: RuleDraft) -> list[tuple[Leaf, _Where]]:
    """Return the leaves of a rule with what knows their places."""
    return [(leaf, rule.place) for leaf in rule.leaves] if rule.place is not None else []


def _at(leaf: Leaf, where: _Where) -> Position:
    return where.at(leaf.column) if isinstance(where, Places) else where


def common_word(drafts: Drafts) -> Found:
    """A word in capitals also matches the common word in small letters."""
    for pattern, where in _patterns(drafts):
        if isinstance(pattern, Words) and pattern.text.isupper() and pattern.text.lower() in COMMON_WORDS:
            yield (
                _at(pattern, where),
                f'{pattern.text} also matches the word "{pattern.text.lower()}"; write ={pattern.text}',
            )


def lost_punctuation(drafts: Drafts) -> Found:
    """A sign that means something, and that folding takes away."""
    for pattern, where in _patterns(drafts):
        if not isinstance(pattern, Words | Inflected):
            continue
        at_an_edge, inside = _AT_AN_EDGE.search(pattern.text), _INSIDE.search(pattern.text)
        if not at_an_edge and not inside:
            continue
        words = words_of(Words(pattern.text))
        if not words:
            continue  # with a wildcard, more is meant to match
        if at_an_edge or all(len(word) <= 2 for word in words):
            left = " ".join(words)
            yield (
                _at(pattern, where),
                f'{short(pattern.text)} also matches "{short(left)}"; write ="{short(pattern.text)}"',
            )


def short_wildcard(drafts: Drafts) -> Found:
    """A wildcard behind the fewest letters that are allowed."""
    for pattern, where in _patterns(drafts):
        if not isinstance(pattern, Words) or "*" not in pattern.text:
            continue
        for _place, letters in stars(pattern.text):
            if sum(map(str.isalnum, letters)) == 3:
                yield (
                    _at(pattern, where),
                    f"{letters}* finds every word that begins so; write more letters, or ~ for the forms",
                )


def no_literal(drafts: Drafts) -> Found:
    """A regular expression that has to be tried on every article."""
    for pattern, where in _patterns(drafts):
        if isinstance(pattern, Regex) and not required_literals(pattern.pattern):
            yield (
                _at(pattern, where),
                f"{short(str(pattern))} has no word that is always there: every article is searched, which is slow",
            )


def _patterns(drafts: Drafts) -> Iterator[tuple[Leaf, _Where]]:
    """Yield every pattern of names and of rules."""
    for named in drafts.lists:
        yield from named.names
    for rule in drafts.rules:
        yield from _located(rule)

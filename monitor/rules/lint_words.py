"""Warnings about single words: common-word, plural, lost-punctuation, short-wildcard, no-lemmas, no-literal."""

import re
from collections.abc import Iterator, Sequence

from monitor.rules.common_words import COMMON_WORDS
from monitor.rules.countable_nouns import PLURALS, SINGULARS
from monitor.rules.drafts import Drafts, Leaf, RuleDraft
from monitor.rules.implication import words_of
from monitor.rules.model import Position, Rule, RuleSet
from monitor.rules.nodes import Inflected, Name, Regex, Words
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
_PRIMARY = re.compile(r"[a-z]{2,3}(?=$|-|\*)")


def _located(rule: RuleDraft) -> list[tuple[Leaf, _Where]]:
    """Return the leaves of a rule with what knows their places."""
    return [(leaf, rule.place) for leaf in rule.leaves] if rule.place is not None else []


def _at(leaf: Leaf, where: _Where) -> Position:
    return where.at(leaf.column) if isinstance(where, Places) else where


def common_word(drafts: Drafts, _: RuleSet) -> Found:
    """A word in capitals also matches the common word in small letters."""
    for pattern, where in _patterns(drafts):
        if isinstance(pattern, Words) and pattern.text.isupper() and pattern.text.lower() in COMMON_WORDS:
            yield (
                _at(pattern, where),
                f'{pattern.text} also matches the word "{pattern.text.lower()}"; write ={pattern.text}',
            )


def plural(drafts: Drafts, rule_set: RuleSet) -> Found:
    """A noun in one of its forms, where the other is just as likely meant."""
    for named in drafts.lists:
        yield from _other_forms(named.names, [pattern for pattern, _ in named.names])
    by_name: dict[str, list[Leaf]] = {}
    for named in drafts.lists:
        by_name.setdefault(named.identity, []).extend(pattern for pattern, _ in named.names)
    for draft, rule in zip(drafts.rules, rule_set.rules, strict=True):
        if rule.where.languages and not any(language.startswith(("en", "*")) for language in rule.where.languages):
            continue
        patterns = _located(draft)
        leaves_ = [leaf for leaf, _ in patterns]
        named_too = [one for leaf in leaves_ if isinstance(leaf, Name) for one in by_name.get(leaf.identity, ())]
        yield from _other_forms(patterns, [*leaves_, *named_too])


def _other_forms(patterns: Sequence[tuple[Leaf, _Where]], beside: Sequence[Leaf]) -> Found:
    for pattern, where in patterns:
        if not isinstance(pattern, Words):
            continue
        other = PLURALS.get(pattern.text) or SINGULARS.get(pattern.text)
        if other and not any(_covers(leaf, pattern.text, other) for leaf in beside):
            singular = SINGULARS.get(pattern.text, pattern.text)
            yield _at(pattern, where), f'{pattern.text} misses "{other}"; write ~{singular} for every form'


def _covers(leaf: Leaf, text: str, other: str) -> bool:
    match leaf:
        case Inflected():
            return leaf.text.lower() in {text, other}
        case Words():
            found = list(stars(leaf.text)) if "*" in leaf.text else []
            return words_of(leaf) == (other,) or any(other.startswith(letters) for _, letters in found)
        case _:
            return False


def lost_punctuation(drafts: Drafts, _: RuleSet) -> Found:
    """A sign that means something, and that folding takes away."""
    for pattern, where in _patterns(drafts):
        if not isinstance(pattern, Words | Inflected):
            continue
        words = words_of(Words(pattern.text))
        tiny = all(len(word) <= 2 for word in words)
        if not words:
            continue  # with a wildcard, more is meant to match
        if _AT_AN_EDGE.search(pattern.text) or (tiny and _INSIDE.search(pattern.text)):
            left = " ".join(words)
            yield (
                _at(pattern, where),
                f'{short(pattern.text)} also matches "{short(left)}"; write ="{short(pattern.text)}"',
            )


def short_wildcard(drafts: Drafts, _: RuleSet) -> Found:
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


def no_lemmas(drafts: Drafts, rule_set: RuleSet) -> Found:
    """Forms are asked for in a language of which none are known."""
    with_forms = {
        named.identity for named in drafts.lists if any(isinstance(name, Inflected) for name, _ in named.names)
    }
    for draft, rule in zip(drafts.rules, rule_set.rules, strict=True):
        if not rule.where.languages:
            continue
        for leaf, where in _located(draft):
            if isinstance(leaf, Inflected) or (isinstance(leaf, Name) and leaf.identity in with_forms):
                for language in _without_lemmas(rule):
                    yield (
                        _at(leaf, where),
                        f"~ finds only the word itself in {language}, of which no forms are known; write them with OR",
                    )


def _without_lemmas(rule: Rule) -> list[str]:
    # The dictionaries' library is imported for rules that ask for forms only.
    from monitor.text.inflection import languages  # noqa: PLC0415 (see the comment before)

    named = [found[0] for language in rule.where.languages if (found := _PRIMARY.match(language))]
    return [language for language in dict.fromkeys(named) if language not in languages()]


def no_literal(drafts: Drafts, _: RuleSet) -> Found:
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

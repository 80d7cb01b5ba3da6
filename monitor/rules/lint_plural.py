"""The warning `plural`: a noun in one of its forms, where the other is just as likely meant.

Names of entities and alternatives of terms are looked at in their list. What a rule lacks, something that it names may
have, in another file too: for rules there is only what to compare (`nouns_alone`, `covered_nouns`).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from monitor.rules.countable_nouns import PLURALS, SINGULARS
from monitor.rules.drafts import Drafts, NameList
from monitor.rules.implication import words_of
from monitor.rules.model import Position
from monitor.rules.nodes import Inflected, Leaf, Words
from monitor.rules.patterns import stars

_FORMS = sorted({*PLURALS, *SINGULARS})


def other_form(noun: str) -> str | None:
    """Return the plural of a singular, the singular of a plural, None for what is no noun of the list.

    >>> other_form("waiver"), other_form("waivers"), other_form("news")
    ('waivers', 'waiver', None)
    """
    return PLURALS.get(noun) or SINGULARS.get(noun)


def advice(noun: str) -> str:
    """Return the warning about a noun whose other form nobody looks for."""
    return f'{noun} misses "{other_form(noun)}"; write ~{SINGULARS.get(noun, noun)} for every form'


def in_lists(drafts: Drafts) -> Iterator[tuple[Position, str]]:
    """Yield the warnings about entities and terms."""
    for named in drafts.lists:
        alone = {id(leaf) for leaf in nouns_alone([name for name, _ in named.names])}
        for name, position in named.names:
            if id(name) in alone:
                yield position, advice(name.text)


def nouns_alone(leaves: Sequence[Leaf]) -> list[Words]:
    """Return the nouns among the leaves of one rule, or of one list, whose other form is not found through another."""
    nouns = [leaf for leaf in leaves if isinstance(leaf, Words) and other_form(leaf.text)]
    if not nouns:
        return []
    covered = {form for leaf in leaves for form in _covered(leaf)}
    return [noun for noun in nouns if other_form(noun.text) not in covered]


def covered_nouns(named: NameList) -> tuple[str, ...]:
    """Return the forms of nouns that are found through a list of names, each once."""
    return tuple(dict.fromkeys(form for name, _ in named.names for form in _covered(name)))


def _beginning_with(letters: str) -> Iterator[str]:
    for at in range(bisect_left(_FORMS, letters), len(_FORMS)):
        if not _FORMS[at].startswith(letters):
            return
        yield _FORMS[at]


def _covered(leaf: Leaf) -> Iterable[str]:
    match leaf:
        case Inflected():
            noun = leaf.text.lower()
            other = other_form(noun)
            return (noun, other) if other else ()
        case Words() if "*" in leaf.text:
            return [form for _, letters in stars(leaf.text) for form in _beginning_with(letters)]
        case Words():
            words = words_of(leaf)
            return words if len(words) == 1 and other_form(words[0]) else ()
        case _:
            return ()

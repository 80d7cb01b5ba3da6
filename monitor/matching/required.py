"""Which words a pattern cannot do without, wherever they stand: what is looked for on a page before it is read.

A word is asked for by its letters alone, inside of longer ones too, so that it does not matter what is glued to it in
whichever language: prefixes, particles, endings, no spaces at all. Never more is asked for than the pattern needs.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from monitor.text import fold
from monitor.text.literals import lasting_words

#: Of each set, one has to be there.
Needs = tuple[frozenset[str], ...]

_ARABIC_ARTICLE = "ال"
#: Forms of one word of which those that hold another are sorted out: beyond, that takes longer than it saves.
_MANY_FORMS = 500


def needs_of_pattern(kind: str, text: str) -> Needs:
    """Return what an atom of some kind (`atoms.AtomTable`) needs; nothing if it can do without any word.

    >>> [sorted(words) for words in needs_of_pattern("wildcard", "organi?ation chart*")]
    [['organi'], ['ation'], ['chart']]
    """
    match kind:
        case "words" | "wildcard" | "whole":
            words = [bare(piece) for piece in re.split("[*? ]", text) if piece]
        case "exact":  # it compares other letters than these, and what follows may change the last one
            words = lasting_words(text)
        case _:
            words = [text]
    return tuple(frozenset({word}) for word in dict.fromkeys(words))


def needs_of_forms(words: Sequence[str], forms: Collection[Mapping[str, frozenset[str]]]) -> Needs:
    """Return what an inflected phrase of these words needs, given their forms in each language that may be asked for.

    The language of an article is known only once it is read, so the forms of all languages count.
    """
    needs: list[frozenset[str]] = []
    for word in words:
        spellings = {word}.union(*(of_word[word] for of_word in forms))
        folded = [folds for spelling in spellings if (folds := fold(spelling).bytes.decode().split())]
        if fold(word).bytes.strip():
            needs.append(_shortest({bare(max(folds, key=len)) for folds in folded}))
    return tuple(dict.fromkeys(needs))


def bare(word: str) -> str:
    """Return what of a folded word stands in all its prefixed forms (`affixes`): in للصين the article loses its alef.

    >>> bare("الصين"), bare("iran")
    ('لصين', 'iran')
    """
    return word[1:] if word.startswith(_ARABIC_ARTICLE) else word


def _shortest(words: set[str]) -> frozenset[str]:
    """Leave out words that have another one in them: that one is found wherever they are."""
    if len(words) > _MANY_FORMS:
        return frozenset(words)
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(shorter in word for shorter in kept):
            kept.append(word)
    return frozenset(kept)

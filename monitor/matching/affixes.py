"""What may be glued to a term in Hangul, Arabic and Hebrew (RULES.md "Words and folding")."""

from collections.abc import Iterator

#: Particles that follow a noun, at most two of them (북한 + 에서 + 는). Left out: 이란 and 란 (이란 is Iran), and what
#: makes another noun of it (북한산, 북한인).
PARTICLES = (  # noqa: SIM905 - fifty quoted syllables are harder to read than a line of them
    "은 는 이 가 을 를 의 에 도 만 와 과 로 나 랑 께 "
    "으로 에서 에게 한테 까지 부터 보다 처럼 같이 만큼 마다 마저 조차 밖에 대로 께서 하고 이나 이랑 "
    "라도 이다 이며 이고 라는 라고 로서 로써 "
    "에게서 한테서 이라도 이라는 이라고 으로서 으로써 으로부터 로부터"
).split()

#: Everything that may stand between a Hangul term and the end of its word, in UTF-8.
PARTICLE_TAILS = frozenset(
    tail.encode() for tail in ("", *PARTICLES, *(first + second for first in PARTICLES for second in PARTICLES))
)
LONGEST_TAIL = max(map(len, PARTICLE_TAILS))

_ARABIC_CONJUNCTIONS = ("", "و", "ف")
_ARABIC_PREPOSITIONS = ("", "ب", "ك", "ل", "س")
_ARABIC_ARTICLE = "ال"
_HEBREW_PREFIXES = ("", *"ובלמהשכ")


def prefixed_forms(word: str) -> Iterator[tuple[str, int]]:
    """Yield the forms of a folded first word with (form, code points before the word itself); the plain one first.

    In ل + ال the alef is not written: للصين is to China.
    """
    if "\u0620" <= word[0] <= "\u06d3" or "\u0750" <= word[0] <= "\u077f":
        for conjunction in _ARABIC_CONJUNCTIONS:
            for preposition in _ARABIC_PREPOSITIONS:
                yield from _with_article(conjunction + preposition, word)
    elif "\u05d0" <= word[0] <= "\u05ea":
        for prefix in _HEBREW_PREFIXES:
            yield prefix + word, len(prefix)
    else:
        yield word, 0


def _with_article(prefix: str, word: str) -> Iterator[tuple[str, int]]:
    yield prefix + word, len(prefix)
    assimilated = prefix.endswith("ل")
    article = "ل" if assimilated else _ARABIC_ARTICLE
    yield prefix + article + word, len(prefix + article)
    if assimilated and word.startswith(_ARABIC_ARTICLE):  # the term brings its own article
        yield prefix + word[1:], len(prefix)

"""What the automaton looks for, for each word, phrase, wildcard and inflected form.

Word boundaries are part of the pattern (" sanctions relief "): filtering bare hits afterwards costs eight times as
much (reference/matching.md §1). A pattern in a script without spaces has no boundary there; a Hangul word has one in
front, and what follows it must be particles. A pattern with a wildcard ends before it; the rest is checked on a hit.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from monitor.matching.affixes import LONGEST_TAIL, PARTICLE_TAILS, PARTICLES, prefixed_forms
from monitor.text import fold
from monitor.text.characters import fold_character, is_unspaced, script_group

_HANGUL_GROUP = script_group("한")
_WILDCARD = re.compile(r"[*?]")
#: Up to two particles, the longer ones first.
_PARTICLES = f"(?:{'|'.join(sorted(PARTICLES, key=len, reverse=True))}){{0,2}}"
#: A letter or digit with the marks on it: in folded text nothing else stands between spaces.
_ONE = r"\w[^\w ]*"
_ANY = "[^ ]*"

#: Where a term ends whose pattern was found up to a byte of the folded text; -1 if it is something else.
Check = Callable[[bytes, int], int]


class Target(NamedTuple):
    """What a pattern of the automaton stands for."""

    atom: int
    skip: int  #: bytes from the start of the pattern to the start of the term
    trim: int  #: bytes from the end of the term to the end of the pattern
    check: Check | None = None  #: where the term ends, if the pattern does not say
    languages: frozenset[str] | None = None  #: of articles that it counts in; None: all


def fold_pattern(text: str) -> str:
    """Return the folded words of a pattern, its wildcards kept.

    >>> fold_pattern("Organi?ation's sanction*")
    'organi?ation sanction*'
    """
    if text.isascii() and text.replace(" ", "").isalnum():  # nearly every one
        return " ".join(text.lower().split())
    text = text.replace("\n", " ")
    if not _WILDCARD.search(text):
        return fold(text).bytes.decode().strip()
    folded = ""
    at = 0
    for wildcard in _WILDCARD.finditer(text):
        folded += _piece(text[at : wildcard.start()]) + wildcard[0]
        at = wildcard.end()
    return re.sub(" +", " ", folded + _piece(text[at:])).strip()


def _piece(text: str) -> str:
    """Fold what stands between wildcards: a boundary at its edge is one between words, any other is none."""
    folded = fold(text).bytes.decode().strip()
    if not folded:
        return " " if any(fold_character(c) == " " or c.isspace() for c in text) else ""
    return f"{' ' * _is_boundary(text[0])}{folded}{' ' * _is_boundary(text[-1])}"


def _is_boundary(character: str) -> bool:
    if character.isascii():
        return not character.isalnum() and character != "'"
    return fold_character(character) == " "


def literal_patterns(folded: str, atom: int, languages: frozenset[str] | None = None) -> Iterator[tuple[bytes, Target]]:
    """Yield what the automaton looks for, for one folded word or phrase."""
    first, *others = folded.split(" ")
    words = [first, *others]
    hangul = next((place for place, word in enumerate(words) if script_group(word[0]) == _HANGUL_GROUP), None)
    seen: set[str] = set()
    for form, prefix in prefixed_forms(first):
        front = "" if is_unspaced(first[0]) else " "
        skip = len((front + form[:prefix]).encode())
        if hangul is None:
            back = "" if is_unspaced(words[-1][0]) else " "
            pattern = front + " ".join((form, *others)) + back
            target = Target(atom, skip, len(back), None, languages)
        else:
            pattern = front + " ".join((form, *others)[: hangul + 1])
            check = _HangulCheck(tuple(word.encode() for word in words[hangul + 1 :]))
            target = Target(atom, skip, 0, check, languages)
        if pattern not in seen:
            seen.add(pattern)
            yield pattern.encode(), target


def wildcard_patterns(folded: str, atom: int) -> Iterator[tuple[bytes, Target]]:
    """Yield what the automaton looks for, for a pattern with wildcards that begins with a letter or digit."""
    words = folded.split(" ")
    place = next(
        place for place, word in enumerate(words) if _WILDCARD.search(word) or script_group(word[0]) == _HANGUL_GROUP
    )
    start = _WILDCARD.search(words[place])
    cut = start.start() if start else len(words[place])
    rest = [words[place][cut:], *words[place + 1 :]]
    check: Check = _to_end_of_word if rest == ["*"] else _RegexCheck(_tail(rest, words[place:]), len(rest))
    literal = [*words[:place], words[place][:cut]]  # the last one is empty where its word begins with a wildcard
    seen: set[str] = set()
    for form, prefix in prefixed_forms(literal[0]):
        front = "" if is_unspaced(literal[0][0]) else " "
        pattern = front + " ".join((form, *literal[1:]))
        if pattern not in seen:
            seen.add(pattern)
            yield pattern.encode(), Target(atom, len((front + form[:prefix]).encode()), 0, check)


def whole_pattern(folded: str) -> re.Pattern[str]:
    """Return an expression for a pattern that begins with a wildcard; its first group is the term."""
    words = folded.split(" ")
    front = "" if any(map(is_unspaced, words[0])) else "(?<= )"
    return re.compile(f"{front}(?=({_tail(words, words)}))")


def forms_patterns(
    words: Sequence[Sequence[str]], atom: int, languages: frozenset[str]
) -> Iterator[tuple[bytes, Target]]:
    """Yield what the automaton looks for, for a phrase of words with too many forms to multiply out."""
    first, *others = words
    rest = "".join(f" (?:{'|'.join(_ending(form) for form in forms)})" for forms in others[:-1])
    rest += f" (?:{'|'.join(_ending(form, last=True) for form in others[-1])})"
    spaces = sum(max(form.count(" ") for form in forms) + 1 for forms in words)
    checks = {ending: _RegexCheck(ending + rest, spaces) for ending in {_ending(form)[len(form) :] for form in first}}
    for word in first:
        front = "" if is_unspaced(word[0]) else " "
        check = checks[_ending(word)[len(word) :]]
        for form, prefix in prefixed_forms(word):
            yield (front + form).encode(), Target(atom, len((front + form[:prefix]).encode()), 0, check, languages)


def _ending(word: str, *, last: bool = False) -> str:
    """Return an expression for a word, and what may or must follow it."""
    hangul = script_group(word[-1]) == _HANGUL_GROUP
    if last:
        return word if is_unspaced(word[-1]) else f"{word}(?={_PARTICLES} )" if hangul else f"{word}(?= )"
    return word + _PARTICLES if hangul else word


def _tail(rest: Sequence[str], words: Sequence[str]) -> str:
    """Return an expression for the rest of a pattern; `words` are the whole words that it is the rest of."""
    pieces: list[str] = []
    for piece, word in zip(rest, words, strict=True):
        expression = "".join(_ANY if c == "*" else _ONE if c == "?" else re.escape(c) for c in piece)
        last = len(pieces) == len(rest) - 1
        letter = next((c for c in reversed(word) if c not in "*?"), "x")
        pieces.append(expression + _ending("x" if word.endswith("*") else letter, last=last)[1:])
    return " ".join(pieces)


def _to_end_of_word(data: bytes, end: int) -> int:
    return data.find(b" ", end)


class _RegexCheck:
    """What follows the pattern must match an expression over the folded text."""

    __slots__ = ("_expression", "_words")

    def __init__(self, expression: str, words: int) -> None:
        self._expression = re.compile(expression)
        self._words = words

    def __call__(self, data: bytes, end: int) -> int:
        last = end
        for _ in range(self._words):
            last = data.find(b" ", last) + 1 or len(data)
        found = self._expression.match(data[end:last].decode())
        return end + len(found[0].encode()) if found else -1


class _HangulCheck:
    """Particles may follow a Hangul word; the words behind it must be these."""

    __slots__ = ("_rest",)

    def __init__(self, rest: tuple[bytes, ...]) -> None:
        self._rest = rest

    def __call__(self, data: bytes, end: int) -> int:
        gap = _after_particles(data, end)
        for place, word in enumerate(self._rest):
            if gap < 0 or not data.startswith(word, gap + 1):
                return -1
            end = gap + 1 + len(word)
            character = word.decode()[0]
            if script_group(character) == _HANGUL_GROUP:
                gap = _after_particles(data, end)
            elif data[end : end + 1] == b" ":
                gap = end
            else:  # only the last word may go on, and only in a script without spaces
                gap = end if place == len(self._rest) - 1 and is_unspaced(character) else -1
        return end if gap >= 0 else -1


def _after_particles(data: bytes, end: int) -> int:
    """Return where the space after the particles at `end` stands; -1 if something else follows."""
    gap = data.find(b" ", end, end + LONGEST_TAIL + 1)
    return gap if gap >= 0 and data[end:gap] in PARTICLE_TAILS else -1

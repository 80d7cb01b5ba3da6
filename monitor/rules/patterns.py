"""What a word to look for may be made of: letters and digits, inner hyphens and apostrophes, wildcards."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from monitor.text import fold
from monitor.text.characters import is_unspaced, script_group

QUOTES = '"“”„‟＂'  #: all read as the straight double quote
APOSTROPHES = "'‘’ʼʻ＇"
_HYPHENS = "-‐‑"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060"  #: soft hyphen, zero width: folding deletes them

LEAST_LETTERS = 3  #: before `*`: fewer stand at the start of too many words
LEAST_HANGUL = 2  #: a syllable says more than a letter

WILDCARD = re.compile(r"[*?]")
_PLAIN = re.compile(r"[A-Za-z0-9]")  #: what folding leaves in place
_BARE = re.compile(r"[A-Za-z0-9]+(?:[-'][A-Za-z0-9]+)*")
_BARE_WITH_WILDCARDS = re.compile(r"[A-Za-z0-9*?]+(?:[-'][A-Za-z0-9*?]+)*")
_BETWEEN_WORDS = re.compile(r"[^A-Za-z0-9*?']")
_PLAIN_START = re.compile(rf"[A-Za-z0-9]{{{LEAST_LETTERS},}}\*")  #: nearly every pattern with one
_BETWEEN_SPACES = re.compile(r"[^ ]+")
_HANGUL_GROUP = script_group("한")
_AS_IT_STANDS = '(write ="…" to look for the sign itself)'


def is_bare(text: str, *, wildcards: bool = False) -> bool:
    """Whether a word needs no quotes: letters, digits, marks, hyphens or apostrophes inside, wildcards where allowed.

    >>> is_bare("O'Brien"), is_bare("U.S."), is_bare("workers'"), is_bare("sanction*", wildcards=True)
    (True, False, False, True)
    """
    if text.isascii():  # the same, sooner
        bare = _BARE_WITH_WILDCARDS if wildcards else _BARE
        return bare.fullmatch(text) is not None and _PLAIN.search(text) is not None
    if not says_something(text):
        return False
    inner = f"{_HYPHENS}{APOSTROPHES}"
    if text[0] in inner or text[-1] in inner:
        return False
    # In `rock--roll` nothing says what the second hyphen is: quotes do.
    after_sign = False
    for char in text:
        sign = char in inner
        if sign and after_sign:
            return False
        if not sign and not _in_words(char) and not (wildcards and char in "*?"):
            return False
        after_sign = sign
    return True


def says_something(text: str) -> bool:
    """Whether anything of a pattern is left when it is folded.

    >>> says_something("U.S."), says_something("…")
    (True, False)
    """
    return _PLAIN.search(text) is not None or bool(fold(text).bytes.split())


def wildcard_fault(text: str) -> tuple[int, str] | None:
    """Return the place of the first wildcard of a word or phrase that stands where it may not, and why.

    >>> wildcard_fault("sanction* relief"), wildcard_fault("ab*")
    (None, (2, '* needs at least 3 letters right before it, or it would find too much'))
    """
    if _PLAIN_START.fullmatch(text):
        return None
    for start, word in _words_with_wildcards(text):
        place = next(place for place, char in enumerate(word) if char in "*?")
        if not any(map(str.isalnum, word)) and word[place] == "?":
            # Alone it would be any word of one letter, and is more likely the end of a question.
            return start + place, f"? stands for one letter or digit of a word, and no word is here {_AS_IT_STANDS}"
        star = word.find("*")
        trouble = _star_fault(word, star) if star >= 0 else None
        if trouble:
            return start + star, trouble
    return None


@lru_cache(maxsize=1 << 16)  # every warning about wildcards asks
def stars(text: str) -> tuple[tuple[int, str], ...]:
    """Return the place of each `*` of a pattern without faults, and the letters before it, folded, without `?`.

    >>> stars("the sanction*")
    ((12, 'sanction'),)
    """
    if _PLAIN_START.fullmatch(text):
        return ((len(text) - 1, text[:-1].lower()),)
    return tuple(
        (start + star, _letters_before(word, star))
        for start, word in _words_with_wildcards(text)
        if (star := word.find("*")) >= 0
    )


def _words_with_wildcards(text: str) -> Iterator[tuple[int, str]]:
    if "*" not in text and "?" not in text:
        return
    if text.isascii():  # the same, sooner
        parts = _BETWEEN_WORDS.sub(" ", text)
    else:
        parts = "".join(char if _in_words(char) or char in "*?" or char in APOSTROPHES else " " for char in text)
    for found in _BETWEEN_SPACES.finditer(parts):
        if WILDCARD.search(found[0]):
            yield found.start(), found[0]


def _star_fault(word: str, place: int) -> str | None:
    if word[place + 1 :].strip(APOSTROPHES):
        return f"* stands only at the end of a word {_AS_IT_STANDS}"
    letters = _letters_before(word, place)
    if letters and is_unspaced(letters[-1]):
        return "* has no use in a script without spaces: a term is found inside longer ones anyway (leave it out)"
    least = LEAST_HANGUL if letters and script_group(letters[-1]) == _HANGUL_GROUP else LEAST_LETTERS
    if sum(map(str.isalnum, letters)) < least:
        return f"* needs at least {least} letters right before it, or it would find too much"
    return None


def _letters_before(word: str, place: int) -> str:
    """Return the letters and digits of one script that end at `place`."""
    if not place or word[place - 1] in APOSTROPHES:
        return ""
    if word.isascii() and word[:place].isalnum():  # nearly every one
        return word[:place].lower()
    words = fold(word[:place].replace("?", "")).bytes.split()
    return words[-1].decode() if words else ""


def _in_words(char: str) -> bool:
    return char.isalnum() or char in _INVISIBLE or unicodedata.category(char)[0] in "LNM"

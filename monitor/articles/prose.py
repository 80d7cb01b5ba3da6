"""Small measures of text: how many words, is it a sentence, what is it when case and punctuation are left off."""

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

#: Scripts without spaces: each character counts as a word (RULES.md, "Scripts").
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNSPACED_CHARACTER: Final = re.compile(f"[{_UNSPACED}]")
_WORD: Final = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")
_TOKEN: Final = re.compile(r"[^\W_]+")
_SENTENCE_END: Final = re.compile(r"[.!?…。．！？‽؟।][\"'”’»›)\]」』】）]*$")

LEAD_WORDS: Final = 15  #: a byline or a place is no lead (RULES.md §2)


def count_words(text: str) -> int:
    """Return how many words `text` has; in scripts without spaces each character is one.

    >>> count_words("Kim's sister rejects the U.S. offer"), count_words("北朝鮮が拒否")
    (6, 6)
    """
    return _count(text)[0]


def weigh(text: str) -> int:
    """Return the length of `text` in words of a spaced language: two characters of Han or Kana weigh as one word."""
    words, unspaced = _count(text)
    return words - unspaced // 2


def has_words(lines: Iterable[str], words: int) -> bool:
    """Whether the lines weigh at least so many words; counts no more of them than it has to."""
    return any(total >= words for total in accumulate(map(weigh, lines)))


def _count(text: str) -> tuple[int, int]:
    """Return the words, and how many of them are characters of scripts without spaces."""
    unspaced = 0 if text.isascii() else len(_UNSPACED_CHARACTER.findall(text))
    spaced = _UNSPACED_CHARACTER.sub(" ", text) if unspaced else text
    return unspaced + len(_WORD.findall(spaced)), unspaced


def ends_as_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotes and brackets aside."""
    return bool(_SENTENCE_END.search(text.rstrip()))


def key_of(text: str) -> str:
    """Return the words alone, in one case: equal for lines that differ in case, spaces and punctuation only."""
    return " ".join(_TOKEN.findall(text.casefold()))


def one_line(text: str) -> str:
    """Return the text with every run of white space as one space."""
    return " ".join(text.split())


def lead_of(text: str) -> str:
    """Return the first paragraph of at least 15 words, else the first."""
    paragraphs = text.split("\n")
    return next((one for one in paragraphs if count_words(one) >= LEAD_WORDS), paragraphs[0])

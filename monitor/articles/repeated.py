"""Lines that a host shows on page after page: its own boilerplate, in words that no phrase table knows.

Counting them is the store's task (`core.stores.BoilerplateLines`); here is what is counted and what follows from it. A
line counts once for each page, and is left out of further pages once it was on three: on two, real disclaimers and
follow-ups repeat (reference/feeds-and-extraction.md §1c). It is stored as a number, so that no text is kept twice.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from typing import Final

from monitor.articles.prose import key_of
from monitor.core.article import Article

#: A text of which more is known is no article with boilerplate but one that this host shows at several addresses.
MOST_DROPPED: Final = 0.3


def line_number(line: str) -> int:
    """Return 63 bits that are equal for lines that differ in case, spaces and punctuation only."""
    return int.from_bytes(blake2b(key_of(line).encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def line_numbers(article: Article) -> frozenset[int]:
    """Return the numbers of an article's lines and captions: what is counted for its page, once the page was read."""
    lines = (*article.text.split("\n"), *article.captions)
    return frozenset(line_number(line) for line in lines if line)


def without_repeated(
    lines: Sequence[tuple[str, int]], repeated: AbstractSet[int], *, most: float = MOST_DROPPED
) -> Sequence[tuple[str, int]]:
    """Return the lines, each with its words, that the host does not repeat.

    All are returned where those that it does are more than the share `most` of the words.
    """
    if not repeated:
        return lines
    left = [(line, words) for line, words in lines if line_number(line) not in repeated]
    before, after = (sum(words for _, words in some) for some in (lines, left))
    return left if before - after <= most * before else lines

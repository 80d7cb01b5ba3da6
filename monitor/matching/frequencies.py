"""How common words are in what is read: what decides on which of its words a rule hangs.

Only speed depends on it, never what matches. Hanging rules on their rarest word instead of any saves four fifths of
the work at 100,000 rules (reference/matching.md §3).
"""

from collections.abc import Mapping
from heapq import nlargest

from monitor.core.article import Article
from monitor.text import fold

#: Until so many articles are known, a guess by the length of a word counts as much as what was seen.
_TRUST_AFTER = 20
#: Articles after which older ones begin to fade: each time their counts are halved.
_FADE_AFTER = 20_000
#: Words that are kept: those of fewer articles are forgotten first.
_MOST_WORDS = 100_000


class WordFrequencies:
    """In how many of the articles seen each folded word stands; learns while it is used, by one thread at a time."""

    def __init__(self, counts: Mapping[str, float] | None = None, *, articles: float = 0.0) -> None:
        """Start with what was known before."""
        self._counts: dict[bytes, float] = {word.encode(): count for word, count in (counts or {}).items()}
        self._articles = articles

    @property
    def articles(self) -> float:
        """How many articles it knows, older ones for less."""
        return self._articles

    def learn(self, article: Article) -> None:
        """Take in the words of an article."""
        counts = self._counts
        for word in set(fold(f"{article.title}\n{article.text}").words()):
            counts[word] = counts.get(word, 0.0) + 1.0
        self._articles += 1
        if self._articles >= _FADE_AFTER:
            self._articles /= 2
            self._counts = {word: count / 2 for word, count in counts.items() if count > 1}
        if len(self._counts) > _MOST_WORDS * 2:
            self._counts = dict(self._most_common())

    def counts(self) -> dict[str, float]:
        """Return the words that are worth keeping, with the number of articles that have them."""
        return {word.decode("utf-8", "replace"): count for word, count in self._most_common() if count > 1}

    def share(self, folded: str) -> float:
        """Return an estimate of the share of articles that have a folded word, or all words of a phrase.

        `*` and `?` are wildcards. A phrase is as rare as its rarest word, and somewhat rarer.
        """
        words = folded.encode("utf-8", "replace").split()
        share = min(map(self._share, words), default=1.0)
        return share * 0.5 ** (len(words) - 1)

    def _share(self, word: bytes) -> float:
        guess = 2.0 ** -min(len(word), 24)  # long words are rare
        if b"*" in word or b"?" in word:
            return guess * 2
        return (self._counts.get(word, 0.0) + guess * _TRUST_AFTER) / (self._articles + _TRUST_AFTER)

    def _most_common(self) -> list[tuple[bytes, float]]:
        return nlargest(_MOST_WORDS, self._counts.items(), key=lambda known: known[1])

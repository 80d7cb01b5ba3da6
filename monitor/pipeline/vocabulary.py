"""How common words are in what is read: learnt from a sample of the articles, kept in the store.

Rules hang on the rarest of their words. What is rare shows in the stream only, so the percolator is compiled anew when
several times as much is known as when it was last compiled.
"""

from monitor.core.article import Article
from monitor.core.errors import StoreError
from monitor.matching import WordFrequencies
from monitor.pipeline.ledger import Ledger

#: Articles that are all learnt from, then one in so many: learning from one takes longer than matching it.
LEARN_FIRST = 200
LEARN_ONE_IN = 8
#: Articles learnt from between two savings; a crash costs so much of what was learnt.
SAVE_EVERY = 100
#: Compile anew when so many times the articles are known.
OUTGROWN = 4


class Vocabulary:
    """Learns while articles are read; used by one event loop."""

    def __init__(self, ledger: Ledger, frequencies: WordFrequencies) -> None:
        self.frequencies = frequencies
        self._ledger = ledger
        self._seen = 0
        self._unsaved = 0
        self._compiled_with = frequencies.articles

    @classmethod
    async def load(cls, ledger: Ledger) -> "Vocabulary":
        """Return what was learnt before."""
        articles, counts = await ledger.read(lambda tx, _: tx.word_counts.load())
        return cls(ledger, WordFrequencies(counts, articles=articles))

    async def take(self, article: Article) -> None:
        """Learn from an article, if it is its turn."""
        self._seen += 1
        if self.frequencies.articles >= LEARN_FIRST and self._seen % LEARN_ONE_IN:
            return
        self.frequencies.learn(article)
        self._unsaved += 1
        if self._unsaved >= SAVE_EVERY:
            await self.save()

    async def save(self) -> None:
        """Keep what was learnt since the last time; a store that cannot be written costs speed after a restart only."""
        if not self._unsaved:
            return
        unsaved, self._unsaved = self._unsaved, 0
        articles, counts = self.frequencies.articles, self.frequencies.counts()
        try:
            await self._ledger.write(lambda tx, now: tx.word_counts.save(articles, counts, now=now))
        except StoreError:  # whatever else is written tells of it, and the next saving has all
            self._unsaved += unsaved

    def outgrown(self) -> bool:
        """Return whether the percolator should be compiled anew; what is known now counts as used then."""
        known = self.frequencies.articles
        if known < max(LEARN_FIRST, self._compiled_with * OUTGROWN):
            return False
        self._compiled_with = known
        return True

"""A month of invented articles in a database, the same for the same seed: what a backtest replays.

Articles of about 700 words with names in them; three in ten are copies, a little changed, of one of the last two days,
as wire stories are. They come from feeds with tags, evenly over the days.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.core.article import Article
from monitor.core.records import FeedRow
from monitor.store import migrate, open_store
from tests.benchmarks.invented import STOP, invented_words

FEEDS = 50
COPIES = 0.3
CHANGED = 0.04  #: of the words of a copy
DAYS = 30
_TOGETHER = 500  # articles in one transaction


class Month:
    """So many articles that end now, or at another time."""

    def __init__(self, articles: int, *, seed: int = 1, end: datetime | None = None) -> None:
        self.articles = articles
        self._dice = random.Random(f"{seed} month")
        self._words = invented_words()[:9_000]
        self._weights = [1 / (place + 30) for place in range(len(self._words))]
        self._names = [" ".join(self._dice.sample(self._words, 2)).title() for _ in range(4_000)]
        self._end = end or datetime.now(UTC) - timedelta(minutes=5)
        self._step = timedelta(days=DAYS) / articles

    def texts(self) -> Iterator[str]:
        """Yield the text of each article."""
        recent: list[str] = []
        kept = max(1, self.articles * 2 // DAYS)
        for _ in range(self.articles):
            if recent and self._dice.random() < COPIES:
                yield self._edited(self._dice.choice(recent))
                continue
            text = self._text()
            recent = [*recent[-kept:], text] if len(recent) > 2 * kept else [*recent, text]
            yield text

    def articles_in_order(self) -> Iterator[tuple[datetime, Article]]:
        """Yield each article with when it was found."""
        for number, text in enumerate(self.texts()):
            at = self._end - self._step * (self.articles - number)
            headline = " ".join(text.split()[:9])
            yield (
                at,
                Article(
                    url=f"https://news{number % FEEDS}.example/{number}",
                    title=headline,
                    text=text,
                    lead=text.split("\n")[0],
                    site=f"News {number % FEEDS}",
                    language="en",
                    published_at=at - timedelta(minutes=7),
                ),
            )

    def store(self, folder: Path) -> Path:
        """Put all of it into a new database in a folder; return the file."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "monitor.db"
        url = f"sqlite:///{path}"
        migrate(url, backup=False)
        store = open_store(url)
        rows = [
            FeedRow(url=f"https://news{n}.example/feed", name=f"News {n}", host=f"news{n}.example", shard=n)
            for n in range(FEEDS)
        ]
        with store.transaction() as tx:
            tx.feeds.sync(rows, now=self._end)
            feeds = {feed.row.name: feed.id for feed in tx.feeds.all()}
            version = tx.rule_sets.add("no rules yet", now=self._end)
        waiting: list[tuple[datetime, Article]] = []

        def flush() -> None:
            with store.transaction() as tx:
                for at, article in waiting:
                    key = article.url.removeprefix("https://")
                    number = tx.articles.add(article, url_key=key, rule_set=version, matched=False, now=at)
                    assert number is not None
                    tx.articles.carry(number, feeds[article.site or ""])
            waiting.clear()

        for found in self.articles_in_order():
            waiting.append(found)
            if len(waiting) == _TOGETHER:
                flush()
        flush()
        store.close()
        return path

    def _text(self) -> str:
        dice = self._dice
        drawn = iter(dice.choices(self._words, self._weights, k=800))
        paragraphs = []
        for _ in range(12):
            sentences = []
            for _ in range(3):
                words = [dice.choice(STOP) if dice.random() < 0.4 else next(drawn) for _ in range(dice.randint(14, 24))]
                if dice.random() < 0.25:
                    words.insert(dice.randrange(len(words)), self._names[int(len(self._names) * dice.random() ** 2)])
                sentences.append(" ".join(words).capitalize() if words[0].islower() else " ".join(words))
            paragraphs.append(". ".join(sentences) + ".")
        return "\n".join(paragraphs)

    def _edited(self, text: str) -> str:
        dice = self._dice
        return " ".join(
            dice.choice(self._words) if dice.random() < CHANGED else word
            for word in text.replace("\n", " \n ").split(" ")
        ).replace(" \n ", "\n")

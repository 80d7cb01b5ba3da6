"""How well edited copies are known again, and how often other news is taken for the same."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.alerts.stories import STORY_WINDOW, choose_story, signature
from monitor.core.article import Article
from monitor.core.records import StoryCandidate
from monitor.core.stores import Store, Transaction
from monitor.store import migrate, open_store
from tests.benchmarks.wire_edits import WireEditor
from tests.store.samples import NOW, store_article

HEADLINE = "Another headline"


@dataclass
class Recall:
    """How many copies of one kind came to the story of their original."""

    found: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """Return the share of all copies."""
        return self.found / self.of if self.of else 0.0


@dataclass(frozen=True)
class FalsePairs:
    """How many pairs of unrelated texts would be one story."""

    found: int
    of: int

    @property
    def in_9000(self) -> float:
        """Return how many that would be of 9,000."""
        return self.found * 9_000 / self.of if self.of else 0.0


def measure_recall(texts: Sequence[str], *, seeds: Iterable[int]) -> dict[str, Recall]:
    """Return, by kind of edit, how many copies find their original among the stories of all texts."""
    recalls: dict[str, Recall] = {}
    with _new_store() as store, store.transaction() as tx:
        stories = [_open(tx, number, text) for number, text in enumerate(texts)]
        for seed in seeds:
            for kind, edit in WireEditor(texts, seed=seed).kinds.items():
                recall = recalls.setdefault(kind, Recall())
                for story_id, text in zip(stories, texts, strict=True):
                    hashes = _signature(edit(text))
                    recall.of += 1
                    recall.found += choose_story(_candidates(tx, hashes), len(hashes)) == story_id
    return recalls


def count_false_pairs(texts: Sequence[tuple[int, str]]) -> FalsePairs:
    """Return how many pairs are near enough to be one story; texts with the same number are related, and no pair."""
    with _new_store() as store, store.transaction() as tx:
        number_of: dict[int, int] = {}
        found = pairs = 0
        for place, (number, text) in enumerate(texts):
            hashes = _signature(text)
            near = [one for one in _candidates(tx, hashes) if choose_story([one], len(hashes)) is not None]
            found += sum(number_of[one.story_id] != number for one in near)
            pairs += sum(other != number for other in number_of.values())
            number_of[_open(tx, place, text)] = number
    return FalsePairs(found, pairs)


@contextmanager
def _new_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="stories-") as folder:
        url = f"sqlite:///{Path(folder) / 'monitor.db'}"
        migrate(url, backup=False)
        store = open_store(url)
        yield store
        store.close()


def _open(tx: Transaction, number: int, text: str) -> int:
    return tx.stories.open(store_article(tx, str(number)), _signature(text), now=NOW)


def _candidates(tx: Transaction, hashes: frozenset[int]) -> list[StoryCandidate]:
    return tx.stories.candidates(hashes, opened_since=NOW - STORY_WINDOW)


def _signature(text: str) -> frozenset[int]:
    return signature(Article(url="https://news.example/", title=HEADLINE, text=text))

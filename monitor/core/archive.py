"""The port to all articles of the past, for whoever goes over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.core.records import StoredArticle


@dataclass(frozen=True, slots=True)
class Carried:
    """That a feed brought an article, and when, by the articles that were found around then."""

    feed_url: str
    after: int  #: the newest article of that time
    at: datetime  #: when that one was found: the feed brought its own then or later, before the next one was found


class ArchiveStore(Protocol):
    """`tx.archive`: articles in the order they were found, for whoever goes over all of them."""

    def first_since(self, moment: datetime) -> int | None:
        """Return the first article that was found at `moment` or later, None if there is none."""
        ...

    def last(self) -> int:
        """Return the newest article, 0 if there is none."""
        ...

    def count(self, first: int, last: int) -> int:
        """Return how many articles there are from `first` to `last`, both included."""
        ...

    def between(self, first: int, last: int) -> Sequence[StoredArticle]:
        """Return the articles from `first` to `last`, both included, in the order they were found."""
        ...

    def carried(self, article_id: int) -> Sequence[Carried]:
        """Return the feeds that brought an article, in the order in which they did."""
        ...

    def pick(self, article_ids: Sequence[int]) -> Sequence[StoredArticle]:
        """Return these articles, in the order they were found; those that are none are left out."""
        ...

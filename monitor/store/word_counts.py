"""`tx.word_counts`: how common words are in what was read."""

import json
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
import zstandard

from monitor.store.schema import word_counts

_ONLY = 1  #: there is one row


class SqlWordCounts:
    """core.stores.WordCountStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def load(self) -> tuple[float, dict[str, float]]:
        """Return the number of articles that were counted, and in how many of them each word stands."""
        row = self._connection.execute(sa.select(word_counts.c.articles, word_counts.c.counts)).one_or_none()
        if row is None:
            return 0.0, {}
        counts: dict[str, float] = json.loads(zstandard.decompress(row.counts))
        return row.articles, counts

    def save(self, articles: float, counts: Mapping[str, float], *, now: datetime) -> None:
        """Keep these instead of those before."""
        packed = zstandard.compress(json.dumps(dict(counts), separators=(",", ":")).encode("ascii"))
        values = {"articles": articles, "counts": packed, "saved_at": now}
        if not self._connection.execute(sa.update(word_counts).values(values)).rowcount:
            self._connection.execute(sa.insert(word_counts).values(id=_ONLY, **values))

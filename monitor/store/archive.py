"""`tx.archive`: articles in the order they were found, which is that of their ids."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.records import StoredArticle
from monitor.store.articles import COLUMNS, SqlArticles
from monitor.store.schema import article
from monitor.store.statements import chunks


class SqlArchive:
    """core.stores.ArchiveStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def first_since(self, moment: datetime) -> int | None:
        """Return the first article that was found at `moment` or later, None if there is none.

        Ids ascend with time, so halving finds it: the rows before it, texts and all, are not looked at.
        """
        low, high = 1, self.last() + 1
        while low < high:
            middle = (low + high) // 2
            query = sa.select(article.c.id, article.c.found_at).where(article.c.id >= middle).order_by(article.c.id)
            row = self._connection.execute(query.limit(1)).one_or_none()
            if row is None or row.found_at >= moment:
                high = middle
            else:
                low = row.id + 1
        first = sa.select(sa.func.min(article.c.id)).where(article.c.id >= low)
        found: int | None = self._connection.execute(first).scalar_one()
        return found

    def last(self) -> int:
        """Return the newest article, 0 if there is none."""
        return self._connection.execute(sa.select(sa.func.max(article.c.id))).scalar_one() or 0

    def count(self, first: int, last: int) -> int:
        """Return how many articles there are from `first` to `last`, both included."""
        query = sa.select(sa.func.count()).select_from(article).where(article.c.id.between(first, last))
        return self._connection.execute(query).scalar_one()

    def between(self, first: int, last: int) -> Sequence[StoredArticle]:
        """Return the articles from `first` to `last`, both included, in the order they were found."""
        query = sa.select(*COLUMNS).where(article.c.id.between(first, last)).order_by(article.c.id)
        return SqlArticles(self._connection).stored(query)

    def pick(self, article_ids: Sequence[int]) -> Sequence[StoredArticle]:
        """Return these articles, in the order they were found; those that are none are left out."""
        articles = SqlArticles(self._connection)
        return [
            found
            for ids in chunks(sorted(article_ids))
            for found in articles.stored(sa.select(*COLUMNS).where(article.c.id.in_(ids)).order_by(article.c.id))
        ]

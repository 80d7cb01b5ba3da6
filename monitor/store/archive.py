"""`tx.archive`: articles in the order they were found, which is that of their ids."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.archive import Carried
from monitor.core.records import StoredArticle
from monitor.store.articles import COLUMNS, SqlArticles
from monitor.store.schema import article, carrier, feed
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

    def carried(self, article_id: int) -> Sequence[Carried]:
        """Return the feeds that brought an article, in the order in which they did.

        No time is stored with a carrier. But its id is higher than those of all carriers before it, among them the
        first of every article that was found before: halving finds the newest of these.
        """
        query = (
            sa.select(carrier.c.id, feed.c.url)
            .join(feed, feed.c.id == carrier.c.feed_id)
            .where(carrier.c.article_id == article_id)
            .order_by(carrier.c.id)
        )
        last = self.last()
        found: list[Carried] = []
        for number, (carrier_id, url) in enumerate(self._connection.execute(query).all()):
            after = self._newest_before(carrier_id, article_id, last) if number else article_id
            found_at = sa.select(article.c.found_at).where(article.c.id == after)
            found.append(Carried(url, after, self._connection.execute(found_at).scalar_one()))
        return found

    def _newest_before(self, carrier_id: int, low: int, high: int) -> int:
        """Return the newest article whose first carrier is older than another one; `low` is one such article."""
        while low < high:
            middle = (low + high + 1) // 2
            first = (
                sa.select(carrier.c.article_id, carrier.c.id)
                .where(carrier.c.article_id >= middle)
                .order_by(carrier.c.article_id, carrier.c.id)
                .limit(1)
            )
            row = self._connection.execute(first).one_or_none()
            if row is not None and row.id < carrier_id:
                low = row.article_id
            else:
                high = middle - 1
        return low

    def pick(self, article_ids: Sequence[int]) -> Sequence[StoredArticle]:
        """Return these articles, in the order they were found; those that are none are left out."""
        articles = SqlArticles(self._connection)
        return [
            found
            for ids in chunks(sorted(article_ids))
            for found in articles.stored(sa.select(*COLUMNS).where(article.c.id.in_(ids)).order_by(article.c.id))
        ]

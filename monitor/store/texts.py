"""`tx.texts`: how long the text of articles is kept."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.store.codec import NO_TEXT
from monitor.store.schema import article, revision
from monitor.store.statements import chunks

#: As `ix_article_text` has it: SQLite takes that index only where no value has to be put in.
HAS_TEXT = sa.func.length(article.c.body) > sa.literal_column("0")


class SqlTexts:
    """core.stores.TextStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def kept_before(self, moment: datetime, *, after: int, limit: int) -> list[int]:
        """Return articles behind `after`, in the order they were found, up to the first one found since `moment`.

        That one ends the search, since ids ascend with time: the rows behind it, nearly all, are not looked at.
        """
        query = (
            sa.select(article.c.id, article.c.found_at)
            .where(article.c.id > after, HAS_TEXT)
            .order_by(article.c.id)
            .limit(limit)
        )
        kept: list[int] = []
        for article_id, found_at in self._connection.execute(query):
            if found_at >= moment:
                break
            kept.append(article_id)
        return kept

    def let_go(self, article_ids: Sequence[int]) -> None:
        """Empty the texts of articles: their text, lead and captions, and all of what they said before."""
        for ids in chunks(article_ids):
            self._connection.execute(sa.delete(revision).where(revision.c.article_id.in_(ids)))
            self._connection.execute(sa.update(article).where(article.c.id.in_(ids)).values(body=NO_TEXT))

"""`tx.articles`: what was read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.article import Article
from monitor.core.errors import StoreError
from monitor.core.records import StoredArticle
from monitor.store.codec import NO_TEXT, key_hash, mark_of, pack_article, unpack_article
from monitor.store.schema import article, carrier, feed, seen_article
from monitor.store.statements import AnyRow, AnySelect, chunks, insert_new

#: The columns that `rebuild` needs of a row.
TEXT_COLUMNS = (
    article.c.url,
    article.c.title,
    article.c.author,
    article.c.site,
    article.c.language,
    article.c.published_at,
    article.c.state,
    article.c.state_reason,
    article.c.body,
)
#: The columns that `stored` needs of a row.
COLUMNS = (
    *TEXT_COLUMNS,
    article.c.id,
    article.c.url_key,
    article.c.found_at,
    article.c.rule_set,
    article.c.matched,
    article.c.story_id,
    article.c.revision,
    article.c.revised_at,
)


class SqlArticles:
    """core.stores.ArticleStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def find(self, url_key: str) -> StoredArticle | None:
        """Return the article that has this normalised URL."""
        found = self.stored(sa.select(*COLUMNS).where(article.c.url_hash == key_hash(url_key)))
        return found[0] if found else None

    def get(self, article_id: int) -> StoredArticle | None:
        """Return an article by its number."""
        found = self.stored(sa.select(*COLUMNS).where(article.c.id == article_id))
        return found[0] if found else None

    def was_let_go(self, url_key: str) -> bool:
        """Whether there was an article with this normalised URL (core.retention)."""
        query = sa.select(seen_article.c.hash).where(seen_article.c.hash == mark_of(key_hash(url_key)))
        return self._connection.execute(query).first() is not None

    def add(self, article_: Article, *, url_key: str, rule_set: int, matched: bool, now: datetime) -> int | None:
        """Store a new article; return its id, None if there is one with this `url_key` already, or was one."""
        if self.was_let_go(url_key):
            return None
        hashed = key_hash(url_key)
        values = {
            "url_hash": hashed,
            "url_key": url_key,
            **text_values(article_),
            "found_at": now,
            "rule_set": rule_set,
            "matched": matched,
        }
        if not insert_new(self._connection, article, [values]):
            return None
        article_id: int = self._connection.execute(
            sa.select(article.c.id).where(article.c.url_hash == hashed)
        ).scalar_one()
        return article_id

    def carry(self, article_id: int, feed_id: int) -> bool:
        """Note that a feed brought the article; False if that was known."""
        return bool(insert_new(self._connection, carrier, [{"article_id": article_id, "feed_id": feed_id}]))

    def mark_matched(self, article_id: int, *, story_id: int) -> None:
        """Note that the article has a match and belongs to the story."""
        statement = sa.update(article).where(article.c.id == article_id).values(matched=True, story_id=story_id)
        if self._connection.execute(statement).rowcount != 1:
            raise StoreError(f"there is no article {article_id}")

    def list(self, *, matched: bool | None = None, url_contains: str = "", limit: int = 50) -> list[StoredArticle]:
        """Return articles, the newest first."""
        query = sa.select(*COLUMNS)
        if matched is not None:
            query = query.where(article.c.matched.is_(matched))
        if url_contains:
            query = query.where(article.c.url.icontains(url_contains, autoescape=True))
        return list(self.stored(query.order_by(article.c.id.desc()).limit(limit)))

    def stored(self, query: AnySelect) -> Sequence[StoredArticle]:
        """Return the articles of a query for COLUMNS, in its order."""
        rows = self._connection.execute(query).all()
        carriers = self._carriers([row.id for row in rows])
        return [
            StoredArticle(
                id=row.id,
                url_key=row.url_key,
                article=rebuild(row),
                found_at=row.found_at,
                story_id=row.story_id,
                carriers=tuple(carriers.get(row.id, ())),
                rule_set=row.rule_set,
                matched=row.matched,
                revision=row.revision,
                revised_at=row.revised_at,
                text_kept=row.body != NO_TEXT,
            )
            for row in rows
        ]

    def _carriers(self, article_ids: Sequence[int]) -> dict[int, Sequence[str]]:
        carriers: dict[int, Any] = {}
        for ids in chunks(article_ids):
            query = (
                sa.select(carrier.c.article_id, feed.c.url)
                .join(feed, feed.c.id == carrier.c.feed_id)
                .where(carrier.c.article_id.in_(ids))
                .order_by(carrier.c.id)
            )
            for article_id, url in self._connection.execute(query):
                carriers.setdefault(article_id, []).append(url)
        return carriers


def text_values(article_: Article) -> dict[str, object]:
    """Return the values of TEXT_COLUMNS."""
    return {
        "url": article_.url,
        "title": article_.title,
        "author": article_.author,
        "site": article_.site,
        "language": article_.language,
        "published_at": article_.published_at,
        "state": article_.state.value,
        "state_reason": article_.state_reason,
        "body": pack_article(article_),
    }


def rebuild(row: AnyRow) -> Article:
    """Return the article of a row that has TEXT_COLUMNS; its feeds and tags are for the caller to fill."""
    return unpack_article(
        row.body,
        url=row.url,
        title=row.title,
        author=row.author,
        site=row.site,
        language=row.language,
        published_at=row.published_at,
        state=row.state,
        state_reason=row.state_reason,
    )

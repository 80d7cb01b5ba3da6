"""`tx.matches`: which rules held for which articles, and what became of that in each channel."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.article import Article
from monitor.core.match import Match
from monitor.core.outbox import MatchOutcome
from monitor.core.records import StoredMatch
from monitor.store.articles import TEXT_COLUMNS, rebuild
from monitor.store.codec import match_from_json, match_to_json
from monitor.store.schema import article, match
from monitor.store.statements import AnyRow, chunks, insert_new

_QUERY = sa.select(
    match.c.id.label("match_id"),
    match.c.article_id,
    match.c.rule,
    match.c.channel,
    match.c.outcome,
    match.c.reason,
    match.c.found_at,
    match.c.content,
    match.c.told_by,
    *TEXT_COLUMNS,
).join(article, article.c.id == match.c.article_id)


class SqlMatches:
    """core.stores.MatchStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(
        self,
        article_id: int,
        match_: Match,
        *,
        channel: str,
        resolved: str,
        story_id: int,
        outcome: MatchOutcome,
        reason: str = "",
        told_by: int | None = None,
        now: datetime,
    ) -> bool:
        """Store a match for one channel; False if (article, rule, channel) was known."""
        values = {
            "article_id": article_id,
            "rule": match_.rule,
            "channel": channel,
            "resolved": resolved,
            "story_id": story_id,
            "outcome": outcome.value,
            "reason": reason,
            "told_by": told_by,
            "found_at": now,
            "content": match_to_json(match_),
        }
        return bool(insert_new(self._connection, match, [values]))

    def of_story(self, story_id: int, *, resolved: str) -> list[StoredMatch]:
        """Return every match of a story in a channel, in the order they were found."""
        query = _QUERY.where(match.c.story_id == story_id, match.c.resolved == resolved).order_by(match.c.id)
        return _stored(self._connection.execute(query))

    def of_article(self, article_id: int) -> list[StoredMatch]:
        """Return every match of an article, in the order they were found."""
        return _stored(self._connection.execute(_QUERY.where(match.c.article_id == article_id).order_by(match.c.id)))

    def renew(self, article_id: int, match_: Match) -> None:
        """Replace the spans and excerpts of a rule's matches in an article, whose text has changed."""
        ours = sa.and_(match.c.article_id == article_id, match.c.rule == match_.rule)
        self._connection.execute(sa.update(match).where(ours).values(content=match_to_json(match_)))

    def settle(
        self, match_ids: Sequence[int], outcome: MatchOutcome, *, reason: str = "", told_by: int | None = None
    ) -> None:
        """Give matches their outcome and, with `told_by`, the delivery that tells them."""
        values: dict[str, object] = {"outcome": outcome.value, "reason": reason}
        if told_by is not None:
            values["told_by"] = told_by
        for ids in chunks(match_ids):
            self._connection.execute(sa.update(match).where(match.c.id.in_(ids)).values(values))

    def list(self, *, rule: str | None = None, told_by: int | None = None, limit: int = 50) -> list[StoredMatch]:
        """Return matches, the newest first; with `told_by` those that a delivery tells."""
        query = _QUERY if rule is None else _QUERY.where(match.c.rule == rule)
        if told_by is not None:
            found = _stored(self._connection.execute(query.where(match.c.told_by == told_by)))
            return sorted(found, key=lambda one: -one.id)[:limit]
        return _stored(self._connection.execute(query.order_by(match.c.id.desc()).limit(limit)))


def _stored(rows: Iterable[AnyRow]) -> list[StoredMatch]:
    articles: dict[int, Article] = {}  # several rules match one article: its text is unpacked once
    found = []
    for row in rows:
        if row.article_id not in articles:
            articles[row.article_id] = rebuild(row)
        found.append(
            StoredMatch(
                id=row.match_id,
                article_id=row.article_id,
                article=articles[row.article_id],
                found_at=row.found_at,
                match=match_from_json(row.rule, row.content),
                channel=row.channel,
                outcome=MatchOutcome(row.outcome),
                reason=row.reason,
                told_by=row.told_by,
            )
        )
    return found

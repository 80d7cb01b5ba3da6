"""`tx.retention`: letting go of what was kept long enough, a few rows at a time.

Every step reads so many rows behind an id, whatever they are, so that none takes longer where much has to stay.
Ids ascend with time: the first row that is young enough ends the search.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from monitor.core.outbox import DeliveryState, EntryState, MatchOutcome
from monitor.core.retention import Kept, LetGo
from monitor.store.codec import mark_of
from monitor.store.schema import (
    article,
    carrier,
    edit,
    entry,
    feedback,
    match,
    mute,
    outbox,
    reread,
    revision,
    seen_article,
    seen_entry,
    signature,
    story,
)
from monitor.store.space import give_back, space_of
from monitor.store.statements import AnyRow, AnySelect, chunks, insert_new
from monitor.store.texts import HAS_TEXT

AnyResult: TypeAlias = sa.CursorResult[*tuple[Any, ...]]

_OPEN_MATCHES = (MatchOutcome.WAITING.value, MatchOutcome.HELD.value)
_OPEN_DELIVERIES = tuple(
    state.value
    for state in (
        DeliveryState.PENDING,
        DeliveryState.HELD,
        DeliveryState.SENDING,
        DeliveryState.UNKNOWN,
        DeliveryState.PARKED,
    )
)
_IS_OPEN = sa.or_(
    outbox.c.state.in_(_OPEN_DELIVERIES),
    outbox.c.follow_up_at.is_not(None),
    sa.and_(outbox.c.revision > outbox.c.shown_revision, outbox.c.state == DeliveryState.SENT.value),
)


class SqlRetention:
    """core.retention.RetentionStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def entries(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of entries that were seen before then; the hashes of their keys stay."""
        columns = (entry.c.id, entry.c.seen_at, entry.c.state, entry.c.feed_id, entry.c.key_hash)
        rows, last = self._oldest(columns, before=before, after=after, limit=limit)
        going = [row for row in rows if row.state != EntryState.WAITING.value]
        marks = [{"feed_id": row.feed_id, "hash": mark_of(row.key_hash)} for row in going]
        insert_new(self._connection, seen_entry, marks)
        return LetGo(last=last, rows={"entries": self._delete(entry.c.id, [row.id for row in going])})

    def articles(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of articles that were found before then and opened no story; the hashes of their URLs stay."""
        columns = (
            article.c.id,
            article.c.found_at,
            article.c.url_hash,
            article.c.story_id,
            article.c.revised_at,
        )
        rows, last = self._oldest(columns, before=before, after=after, limit=limit)
        copies = [row for row in rows if row.story_id != row.id]
        stay = self._live_stories({row.story_id for row in copies if row.story_id is not None}, before)
        going = self._closed([row for row in copies if row.story_id not in stay], before)
        return LetGo(last=last, rows=self._let_articles_go(going))

    def stories(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of stories that were opened before then and have only their first article left, with that one."""
        # An article that is found may get its story much later: it is by the article that ids ascend with time.
        query = sa.select(story.c.id, article.c.found_at, story.c.opened_at).join(article, article.c.id == story.c.id)
        query = query.where(story.c.id > after).order_by(story.c.id).limit(limit)
        rows, last = _until(self._connection.execute(query), before, limit)
        ids = [row.id for row in rows if row.opened_at < before]
        with_others = sa.select(article.c.story_id).where(
            article.c.story_id.in_(ids), article.c.id != article.c.story_id
        )
        stay = self._live_stories(ids, before) | set(self._connection.execute(with_others.distinct()).scalars())
        firsts = sa.select(article.c.id, article.c.url_hash, article.c.revised_at)
        free = [one for one in ids if one not in stay]
        going = self._closed(self._connection.execute(firsts.where(article.c.id.in_(free))).all(), before)
        gone = [row.id for row in going]
        told = sa.select(outbox.c.id).where(outbox.c.story_id.in_(gone))
        deliveries = list(self._connection.execute(told).scalars())
        of_them = {"feedback": self._delete(feedback.c.alert_id, deliveries)}
        of_them |= {
            "deliveries": self._delete(outbox.c.id, deliveries),
            "matches": self._delete(match.c.story_id, gone),
        }
        self._delete(signature.c.story_id, gone)
        self._connection.execute(sa.update(article).where(article.c.id.in_(gone)).values(story_id=None))
        of_them["stories"] = self._delete(story.c.id, gone)
        return LetGo(last=last, rows=_added(of_them, self._let_articles_go(going)))

    def deliveries(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of deliveries of no story that were made before then, and of mutes that ended before then."""
        columns = (outbox.c.id, outbox.c.created_at, outbox.c.story_id)
        rows, last = self._oldest(columns, before=before, after=after, limit=limit)
        ids = [row.id for row in rows if row.story_id is None]
        stay = self._ids(sa.select(outbox.c.id).where(outbox.c.id.in_(ids), _IS_OPEN))
        for told_by in (match.c.told_by, outbox.c.told_by):  # what they told is still there
            stay |= self._ids(sa.select(told_by).where(told_by.in_(ids)).distinct())
        stay |= self._ids(sa.select(sa.func.max(outbox.c.id)))  # see _live_stories
        going = [one for one in ids if one not in stay]
        gone = {"feedback": self._delete(feedback.c.alert_id, going), "deliveries": self._delete(outbox.c.id, going)}
        ended = sa.select(mute.c.id).where(mute.c.until < before).order_by(mute.c.until).limit(limit)
        newest = self._ids(sa.select(sa.func.max(mute.c.id)))  # a number that people know is not given twice
        gone["mutes"] = self._delete(mute.c.id, sorted(self._ids(ended) - newest))
        return LetGo(last=last, rows=gone)

    def signatures(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of the signatures of stories that were opened before then: nothing is compared with them."""
        opened_at = sa.func.max(signature.c.opened_at, type_=signature.c.opened_at.type).label("opened_at")
        found_at = sa.func.max(article.c.found_at, type_=article.c.found_at.type)
        query = sa.select(signature.c.story_id, found_at, opened_at).join(article, article.c.id == signature.c.story_id)
        query = query.where(signature.c.story_id > after).group_by(signature.c.story_id)
        rows, last = _until(self._connection.execute(query.order_by(signature.c.story_id).limit(limit)), before, limit)
        old = [row.story_id for row in rows if row.opened_at < before]
        return LetGo(last=last, rows={"signatures": self._delete(signature.c.story_id, old)})

    def kept(self) -> Kept:
        """Return what there still is."""
        texts = sa.select(article.c.found_at).where(HAS_TEXT).order_by(article.c.id).limit(1)
        oldest = (
            sa.select(entry.c.seen_at).order_by(entry.c.id).limit(1),
            sa.select(article.c.found_at).order_by(article.c.id).limit(1),
        )
        since = [found for query in oldest if (found := self._connection.execute(query).scalar()) is not None]
        space = space_of(self._connection)
        return Kept(
            texts_since=self._connection.execute(texts).scalar(),
            outcomes_since=min(since, default=None),
            used_bytes=space.used_bytes,
            free_bytes=space.free_bytes,
            has_marks=self._connection.execute(sa.select(seen_entry.c.hash).limit(1)).first() is not None,
        )

    def give_back(self, *, at_most: int) -> int:
        """Return so many bytes of free space to the disk, if the file can; return how many it was."""
        return give_back(self._connection, at_most=at_most)

    def _oldest(
        self, columns: Sequence[sa.Column[Any]], *, before: datetime, after: int, limit: int
    ) -> tuple[Sequence[AnyRow], int | None]:
        """Return the rows behind `after` up to the first one of `before` or later; the second column is their time."""
        query = sa.select(*columns).where(columns[0] > after).order_by(columns[0]).limit(limit)
        return _until(self._connection.execute(query), before, limit)

    def _live_stories(self, ids: Collection[int], before: datetime) -> set[int]:
        """Return which stories are still open, or had anything happen to them since `before`.

        The story of the newest delivery counts as one of them: its number stands on buttons, and SQLite would give it
        to another delivery.
        """
        live: set[int] = set()
        newest = sa.select(sa.func.max(outbox.c.id)).scalar_subquery()
        for some in chunks(sorted(ids)):
            delivered = outbox.c.story_id.in_(some)
            live |= self._ids(
                sa.select(outbox.c.story_id).where(
                    delivered,
                    sa.or_(_IS_OPEN, outbox.c.created_at >= before, outbox.c.claimed_at >= before),
                )
            )
            live |= self._ids(sa.select(outbox.c.story_id).where(delivered, outbox.c.id == newest))
            still = sa.or_(match.c.outcome.in_(_OPEN_MATCHES), match.c.found_at >= before)
            live |= self._ids(sa.select(match.c.story_id).where(match.c.story_id.in_(some), still))
            live |= self._ids(
                sa.select(article.c.story_id).where(article.c.story_id.in_(some), article.c.found_at >= before)
            )
        return live

    def _closed(self, rows: Iterable[AnyRow], before: datetime) -> list[AnyRow]:
        """Return the articles that will not be read again and were not revised since `before`."""
        old = [row for row in rows if row.revised_at is None or row.revised_at < before]
        due: set[int] = set()
        for some in chunks([row.id for row in old]):
            query = sa.select(reread.c.article_id).where(reread.c.article_id.in_(some), reread.c.due_at.is_not(None))
            due |= self._ids(query)
        return [row for row in old if row.id not in due]

    def _let_articles_go(self, rows: Sequence[AnyRow]) -> dict[str, int]:
        ids = [row.id for row in rows]
        insert_new(self._connection, seen_article, [{"hash": mark_of(row.url_hash)} for row in rows])
        for some in chunks(ids):  # a copy that another feed brought lately outlives its article
            self._connection.execute(sa.update(entry).where(entry.c.article_id.in_(some)).values(article_id=None))
        self._delete(carrier.c.article_id, ids)
        self._delete(reread.c.article_id, ids)
        return {
            "matches": self._delete(match.c.article_id, ids),
            "edits": self._delete(edit.c.article_id, ids),
            "revisions": self._delete(revision.c.article_id, ids),
            "articles": self._delete(article.c.id, ids),
        }

    def _delete(self, column: sa.Column[Any], values: Sequence[int]) -> int:
        delete: Callable[[Sequence[int]], sa.Delete] = lambda some: sa.delete(column.table).where(column.in_(some))  # noqa: E731
        return sum(self._connection.execute(delete(some)).rowcount for some in chunks(values))

    def _ids(self, query: AnySelect) -> set[int]:
        return {found for found in self._connection.execute(query).scalars() if found is not None}


def _until(rows: AnyResult, before: datetime, limit: int) -> tuple[Sequence[AnyRow], int | None]:
    """Return the rows up to the first that is young enough, and the id of the last one if there may be more.

    What is behind that one is not even read.
    """
    old: list[AnyRow] = []
    for row in rows:
        if row[1] >= before:
            rows.close()
            return old, None
        old.append(row)
    return old, old[-1][0] if len(old) == limit else None


def _added(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}

"""`tx.rereads`: which articles are to be read again, and what came of it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.feed import Entry
from monitor.core.outbox import NO_WORDS, EntryState
from monitor.core.records import NewEntry
from monitor.core.rereading import ChangeLimit, DueReread, RereadCause, RereadOutcome
from monitor.store.codec import key_hash, pack_entry, pack_whole_entry, unpack_whole_entry
from monitor.store.columns import Utc
from monitor.store.schema import article, entry, feed, reread
from monitor.store.statements import AnyRow, chunks, insert_new

_KNOWN = (
    entry.c.id,
    entry.c.key_hash,
    entry.c.words_hash,
    entry.c.state,
    entry.c.reason,
    entry.c.article_id,
    entry.c.attempts,
    entry.c.due_at,
)
_DUE_SHARDS = sa.select(reread.c.shard).where(reread.c.due_at <= sa.bindparam("now")).distinct()


class SqlRereads:
    """core.rereading.RereadStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def ask(
        self, article_id: int, feed_id: int, entry: Entry, *, cause: RereadCause, shard: int, due_at: datetime
    ) -> None:
        """Ask for a reading of an article; where one is asked for already it comes no later than that one."""
        of_change = int(cause is RereadCause.ENTRY)
        asked = {
            "feed_id": feed_id,
            "carried": pack_whole_entry(entry),
            "cause": cause.value,
            "shard": shard,
        }
        first = {"asked": 1, "changes": of_change, "attempts": 0, "times": 0, "reason": "", "due_at": due_at}
        if insert_new(self._connection, reread, [{"article_id": article_id, **asked, **first}]):
            return
        is_asked_for = sa.and_(reread.c.due_at.is_not(None), reread.c.cause == RereadCause.ENTRY.value)
        earlier = sa.case((reread.c.due_at < due_at, reread.c.due_at), else_=sa.literal(due_at, Utc))
        again = {
            "asked": reread.c.asked + 1,
            "changes": reread.c.changes + sa.case((is_asked_for, 0), else_=of_change),
            "attempts": 0,
            "due_at": earlier,
        }
        self._connection.execute(sa.update(reread).where(reread.c.article_id == article_id).values(asked | again))

    def notice(self, entries: Sequence[NewEntry], *, limit: ChangeLimit, now: datetime) -> int:
        """Take in what entries that are known say now; return how many articles are read again because of it."""
        return sum(
            self._changed(new, row, limit, now)
            for feed_id in {new.feed_id for new in entries}
            for some in chunks([new for new in entries if new.feed_id == feed_id])
            for new, row in self._reworded(feed_id, some)
        )

    def due(self, *, now: datetime, shard: int | None = None, limit: int = 100) -> list[DueReread]:
        """Return the articles that are due to be read again, the longest due first."""
        query = (
            sa.select(reread, article.c.url_key, feed.c.url.label("feed_url"))
            .join(article, article.c.id == reread.c.article_id)
            .join(feed, feed.c.id == reread.c.feed_id)
            .where(reread.c.due_at <= now)
        )
        if shard is not None:
            query = query.where(reread.c.shard == shard)
        rows = self._connection.execute(query.order_by(reread.c.due_at).limit(limit))
        return [
            DueReread(
                article_id=row.article_id,
                url_key=row.url_key,
                feed_id=row.feed_id,
                feed_url=row.feed_url,
                entry=unpack_whole_entry(row.carried),
                cause=RereadCause(row.cause),
                asked=row.asked,
                attempts=row.attempts,
            )
            for row in rows
        ]

    def due_shards(self, *, now: datetime) -> list[int]:
        """Return the shards that have articles which are due to be read again."""
        return list(self._connection.execute(_DUE_SHARDS, {"now": now}).scalars())

    def postpone(self, due: DueReread, *, due_at: datetime, reason: str, counts: bool = True) -> None:
        """Wait until then, and count an attempt if it was one."""
        values = {"due_at": due_at, "reason": reason, "attempts": reread.c.attempts + int(counts)}
        ours = sa.and_(reread.c.article_id == due.article_id, reread.c.asked == due.asked)
        self._connection.execute(sa.update(reread).where(ours).values(values))

    def settle(
        self, due: DueReread, outcome: RereadOutcome, *, reason: str = "", next_at: datetime | None, now: datetime
    ) -> None:
        """Note what a reading came to, and when the next is due; one asked for meanwhile stays due."""
        ours = reread.c.article_id == due.article_id
        done = {"outcome": outcome.value, "reason": reason, "done_at": now, "times": reread.c.times + 1}
        self._connection.execute(sa.update(reread).where(ours).values(done))
        then: dict[str, object] = {"due_at": next_at, "attempts": 0, "cause": RereadCause.RECHECK.value}
        if next_at is None:
            then = {"due_at": None, "carried": None}
        self._connection.execute(sa.update(reread).where(ours, reread.c.asked == due.asked).values(then))

    def _reworded(self, feed_id: int, entries: Sequence[NewEntry]) -> list[tuple[NewEntry, AnyRow]]:
        """Return the entries that are known with other words, each with its row."""
        by_key = {key_hash(new.entry.key): new for new in entries}
        query = sa.select(*_KNOWN).where(entry.c.feed_id == feed_id, entry.c.key_hash.in_(list(by_key)))
        found = ((by_key[row.key_hash], row) for row in self._connection.execute(query).all())
        return [(new, row) for new, row in found if row.words_hash != new.words_hash]

    def _changed(self, new: NewEntry, row: AnyRow, limit: ChangeLimit, now: datetime) -> bool:
        values: dict[str, object] = {"words_hash": new.words_hash}
        if row.state == EntryState.FILTERED.value and row.reason == NO_WORDS:
            return self._looked_at_again(new, row, limit, now)
        if row.state == EntryState.WAITING.value:
            values |= {"carried": pack_entry(new.entry), "title": new.entry.title}
        self._connection.execute(sa.update(entry).where(entry.c.id == row.id).values(values))
        if row.words_hash is None or row.article_id is None:
            return False
        before = self._connection.execute(
            sa.select(reread.c.changes, reread.c.done_at, reread.c.outcome).where(reread.c.article_id == row.article_id)
        ).one_or_none()
        if before is not None and before.changes >= limit.most:
            return False
        due_at = now
        if before is not None and before.done_at is not None:
            was_idle = before.outcome != RereadOutcome.REVISED.value
            due_at = max(now, before.done_at + (limit.idle_pause if was_idle else limit.pause))
        self.ask(row.article_id, new.feed_id, new.entry, cause=RereadCause.ENTRY, shard=new.shard, due_at=due_at)
        return True

    def _looked_at_again(self, new: NewEntry, row: AnyRow, limit: ChangeLimit, now: datetime) -> bool:
        """Let an entry wait again whose page had no rule's words: it may have some now."""
        if row.attempts >= limit.most:
            return False
        values = {
            "words_hash": new.words_hash,
            "carried": pack_entry(new.entry),
            "title": new.entry.title,
            "state": EntryState.WAITING.value,
            "reason": "",
            "attempts": row.attempts + 1,
            "due_at": max(now, row.due_at + (limit.idle_pause if row.attempts else limit.pause)),
        }
        self._connection.execute(sa.update(entry).where(entry.c.id == row.id).values(values))
        return True

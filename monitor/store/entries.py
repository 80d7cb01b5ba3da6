"""`tx.entries`: what feeds brought, each with its outcome."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.outbox import EntryState
from monitor.core.records import NewEntry, StoredEntry, WaitingEntry
from monitor.store.codec import key_hash, mark_of, pack_entry, unpack_entry
from monitor.store.schema import entry, feed, seen_entry
from monitor.store.statements import chunks, insert_returning

_WAITING = entry.c.state == EntryState.WAITING.value
_DUE_SHARDS = sa.select(entry.c.shard).where(_WAITING, entry.c.due_at <= sa.bindparam("now")).distinct()


class SqlEntries:
    """core.stores.EntryStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, entries: Sequence[NewEntry], *, now: datetime) -> list[NewEntry]:
        """Store those whose (feed, key) is new, conflicts ignored; return them, in the same order.

        A key is not new if there was an entry of it that was let go (core.retention).
        """
        entries = self._never_seen(entries)
        rows = [_columns(new, now) for new in entries]
        places = [(row["feed_id"], row["key_hash"]) for row in rows]
        added = insert_returning(self._connection, entry, rows, entry.c.feed_id, entry.c.key_hash)
        stored = {(row.feed_id, bytes(row.key_hash)) for row in added}
        first = dict(zip(reversed(places), reversed(entries), strict=True))
        return [new for new, place in zip(entries, places, strict=True) if place in stored and first[place] is new]

    def waiting(self, *, now: datetime, shard: int | None = None, limit: int = 100) -> list[WaitingEntry]:
        """Return waiting entries that are due, in the order they were seen."""
        query = (
            sa.select(entry, feed.c.url.label("feed_url"))
            .join(feed, feed.c.id == entry.c.feed_id)
            .where(_WAITING, entry.c.due_at <= now)
        )
        if shard is not None:
            query = query.where(entry.c.shard == shard)
        rows = self._connection.execute(query.order_by(entry.c.id).limit(limit))
        return [
            WaitingEntry(
                id=row.id,
                feed_id=row.feed_id,
                feed_url=row.feed_url,
                entry=unpack_entry(row.carried, key=row.key, url=row.url, title=row.title),
                url_key=row.url_key,
                attempts=row.attempts,
            )
            for row in rows
        ]

    def settle(self, entry_id: int, state: EntryState, *, reason: str = "", article_id: int | None = None) -> bool:
        """Give a waiting entry its outcome; False if it was not waiting any more (compare-and-swap).

        What the feed carried is let go: the article has it.
        """
        return self._change(
            entry_id, {"state": state.value, "reason": reason, "article_id": article_id, "carried": None}
        )

    def postpone(self, entry_id: int, *, due_at: datetime, reason: str, spare_after: datetime | None = None) -> bool:
        """Count an attempt and wait until then; False if it was not waiting any more.

        Of an entry that was seen after `spare_after` no attempt is counted.
        """
        counted: sa.ColumnElement[int] = entry.c.attempts + 1
        if spare_after is not None:
            counted = sa.case((entry.c.seen_at > spare_after, entry.c.attempts), else_=counted)
        return self._change(entry_id, {"due_at": due_at, "reason": reason, "attempts": counted})

    def due_shards(self, *, now: datetime) -> list[int]:
        """Return the shards that have waiting entries which are due."""
        return list(self._connection.execute(_DUE_SHARDS, {"now": now}).scalars())

    def list(self, *, state: EntryState | None = None, url_contains: str = "", limit: int = 50) -> list[StoredEntry]:
        """Return entries, the newest first."""
        query = sa.select(entry, feed.c.url.label("feed_url")).join(feed, feed.c.id == entry.c.feed_id)
        if state is not None:
            query = query.where(entry.c.state == state.value)
        if url_contains:
            query = query.where(entry.c.url.icontains(url_contains, autoescape=True))
        rows = self._connection.execute(query.order_by(entry.c.id.desc()).limit(limit))
        return [
            StoredEntry(
                id=row.id,
                feed_url=row.feed_url,
                url=row.url,
                title=row.title,
                state=EntryState(row.state),
                reason=row.reason,
                seen_at=row.seen_at,
                article_id=row.article_id,
            )
            for row in rows
        ]

    def _never_seen(self, entries: Sequence[NewEntry]) -> Sequence[NewEntry]:
        """Leave out those of which only a mark is left."""
        marks = [(new.feed_id, mark_of(key_hash(new.entry.key))) for new in entries]
        seen: set[tuple[int, int]] = set()
        for feed_id in {feed_id for feed_id, _ in marks}:
            for some in chunks([mark for owner, mark in marks if owner == feed_id]):
                query = sa.select(seen_entry.c.hash).where(seen_entry.c.feed_id == feed_id, seen_entry.c.hash.in_(some))
                seen.update((feed_id, mark) for mark in self._connection.execute(query).scalars())
        return [new for new, mark in zip(entries, marks, strict=True) if mark not in seen] if seen else entries

    def _change(self, entry_id: int, values: dict[str, object]) -> bool:
        statement = sa.update(entry).where(entry.c.id == entry_id, _WAITING).values(values)
        return self._connection.execute(statement).rowcount == 1


def _columns(new: NewEntry, now: datetime) -> dict[str, object]:
    return {
        "feed_id": new.feed_id,
        "key_hash": key_hash(new.entry.key),
        "key": new.entry.key,
        "url": new.entry.url,
        "url_key": new.url_key,
        "title": new.entry.title,
        "words_hash": new.words_hash,
        "carried": pack_entry(new.entry) if new.state is EntryState.WAITING else None,
        "shard": new.shard,
        "state": new.state.value,
        "reason": new.reason,
        "attempts": 0,
        "due_at": now,
        "seen_at": now,
    }

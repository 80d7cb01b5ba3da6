"""What the product asks of its database all day, and how that is answered: the plan, and how many steps it takes."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.core.outbox import DeliveryState, EntryState, MatchOutcome
from monitor.core.records import FeedState
from monitor.core.stores import Transaction
from monitor.core.tracing import Gap
from monitor.store import SqlStore
from tests.store.samples import new_alert, new_entry
from tests.store.test_schema import HOT

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class At:
    """A moment, and what there was lately: of the same make at each moment."""

    now: datetime
    feed: int
    shard: int
    entry: int
    article: int
    url_key: str
    story: int  #: of three articles
    hashes: frozenset[int]  #: of that story
    alert: int  #: of that story, sent
    digest: int


Query = Callable[[Transaction, At], object]

#: The questions of `tests.store.test_schema.HOT`, of what there was lately.
QUERIES: dict[str, Query] = {
    "feeds due": lambda tx, at: tx.feeds.due(now=at.now + 2 * HOUR),
    "feeds due in a shard": lambda tx, at: tx.feeds.due(now=at.now + 2 * HOUR, shards=(at.shard,)),
    "feeds due in some shards": lambda tx, at: tx.feeds.due(now=at.now + 2 * HOUR, shards=(at.shard, 600, 601)),
    "shards with due feeds": lambda tx, at: tx.feeds.due_shards(now=at.now + 2 * HOUR),
    "next feed": lambda tx, _: tx.feeds.next_due_at(),
    "feed polled": lambda tx, at: tx.feeds.record(at.feed, FeedState(due_at=at.now, interval_s=1.0)),
    "entries found": lambda tx, at: tx.entries.add([new_entry(at.feed, "unseen")], now=at.now),
    "entries waiting": lambda tx, at: tx.entries.waiting(now=at.now),
    "entries waiting in a shard": lambda tx, at: tx.entries.waiting(now=at.now, shard=at.shard),
    "entry settled": lambda tx, at: tx.entries.settle(at.entry, EntryState.READ),
    "entry postponed": lambda tx, at: tx.entries.postpone(at.entry, due_at=at.now, reason="503"),
    "shards with due entries": lambda tx, at: tx.entries.due_shards(now=at.now),
    "article known": lambda tx, at: tx.articles.find(at.url_key),
    "article carried": lambda tx, at: tx.articles.carry(at.article, at.feed),
    "article matched": lambda tx, at: tx.articles.mark_matched(at.article, story_id=at.story),
    "stories alike": lambda tx, at: tx.stories.candidates(at.hashes, opened_since=at.now - 3 * DAY),
    "matches of a story": lambda tx, at: tx.matches.of_story(at.story, resolved="C1"),
    "matches settled": lambda tx, at: tx.matches.settle(
        [one.id for one in tx.matches.of_story(at.story, resolved="C1")], MatchOutcome.POSTED
    ),
    "alerts due": lambda tx, at: tx.outbox.of_channel(
        "C1", [DeliveryState.PENDING, DeliveryState.PARKED], due_by=at.now + DAY
    ),
    "alerts in doubt": lambda tx, _: tx.outbox.of_channel("C1", [DeliveryState.SENDING, DeliveryState.UNKNOWN]),
    "alerts of a story": lambda tx, at: tx.outbox.of_story(at.story, "C1"),
    "alert claimed": lambda tx, at: tx.outbox.claim(
        tx.outbox.of_channel("C1", [DeliveryState.PENDING])[0], rendered="", thread=None, now=at.now
    ),
    "alerts put": lambda tx, at: tx.outbox.add(new_alert(at.story, rule="another"), now=at.now),
    "follow-ups due": lambda tx, at: tx.standing.due_follow_ups("C1", due_by=at.now + DAY),
    "messages out of date": lambda tx, _: tx.standing.outdated("C1"),
    "posted lately": lambda tx, at: tx.standing.posted_since("C1", at.now - HOUR),
    "told by a digest": lambda tx, at: tx.outbox.of_channel("C1", [DeliveryState.DIGEST], told_by=at.digest),
    "matches told": lambda tx, at: tx.matches.list(told_by=at.alert),
    "digests of a week": lambda tx, at: tx.outbox.list(keys=(f"digest:C1:{at.now:%Y}", "digest:C1;"), limit=1),
    "message touched": lambda tx, at: tx.standing.touch(at.alert),
    "mutes": lambda tx, at: tx.mutes.active(now=at.now),
    "feedback": lambda tx, at: tx.feedback.tally(since=at.now - 6 * DAY),
    "feedback of an alert": lambda tx, at: tx.feedback.of_alert(at.alert),
    "channel": lambda tx, _: tx.channels.get("C1"),
    "channel paced": lambda tx, at: tx.channels.pace("C1", next_slot_at=at.now),
    "channels busy": lambda tx, at: tx.channels.busy(now=at.now),
    "label resolved": lambda tx, at: tx.channels.resolve("#desk", "C1", now=at.now),
    "rules in force": lambda tx, _: tx.rule_sets.newest(),
    "feed gap ended": lambda tx, at: tx.traces.add_gap(
        at.feed, Gap(since=at.now, until=at.now, failures=1, reason="503", lost_low=0, lost_high=0)
    ),
    "newest entries": lambda tx, _: tx.entries.list(state=EntryState.FAILED),
    "matches of a rule": lambda tx, _: tx.matches.list(rule="rule-1"),
    # And what retention asks once an hour, where nothing is due.
    "texts due to go": lambda tx, at: tx.texts.kept_before(at.now - 3000 * DAY, after=0, limit=200),
    "entries due to go": lambda tx, at: tx.retention.entries(before=at.now - 3000 * DAY, after=0, limit=200),
    "articles due to go": lambda tx, at: tx.retention.articles(before=at.now - 3000 * DAY, after=0, limit=200),
    "stories due to go": lambda tx, at: tx.retention.stories(before=at.now - 3000 * DAY, after=0, limit=50),
    "deliveries due to go": lambda tx, at: tx.retention.deliveries(before=at.now - 3000 * DAY, after=0, limit=200),
    "signatures due to go": lambda tx, at: tx.retention.signatures(before=at.now - 3000 * DAY, after=0, limit=20),
    "what is kept": lambda tx, _: tx.retention.kept(),
    "an article that was let go": lambda tx, _: tx.articles.was_let_go("news.example/never"),
}


@dataclass(frozen=True)
class Answered:
    """How a question was answered."""

    plan: tuple[str, ...]
    steps: int  #: of SQLite's machine: each reads, compares or moves one value


class _Undone(Exception):
    pass


def unasked() -> list[str]:
    """Return the hot questions of the schema's tests that are not asked here."""
    return sorted(set(HOT) - set(QUERIES))


def ask_all(store: SqlStore, at: At) -> dict[str, Answered]:
    """Ask everything once; what that writes is undone."""
    return {name: _ask(store, at, query) for name, query in QUERIES.items()}


def _ask(store: SqlStore, at: At, query: Query) -> Answered:
    asked: list[tuple[str, Any]] = []
    steps = 0

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    sa.event.listen(store._writing, "before_cursor_execute", note)
    try:
        with suppress(_Undone), store.transaction() as tx:
            raw = tx._connection.connection.driver_connection  # type: ignore[attr-defined] # below the port
            assert isinstance(raw, sqlite3.Connection)
            raw.set_progress_handler(step, 1)
            try:
                query(tx, at)
            finally:
                raw.set_progress_handler(None, 1)
            raise _Undone
    finally:
        sa.event.remove(store._writing, "before_cursor_execute", note)
    with store._reading.connect() as connection:
        plans = [
            str(row[3])
            for words, values in dict(asked).items()
            if words.split()[0] in {"SELECT", "UPDATE", "DELETE", "INSERT"}
            for row in connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {words}", values[0] if isinstance(values, list) else values
            )
        ]
    return Answered(tuple(plans), steps)

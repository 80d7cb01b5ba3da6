"""Which articles are to be read again: asked for, due, done, and entries that say something else."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.core.outbox import EntryState
from monitor.core.records import NewEntry
from monitor.core.rereading import ChangeLimit, DueReread, RereadCause, RereadOutcome
from monitor.core.stores import Store, Transaction
from tests.store.samples import MINUTE, NOW, feed_id, feed_row, new_entry, store_article

LIMIT = ChangeLimit(pause=15 * MINUTE, idle_pause=60 * MINUTE, most=3)


@pytest.fixture
def article_id(store: Store) -> int:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW)
        return store_article(tx)


def ask(
    store: Store,
    article_id: int,
    *,
    due_at: datetime = NOW,
    cause: RereadCause = RereadCause.RECHECK,
    title: str = "Entry k1",
    shard: int = 7,
) -> None:
    with store.transaction() as tx:
        entry = replace(new_entry(1).entry, title=title)
        tx.rereads.ask(article_id, feed_id(tx), entry, cause=cause, shard=shard, due_at=due_at)


def due(store: Store, *, now: datetime = NOW, shard: int | None = None) -> list[DueReread]:
    with store.snapshot() as tx:
        return tx.rereads.due(now=now, shard=shard)


def test_what_was_asked_for_is_due_at_its_time_in_its_shard_with_the_whole_entry(store: Store, article_id: int) -> None:
    ask(store, article_id, due_at=NOW + MINUTE)
    assert due(store) == []
    (found,) = due(store, now=NOW + MINUTE, shard=7)
    assert (found.article_id, found.url_key, found.feed_url) == (
        article_id,
        "news.example/a",
        "https://one.example/feed",
    )
    assert (found.entry, found.cause, found.attempts) == (new_entry(1).entry, RereadCause.RECHECK, 0)
    assert due(store, now=NOW + MINUTE, shard=8) == []
    with store.snapshot() as tx:
        assert tx.rereads.due_shards(now=NOW) == []
        assert tx.rereads.due_shards(now=NOW + MINUTE) == [7]


def test_the_longest_due_come_first_and_no_more_than_asked_for(store: Store, article_id: int) -> None:
    with store.transaction() as tx:
        other = store_article(tx, "b")
    ask(store, article_id, due_at=NOW)
    ask(store, other, due_at=NOW - MINUTE)
    assert [one.article_id for one in due(store)] == [other, article_id]
    with store.snapshot() as tx:
        assert [one.article_id for one in tx.rereads.due(now=NOW, limit=1)] == [other]


def test_a_reading_that_is_asked_for_twice_comes_at_the_earlier_time_with_the_later_entry(
    store: Store, article_id: int
) -> None:
    ask(store, article_id, due_at=NOW + MINUTE)
    ask(store, article_id, due_at=NOW, title="Second")
    ask(store, article_id, due_at=NOW + 2 * MINUTE, title="Third", cause=RereadCause.ENTRY)
    (found,) = due(store)
    assert (found.entry.title, found.cause, found.asked) == ("Third", RereadCause.ENTRY, 3)


def test_a_reading_that_was_postponed_counts_its_attempts(store: Store, article_id: int) -> None:
    ask(store, article_id)
    (found,) = due(store)
    with store.transaction() as tx:
        tx.rereads.postpone(found, due_at=NOW + MINUTE, reason="HTTP 503")
    assert due(store) == []
    assert [one.attempts for one in due(store, now=NOW + MINUTE)] == [1]


def test_a_reading_that_was_not_asked_for_waits_without_an_attempt(store: Store, article_id: int) -> None:
    ask(store, article_id)
    (found,) = due(store)
    with store.transaction() as tx:
        tx.rereads.postpone(found, due_at=NOW + MINUTE, reason="HTTP 429 of this host just now", counts=False)
    assert due(store) == []
    assert [one.attempts for one in due(store, now=NOW + MINUTE)] == [0]


def test_a_reading_that_was_done_is_counted_and_the_next_is_due_when_it_is_said(store: Store, article_id: int) -> None:
    ask(store, article_id)
    for next_at in (NOW + MINUTE, None):
        (found,) = due(store, now=NOW + MINUTE)
        with store.transaction() as tx:
            tx.rereads.settle(found, RereadOutcome.UNCHANGED, next_at=next_at, now=NOW)
    assert due(store, now=NOW + timedelta(days=400)) == []
    with store.snapshot() as tx:
        counts = tx.counts()
    assert (counts.rereads, counts.rereads_last, counts.rereads_waiting) == (2, {"unchanged": 1}, 0)


def test_a_reading_that_was_asked_for_while_one_was_made_is_not_lost(store: Store, article_id: int) -> None:
    ask(store, article_id)
    (found,) = due(store)
    ask(store, article_id, cause=RereadCause.ENTRY, title="Newer")
    with store.transaction() as tx:
        tx.rereads.settle(found, RereadOutcome.UNCHANGED, next_at=None, now=NOW)
    assert [one.entry.title for one in due(store)] == ["Newer"]
    with store.transaction() as tx:
        tx.rereads.postpone(found, due_at=NOW + MINUTE, reason="late")
    assert len(due(store)) == 1


def reworded(feed: int, words: bytes, key: str = "k1", title: str = "Reworded") -> NewEntry:
    first = new_entry(feed, key)
    return replace(first, words_hash=words, entry=replace(first.entry, title=title))


def notice(store: Store, *entries: NewEntry, now: datetime = NOW) -> int:
    with store.transaction() as tx:
        assert tx.entries.add(entries, now=now) == []
        return tx.rereads.notice(entries, limit=LIMIT, now=now)


def settled(tx: Transaction, article_id: int, *, words: bytes = b"1") -> int:
    """Store an entry that was read; return its feed's id."""
    feed = feed_id(tx)
    tx.entries.add([replace(new_entry(feed), words_hash=words)], now=NOW)
    (waiting,) = tx.entries.waiting(now=NOW)
    tx.entries.settle(waiting.id, EntryState.READ, article_id=article_id)
    return feed


def test_an_entry_with_other_words_has_its_article_read_again_once(store: Store, article_id: int) -> None:
    with store.transaction() as tx:
        feed = settled(tx, article_id)
    assert notice(store, reworded(feed, b"1")) == 0
    assert notice(store, reworded(feed, b"2")) == 1
    assert notice(store, reworded(feed, b"2")) == 0
    (found,) = due(store)
    assert (found.cause, found.entry.title, found.article_id) == (RereadCause.ENTRY, "Reworded", article_id)


def test_the_same_key_in_another_feed_is_another_entry(store: Store, article_id: int) -> None:
    with store.transaction() as tx:
        settled(tx, article_id)
        second = feed_id(tx, "two")
        tx.entries.add([replace(new_entry(second), words_hash=b"9")], now=NOW)
        assert tx.rereads.notice([reworded(second, b"9")], limit=LIMIT, now=NOW) == 0
    assert due(store) == []


def test_an_entry_that_waits_is_read_as_it_says_now(store: Store, article_id: int) -> None:
    with store.transaction() as tx:
        feed = feed_id(tx)
        tx.entries.add([replace(new_entry(feed), words_hash=b"1")], now=NOW)
    changed = replace(reworded(feed, b"2"), entry=replace(new_entry(feed).entry, title="Now", content="New words"))
    assert notice(store, changed) == 0
    with store.snapshot() as tx:
        (waiting,) = tx.entries.waiting(now=NOW)
    assert (waiting.entry.title, waiting.entry.content) == ("Now", "New words")
    assert due(store) == []


def test_an_entry_of_before_its_words_were_kept_is_only_taken_note_of(store: Store, article_id: int) -> None:
    with store.transaction() as tx:
        feed = settled(tx, article_id, words=b"")
        tx._connection.exec_driver_sql("UPDATE entry SET words_hash = NULL")  # type: ignore[attr-defined]
    assert notice(store, reworded(feed, b"2")) == 0
    assert notice(store, reworded(feed, b"3")) == 1


@pytest.mark.parametrize(
    ("outcome", "pause"), [(RereadOutcome.REVISED, LIMIT.pause), (RereadOutcome.UNCHANGED, LIMIT.idle_pause)]
)
def test_an_entry_that_keeps_changing_is_believed_seldom_and_not_for_ever(
    store: Store, article_id: int, outcome: RereadOutcome, pause: timedelta
) -> None:
    with store.transaction() as tx:
        feed = settled(tx, article_id)
    now = NOW
    for number in range(LIMIT.most):
        assert notice(store, reworded(feed, b"%d" % (number + 2)), now=now) == 1
        assert number == 0 or due(store, now=now + pause - 2 * MINUTE) == []
        (found,) = due(store, now=now + pause)
        now += pause
        with store.transaction() as tx:
            tx.rereads.settle(found, outcome, next_at=None, now=now)
        now += MINUTE
    assert notice(store, reworded(feed, b"last"), now=now) == 0

from dataclasses import replace

from monitor.core.outbox import NO_WORDS, WORDS, DeliveryState, EntryState, MatchOutcome
from monitor.core.records import Counts, FeedState
from monitor.core.stores import Store
from tests.store.samples import (
    NOW,
    add_match,
    feed_id,
    feed_row,
    new_alert,
    new_entry,
    open_story,
    put_alert,
    store_article,
)


def test_an_empty_store_counts_nothing(store: Store) -> None:
    with store.snapshot() as tx:
        assert tx.counts() == Counts()


def test_every_row_is_counted_in_exactly_one_state(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row("one"), feed_row("two"), feed_row("three")], now=NOW)
        for name, polls in (("one", 3), ("three", 2)):
            tx.feeds.record(feed_id(tx, name), FeedState(due_at=NOW, interval_s=1.0, polls=polls))
        tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW)
        new = [new_entry(feed_id(tx), f"k{number}") for number in range(6)]
        new[5] = replace(new[5], state=EntryState.FILTERED, reason="older than 30d")
        tx.entries.add(new, now=NOW)
        plain, story_id = store_article(tx, "plain"), open_story(tx, "matched")
        tx.entries.settle(1, EntryState.READ, article_id=plain)
        tx.entries.settle(2, EntryState.FAILED, reason="404")
        tx.entries.settle(3, EntryState.FAILED, reason="404")
        add_match(tx, story_id)
        add_match(tx, story_id, rule="other")
        tx.matches.settle([1], MatchOutcome.POSTED)
        tx.outbox.add(new_alert(story_id), now=NOW)
    put_alert(store, rule="sent")
    with store.transaction() as tx:
        tx.outbox.settle(tx.outbox.list()[0], DeliveryState.SENT)
    with store.snapshot() as tx:
        counts = tx.counts()
    assert counts == Counts(
        feeds=2,
        polls=5,
        entries={"waiting": 2, "read": 1, "failed": 2, "filtered": 1},
        failures={"404": 2, "older than 30d": 1},
        articles={"teaser": 3},
        articles_matched=2,
        matches={"posted": 1, "waiting": 1},
        alerts={"pending": 1, "sent": 1},
    )
    assert sum(counts.entries.values()) == 6


def test_pages_that_were_looked_at_are_counted_by_what_became_of_them(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
        tx.entries.add([new_entry(feed_id(tx), f"k{number}") for number in range(5)], now=NOW)
        tx.entries.settle(1, EntryState.READ, reason=WORDS)
        tx.entries.settle(2, EntryState.READ)
        tx.entries.settle(3, EntryState.FILTERED, reason=NO_WORDS)
        tx.entries.settle(4, EntryState.FILTERED, reason=NO_WORDS)
    with store.snapshot() as tx:
        counts = tx.counts()
    assert (counts.pages_passed, counts.pages_unread) == (1, 2)

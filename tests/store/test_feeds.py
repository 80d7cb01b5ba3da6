from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest

from monitor.core.errors import FetchFailure, StoreError
from monitor.core.records import FeedState, StoredFeed
from monitor.core.stores import Store
from tests.store.samples import MINUTE, NOW, feed_id, feed_row


def due(store: Store, now: datetime, *, shards: tuple[int, ...] | None = None, limit: int = 100) -> list[str]:
    with store.snapshot() as tx:
        return [feed.row.name for feed in tx.feeds.due(now=now, shards=shards, limit=limit)]


def feed(store: Store, name: str = "one") -> StoredFeed:
    with store.snapshot() as tx:
        return next(feed for feed in tx.feeds.all() if feed.row.name == name)


def test_new_feeds_are_reported_and_due_at_once(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW) == (
            ["https://one.example/feed", "https://two.example/feed"],
            [],
        )
    assert due(store, NOW) == ["one", "two"]
    assert due(store, NOW - timedelta(microseconds=1)) == []
    state = feed(store).state
    assert state == FeedState(due_at=NOW, interval_s=state.interval_s)


def test_a_feed_that_is_named_no_more_is_not_polled_and_goes_on_where_it_was(store: Store) -> None:
    learnt = FeedState(due_at=NOW + MINUTE, interval_s=60.0, etag='"e"', polls=3)
    with store.transaction() as tx:
        tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW)
        tx.feeds.record(feed_id(tx, "two"), learnt)
        assert tx.feeds.sync([feed_row("one")], now=NOW) == ([], ["https://two.example/feed"])
    assert due(store, NOW + MINUTE) == ["one"]
    with store.transaction() as tx:
        assert [known.row.name for known in tx.feeds.all()] == ["one"]
        assert tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW + 9 * MINUTE) == (
            ["https://two.example/feed"],
            [],
        )
    assert feed(store, "two").state == learnt


def test_naming_the_same_feeds_again_changes_nothing(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
        assert tx.feeds.sync([feed_row(), feed_row()], now=NOW + MINUTE) == ([], [])
    assert feed(store).state.due_at == NOW


def test_a_new_name_host_or_shard_is_taken_over_and_the_state_kept(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row(shard=7)], now=NOW)
        tx.feeds.sync([feed_row(shard=8)], now=NOW + MINUTE)
    assert feed(store).row == feed_row(shard=8)
    assert feed(store).state.due_at == NOW


def test_everything_that_polling_learns_is_kept(store: Store) -> None:
    state = FeedState(
        due_at=NOW + MINUTE,
        interval_s=93.75,
        etag='W/"1"',
        last_modified="Mon, 23 Nov 2026 09:00:00 GMT",
        body_hash="00ff",
        title="The feed's own title",
        failures=2,
        last_error="503",
        gone=False,
        polls=17,
        first_polled_at=NOW - MINUTE,
        last_polled_at=NOW,
        last_new_at=NOW - timedelta(seconds=1),
        items=bytes(range(256)),
        rhythm=bytes(range(255, -1, -1)),
        refresh_s=3_600.5,
        answered_at=NOW - 2 * MINUTE,
        failure=FetchFailure.MISSING,
        silent=True,
        moved_to="https://elsewhere.example/feed?ü=1",
        moved_at=NOW - 3 * MINUTE,
        moves=4,
        lost_low=5,
        lost_high=6_000_000_000,
        lost_at=NOW - 4 * MINUTE,
    )
    left_out = {one.name for one in fields(FeedState) if getattr(state, one.name) == one.default} - {"gone"}
    assert left_out == set(), "every field differs from what it is at first"
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
        tx.feeds.record(feed_id(tx), state)
    assert feed(store).state == state


def test_of_a_feed_that_is_known_only_what_differs_is_written(store: Store) -> None:
    first = FeedState(due_at=NOW, interval_s=1.0, polls=1, etag='"1"', items=b"a", failure=FetchFailure.HARD)
    second = replace(first, polls=2, due_at=NOW + MINUTE, failure=None)
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
        tx.feeds.record(feed_id(tx), first)
        tx.feeds.record(feed_id(tx), second, before=first)
    assert feed(store).state == second
    with store.transaction() as tx:  # what is taken for known is out of date: everything is written
        tx.feeds.record(feed_id(tx), replace(first, polls=3), before=first)
    assert feed(store).state == replace(first, polls=3)


def test_an_unknown_feed_cannot_be_recorded(store: Store) -> None:
    with pytest.raises(StoreError, match="no feed 404"), store.transaction() as tx:
        tx.feeds.record(404, FeedState(due_at=NOW, interval_s=1.0))


def test_the_longest_due_comes_first_within_shard_and_limit(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row("one", shard=1), feed_row("two", shard=2), feed_row("three", shard=1)], now=NOW)
        for name, minutes in (("one", 1), ("two", 3), ("three", 2)):
            tx.feeds.record(feed_id(tx, name), FeedState(due_at=NOW - minutes * MINUTE, interval_s=1.0))
        assert tx.feeds.next_due_at() == NOW - 3 * MINUTE
    assert due(store, NOW) == ["two", "three", "one"]
    assert due(store, NOW, limit=2) == ["two", "three"]
    assert due(store, NOW, shards=(1,)) == ["three", "one"]
    assert due(store, NOW, shards=(2, 1, 5)) == ["two", "three", "one"]
    assert due(store, NOW, shards=()) == []
    assert due(store, NOW - 2 * MINUTE) == ["two", "three"]


def test_shards_are_named_once_however_many_of_their_feeds_are_due(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row("one", shard=1), feed_row("two", shard=2), feed_row("three", shard=1)], now=NOW)
        tx.feeds.sync([feed_row("one", shard=1), feed_row("three", shard=1), feed_row("four", shard=4)], now=NOW)
        tx.feeds.record(feed_id(tx, "four"), FeedState(due_at=NOW + MINUTE, interval_s=1.0))
        assert sorted(tx.feeds.due_shards(now=NOW)) == [1]
        assert sorted(tx.feeds.due_shards(now=NOW + MINUTE)) == [1, 4]


def test_a_feed_that_is_gone_is_listed_but_never_due(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
        tx.feeds.record(feed_id(tx), FeedState(due_at=NOW, interval_s=1.0, gone=True))
        assert tx.feeds.next_due_at() is None
        assert tx.feeds.due_shards(now=NOW) == []
    assert due(store, NOW) == []
    assert feed(store).state.gone


def test_a_feed_that_was_gone_is_asked_again_when_it_is_named_again_and_by_no_mere_restart(store: Store) -> None:
    gone = FeedState(due_at=NOW, interval_s=1.0, gone=True, polls=3)
    with store.transaction() as tx:
        tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW)
        tx.feeds.record(feed_id(tx, "one"), gone)
        tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW + MINUTE)
        assert tx.feeds.due(now=NOW, shards=None)[0].row.name == "two"
        tx.feeds.sync([feed_row("two")], now=NOW + MINUTE)
        tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW + MINUTE)
    assert feed(store).state == replace(gone, gone=False)
    assert "one" in due(store, NOW)


def test_without_feeds_nothing_is_due(store: Store) -> None:
    with store.snapshot() as tx:
        assert tx.feeds.next_due_at() is None
        assert tx.feeds.all() == []

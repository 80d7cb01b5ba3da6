from dataclasses import replace
from datetime import datetime

import pytest

from monitor.core.errors import StoreError
from monitor.core.outbox import EntryState
from monitor.core.records import WaitingEntry
from monitor.core.stores import Store
from tests.store.samples import MINUTE, NOW, feed_id, feed_row, new_entry, store_article


@pytest.fixture(autouse=True)
def feeds(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW)


def add(store: Store, *keys: str, name: str = "one", shard: int = 7) -> int:
    with store.transaction() as tx:
        return len(tx.entries.add([new_entry(feed_id(tx, name), key, shard=shard) for key in keys], now=NOW))


def waiting(store: Store, now: datetime = NOW, shard: int | None = None, limit: int = 100) -> list[WaitingEntry]:
    with store.snapshot() as tx:
        return tx.entries.waiting(now=now, shard=shard, limit=limit)


def test_an_entry_is_stored_once_per_feed(store: Store) -> None:
    assert add(store, "k1", "k2", "k1") == 2
    assert add(store, "k2", "k3") == 1
    assert add(store, "k1", name="two") == 1
    assert [found.entry.key for found in waiting(store)] == ["k1", "k2", "k3", "k1"]
    assert add(store) == 0


def test_a_key_may_be_of_any_length_and_content(store: Store) -> None:
    keys = ["x" * 100_000, "x" * 100_000 + "y", "\x00 and \ud800", ""]
    assert add(store, *keys) == 4
    assert add(store, *keys) == 0


def test_what_the_feed_carried_comes_back_when_the_entry_is_read(store: Store) -> None:
    add(store, "k1")
    with store.snapshot() as tx:
        expected = new_entry(feed_id(tx)).entry
    assert waiting(store) == [
        WaitingEntry(
            id=1, feed_id=1, feed_url="https://one.example/feed", entry=expected, url_key="one.example/k1", attempts=0
        )
    ]


def test_an_entry_that_says_nothing_about_itself_comes_back_too(store: Store) -> None:
    with store.transaction() as tx:
        bare = new_entry(feed_id(tx))
        bare = replace(bare, entry=replace(bare.entry, author=None, published_at=None, language=None), url_key="")
        tx.entries.add([bare], now=NOW)
    assert waiting(store)[0].entry == bare.entry


def test_text_that_no_database_takes_does_not_stop_a_feed(store: Store) -> None:
    with store.transaction() as tx:
        odd = new_entry(feed_id(tx))
        odd = replace(odd, entry=replace(odd.entry, title="half \ud83d pair, \x00", content="text \udc00\x00"))
        assert tx.entries.add([odd], now=NOW) == [odd]
    found = waiting(store)[0].entry
    assert found.title == "half \ufffd pair, \ufffd"
    assert found.content == "text \udc00\x00"


def test_waiting_entries_come_as_seen_within_shard_and_limit(store: Store) -> None:
    add(store, "k1", "k2", shard=1)
    add(store, "k3", shard=2)
    assert [found.entry.key for found in waiting(store)] == ["k1", "k2", "k3"]
    assert [found.entry.key for found in waiting(store, shard=1)] == ["k1", "k2"]
    assert [found.entry.key for found in waiting(store, limit=1)] == ["k1"]
    assert waiting(store, NOW - MINUTE) == []


def test_only_entries_that_wait_are_read(store: Store) -> None:
    with store.transaction() as tx:
        old = replace(new_entry(feed_id(tx)), state=EntryState.BACKLOG, reason="older than 24h")
        assert tx.entries.add([old], now=NOW) == [old]
        assert tx.entries.list()[0].reason == "older than 24h"
    assert waiting(store) == []


def test_an_entry_gets_exactly_one_outcome(store: Store) -> None:
    add(store, "k1")
    entry_id = waiting(store)[0].id
    with store.transaction() as tx:
        article_id = store_article(tx)
        assert tx.entries.settle(entry_id, EntryState.READ, article_id=article_id)
        assert not tx.entries.settle(entry_id, EntryState.FAILED, reason="too late")
        assert not tx.entries.postpone(entry_id, due_at=NOW, reason="too late")
    assert waiting(store) == []
    with store.snapshot() as tx:
        (settled,) = tx.entries.list()
    assert (settled.state, settled.reason, settled.article_id) == (EntryState.READ, "", article_id)
    assert (settled.url, settled.title, settled.seen_at) == ("https://one.example/k1", "Entry k1", NOW)
    assert settled.feed_url == "https://one.example/feed"


def test_a_postponed_entry_comes_back_later_with_its_attempts_counted(store: Store) -> None:
    add(store, "k1")
    with store.transaction() as tx:
        assert tx.entries.postpone(1, due_at=NOW + MINUTE, reason="503")
    assert waiting(store) == []
    assert waiting(store, NOW + MINUTE)[0].attempts == 1
    with store.snapshot() as tx:
        assert tx.entries.list()[0].reason == "503"


def test_no_attempt_is_counted_of_an_entry_that_was_seen_after_the_moment_that_is_named(store: Store) -> None:
    add(store, "k1")
    with store.transaction() as tx:
        assert tx.entries.postpone(1, due_at=NOW + MINUTE, reason="held", spare_after=NOW - MINUTE)
    assert waiting(store) == []
    assert waiting(store, NOW + MINUTE)[0].attempts == 0
    with store.transaction() as tx:
        assert tx.entries.postpone(1, due_at=NOW + MINUTE, reason="held", spare_after=NOW)
    assert waiting(store, NOW + MINUTE)[0].attempts == 1


def test_the_shards_with_something_to_read_are_told_each_once(store: Store) -> None:
    add(store, "k1", "k2", shard=1)
    add(store, "k3", shard=9)
    add(store, "k4", shard=5)
    with store.transaction() as tx:
        assert tx.entries.postpone(4, due_at=NOW + MINUTE, reason="503")
    with store.snapshot() as tx:
        assert sorted(tx.entries.due_shards(now=NOW)) == [1, 9]
        assert sorted(tx.entries.due_shards(now=NOW + MINUTE)) == [1, 5, 9]


def test_listings_show_the_newest_first_by_state_and_part_of_the_url(store: Store) -> None:
    add(store, "k1", "k2", "a_c", "abc")
    with store.transaction() as tx:
        tx.entries.settle(1, EntryState.FAILED, reason="404")
        assert [found.title for found in tx.entries.list(limit=3)] == ["Entry abc", "Entry a_c", "Entry k2"]
        assert [found.title for found in tx.entries.list(state=EntryState.FAILED)] == ["Entry k1"]
        assert [found.title for found in tx.entries.list(url_contains="/A_C")] == ["Entry a_c"]
        assert tx.entries.list(state=EntryState.READ) == []


def test_an_entry_of_no_feed_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"), store.transaction() as tx:
        tx.entries.add([new_entry(404)], now=NOW)

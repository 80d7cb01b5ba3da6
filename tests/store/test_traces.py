"""What the store knows of one address."""

from dataclasses import replace
from datetime import timedelta

from monitor.core.outbox import EntryState
from monitor.core.records import FeedRow, NewEntry
from monitor.core.stores import Store, Transaction
from monitor.core.tracing import Gap
from monitor.store.traces import MOST_GAPS
from tests.store.samples import MINUTE, NOW, feed_id, feed_row, new_entry, store_article

GAP = Gap(since=NOW, until=NOW + MINUTE, failures=2, reason="HTTP 503", lost_low=3, lost_high=7)


def entry_at(of_feed: int, key: str, url: str) -> NewEntry:
    made = new_entry(of_feed, key)
    return replace(made, url_key=url, entry=replace(made.entry, url=url))


def two_feeds(tx: Transaction) -> None:
    tx.feeds.sync([feed_row("one"), feed_row("two")], now=NOW)


def test_entries_are_found_by_their_normalised_links_and_by_their_article(store: Store) -> None:
    with store.transaction() as tx:
        two_feeds(tx)
        one, two = feed_id(tx, "one"), feed_id(tx, "two")
        article = store_article(tx)
        tx.entries.add(
            [entry_at(one, "k1", "https://p.example/a"), entry_at(one, "k2", "https://p.example/b")], now=NOW
        )
        tx.entries.add([entry_at(two, "k1", "https://q.example/short")], now=NOW + MINUTE)
        tx.entries.settle(3, EntryState.DUPLICATE, reason="known article", article_id=article)
        tx.entries.postpone(1, due_at=NOW + MINUTE, reason="HTTP 503")

    with store.snapshot() as tx:
        assert [one.id for one in tx.traces.entries(["https://p.example/a", "", "https://p.example/c"])] == [1]
        assert [one.id for one in tx.traces.entries(["https://p.example/b"], article_id=article)] == [2, 3]
        assert tx.traces.entries([]) == []
        first = tx.traces.entries(["https://p.example/a"])[0]
        found = tx.traces.article(article)
        assert tx.traces.article(999) is None

    assert (first.feed_name, first.state, first.attempts, first.reason, first.due_at, first.seen_at) == (
        "one", EntryState.WAITING, 1, "HTTP 503", NOW + MINUTE, NOW,
    )  # fmt: skip
    assert found is not None
    assert found.article.url == "https://news.example/a"


def test_entries_are_found_by_a_part_of_their_link_as_it_is_written(store: Store) -> None:
    with store.transaction() as tx:
        two_feeds(tx)
        links = ("https://p.example/100%25_sure", "https://p.example/100x25asure")
        tx.entries.add([entry_at(1, str(place), link) for place, link in enumerate(links)], now=NOW)

    with store.snapshot() as tx:
        assert [one.id for one in tx.traces.entries_like("P.example/100", limit=5)] == [2, 1]
        assert [one.id for one in tx.traces.entries_like("100%25_s", limit=5)] == [1]
        assert len(tx.traces.entries_like("p.example", limit=1)) == 1


def test_the_feeds_of_a_site_live_there_or_brought_links_there(store: Store) -> None:
    with store.transaction() as tx:
        rows = [
            feed_row("one"),
            feed_row("two"),
            FeedRow(url="https://rss.p.example/f", name="", host="rss.p.example", shard=1),
        ]
        tx.feeds.sync(rows, now=NOW)
        one = feed_id(tx, "one")
        tx.entries.add([entry_at(one, "k1", "https://p.example/a")], now=NOW)
        tx.entries.add([entry_at(one, "k2", "https://p.example/b")], now=NOW + MINUTE)
        tx.entries.add([entry_at(feed_id(tx, "two"), "k1", "https://p.example.evil.example/b")], now=NOW)
        tx.traces.add_gap(one, GAP)
        tx.feeds.sync(rows[1:], now=NOW)

    with store.snapshot() as tx:
        found = tx.traces.feeds_of(["p.example"], under="p.example")
        nobody = tx.traces.feeds_of(["x.example"], under="x.example")
    assert [(one.feed.row.host, one.active, one.entries, one.newest_at) for one in found] == [
        ("one.example", False, 2, NOW + MINUTE),
        ("rss.p.example", True, 0, None),
    ]
    assert found[0].gaps == (GAP,)
    assert nobody == []


def test_of_each_feed_the_last_hundred_gaps_are_kept(store: Store) -> None:
    with store.transaction() as tx:
        two_feeds(tx)
        tx.traces.add_gap(feed_id(tx, "two"), replace(GAP, since=None))
        for number in range(MOST_GAPS + 7):
            tx.traces.add_gap(feed_id(tx, "one"), replace(GAP, until=NOW + timedelta(hours=number)))

    with store.snapshot() as tx:
        gaps = {one.feed.row.name: one.gaps for one in tx.traces.feeds_of(["one.example", "two.example"], under="x")}
    assert len(gaps["one"]) == MOST_GAPS
    assert [gap.until for gap in gaps["one"]][::99] == [NOW + timedelta(hours=106), NOW + timedelta(hours=7)]
    assert gaps["two"] == (replace(GAP, since=None),)

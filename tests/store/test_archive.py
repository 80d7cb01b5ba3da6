from datetime import timedelta

import pytest

from monitor.core.stores import Store
from tests.store.samples import ARTICLE, NOW, feed_row

DAY = timedelta(days=1)


@pytest.fixture
def month(store: Store) -> Store:
    """Thirty articles, one a day, the first one now; from a feed each third."""
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
        (feed,) = tx.feeds.all()
        version = tx.rule_sets.add("d", now=NOW)
        for day in range(30):
            now = NOW + day * DAY
            number = tx.articles.add(ARTICLE, url_key=f"k{day}", rule_set=version, matched=False, now=now)
            assert number is not None
            if day % 3 == 0:
                tx.articles.carry(number, feed.id)
    return store


def test_the_first_article_since_a_moment_is_found(month: Store) -> None:
    second = timedelta(seconds=1)
    with month.snapshot() as tx:
        for day in range(30):
            assert tx.archive.first_since(NOW + day * DAY) == day + 1
            assert tx.archive.first_since(NOW + day * DAY - second) == day + 1
        assert tx.archive.first_since(NOW + 29 * DAY + second) is None
        assert (tx.archive.last(), tx.archive.count(1, 30), tx.archive.count(5, 7)) == (30, 30, 3)


def test_an_empty_archive_has_no_first_and_no_last(store: Store) -> None:
    with store.snapshot() as tx:
        assert (tx.archive.first_since(NOW), tx.archive.last(), tx.archive.count(1, 0)) == (None, 0, 0)
        assert list(tx.archive.between(1, 200)) == []


def test_articles_come_in_the_order_they_were_found_with_what_a_listing_has(month: Store) -> None:
    with month.snapshot() as tx:
        some = tx.archive.between(3, 5)
        assert [(one.id, one.url_key, one.carriers) for one in some] == [
            (3, "k2", ()),
            (4, "k3", (feed_row().url,)),
            (5, "k4", ()),
        ]
        assert some[0] == tx.articles.find("k2")
        assert [one.id for one in tx.archive.pick([9, 2, 77, 30])] == [2, 9, 30]


def test_looking_for_the_first_reads_a_handful_of_rows(month: Store) -> None:
    """A scan would find it too, through every text; halving asks about as often as the number of articles has bits."""
    import sqlalchemy as sa

    asked: list[str] = []
    engine = month._reading  # type: ignore[attr-defined]  # only a store that can be looked into tells
    sa.event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with month.snapshot() as tx:
        tx.archive.first_since(NOW + 17 * DAY)
    asked = [one for one in asked if "SELECT" in one]
    assert len(asked) <= 8
    assert all("LIMIT" in one or "max(" in one or "min(" in one for one in asked)


def test_when_a_further_feed_brought_an_article_is_known_by_what_was_found_around_then(store: Store) -> None:
    names = ("one", "two", "three")
    with store.transaction() as tx:
        tx.feeds.sync([feed_row(name) for name in names], now=NOW)
        feeds = {feed.row.name: feed.id for feed in tx.feeds.all()}
        version = tx.rule_sets.add("d", now=NOW)

        def read(day: int, *by: str) -> None:
            now = NOW + day * DAY
            number = tx.articles.add(ARTICLE, url_key=f"k{day}", rule_set=version, matched=False, now=now)
            assert number is not None
            for name in by:
                tx.articles.carry(number, feeds[name])

        read(0, "one")
        read(1, "two")
        tx.articles.carry(1, feeds["two"])  # after article 2, before article 3
        read(2, "one", "two")
        read(3)  # nobody's: made by hand
        read(4, "three")
        tx.articles.carry(2, feeds["one"])
        tx.articles.carry(1, feeds["three"])
    with store.snapshot() as tx:
        brought = {
            n: [(one.feed_url.split("/")[2], one.after, one.at - NOW) for one in tx.archive.carried(n)]
            for n in range(1, 6)
        }
    assert brought == {
        1: [("one.example", 1, 0 * DAY), ("two.example", 2, DAY), ("three.example", 5, 4 * DAY)],
        2: [("two.example", 2, DAY), ("one.example", 5, 4 * DAY)],
        3: [("one.example", 3, 2 * DAY), ("two.example", 3, 2 * DAY)],
        4: [],
        5: [("three.example", 5, 4 * DAY)],
    }

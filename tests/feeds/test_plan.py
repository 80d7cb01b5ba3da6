"""Every entry of a poll gets its state and the reason for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.core.feed import Entry, Feed
from monitor.core.outbox import EntryState
from monitor.core.records import NewEntry
from monitor.feeds.plan import plan_entries, words_hash
from monitor.feeds.urls import shard_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FEED_URL = "https://feeds.example/news.xml"


def entry(key: str, *, days: float | None = None, url: str | None = None) -> Entry:
    published_at = None if days is None else NOW - timedelta(days=days)
    link = f"https://news.example/{key}" if url is None else url
    return Entry(key=key, url=link, title=key, published_at=published_at)


def plan(
    *entries: Entry,
    first_poll: bool = False,
    everything: bool = False,
    period: timedelta | None = None,
    last: int | None = None,
    max_age: timedelta | None = None,
    known: frozenset[str] = frozenset(),
) -> list[NewEntry]:
    return plan_entries(
        Feed(kind="rss", entries=entries),
        feed_id=3,
        feed_url=FEED_URL,
        first_poll=first_poll,
        now=NOW,
        everything=everything,
        period=period,
        last=last,
        max_age=max_age,
        known=known,
    )


def states(planned: list[NewEntry]) -> dict[str, str]:
    return {new.entry.key: f"{new.state}: {new.reason}".removesuffix(": ") for new in planned}


def test_a_first_poll_is_seeded_silently_by_default_and_every_entry_is_counted() -> None:
    planned = plan(entry("a", days=0), entry("b"), first_poll=True)
    assert states(planned) == {"a": "backlog: first poll", "b": "backlog: first poll"}


def test_every_entry_of_a_later_poll_is_read_wherever_it_stands_and_whatever_its_date() -> None:
    planned = plan(entry("new", days=0), entry("old", days=900), entry("undated"), entry("future", days=-400))
    assert {new.state for new in planned} == {EntryState.WAITING}
    assert [new.entry.key for new in planned] == ["new", "old", "undated", "future"]


def test_a_backlog_of_all_reads_the_whole_first_poll() -> None:
    assert states(plan(entry("a", days=900), entry("b"), first_poll=True, everything=True)) == {
        "a": "waiting",
        "b": "waiting",
    }


def test_a_backlog_of_a_period_reads_what_is_dated_within_it() -> None:
    planned = plan(
        entry("in", days=0.9), entry("out", days=1.1), entry("undated"), entry("future", days=-1),
        first_poll=True, period=timedelta(hours=24),
    )  # fmt: skip
    assert states(planned) == {
        "in": "waiting",
        "out": "backlog: older than 1 d at the first poll",
        "undated": "backlog: undated",
        "future": "waiting",
    }


def test_a_backlog_of_the_last_entries_goes_by_date_and_without_dates_by_place() -> None:
    dated = plan(entry("a", days=3), entry("b", days=1), entry("c", days=2), first_poll=True, last=2)
    assert [new.entry.key for new in dated if new.state is EntryState.WAITING] == ["b", "c"]
    assert states(dated)["a"] == "backlog: not among the last 2"
    placed = plan(entry("a", days=3), entry("b"), entry("c", days=2), first_poll=True, last=2)
    assert [new.entry.key for new in placed if new.state is EntryState.WAITING] == ["a", "b"]


def test_what_is_older_than_max_age_is_filtered_with_the_reason_and_undated_entries_are_new() -> None:
    planned = plan(entry("old", days=31), entry("young", days=29), entry("undated"), max_age=timedelta(days=30))
    assert states(planned) == {"old": "filtered: older than 30 d", "young": "waiting", "undated": "waiting"}


def test_max_age_counts_before_the_backlog_does() -> None:
    planned = plan(entry("old", days=31), entry("a", days=2), first_poll=True, last=2, max_age=timedelta(hours=36 * 20))
    assert states(planned) == {"old": "filtered: older than 30 d", "a": "waiting"}


def test_known_keys_and_repetitions_are_left_out() -> None:
    planned = plan(entry("a"), entry("b"), entry("a"), entry("c"), known=frozenset({"b"}))
    assert [new.entry.key for new in planned] == ["a", "c"]


def test_an_entry_belongs_to_the_shard_of_its_link_and_without_one_to_that_of_its_feed() -> None:
    linked, unlinked = plan(entry("a", url="http://News.example/a?utm_source=x"), entry("b", url=""))
    assert (linked.feed_id, linked.url_key) == (3, "https://news.example/a")
    assert linked.shard == shard_of("https://news.example/")
    assert (unlinked.url_key, unlinked.shard) == ("", shard_of(FEED_URL))


@pytest.mark.parametrize(
    ("other", "numbers", "same"),
    [
        ({"summary": "twelve\nmet, TODAY."}, True, True),
        ({"summary": "Twelve met."}, True, False),
        ({"title": "Talks, at length"}, True, False),
        ({"content": "At length."}, True, False),
        ({"published_at": NOW}, True, True),
        ({"summary": "Twelve met today: 5"}, True, False),
        ({"summary": "Twelve met today: 5"}, False, True),
        ({"title": "Talks 5"}, False, False),
    ],
)
def test_entries_that_say_the_same_words_are_known_by_that(other: dict[str, Any], numbers: bool, same: bool) -> None:
    first = replace(entry("a"), title="Talks", summary="Twelve met today.")
    hashes = [words_hash(one, numbers=numbers) for one in (first, replace(first, **other))]
    assert (hashes[0] == hashes[1]) is same


def test_a_date_that_is_still_to_come_is_none_but_for_what_zones_explain() -> None:
    planned = plan(entry("zone", days=-0.9), entry("pinned", days=-5000))
    assert [new.entry.published_at is None for new in planned] == [False, True]


def test_a_link_that_entries_without_guid_share_or_that_leads_home_is_no_articles_own() -> None:
    live, home = "https://news.example/live", "https://news.example/"
    entries = (
        entry("sha256:1", url=live),
        entry("sha256:2", url=live),
        entry("sha256:3"),
        entry("front", url=home),
        entry("self", url=FEED_URL),
        entry("a"),
        entry("b", url="https://news.example/a?utm_source=x"),
    )
    feed = Feed(kind="rss", site_url=home, entries=entries)
    planned = plan_entries(feed, feed_id=3, feed_url=FEED_URL, first_poll=False, now=NOW)
    own = ["https://news.example/sha256:3", "", "", "https://news.example/a", "https://news.example/a"]
    assert [new.url_key for new in planned] == ["", "", *own]

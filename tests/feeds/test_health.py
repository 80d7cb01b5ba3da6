"""How a feed is doing, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.errors import FetchFailure
from monitor.core.records import FeedState
from monitor.feeds.brought import Brought
from monitor.feeds.cadence import after_failure, after_success
from monitor.feeds.health import Condition, health_of, in_words, lost_in_words

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW_FEED = FeedState(due_at=NOW, interval_s=1_200.0)


def fed(apart: timedelta, *, entries: int = 60) -> FeedState:
    """Return a feed after its first poll, a poll after that, and so on up to now."""
    dates = tuple(NOW - apart * (entries / 2 + place) for place in range(entries))
    state = after_success(NEW_FEED, Brought(new=entries, dates=dates, found=entries), now=dates[0])
    for place in range(entries // 2):
        at = dates[0] + apart * (place + 1)
        state = after_success(state, Brought(new=1, dates=(at,), found=entries), now=at)
    return state


def test_a_feed_that_was_never_polled_is_new_and_nothing_is_known_of_it() -> None:
    health = health_of(NEW_FEED, now=NOW)
    assert (health.condition, health.reasons, health.rhythm) == (Condition.NEW, (), "unknown")
    assert (health.per_day, health.newest) == (None, None)


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (timedelta(minutes=1), "about 60 an hour"),
        (HOUR, "about 24 a day"),
        (HOUR * 8, "about 3 a day"),
        (DAY * 3.5, "about 2 a week"),
    ],
)
def test_a_feed_that_brings_what_it_always_did_is_well(apart: timedelta, words: str) -> None:
    health = health_of(fed(apart, entries=200), now=NOW)
    assert (health.condition, health.reasons) == (Condition.WELL, ())
    number, unit = words.split()[1:2], words.split()[2:]
    assert health.rhythm.split()[2:] == unit
    assert abs(int(health.rhythm.split()[1]) - int(number[0])) <= max(1, int(number[0]) // 8)
    assert health.newest is not None
    assert abs(health.newest - NOW) < HOUR


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (7_200, "about 5 a minute"),
        (1_440, "about 60 an hour"),
        (49, "about 2 an hour"),
        (30, "about 30 a day"),
        (1.4, "about 10 a week"),
        (0.15, "about 1 a week"),
        (0.05, "about 1 a month"),
        (0.001, "less than 1 a month"),
    ],
)
def test_a_rhythm_is_told_in_the_unit_in_which_it_can_be_counted(rate: float, words: str) -> None:
    assert in_words(rate) == words


def test_what_was_lost_is_told_as_between_so_many_and_so_many() -> None:
    assert lost_in_words(3, 1_700) == "probably 3–1,700 entries"
    assert lost_in_words(1, 1) == "probably 1 entry"
    assert lost_in_words(2, 2) == "probably 2 entries"


def test_a_failure_is_told_with_when_the_feed_last_answered() -> None:
    state = after_failure(fed(HOUR), FetchFailure.TEMPORARY, "HTTP 503", now=NOW + DAY * 2)
    health = health_of(state, now=NOW + DAY * 2)
    assert health.condition is Condition.FAILING
    assert health.reasons == ("HTTP 503 (last answer 2 days ago, 1 failure)",)
    never = after_failure(after_failure(NEW_FEED, FetchFailure.HARD, "a PDF", now=NOW), FetchFailure.HARD, "-", now=NOW)
    assert health_of(never, now=NOW).reasons == ("- (never answered, 2 failures)",)


def test_a_feed_that_is_gone_is_gone_and_not_failing() -> None:
    health = health_of(after_failure(fed(HOUR), FetchFailure.GONE, "HTTP 410", now=NOW), now=NOW + HOUR * 3)
    assert health.condition is Condition.GONE
    assert health.reasons == ("gone for good (HTTP 410, 3 hours ago): name another address in the rules",)


def test_what_rolled_off_is_told_for_a_week() -> None:
    state = replace(fed(HOUR), lost_low=3, lost_high=7, lost_at=NOW)
    health = health_of(state, now=NOW + DAY)
    assert (health.condition, health.reasons) == (
        Condition.LOSING,
        ("probably 3–7 entries rolled off unread, last 1 day ago",),
    )
    assert health_of(state, now=NOW + DAY * 8).condition is Condition.WELL


def test_a_feed_that_fell_silent_says_since_when_and_what_it_used_to_bring() -> None:
    state = after_success(fed(HOUR), Brought(), now=NOW + DAY * 4)
    health = health_of(state, now=NOW + DAY * 4)
    assert health.condition is Condition.SILENT
    assert health.reasons[0].startswith("nothing new for 4 days; it used to bring about 2")


def test_a_feed_that_moved_for_good_says_where_to() -> None:
    moved = replace(fed(HOUR), moved_to="https://b.example/f", moved_at=NOW - DAY * 3, moves=9)
    health = health_of(moved, now=NOW)
    assert health.condition is Condition.MOVED
    assert health.reasons == ("moved to https://b.example/f: name that in the rules",)


def test_all_that_is_wrong_is_told_and_what_is_worst_comes_first() -> None:
    state = replace(fed(HOUR), silent=True, lost_low=1, lost_high=1, lost_at=NOW)
    health = health_of(after_failure(state, FetchFailure.MISSING, "HTTP 404", now=NOW), now=NOW)
    assert health.condition is Condition.FAILING
    assert [reason.split()[0] for reason in health.reasons] == ["HTTP", "probably", "nothing"]
    assert [one for one in Condition if one.is_trouble] == [*Condition][:4]

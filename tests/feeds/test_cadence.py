"""Feeds are polled as often as they bring news, and never die."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.errors import FetchFailure
from monitor.core.records import FeedState
from monitor.feeds.cadence import FIRST_INTERVAL, LONGEST, SHORTEST, after_failure, after_success, asks_anew

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEW_FEED = FeedState(due_at=NOW, interval_s=FIRST_INTERVAL.total_seconds())
KNOWN_FEED = replace(NEW_FEED, polls=1, first_polled_at=NOW - timedelta(days=1))


def failed(state: FeedState, times: int, *, jitter: float = 0.5, every: timedelta | None = None) -> FeedState:
    for _ in range(times):
        state = after_failure(state, FetchFailure.TEMPORARY, "HTTP 503", now=NOW, jitter=jitter, every=every)
    return state


def test_the_first_poll_keeps_the_starting_interval_however_much_it_brings() -> None:
    state = after_success(NEW_FEED, new=40, now=NOW)
    assert state.due_at == NOW + FIRST_INTERVAL
    assert (state.first_polled_at, state.last_polled_at, state.last_new_at, state.polls) == (NOW, NOW, NOW, 1)


def test_news_shorten_the_interval_and_silence_lengthens_it() -> None:
    busy = after_success(KNOWN_FEED, new=2, now=NOW)
    quiet = after_success(KNOWN_FEED, new=0, now=NOW)
    assert busy.due_at < NOW + FIRST_INTERVAL < quiet.due_at
    assert quiet.last_new_at is None


def test_the_interval_stays_between_a_minute_and_six_hours() -> None:
    busy = quiet = KNOWN_FEED
    for _ in range(30):
        busy, quiet = after_success(busy, new=1, now=NOW), after_success(quiet, new=0, now=NOW)
    assert busy.due_at == NOW + SHORTEST
    assert quiet.due_at == NOW + LONGEST


def test_polls_are_spread_by_the_dice() -> None:
    early = after_success(KNOWN_FEED, new=0, now=NOW, jitter=0.0)
    late = after_success(KNOWN_FEED, new=0, now=NOW, jitter=0.99)
    assert early.due_at < late.due_at < early.due_at + FIRST_INTERVAL
    assert early.interval_s == late.interval_s


def test_an_interval_in_the_rule_files_is_kept_to_the_second() -> None:
    state = KNOWN_FEED
    for new in (0, 5):
        state = after_success(KNOWN_FEED, new=new, now=NOW, every=timedelta(seconds=1), jitter=0.9)
        assert state.due_at == NOW + timedelta(seconds=1)
    assert after_success(state, new=1, now=NOW).due_at == NOW + SHORTEST  # `every` was taken out of the file again


def test_the_first_retry_comes_after_one_interval_then_the_waits_double_up_to_a_day() -> None:
    waits = [failed(KNOWN_FEED, times).due_at - NOW for times in (1, 2, 3, 4)]
    assert waits == [FIRST_INTERVAL * factor for factor in (1, 2, 4, 8)]
    assert failed(KNOWN_FEED, 500, jitter=0.99).due_at == NOW + timedelta(hours=24)
    assert failed(KNOWN_FEED, 3, jitter=0.0).due_at < failed(KNOWN_FEED, 3, jitter=0.99).due_at


def test_failures_start_from_the_interval_of_the_rule_files() -> None:
    assert failed(KNOWN_FEED, 1, every=timedelta(seconds=5)).due_at == NOW + timedelta(seconds=5)
    assert failed(KNOWN_FEED, 2, every=timedelta(days=7)).due_at == NOW + timedelta(hours=24)


@pytest.mark.parametrize(("asked_s", "wait_s"), [(None, 900), (5.0, 900), (3600.0, 3600), (1e9, 86_400), (-3.0, 900)])
def test_retry_after_makes_a_retry_later_never_earlier_and_at_most_a_day(asked_s: float | None, wait_s: int) -> None:
    state = after_failure(KNOWN_FEED, FetchFailure.TEMPORARY, "HTTP 429", asked_s, now=NOW)
    assert state.due_at == NOW + timedelta(seconds=wait_s)


def test_a_success_ends_the_count_of_failures_and_goes_on_where_the_interval_was() -> None:
    down = failed(KNOWN_FEED, 7)
    assert (down.failures, down.last_error, down.polls) == (7, "HTTP 503", 8)
    up = after_success(down, new=0, now=NOW)
    assert (up.failures, up.last_error, up.interval_s) == (0, None, KNOWN_FEED.interval_s * 1.5)


def test_only_410_ends_the_polling() -> None:
    gone = {failure: after_failure(KNOWN_FEED, failure, "-", now=NOW).gone for failure in FetchFailure}
    assert [failure for failure, ended in gone.items() if ended] == [FetchFailure.GONE]


def test_a_failure_keeps_what_the_feed_gave_before() -> None:
    state = replace(KNOWN_FEED, etag='"v1"', last_modified="yesterday", body_hash="ab", title="News")
    after = failed(state, 1)
    assert (after.etag, after.last_modified, after.body_hash, after.title) == ('"v1"', "yesterday", "ab", "News")
    assert after.first_polled_at == state.first_polled_at


def test_a_feed_is_asked_anew_once_a_day_and_not_all_feeds_at_once() -> None:
    minutes = []
    for feed_id in range(1, 200):
        state, asked = replace(KNOWN_FEED, last_polled_at=NOW), []
        for minute in range(0, 2880, 15):
            now = NOW + timedelta(minutes=minute)
            if asks_anew(state, feed_id=feed_id, now=now):
                asked.append(minute)
            state = replace(state, last_polled_at=now)
        assert len(asked) == 2
        assert asked[1] - asked[0] == 1440
        minutes.append(asked[0])
    assert max(map(minutes.count, minutes)) < 10
    assert asks_anew(NEW_FEED, feed_id=1, now=NOW)

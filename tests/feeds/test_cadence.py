"""Feeds are polled as often as they bring news, and never die."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.errors import FetchFailure
from monitor.core.records import FeedState
from monitor.feeds.brought import Brought
from monitor.feeds.cadence import FIRST_INTERVAL, LONGEST, SHORTEST, after_failure, after_success, asks_anew

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NEW_FEED = FeedState(due_at=NOW, interval_s=FIRST_INTERVAL.total_seconds())
KNOWN_FEED = replace(NEW_FEED, polls=1, first_polled_at=NOW - timedelta(days=1))


def failed(state: FeedState, times: int, *, jitter: float = 0.5, every: timedelta | None = None) -> FeedState:
    for _ in range(times):
        state = after_failure(state, FetchFailure.TEMPORARY, "HTTP 503", now=NOW, jitter=jitter, every=every)
    return state


def polled(state: FeedState, *, new: int = 0, at: datetime = NOW, every: timedelta | None = None) -> FeedState:
    dates = tuple(at - timedelta(seconds=place) for place in range(new))
    brought = Brought(new=new, dates=dates, found=40)
    return after_success(state, brought, now=at, every=every, jitter=0.0)


def test_a_feed_of_which_nothing_is_known_is_polled_again_after_the_first_interval() -> None:
    state = after_success(NEW_FEED, Brought(new=2, dates=(None, None), found=2), now=NOW, jitter=0.0)
    assert state.due_at == NOW + FIRST_INTERVAL
    assert (state.first_polled_at, state.last_polled_at, state.last_new_at, state.polls) == (NOW, NOW, NOW, 1)
    assert (state.answered_at, state.failure, state.silent) == (NOW, None, False)


def test_the_first_document_tells_how_often_to_poll() -> None:
    def first(apart: timedelta) -> timedelta:
        dice = random.Random(1)  # noqa: S311 - a test's own
        dates = tuple(NOW - apart * (place + dice.random()) for place in range(40))
        state = after_success(NEW_FEED, Brought(new=40, dates=dates, found=40), now=NOW, jitter=0.0)
        return state.due_at - NOW

    minute, hour, day, week = map(first, (MINUTE, MINUTE * 60, MINUTE * 1440, MINUTE * 10_080))
    assert SHORTEST <= minute < 4 * MINUTE < 10 * MINUTE < hour < 30 * MINUTE < day < week <= LONGEST


def test_what_came_in_a_first_hour_is_not_taken_to_come_in_that_hour_alone() -> None:
    dates = tuple(NOW - MINUTE * place for place in range(100))
    state = after_success(NEW_FEED, Brought(new=100, dates=dates, found=100), now=NOW)
    for minute in range(2, 62, 2):
        at = NOW + MINUTE * minute
        state = after_success(state, Brought(new=2, dates=(at, at - MINUTE), found=100), now=at)
        assert 120.0 < state.interval_s < 240.0  # of a steady wire: 155 s


def test_news_shorten_the_interval_and_silence_lengthens_it() -> None:
    busy = quiet = polled(KNOWN_FEED)
    for times in range(1, 20):
        busy = polled(busy, new=5, at=NOW + times * MINUTE * 15)
        quiet = polled(quiet, at=NOW + times * MINUTE * 15)
    assert busy.interval_s < FIRST_INTERVAL.total_seconds() < quiet.interval_s
    assert busy.last_new_at == NOW + 19 * 15 * MINUTE
    assert quiet.last_new_at is None


def test_the_interval_stays_between_a_minute_and_six_hours() -> None:
    busy = quiet = polled(KNOWN_FEED)
    for times in range(1, 100):
        busy = polled(busy, new=30, at=NOW + times * MINUTE)
        quiet = polled(quiet, at=NOW + times * timedelta(hours=6))
    assert busy.due_at == busy.answered_at + SHORTEST if busy.answered_at else False
    assert quiet.due_at == quiet.answered_at + LONGEST if quiet.answered_at else False


def test_polls_are_spread_by_the_dice_and_never_later_than_the_interval() -> None:
    early, late = (after_success(KNOWN_FEED, Brought(), now=NOW, jitter=jitter) for jitter in (0.99, 0.0))
    assert early.due_at < late.due_at == NOW + timedelta(seconds=late.interval_s) < early.due_at + FIRST_INTERVAL
    assert early.interval_s == late.interval_s


def test_an_interval_in_the_rule_files_is_kept_to_the_second() -> None:
    state = KNOWN_FEED
    for new in (0, 5):
        state = polled(KNOWN_FEED, new=new, every=timedelta(seconds=1))
        assert state.due_at == NOW + timedelta(seconds=1)
    assert polled(state).due_at >= NOW + SHORTEST  # `every` was taken out of the file again


def test_what_a_feed_says_of_itself_counts_until_its_rhythm_is_known() -> None:
    asks = replace(KNOWN_FEED, refresh_s=3_000.0)
    unknown = after_success(asks, Brought(found=0), now=NOW, jitter=0.0)
    assert unknown.due_at == NOW + timedelta(seconds=3_000)
    forever = after_success(replace(asks, refresh_s=1e9), Brought(found=0), now=NOW, jitter=0.0)
    assert forever.due_at == NOW + timedelta(hours=1)
    known = polled(unknown, new=20, at=NOW + MINUTE * 50)
    assert known.interval_s < 1_200.0


def test_what_a_server_says_of_its_answer_holds_up_to_a_quarter_of_an_hour_unless_entries_may_roll_off() -> None:
    dates = tuple(NOW - MINUTE * place for place in range(200))
    wide = Brought(new=200, dates=dates, found=200, fresh_s=600.0)
    assert after_success(KNOWN_FEED, wide, now=NOW).interval_s == 600.0
    assert after_success(KNOWN_FEED, replace(wide, fresh_s=1e6), now=NOW).interval_s == 900.0
    narrow = Brought(new=10, dates=dates[:10], found=10, fresh_s=600.0)
    assert after_success(KNOWN_FEED, narrow, now=NOW).interval_s < 300.0


def test_entries_that_rolled_off_are_counted() -> None:
    state = polled(NEW_FEED, new=10, at=NOW - timedelta(hours=2))
    dates = tuple(NOW - MINUTE * place for place in range(10))
    brought = Brought(new=10, dates=dates, found=10, overlaps=False)
    after = after_success(state, brought, now=NOW)
    assert after.lost_at == NOW
    assert after.lost_low <= 110 <= after.lost_high
    again = after_success(replace(after, answered_at=NOW - timedelta(hours=2)), brought, now=NOW)
    assert again.lost_high > after.lost_high
    assert after_success(after, replace(brought, overlaps=True), now=NOW + MINUTE).lost_high == after.lost_high


def test_a_document_without_dates_and_with_nothing_from_before_is_taken_to_have_filled_fast() -> None:
    state = polled(NEW_FEED, at=NOW - timedelta(hours=2))
    some = Brought(new=10, dates=(None,) * 10, found=10)
    states = (after_success(state, replace(some, overlaps=overlaps), now=NOW) for overlaps in (True, False))
    known, unknown = (after_success(one, Brought(), now=NOW + timedelta(hours=12)).interval_s for one in states)
    assert unknown < known / 2


def test_a_small_window_that_a_burst_filled_once_is_polled_as_if_the_next_came_twice_as_fast() -> None:
    def interval_s(*, bursts: int) -> float:
        state = after_success(NEW_FEED, Brought(found=10), now=NOW - timedelta(days=9))
        for day in range(bursts):
            at = NOW - timedelta(days=8 - day)
            dates = tuple(at - MINUTE * place for place in range(10))
            state = after_success(state, Brought(new=10, dates=dates, found=10), now=at)
        return after_success(state, Brought(), now=NOW).interval_s

    assert interval_s(bursts=1) < 150.0
    assert 240.0 < interval_s(bursts=4) < 360.0


def test_a_feed_whose_rhythm_says_that_something_is_missing_is_silent_until_it_brings_something() -> None:
    dates = tuple(NOW - MINUTE * 60 * place for place in range(40))
    state = after_success(NEW_FEED, Brought(new=40, dates=dates, found=40), now=NOW)
    assert not after_success(state, Brought(), now=NOW + timedelta(hours=40)).silent
    silent = after_success(state, Brought(), now=NOW + timedelta(days=3))
    assert silent.silent
    assert not polled(silent, new=1, at=NOW + timedelta(days=4)).silent


def test_the_first_retry_comes_after_one_interval_then_the_waits_double_up_to_a_day() -> None:
    never = replace(KNOWN_FEED, answered_at=None)
    waits = [failed(never, times).due_at - NOW for times in (1, 2, 3, 4)]
    assert waits == [FIRST_INTERVAL * factor for factor in (1, 2, 4, 8)]
    assert failed(KNOWN_FEED, 500, jitter=0.99).due_at == NOW + timedelta(hours=24)
    assert failed(KNOWN_FEED, 3, jitter=0.0).due_at < failed(KNOWN_FEED, 3, jitter=0.99).due_at


def test_failures_start_from_the_interval_of_the_rule_files() -> None:
    assert failed(KNOWN_FEED, 1, every=timedelta(seconds=5)).due_at == NOW + timedelta(seconds=5)
    assert failed(KNOWN_FEED, 2, every=timedelta(days=7)).due_at == NOW + timedelta(hours=24)


@pytest.mark.parametrize(
    ("asked_s", "wait_s"), [(None, 1200), (5.0, 1200), (3600.0, 3600), (1e9, 86_400), (-3.0, 1200)]
)
def test_retry_after_makes_a_retry_later_never_earlier_and_at_most_a_day(asked_s: float | None, wait_s: int) -> None:
    state = after_failure(KNOWN_FEED, FetchFailure.TEMPORARY, "HTTP 429", asked_s, now=NOW)
    assert state.due_at == NOW + timedelta(seconds=wait_s)


def test_what_is_broken_for_good_is_left_alone_sooner_and_a_server_that_was_there_yesterday_never_for_long() -> None:
    def wait(failure: FetchFailure, *, failures: int, down: timedelta) -> timedelta:
        state = replace(KNOWN_FEED, failures=failures - 1, answered_at=NOW - down)
        return after_failure(state, failure, "-", now=NOW).due_at - NOW

    hour, day = timedelta(hours=1), timedelta(days=1)
    temporary, hard, missing = FetchFailure.TEMPORARY, FetchFailure.HARD, FetchFailure.MISSING
    waits = [wait(failure, failures=3, down=hour) for failure in (temporary, missing, hard)]
    assert waits == [hour, FIRST_INTERVAL * 4, FIRST_INTERVAL * 16]
    assert [wait(temporary, failures=30, down=down) for down in (hour, 2 * day, 8 * day)] == [hour, 6 * hour, day]
    for failure in (hard, missing):
        assert [wait(failure, failures=30, down=down) for down in (hour, 2 * day)] == [6 * hour, day]


def test_a_success_ends_the_count_of_failures_and_goes_on_where_the_interval_was() -> None:
    down = failed(polled(KNOWN_FEED), 7)
    assert (down.failures, down.failure, down.last_error) == (7, FetchFailure.TEMPORARY, "HTTP 503")
    up = polled(down)
    assert (up.failures, up.failure, up.last_error, up.polls) == (0, None, None, 10)
    assert up.interval_s == polled(KNOWN_FEED).interval_s


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

"""What a feed's arrivals tell of those to come."""

import math
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.rhythm import (
    DAYS,
    FILL,
    HOURS,
    MEMORY_S,
    MOST_ARRIVALS,
    NOTHING_KNOWN,
    PARTS,
    Rhythm,
    day_of,
    learn,
    likelihoods,
    moment,
    pack,
    unpack,
)

HOUR_S, DAY_S = 3_600.0, 86_400.0
MONDAY = datetime(2026, 11, 23, tzinfo=UTC).timestamp()
TIMES = st.floats(MONDAY - 300 * DAY_S, MONDAY, allow_nan=False)


def fed(apart_s: float, count: int, *, window: int = 20, start: float = MONDAY) -> Rhythm:
    """Return the rhythm of a feed that brought one entry after the other, each poll finding one."""
    rhythm = learn(NOTHING_KNOWN, [], window=window, now=start)
    for place in range(1, count + 1):
        now = start + apart_s * place
        rhythm = learn(rhythm, [now], window=window, now=now)
    return rhythm


@given(st.lists(st.lists(TIMES, max_size=40), max_size=6), st.integers(0, 5_000))
@settings(deadline=None)
def test_a_rhythm_that_was_packed_is_the_same_to_the_second(polls: list[list[float]], window: int) -> None:
    rhythm = NOTHING_KNOWN
    for place, arrivals in enumerate(polls):
        rhythm = learn(rhythm, arrivals, window=window, now=MONDAY + place * HOUR_S)
    again = unpack(pack(rhythm))
    assert [int(one) for one in rhythm.arrivals] == list(again.arrivals)
    assert (again.since, again.learnt_at, again.count) == (rhythm.since, rhythm.learnt_at, rhythm.count)
    assert (again.fill_s, again.window) == (rhythm.fill_s, rhythm.window)
    assert again.days == pytest.approx(rhythm.days, rel=1e-5)
    assert again.hours == pytest.approx(rhythm.hours, rel=1e-5)
    assert again.parts == pytest.approx(rhythm.parts, rel=1e-5)
    assert len(pack(rhythm)) < 750


@given(st.binary(max_size=900), st.binary(min_size=208, max_size=800))
def test_what_was_not_packed_here_is_no_rhythm(packed: bytes, more: bytes) -> None:
    for damaged in (packed, b"\x01" + more, pack(fed(60, 9))[: len(packed)] + packed):
        rhythm = unpack(damaged)
        assert all(0 <= one < math.inf for one in (rhythm.rate(MONDAY), rhythm.count, rhythm.fill_s, *rhythm.parts))
    assert unpack(b"") is unpack(b"\x02" + packed) is NOTHING_KNOWN
    assert unpack(pack(fed(60, 9))[:-1]) is NOTHING_KNOWN


@given(st.lists(TIMES, min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_the_order_in_which_a_document_names_its_entries_does_not_matter(
    times: list[float], dice: random.Random
) -> None:
    shuffled = times[:]
    dice.shuffle(shuffled)
    known = fed(HOUR_S, 5, start=MONDAY - DAY_S)
    one, other = (learn(known, some, window=60, now=MONDAY + DAY_S) for some in (times, shuffled))
    assert one == other


def test_only_the_newest_arrivals_are_kept_with_their_time() -> None:
    rhythm = fed(60, MOST_ARRIVALS + 40)
    assert len(rhythm.arrivals) == MOST_ARRIVALS
    assert rhythm.arrivals[-1] == MONDAY + 60 * (MOST_ARRIVALS + 40)
    assert rhythm.arrivals == tuple(sorted(rhythm.arrivals))


@pytest.mark.parametrize("apart_s", [60.0, HOUR_S, 8 * HOUR_S, 3 * DAY_S])
def test_what_is_expected_is_what_came(apart_s: float) -> None:
    rhythm = fed(apart_s, 300)
    now = rhythm.arrivals[-1]
    assert rhythm.rate(now) * apart_s == pytest.approx(1, rel=0.25)
    assert rhythm.mean_rate(now) * apart_s == pytest.approx(1, rel=0.1)


def test_a_feed_that_changes_its_ways_is_believed_after_a_few_weeks() -> None:
    rhythm = fed(HOUR_S, 24 * 60)
    busy, now = rhythm.rate(rhythm.learnt_at), rhythm.learnt_at
    for _ in range(60):
        now += DAY_S
        rhythm = learn(rhythm, [now], window=20, now=now)
    assert rhythm.rate(now) < busy / 5
    assert rhythm.rate(now + MEMORY_S) < rhythm.rate(now)


def test_a_first_document_is_counted_from_its_middle_since_its_end_may_be_pinned() -> None:
    pinned = [MONDAY - 400 * DAY_S]
    recent = [MONDAY - HOUR_S * place for place in range(39)]
    rhythm = learn(NOTHING_KNOWN, pinned + recent, window=40, now=MONDAY)
    assert rhythm.rate(MONDAY) * HOUR_S == pytest.approx(1, rel=0.1)


def test_a_date_in_the_future_counts_as_now() -> None:
    rhythm = learn(fed(60, 3), [MONDAY + DAY_S], window=20, now=MONDAY + 300)
    assert rhythm.arrivals[-1] == MONDAY + 300


def test_the_day_the_hour_and_the_part_of_the_hour_are_told_apart() -> None:
    times = [MONDAY + week * 7 * DAY_S + 9 * HOUR_S + 600 for week in range(-20, 0)]
    rhythm = learn(NOTHING_KNOWN, times, window=20, now=MONDAY)
    for profile, place, parts in ((rhythm.days, 0, DAYS), (rhythm.hours, 9, HOURS), (rhythm.parts, 2, PARTS)):
        assert len(profile) == parts
        assert [number for number, weight in enumerate(profile) if weight] == [place]
        likely = likelihoods(profile, seen=20)
        assert sum(likely) / parts == pytest.approx(1)
        assert likely[place] == max(likely) > 2
        assert min(likely) > 0
    assert day_of(MONDAY) == 0
    assert day_of(MONDAY - 1) == 6


def test_what_is_known_of_no_arrival_makes_all_times_equal() -> None:
    assert likelihoods((0.0,) * DAYS, seen=0) == [1.0] * DAYS


def test_on_a_first_monday_nothing_is_known_of_the_other_days() -> None:
    monday = (50.0, *(0.0,) * 6)
    early, later = (likelihoods(monday, seen=weeks) for weeks in (0.1, 8))
    assert max(early) / min(early) < 1.2
    assert max(later) / min(later) > 20


def test_a_window_is_safe_for_the_shortest_time_in_which_most_of_it_was_filled() -> None:
    rhythm = fed(HOUR_S, 40, window=20)
    assert rhythm.fill_s == pytest.approx(20 * FILL * HOUR_S)
    now = rhythm.arrivals[-1] + DAY_S
    burst = [now - 600 + 40 * place for place in range(15)]
    quick = learn(rhythm, burst, window=20, now=now)
    assert quick.fill_s == pytest.approx(14 * 40)
    calm = learn(quick, [now + DAY_S], window=20, now=now + DAY_S)
    assert quick.fill_s <= calm.fill_s < quick.fill_s * 1.1, "one calm day makes no burst unlikely"


def test_half_a_burst_tells_of_a_whole_one_where_the_window_is_large() -> None:
    now = MONDAY + DAY_S
    slow = fed(HOUR_S * 3, 60, window=50, start=now - 8 * DAY_S)
    burst = [now + 20 * place for place in range(18)]
    rhythm = learn(slow, burst, window=50, now=now + 400)
    assert rhythm.fill_s == pytest.approx(2 * 17 * 20)


def test_a_window_that_was_never_filled_is_safe_for_ever() -> None:
    rhythm = fed(HOUR_S, 5, window=100)
    assert (rhythm.fill_s, rhythm.safe_s(MONDAY + DAY_S)) == (0.0, math.inf)


def test_a_window_that_has_grown_takes_longer_to_be_filled() -> None:
    rhythm = fed(60, 100, window=10)
    grown = learn(rhythm, [rhythm.learnt_at + 60], window=40, now=rhythm.learnt_at + 60)
    assert (rhythm.fill_s, grown.fill_s) == (5 * 60, 28 * 60)


def test_what_a_burst_tells_is_forgotten_slowly() -> None:
    rhythm = fed(60, 30, window=20)
    now = rhythm.learnt_at
    assert rhythm.safe_s(now) == rhythm.fill_s
    assert rhythm.safe_s(now + 30 * DAY_S) == pytest.approx(2 * rhythm.fill_s)
    assert rhythm.safe_s(now + 90 * DAY_S) == pytest.approx(8 * rhythm.fill_s)


def test_a_fast_hour_is_remembered_when_its_arrivals_are_forgotten() -> None:
    fast = rhythm = fed(60, 30, window=20)
    for place in range(1, MOST_ARRIVALS + 20):
        now = fast.learnt_at + place * HOUR_S
        rhythm = learn(rhythm, [now], window=20, now=now)
    assert min(rhythm.arrivals) > fast.learnt_at
    assert rhythm.fill_s < 2 * fast.fill_s


def test_a_feed_that_shows_its_newest_entry_alone_is_not_judged_by_two_that_came_together() -> None:
    rhythm = fed(HOUR_S, 60, window=1)
    now = rhythm.learnt_at
    close = learn(rhythm, [now + 30], window=1, now=now + 60)
    assert close.fill_s == pytest.approx(HOUR_S, rel=0.1)


def test_a_poll_that_brings_nothing_leaves_what_was_learnt() -> None:
    rhythm = fed(60, 30)
    later = learn(rhythm, [], window=0, now=rhythm.learnt_at + DAY_S)
    assert later == rhythm
    assert learn(NOTHING_KNOWN, [], window=3, now=MONDAY).since == MONDAY


def test_times_are_seconds_since_1970() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert moment(noon.timestamp()) == noon

"""How long to wait until the next poll."""

import math
import random
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.intervals import LONGEST_S, SHORTEST_S, interval_s, safe_s, wanted_s
from monitor.feeds.rhythm import NOTHING_KNOWN, Rhythm, learn
from tests.feeds.test_rhythm import DAY_S, HOUR_S, MONDAY, fed


def poisson(apart_s: float, days: float, *, window: int = 50, seed: int = 1) -> Rhythm:
    """Return the rhythm of a feed whose entries come at any time, so far apart on average."""
    dice, rhythm, now, end = random.Random(seed), NOTHING_KNOWN, MONDAY, MONDAY + days * DAY_S  # noqa: S311 - a test's own
    rhythm = learn(rhythm, [], window=window, now=now)
    while now < end:
        arrivals: list[float] = []
        while len(arrivals) < 5 and now < end:
            now += dice.expovariate(1 / apart_s)
            arrivals.append(now)
        rhythm = learn(rhythm, arrivals, window=window, now=now)
    return rhythm


@given(
    st.lists(st.floats(MONDAY - 200 * DAY_S, MONDAY), max_size=60),
    st.integers(0, 300),
    st.floats(0, 400 * DAY_S),
    st.floats(0, DAY_S),
)
@settings(deadline=None)
def test_no_feed_is_polled_more_than_once_a_minute_or_less_than_every_six_hours(
    arrivals: list[float], window: int, later_s: float, at_least_s: float
) -> None:
    rhythm = learn(NOTHING_KNOWN, arrivals, window=window, now=MONDAY)
    interval = interval_s(rhythm, now=MONDAY + later_s, at_least_s=at_least_s)
    assert SHORTEST_S <= interval <= LONGEST_S


def test_four_times_the_entries_make_twice_the_polls() -> None:
    waits = []
    for apart_s in (HOUR_S / 4, HOUR_S, 4 * HOUR_S):
        rhythm = poisson(apart_s, 40)
        times = [rhythm.learnt_at + 3 * apart_s + HOUR_S * hour for hour in range(168)]
        waits.append(sum(wanted_s(rhythm, now=now) for now in times))
    assert 1.7 < waits[1] / waits[0] < 2.4
    assert 1.7 < waits[2] / waits[1] < 2.4


def test_a_wire_is_polled_every_few_minutes_and_a_feed_that_brings_little_a_few_times_a_day() -> None:
    now = MONDAY + 10 * DAY_S
    assert interval_s(poisson(60, 10), now=now) < 300
    assert 600 < interval_s(poisson(HOUR_S, 10), now=now) < 1_800
    assert interval_s(poisson(7 * DAY_S, 100), now=MONDAY + 100 * DAY_S) > 2 * HOUR_S


def test_a_feed_of_working_hours_is_polled_by_day_rather_than_by_night() -> None:
    dice, times = random.Random(3), []  # noqa: S311 - as above
    for day in range(40):
        if day % 7 < 5:
            times += [MONDAY + day * DAY_S + dice.uniform(8, 18) * HOUR_S for _ in range(4)]
    rhythm = learn(NOTHING_KNOWN, sorted(times), window=100, now=MONDAY + 40 * DAY_S)
    week = MONDAY + 42 * DAY_S
    noon, night, sunday = (
        wanted_s(rhythm, now=week + at) for at in (11 * HOUR_S, 22 * HOUR_S, 6 * DAY_S + 11 * HOUR_S)
    )
    assert noon * 1.8 < night
    assert noon * 1.8 < sunday


def test_entries_that_come_at_the_same_minute_of_each_hour_are_waited_for_until_then() -> None:
    rhythm = fed(HOUR_S, 24 * 20)
    quarter_past = MONDAY + 25 * DAY_S + 900
    assert 2_700 < wanted_s(rhythm, now=quarter_past) < 3_000, "the next one comes at the hour"


def test_what_comes_just_now_is_polled_for_at_once() -> None:
    rhythm = poisson(8 * HOUR_S, 40)
    now = rhythm.learnt_at + 4 * HOUR_S
    burst = learn(rhythm, [now + 20 * place for place in range(10)], window=50, now=now + 200)
    assert interval_s(burst, now=now + 200) < interval_s(rhythm, now=now) / 4
    assert interval_s(burst, now=now + 200) < interval_s(burst, now=now + 8 * HOUR_S) / 2


def test_the_wait_that_is_asked_for_is_kept_to_unless_entries_may_roll_off() -> None:
    wide, narrow = poisson(60, 2, window=500), poisson(60, 2, window=10)
    now = MONDAY + 2 * DAY_S
    assert interval_s(wide, now=now, at_least_s=900) == 900
    assert interval_s(narrow, now=now, at_least_s=900) <= safe_s(narrow, now=now) < 400


def test_a_smaller_window_is_never_polled_less() -> None:
    now = MONDAY + 2 * DAY_S
    waits = [interval_s(poisson(60, 2, window=window), now=now) for window in (100, 50, 30, 20, 10, 5)]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > waits[-1]


def test_a_poll_comes_long_before_a_window_could_be_filled() -> None:
    """However entries come, of a process that goes on as it did hardly any window overflows between two polls."""
    overflows = polls = 0
    for seed, window in enumerate((10, 20, 30, 50, 100) * 4):
        rhythm = poisson(60, 1, window=window, seed=seed)
        wait, dice = interval_s(rhythm, now=rhythm.learnt_at), random.Random(seed)  # noqa: S311 - as above
        for _ in range(200):
            came, time = 0, dice.expovariate(1 / 60)
            while time < wait:
                came, time = came + 1, time + dice.expovariate(1 / 60)
            polls, overflows = polls + 1, overflows + (came > window)
    assert (polls, overflows) == (4_000, 0)


def test_a_feed_that_shows_a_few_entries_is_not_polled_like_a_wire_for_that_alone() -> None:
    rhythm = fed(2 * HOUR_S, 60, window=1)
    assert interval_s(rhythm, now=rhythm.learnt_at) >= 600


def test_where_nothing_is_known_nothing_is_in_danger() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC).timestamp()
    assert safe_s(NOTHING_KNOWN, now=now) == math.inf
    assert interval_s(NOTHING_KNOWN, now=now) == 1_200

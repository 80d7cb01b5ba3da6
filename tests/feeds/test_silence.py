"""Feeds that answer and bring nothing any more."""

from monitor.feeds.rhythm import NOTHING_KNOWN, learn
from monitor.feeds.silence import is_silent
from tests.feeds.test_rhythm import DAY_S, HOUR_S, MONDAY, fed


def silent_after(days: float, *, apart_s: float, count: int = 60) -> bool:
    rhythm = fed(apart_s, count)
    return is_silent(rhythm, now=rhythm.arrivals[-1] + days * DAY_S)


def test_a_feed_is_silent_when_far_more_should_have_come_by_now() -> None:
    assert [silent_after(days, apart_s=HOUR_S) for days in (0, 1.9, 2.1)] == [False, False, True]
    assert [silent_after(days, apart_s=8 * HOUR_S) for days in (2.5, 3.6)] == [False, True]
    assert [silent_after(days, apart_s=7 * DAY_S) for days in (30, 45, 100)] == [False, False, True]


def test_nobody_is_told_within_two_days() -> None:
    assert [silent_after(days, apart_s=60) for days in (1.9, 2.1)] == [False, True]


def test_what_was_quiet_as_long_before_is_not_silent() -> None:
    """A feed that was on holiday for a week may be on holiday for two more."""
    rhythm = fed(HOUR_S, 60)
    back = rhythm.arrivals[-1] + 7 * DAY_S
    for place in range(60):
        rhythm = learn(rhythm, [back + place * HOUR_S], window=20, now=back + place * HOUR_S)
    last = rhythm.arrivals[-1]
    assert [is_silent(rhythm, now=last + days * DAY_S) for days in (6, 20, 22)] == [False, False, True]


def test_a_feed_of_which_little_is_known_is_silent_after_two_months() -> None:
    never = learn(NOTHING_KNOWN, [], window=0, now=MONDAY)
    assert [is_silent(never, now=MONDAY + days * DAY_S) for days in (59, 61)] == [False, True]
    few = fed(DAY_S, 4)
    assert [is_silent(few, now=few.arrivals[-1] + days * DAY_S) for days in (59, 61)] == [False, True]


def test_a_feed_that_was_dead_when_it_was_named_is_silent_at_once() -> None:
    old = [MONDAY - 900 * DAY_S + place * DAY_S for place in range(20)]
    assert is_silent(learn(NOTHING_KNOWN, old, window=20, now=MONDAY), now=MONDAY)

"""Entries that came and went between two polls."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.brought import Brought
from monitor.feeds.rhythm import NOTHING_KNOWN, Rhythm, learn
from monitor.feeds.roll_off import Lost, lost

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def stream(dice: random.Random, apart: timedelta, start: datetime, end: datetime) -> list[datetime]:
    times, at = [], start
    while (at := at + timedelta(seconds=dice.expovariate(1 / apart.total_seconds()))) < end:
        times.append(at)
    return times


def learnt(times: list[datetime], *, window: int) -> Rhythm:
    rhythm = NOTHING_KNOWN
    for first in range(0, len(times), 5):
        some = times[first : first + 5]
        rhythm = learn(rhythm, [one.timestamp() for one in some], window=window, now=some[-1].timestamp())
    return rhythm


def steady(until: datetime) -> Rhythm:
    """Return the rhythm of a wire that brought an entry a minute, in a window of ten."""
    dice = random.Random(1)  # noqa: S311 - a test's own
    return learnt(stream(dice, MINUTE, NOW - DAY, until), window=10)


def gap(seed: int, *, window: int, down: timedelta) -> tuple[Lost | None, int]:
    """Return what is told after a pause in polling, and how many entries were lost in truth."""
    dice = random.Random(seed)  # noqa: S311 - a test's own
    rhythm = learnt(stream(dice, MINUTE, NOW - DAY, NOW), window=window)
    came = stream(dice, MINUTE, NOW, NOW + down)
    brought = Brought(new=window, dates=tuple(reversed(came[-window:])), found=window, overlaps=False)
    return lost(rhythm, brought, after=NOW, now=NOW + down), len(came) - window


@pytest.mark.parametrize(("window", "down"), [(10, HOUR), (30, HOUR * 3), (100, HOUR * 8)])
def test_the_number_that_was_lost_lies_between_those_that_are_told(window: int, down: timedelta) -> None:
    right = width = lost_in_truth = 0
    for seed in range(100):
        told, truth = gap(seed, window=window, down=down)
        assert told is not None
        right += told.low <= truth <= told.high
        width, lost_in_truth = width + told.high - told.low, lost_in_truth + truth
    assert right >= 90
    assert width < lost_in_truth, "so wide a guess would say nothing"


def test_a_window_in_which_anything_is_known_has_lost_nothing() -> None:
    rhythm = steady(NOW)
    brought = Brought(new=9, dates=(NOW,) * 9, found=10, overlaps=True)
    assert lost(rhythm, brought, after=NOW - DAY, now=NOW) is None
    nothing = Brought(new=0, found=10, overlaps=False)
    assert lost(rhythm, nothing, after=NOW - DAY, now=NOW) is None
    assert lost(rhythm, Brought(), after=NOW - DAY, now=NOW) is None


def test_a_feed_that_shows_only_its_newest_entries_and_brings_few_has_lost_none() -> None:
    """One of one, three times a day: the next poll finds another one alone, and nothing in between."""
    rhythm = learnt([NOW - DAY * 20 + HOUR * 8 * place for place in range(60)], window=1)
    brought = Brought(new=1, dates=(NOW + HOUR * 8,), found=1, overlaps=False)
    assert lost(rhythm, brought, after=NOW + HOUR * 7.9, now=NOW + HOUR * 8.1) is None


def test_dates_that_reach_back_behind_the_last_poll_leave_no_gap() -> None:
    rhythm = steady(NOW)
    brought = Brought(new=10, dates=tuple(NOW - MINUTE * 3 * place for place in range(10)), found=10, overlaps=False)
    assert lost(rhythm, brought, after=NOW - MINUTE * 20, now=NOW) is None


def test_an_entry_that_is_pinned_does_not_hide_a_gap() -> None:
    rhythm = steady(NOW - HOUR * 3)
    dates = (*(NOW - MINUTE * place for place in range(9)), NOW - DAY * 300)
    brought = Brought(new=10, dates=dates, found=10, overlaps=False)
    told = lost(rhythm, brought, after=NOW - HOUR * 3, now=NOW)
    assert told is not None
    assert told.low > 50


def test_without_dates_the_rhythm_says_how_many_are_missing() -> None:
    rhythm = steady(NOW)
    brought = Brought(new=10, dates=(None,) * 10, found=10, overlaps=False)
    told = lost(rhythm, brought, after=NOW, now=NOW + HOUR)
    assert told is not None
    assert told.low <= 50 <= told.high
    assert lost(rhythm, brought, after=NOW, now=NOW + MINUTE * 3) is None, "ten are more than were to be expected"


def test_where_no_rhythm_is_known_either_nobody_can_say_more_than_up_to_as_many_again() -> None:
    rhythm = learn(NOTHING_KNOWN, [], window=10, now=NOW.timestamp())
    brought = Brought(new=10, dates=(None,) * 10, found=10, overlaps=False)
    assert lost(rhythm, brought, after=NOW, now=NOW + HOUR) == Lost(0, 10)
    assert lost(rhythm, replace(brought, overlaps=True), after=NOW, now=NOW + HOUR) is None

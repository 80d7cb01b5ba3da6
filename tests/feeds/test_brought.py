"""When the entries of a poll came, as far as anybody can tell."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.feeds.brought import Brought, arrivals, known_dates

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=1)


def minutes(brought: Brought, *, after: datetime | None = BEFORE) -> list[float]:
    """Return the arrivals in minutes before now."""
    return [round((NOW.timestamp() - one) / 60, 2) for one in arrivals(brought, after=after, now=NOW)]


def dated(*minutes_ago: float | None) -> Brought:
    dates = tuple(None if ago is None else NOW - timedelta(minutes=ago) for ago in minutes_ago)
    return Brought(new=len(dates), dates=dates, found=len(dates))


def test_a_date_between_the_two_polls_is_believed() -> None:
    assert minutes(dated(10, 59, 0)) == [10, 59, 0]


def test_dates_that_cannot_be_true_and_none_at_all_are_spread_over_the_time_between() -> None:
    assert minutes(dated(None, None, None)) == [50, 30, 10]
    assert minutes(dated(600, 5, -30)) == [45, 5, 15]
    assert minutes(dated(60)) == [30], "at the very moment of the poll before it would have been seen then"


def test_of_a_first_document_the_dates_alone_tell() -> None:
    assert minutes(dated(10, None, 6_000, -5), after=None) == [10, 6_000]


def test_a_document_that_dates_everything_by_its_making_tells_nothing() -> None:
    assert minutes(dated(0, 0.2, 0.4), after=None) == []
    assert minutes(dated(0, 0.2), after=None) == [0, 0.2], "two may well come within a minute"
    assert minutes(dated(0, 0.2, 5), after=None) == [0, 0.2, 5]


def test_what_was_missing_in_half_a_document_came_when_it_is_dated() -> None:
    assert minutes(replace(dated(600, 5, None), was_cut_off=True)) == [600, 5]


def test_nothing_new_is_no_arrival() -> None:
    assert arrivals(Brought(), after=BEFORE, now=NOW) == arrivals(Brought(), after=None, now=NOW) == []


def test_the_dates_that_there_are_come_in_order() -> None:
    assert known_dates([NOW, None, BEFORE]) == [BEFORE.timestamp(), NOW.timestamp()]

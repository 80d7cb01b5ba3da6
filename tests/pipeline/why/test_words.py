from datetime import UTC, datetime, timedelta

import pytest

from monitor.pipeline.why.words import clock, command, ordinal, since_published, span, stretch

NOW = datetime(2026, 11, 23, 23, 50, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_time_of_another_day_has_its_date() -> None:
    assert clock(at(23, 21, 14), NOW) == "21:14 UTC"
    assert clock(at(22, 21, 14), NOW) == "2026-11-22 21:14 UTC"


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (at(23, 20, 10), at(23, 23, 40), "from 20:10 to 23:40 UTC"),
        (at(21, 20), at(21, 23), "from 2026-11-21 20:00 to 23:00 UTC"),
        (at(22, 20), at(23, 3), "from 2026-11-22 20:00 to 2026-11-23 03:00 UTC"),
        (None, at(23, 3), "until 03:00 UTC"),
    ],
)
def test_a_stretch_of_time_names_the_days_that_it_needs(since: datetime | None, until: datetime, said: str) -> None:
    assert stretch(since, until, NOW) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=-3), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=2, seconds=59), "2 min"),
        (timedelta(hours=3, minutes=5), "3 h 5 min"),
        (timedelta(hours=30, minutes=5), "30 h"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_length_of_time_has_the_unit_that_is_plain_to_read(length: timedelta, said: str) -> None:
    assert span(length) == said


def test_what_was_published_later_than_it_was_told_says_nothing_of_it() -> None:
    assert since_published(at(23, 9), at(23, 9, 2)) == ", 2 min after it was published"
    assert since_published(at(23, 10), at(23, 9)) == ""
    assert since_published(None, at(23, 9)) == ""


def test_numbers_in_a_row() -> None:
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st",
    ]  # fmt: skip


def test_what_comes_from_the_web_is_quoted_in_a_command() -> None:
    assert command("why", "https://x.example/a?b=1&c=$(d)") == "monitor why 'https://x.example/a?b=1&c=$(d)'"
    assert command("channels", "test", "#desk") == "monitor channels test '#desk'"

from datetime import UTC, datetime

import pytest

from monitor.articles.dates import parse_moment
from monitor.articles.stamps import is_date_line

EXPECTED = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2031-05-06T07:08:09Z",
        "2031-05-06T09:08:09+02:00",
        "2031-05-06T09:08:09+0200",
        "2031-05-06 07:08:09",
        "2031-05-06 07:08:09 UTC",
        "2031-05-06 16:08:09 +0900",
        "2031/5/6 07:08:09",
        "20310506T070809Z",
        "20310506070809",
        "Tue, 06 May 2031 07:08:09 GMT",
        "Tue, 06 May 2031 16:08:09 +0900",
    ],
)
def test_the_ways_that_pages_write_a_moment(value: str) -> None:
    moment = parse_moment(value)
    assert moment is not None
    assert (moment.at, moment.has_time) == (EXPECTED, True)


def test_a_day_alone_is_its_midnight() -> None:
    moment = parse_moment("2031-05-06")
    assert moment is not None
    assert (moment.at, moment.has_time) == (datetime(2031, 5, 6, tzinfo=UTC), False)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "0001-01-01T00:00:00",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "2031-13-40",
        "x" * 99,
    ],
)
def test_what_is_no_date_or_an_absurd_one_is_none(value: str) -> None:
    assert parse_moment(value) is None


@pytest.mark.parametrize(
    "line",
    [
        "May 6, 2031",
        "6 May 2031",
        "Tuesday, 6 May 2031 at 7:08 am",
        "Published on May 6, 2031 10:12 JST",
        "06.05.2031 - 07:08 Uhr",
        "mardi 6 mai 2031",
        "6 de mayo de 2031",
        "2031-05-06",
        "2031年5月6日 7時8分",
        "기사입력 2031-05-06 07:08 / 최종수정 2031-05-06 09:00",
    ],
)
def test_lines_that_are_only_a_date(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    ["May 6 was the deadline.", "2031", "In March 2031", "6 May Street", "12:30", "Marching on 6 May", "第5回会議"],
)
def test_lines_that_only_hold_one_are_kept(line: str) -> None:
    assert not is_date_line(line)

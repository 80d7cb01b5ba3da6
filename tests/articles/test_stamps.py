from datetime import UTC, datetime, timedelta

import pytest

from monitor.articles.dates import Moment, settle_date
from monitor.articles.stamps import read_stamp

EXPECTED = datetime(2031, 3, 19, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("March 19, 2031 10:12 JST", True),
        ("Published 19 March 2031, 1:12 GMT", True),
        ("Wed, Mar 19 2031 at 1:12 a.m. UTC", True),
        ("19 mars 2031 à 2h12 CET", True),
        ("19. März 2031, 02:12 Uhr (UTC+1)", True),
        ("19 de marzo de 2031 01:12", False),
        ("19 de março de 2031 às 01:12", False),
        ("19 марта 2031, 04:12 MSK", True),
        ("2031年3月19日 10時12分 JST", True),
        ("2031年3月19日 午前1時12分", False),
        ("입력 2031.03.19. 오전 1:12", False),
        ("2031-03-19 01:12:30", False),
    ],
)
def test_dates_for_readers_are_understood_with_time_and_zone(text: str, zone: bool) -> None:
    moment = read_stamp(text)
    assert moment is not None
    assert (moment.at, moment.has_time, moment.has_zone) == (EXPECTED, True, zone)


def test_afternoons_and_noon() -> None:
    texts = ["May 6, 2031 1:05 PM", "May 6, 2031 12:05 am", "2031年5月6日 午後1時05分", "2031. 5. 6. 오후 12:30"]
    hours = [moment.at.hour for text in texts if (moment := read_stamp(text))]
    assert hours == [13, 0, 13, 12]


@pytest.mark.parametrize("text", ["05/06/2031", "Updated", "2031", "March 2031", "40 March 2031", "2031-13-40", ""])
def test_what_could_be_two_days_or_none_is_none(text: str) -> None:
    assert read_stamp(text) is None


def test_a_day_without_a_time_is_its_midnight() -> None:
    assert read_stamp("6 May 2031") == Moment(datetime(2031, 5, 6, tzinfo=UTC), has_time=False, has_zone=False)


CARRIED = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


def moment(hours: float, *, has_time: bool = True, has_zone: bool = True) -> Moment:
    return Moment(CARRIED + timedelta(hours=hours), has_time=has_time, has_zone=has_zone)


def test_the_pages_word_counts_where_it_names_its_zone() -> None:
    assert settle_date(moment(-3), CARRIED) == CARRIED - timedelta(hours=3)


def test_a_time_without_a_zone_is_the_feeds_where_the_two_may_be_the_same() -> None:
    assert settle_date(moment(9, has_zone=False), CARRIED) == CARRIED
    assert settle_date(moment(15, has_zone=False), CARRIED) == CARRIED + timedelta(hours=15)


def test_a_day_is_the_feeds_time_on_it() -> None:
    assert settle_date(moment(-7, has_time=False, has_zone=False), CARRIED) == CARRIED
    assert settle_date(moment(-72, has_time=False, has_zone=False), CARRIED) == CARRIED - timedelta(hours=72)


def test_one_of_the_two_is_enough() -> None:
    assert settle_date(None, CARRIED) == CARRIED
    assert settle_date(moment(1), None) == CARRIED + timedelta(hours=1)
    assert settle_date(None, None) is None

"""Dates are read as they are meant, in UTC."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.dates import read_date


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Mon, 23 Nov 2026 10:00:00 GMT", "2026-11-23T10:00"),
        ("Mon, 23 Nov 2026 10:00:00 +0530", "2026-11-23T04:30"),
        ("Mon, 23 Nov 2026 10:00:00", "2026-11-23T10:00"),
        ("23 Nov 26 10:00 JST", "2026-11-23T01:00"),
        ("Mon, 23 Nov 2026 10:00:00 EST", "2026-11-23T15:00"),
        ("Thu, 23 Jul 2026 10:00:00 PDT", "2026-07-23T17:00"),
        ("Mon, 23 Nov 2026 10:00:00 GMT+0200", "2026-11-23T08:00"),
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00"),
        ("2026-11-23T10:00:00.123456+09:00", "2026-11-23T01:00"),
        ("2026-11-23 10:00:00", "2026-11-23T10:00"),
        ("2026-11-23T10:00:00-5:00", "2026-11-23T15:00"),
        ("2026-11-23", "2026-11-23T00:00"),
        ("20261123", "2026-11-23T00:00"),
        ("2016/6/29", "2016-06-29T00:00"),
        ("2026-11-23T24:00:00Z", "2026-11-24T00:00"),
        ("1795428000", "2026-11-23T10:00"),
        ("1795428000123", "2026-11-23T10:00"),
        ("Пн, 23 ноя 2026 10:00:00 +0300", "2026-11-23T07:00"),
        ("lun., 23 févr. 2026 10:00:00 +0100", "2026-02-23T09:00"),
        ("Mo, 23 Mär 2026 10:00:00 +0100", "2026-03-23T09:00"),
        ("23 de noviembre de 2026", "2026-11-23T00:00"),
        ("2026年11月23日 10:00", "2026-11-23T10:00"),
        ("2026. 11. 23. 10:00", "2026-11-23T10:00"),
        ("Monday, November 23, 2026 10:00", "2026-11-23T10:00"),
    ],
)
def test_a_date_is_read_as_utc(text: str, utc: str) -> None:
    assert read_date(text) == datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize(
    "text",
    ["", "Thursday", "soon", "29/06/2016", "2026-13-45", "Mon, 32 Nov 2026 10:00:00 GMT", "23 Nov 2026 25:61:00 GMT",
     "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z", "1970-01-01", "99999-01-01"],
)  # fmt: skip
def test_what_is_no_date_is_none_and_so_is_a_programs_zero(text: str) -> None:
    assert read_date(text) is None


@settings(deadline=None)
@given(
    st.text(max_size=60)
    | st.from_regex(r"\A\d{1,4}[-/.]\d{1,2}[-/.]\d{1,2}([T ]\d{1,2}:\d{2}([+-]\d{1,2}:?\d{0,2})?)?\Z")
)
def test_any_text_is_a_date_in_utc_or_none(text: str) -> None:
    date = read_date(text)
    assert date is None or date.tzinfo is UTC

"""Quiet hours and digests by the clocks of their zone, also where those change."""

import doctest
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import calendar as module
from monitor.alerts.calendar import next_digest, quiet_until
from monitor.rules.model import ChannelPlan, Position, Quiet

NIGHT = Quiet(start=time(22), end=time(7), zone="Europe/Berlin")
NOON = Quiet(start=time(12), end=time(13), zone="UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def plan(quiet: Quiet | None = None, digest: time | None = None) -> ChannelPlan:
    return ChannelPlan(channel="#desk", quiet=quiet, digest=digest, position=Position("", 1, 1))


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (None, "2026-11-23T03:00", None),
        (NOON, "2026-11-23T11:59:59", None),
        (NOON, "2026-11-23T12:00", "2026-11-23T13:00"),
        (NOON, "2026-11-23T13:00", None),
        (NIGHT, "2026-11-23T20:59", None),
        (NIGHT, "2026-11-23T21:00", "2026-11-24T06:00"),
        (NIGHT, "2026-11-24T05:59", "2026-11-24T06:00"),
        (NIGHT, "2026-11-24T06:00", None),
        # The night of 25 October 2026 has ten hours, that of 29 March 2026 eight.
        (NIGHT, "2026-10-24T20:00", "2026-10-25T06:00"),
        (NIGHT, "2026-03-28T21:00", "2026-03-29T05:00"),
        # 02:30 comes twice on 25 October: the first one ends the quiet hours, and it is not quiet again.
        (Quiet(start=time(1), end=time(2, 30), zone="Europe/Berlin"), "2026-10-25T00:29", "2026-10-25T00:30"),
        (Quiet(start=time(1), end=time(2, 30), zone="Europe/Berlin"), "2026-10-25T01:15", None),
        # 02:30 is skipped on 29 March: 03:00 comes after 01:59.
        (Quiet(start=time(1), end=time(2, 30), zone="Europe/Berlin"), "2026-03-29T00:59", "2026-03-29T01:00"),
        (Quiet(start=time(2, 10), end=time(2, 40), zone="Europe/Berlin"), "2026-03-29T01:00", None),
    ],
)
def test_quiet_hours_end_when_the_clocks_of_their_zone_say(quiet: Quiet | None, now: str, until: str | None) -> None:
    assert quiet_until(quiet, utc(now)) == (utc(until) if until else None)


@pytest.mark.parametrize(
    ("quiet", "digest", "after", "expected"),
    [
        (None, None, "2026-11-23T07:59", "2026-11-23T08:00"),
        (None, None, "2026-11-23T08:00", "2026-11-24T08:00"),
        (None, time(18, 30), "2026-11-23T08:00", "2026-11-23T18:30"),
        (NIGHT, None, "2026-11-23T23:00", "2026-11-24T06:00"),
        (NIGHT, None, "2026-11-24T06:00", "2026-11-25T06:00"),
        (NIGHT, time(18), "2026-11-23T23:00", "2026-11-24T17:00"),
        (NIGHT, time(5), "2026-11-23T23:00", "2026-11-24T06:00"),
        (NIGHT, None, "2026-10-24T22:00", "2026-10-25T06:00"),
    ],
)
def test_a_digest_goes_out_at_its_time_never_in_quiet_hours(
    quiet: Quiet | None, digest: time | None, after: str, expected: str
) -> None:
    assert next_digest(plan(quiet, digest), utc(after)) == utc(expected)


@given(
    start=st.times(),
    end=st.times(),
    digest=st.none() | st.times(),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    minutes=st.integers(0, 6_000_000),
)
def test_a_digest_comes_later_within_two_days_and_never_while_it_is_quiet(
    start: time, end: time, digest: time | None, zone: str, minutes: int
) -> None:
    if start == end:
        return
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    quiet = Quiet(start=start, end=end, zone=zone)

    moment = next_digest(plan(quiet, digest), now)

    assert now < moment <= now + timedelta(hours=50)
    until = quiet_until(quiet, moment)
    assert until is None or (until - moment < timedelta(hours=25) and _meets(quiet, moment))


def _meets(quiet: Quiet, moment: datetime) -> bool:
    """Whether quiet hours that end at this moment meet the next ones: then there is no other moment."""
    local = moment.astimezone(ZoneInfo(quiet.zone))
    return quiet_until(quiet, moment - timedelta(seconds=1)) is not None or local.time() == quiet.start


def test_the_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0

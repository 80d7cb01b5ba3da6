"""Points in time as pages write them for machines, and which of a page's and its feed's is to be believed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

EARLIEST: Final = 1990  #: before the web: a default or a mistake
LATEST: Final = 2100
WIDEST_ZONES: Final = timedelta(hours=14)  #: clocks on Earth differ from UTC by no more

_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z)?$")
_HAS_TIME: Final = re.compile(r":|\dT\d|^\d{12}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a page states it."""

    at: datetime  #: UTC
    has_time: bool  #: a day alone stands for its midnight
    has_zone: bool  #: else its time was taken for UTC


def moment_of(when: datetime, *, has_time: bool) -> Moment | None:
    """Return the moment of a date, as UTC where it names no zone; None if it is absurd."""
    try:
        at = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
    if not EARLIEST <= at.year < LATEST:
        return None
    return Moment(at, has_time=has_time, has_zone=when.tzinfo is not None)


def parse_moment(value: str) -> Moment | None:
    """Return what a machine-readable date means, UTC where it names no zone; None if it is none or absurd.

    >>> parse_moment("2024-03-05T10:15:00+09:00").at
    datetime.datetime(2024, 3, 5, 1, 15, tzinfo=datetime.timezone.utc)
    """
    text = value.strip()
    if not 8 <= len(text) <= 60:
        return None
    parsed = _parse(text)
    return None if parsed is None else moment_of(parsed, has_time=bool(_HAS_TIME.search(text)))


def settle_date(stated: Moment | None, carried: datetime | None) -> datetime | None:
    """Return when an article was published: the page's word, or the feed's where it is the same moment told better.

    That is where the page tells only the day that the feed's time is in, and where the page's time names no zone and
    the two are no further apart than zones are. `carried` is the feed's, UTC.
    """
    if stated is None or carried is None:
        return carried if stated is None else stated.at
    apart = abs(carried - stated.at)
    if (not stated.has_time and apart < timedelta(days=2)) or (not stated.has_zone and apart <= WIDEST_ZONES):
        return carried
    return stated.at


def _parse(text: str) -> datetime | None:
    iso = re.sub(r"^(\d{4})/(\d{1,2})/(\d{1,2})", lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", text)
    iso = re.sub(r"\s+(?:UTC|GMT)$", "Z", iso)
    iso = re.sub(r"\s+([+-]\d{2}:?\d{2})$", r"\1", iso)
    iso = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", iso) if re.search(r":\d{2}(?:\.\d+)?[+-]\d{4}$", iso) else iso
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        pass
    compact = _COMPACT.match(text)
    try:
        if compact:
            zone = UTC if compact[7] else None
            return datetime(*(int(part or 0) for part in compact.groups()[:6]), tzinfo=zone)  # type: ignore[misc,arg-type]  # six numbers
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None

"""What a poll brought, as far as it says when to poll again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

_ONE_BUILD_S = 60.0  #: dates that all lie within this tell when the document was made, not when its entries came
#: Of the wait: where nothing is left of the document before, more came than this one holds, and faster. Entries without
#: dates that were taken to have come all the while made polls too slow for the next bursts as well.
_LATEST = 0.25
_SOME = 3  #: entries; two may come within a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The outcome of a poll that succeeded; all as it was for 304 and for a body that was equal."""

    new: int = 0  #: entries that were stored
    dates: tuple[datetime | None, ...] = ()  #: of the new entries, in the order of the document
    found: int | None = None  #: entries in the document; None where it was not read
    overlaps: bool = True  #: whether anything in the document was known before
    cut_off: bool = False  #: whether the document ended half-way
    was_cut_off: bool = False  #: whether the one before did: what is new now may have been there then
    fresh_s: float | None = None  #: for how long the server says that its answer stays as it is


def arrivals(brought: Brought, *, after: datetime | None, now: datetime) -> list[float]:
    """Return when the new entries came, in seconds since 1970, given that they were not there at `after`.

    An entry's own date is believed if it lies in between; others came at any time, or lately where the document holds
    nothing from before. At the first poll, with no `after`, and after half a document only dates tell, and none of them
    where they are all of one moment: some programs date entries by the request.
    """
    if after is None or brought.was_cut_off:
        dates = [date.timestamp() for date in brought.dates if date is not None and date <= now]
        return [] if len(dates) >= _SOME and max(dates) - min(dates) < _ONE_BUILD_S else dates
    start, end = after.timestamp(), now.timestamp()
    told = [_within(date, start, end) for date in brought.dates]
    untold = told.count(None)
    if not brought.overlaps:
        start = end - (end - start) * _LATEST
    spread = iter(start + (end - start) * (place + 0.5) / untold for place in range(untold))
    return [next(spread) if one is None else one for one in told]


def known_dates(dates: Sequence[datetime | None]) -> list[float]:
    """Return the dates that there are, the oldest first, in seconds since 1970."""
    return sorted(date.timestamp() for date in dates if date is not None)


def _within(date: datetime | None, start: float, end: float) -> float | None:
    return time if date is not None and start < (time := date.timestamp()) <= end else None

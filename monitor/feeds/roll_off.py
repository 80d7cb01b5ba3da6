"""Entries that came and went between two polls: pure.

A document shows a window of the newest entries. Where nothing in it is known from the poll before, others may have
rolled off in between; how many nobody can tell, but the rhythm says between which numbers.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from monitor.feeds.brought import Brought, known_dates
from monitor.feeds.rhythm import Rhythm

_LEAST = 0.5  #: fewer than that were none
_DEVIATIONS = 2.0  #: of a Poisson process: between them 19 of 20 numbers lie


@dataclass(frozen=True, slots=True)
class Lost:
    """Between how many entries were probably lost."""

    low: int
    high: int


def lost(rhythm: Rhythm, brought: Brought, *, after: datetime, now: datetime) -> Lost | None:
    """Return how many entries probably came and rolled off between the polls at `after` and `now`; None: none.

    `rhythm` is that of the time before. The gap is what the window does not reach back to; how many came in it lies
    between what comes in the long run, and what came when the window was filled. Some documents hold old entries that
    were pinned or put in later: of ten dates the oldest is not believed.
    """
    if brought.overlaps or not brought.new or not brought.found:
        return None
    dates = known_dates(brought.dates)
    steady = rhythm.rate(after.timestamp())
    if len(dates) * 2 < brought.found:
        if not rhythm.is_known:
            return Lost(0, brought.found)  # as many again, for all that anybody knows
        return _undated(steady * (now - after).total_seconds(), brought.found)
    oldest, newest = dates[len(dates) // 10], dates[-1]
    gap_s = oldest - after.timestamp()
    if gap_s <= 0:
        return None
    entries = len(dates) - len(dates) // 10
    busy = (entries - 1) / (newest - oldest) if newest > oldest else steady
    few, many = sorted((steady * gap_s, busy * gap_s))
    if many < _LEAST:
        return None
    return Lost(max(math.floor(few - _DEVIATIONS * math.sqrt(few)), 0), math.ceil(many + _DEVIATIONS * math.sqrt(many)))


def _undated(expected: float, found: int) -> Lost | None:
    """Return what is missing of the entries that were to be expected."""
    if expected < found * _LEAST:  # what came is more than there should have been: it may well be all
        return None
    deviation = _DEVIATIONS * math.sqrt(expected)
    return Lost(max(math.floor(expected - deviation) - found, 0), max(math.ceil(expected + deviation) - found, 1))

"""How long to wait until the next poll: pure, from a feed's rhythm.

Polls cost something and so does waiting for news. If an entry is to be expected every t minutes, and a poll is worth
as much as c minutes of one entry's waiting, then the sum is least for an interval of sqrt(2 c t): four times the
entries, twice the polls. Where expectations change with the day and the hour, so does the density of polls.
"""

import math

from monitor.feeds.rhythm import DAY_S, HOUR_S, HOURS, PART_S, PARTS, WEEK_S, Rhythm, day_of, likelihoods

SHORTEST_S = 60.0
FIRST_S = 1_200.0
LONGEST_S = 6 * 3_600.0
#: 2 c in the rule above: an entry in an hour is polled for every quarter of an hour, one in a minute every two minutes.
_TWO_C_S = FIRST_S * FIRST_S / 3_600.0
#: What came just now tells of what comes next, but half as much as it seems: most bursts are at their end.
_RECENT_WEIGHT = 0.5
_DEVIATIONS = 5.0  #: of a Poisson process: how many more may come than expected before the window overflows
_LEAST_EXPECTED = 0.25  #: entries between two polls of a feed with a window so small that nothing is safe
_FEW = 5  #: a window of fewer entries may be all that a young feed has: it is no reason to poll like for a wire
_SHORTEST_OF_FEW_S = 600.0


def interval_s(rhythm: Rhythm, *, now: float, at_least_s: float = 0.0) -> float:
    """Return how many seconds to wait from `now` on, between SHORTEST_S and LONGEST_S.

    `at_least_s` is kept to, unless entries may roll off meanwhile.
    """
    wanted = max(wanted_s(rhythm, now=now), at_least_s)
    return min(max(min(wanted, safe_s(rhythm, now=now)), SHORTEST_S), LONGEST_S)


def safe_s(rhythm: Rhythm, *, now: float) -> float:
    """Return the longest wait after which no entry is likely to have rolled off, in seconds; inf: any."""
    if not rhythm.is_known or not rhythm.window:
        return math.inf
    rate = max(rhythm.rate(now), _RECENT_WEIGHT * rhythm.recent_rate(now))
    safe = min(rhythm.safe_s(now), _most_expected(rhythm.window) / rate)
    return max(safe, _SHORTEST_OF_FEW_S if rhythm.window < _FEW else SHORTEST_S)


def wanted_s(rhythm: Rhythm, *, now: float) -> float:
    """Return the wait that costs least, polls and the waiting for news together, in seconds."""
    steady = rhythm.rate(now)
    age_s = now - rhythm.since
    days, hours = likelihoods(rhythm.days, seen=age_s / WEEK_S), likelihoods(rhythm.hours, seen=age_s / DAY_S)
    parts = [math.sqrt(one / _TWO_C_S) for one in likelihoods(rhythm.parts, seen=age_s / HOUR_S)]
    recent = math.sqrt(_RECENT_WEIGHT * rhythm.recent_rate(now) / _TWO_C_S)
    left, time, end = 1.0, now, now + LONGEST_S
    while time < end:
        hour = math.sqrt(steady * days[day_of(time)] * hours[int(time // 3_600) % HOURS])
        hour_ends = (time // 3_600 + 1) * 3_600
        while time < hour_ends:
            density = max(hour * parts[int(time // PART_S) % PARTS], recent)
            step = (time // PART_S + 1) * PART_S - time
            if density * step >= left:
                return time + left / density - now
            left -= density * step
            time += step
    return LONGEST_S


def _most_expected(window: int) -> float:
    """Return how many entries may be expected so that as many as the window holds are very unlikely to be exceeded."""
    root = (math.sqrt(_DEVIATIONS**2 + 4 * max(window - 1, 0)) - _DEVIATIONS) / 2
    return max(root * root, _LEAST_EXPECTED)

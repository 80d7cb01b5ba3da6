"""The feeds of a simulated month: when their entries come, each feed by dice of its own, and what its window shows."""

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

DAY_S, HOUR_S, MINUTE_S = 86_400.0, 3_600.0, 60.0
START = datetime(2026, 11, 2, tzinfo=UTC).timestamp()  #: a Monday
WINDOWS = (10, 20, 30, 50, 100)
_BURST, _BURST_S = 30, 600.0  #: entries of a burst, and how long it lasts
_REST_S, _MORE_REST_S = 2 * HOUR_S, DAY_S  #: after a burst: at least, and as much again on average
_TIDE, _TIDE_OF_WIRES = 0.7, 0.4  #: how far day and night are above and below the average
_LAG_S = 45.0  #: between the date that an entry bears and its coming, on average
_FIRST_WEEKS = 2  #: after which the bursts of `surprising` begin


@dataclass(frozen=True, slots=True)
class SimulatedFeed:
    """One feed of the mix; the same number and seed make the same entries."""

    number: int
    kind: str
    window: int
    seed: int

    def dice(self, use: str) -> random.Random:
        return random.Random(f"{self.seed} {self.kind} {self.number} {use}")

    def entries(self, end: float) -> list["SimulatedEntry"]:
        """Return what came and comes until `end`, the oldest first: before START at least a window full."""
        dice = self.dice("entries")
        past_s, times = KINDS[self.kind]
        came = sorted(time for time in times(dice, START - past_s, end) if time < end)
        return [SimulatedEntry(time, math.floor(time - dice.expovariate(1 / _LAG_S))) for time in came]


@dataclass(frozen=True, slots=True)
class SimulatedEntry:
    """When an entry came into the document, and the date that it bears."""

    came: float
    date: float


@dataclass(frozen=True, slots=True)
class Look:
    """What a poll truly meets."""

    found: int | None  #: entries in the document; None where it has not changed
    new: tuple[SimulatedEntry, ...]  #: the newest first
    lost: int  #: that came since the poll before and are not in the document any more
    overlaps: bool  #: whether anything in the document was there at the poll before


class Window:
    """The newest entries of a feed, as polls see them."""

    def __init__(self, entries: list[SimulatedEntry], size: int) -> None:
        self._entries = entries
        self._times = [one.came for one in entries]
        self._size = size
        self._seen: int | None = None  #: entries that had come at the last poll

    def look(self, now: float) -> Look:
        come = bisect_right(self._times, now)
        oldest = max(come - self._size, 0)
        first = self._seen is None
        seen = oldest if self._seen is None else self._seen
        self._seen = come
        if come == seen:
            return Look(None, (), 0, overlaps=True)
        return Look(
            found=come - oldest,
            new=tuple(self._entries[max(oldest, seen) : come][::-1]),
            lost=max(oldest - seen, 0),
            overlaps=not first and oldest < seen,
        )


def _poisson(dice: random.Random, start: float, end: float, apart_s: float, tide: float) -> Iterator[float]:
    """Yield times that come by chance, more of them by day; where it is day, the dice say."""
    noon = dice.uniform(0, DAY_S)
    time = start
    while time < end:
        time += dice.expovariate((1 + tide) / apart_s)
        if dice.random() * (1 + tide) < 1 + tide * math.cos((time - noon) / DAY_S * math.tau):
            yield time


def _wire(dice: random.Random, start: float, end: float) -> Iterator[float]:
    return _poisson(dice, start, end, MINUTE_S, _TIDE_OF_WIRES)


def _hourly(dice: random.Random, start: float, end: float) -> Iterator[float]:
    """Half of them by the clock, give or take some minutes; the others once an hour on average."""
    if dice.random() < 0.5:
        yield from _poisson(dice, start, end, HOUR_S, _TIDE)
        return
    time = start + dice.uniform(0, HOUR_S)
    while time < end:
        yield time + dice.gauss(0, 3 * MINUTE_S)
        time += HOUR_S


def _working_days(dice: random.Random, start: float, end: float) -> Iterator[float]:
    """Three a day on working days, anywhere between eight and six of the feed's own time."""
    zone = dice.uniform(-11, 12) * HOUR_S
    days = round((end - start) / DAY_S) + 2
    for day in range(-1, days):
        midnight = start + day * DAY_S
        if datetime.fromtimestamp(midnight + DAY_S / 2, UTC).weekday() < 5:
            yield from (midnight - zone + dice.uniform(8, 18) * HOUR_S for _ in range(3))


def _weekly(dice: random.Random, start: float, end: float) -> Iterator[float]:
    time = start + dice.uniform(0, 7 * DAY_S)
    while time < end:
        yield time + dice.gauss(0, 3 * HOUR_S)
        time += 7 * DAY_S


def _bursty(dice: random.Random, start: float, end: float) -> Iterator[float]:
    time = start
    while time < end:
        time += _REST_S + dice.expovariate(1 / _MORE_REST_S)
        yield from (time + dice.uniform(0, _BURST_S) for _ in range(_BURST))


def _dead(dice: random.Random, start: float, end: float) -> Iterator[float]:
    """Once up to some a day, until at least a month ago."""
    apart_s = dice.uniform(0.2, 3.0) * DAY_S
    time = min(start, end) - dice.uniform(30, 900) * DAY_S
    for _ in range(2 * WINDOWS[-1]):
        yield time
        time -= dice.expovariate(1 / apart_s)


def _surprising(dice: random.Random, start: float, end: float) -> Iterator[float]:
    """Three a day on working days; after weeks, a burst a day that nothing told of."""
    yield from _working_days(dice, start, end)
    yield from _bursty(dice, START + _FIRST_WEEKS * 7 * DAY_S, end)


_Times = Callable[[random.Random, float, float], Iterator[float]]
#: How much of the past is made up, so that the largest window is full, and what makes it.
KINDS: dict[str, tuple[float, _Times]] = {
    "wire": (DAY_S, _wire),
    "hourly": (14 * DAY_S, _hourly),
    "working days": (56 * DAY_S, _working_days),
    "weekly": (105 * 7 * DAY_S, _weekly),
    "bursty": (28 * DAY_S, _bursty),
    "dead": (0.0, _dead),
    "surprising": (56 * DAY_S, _surprising),
}
#: Of a hundred feeds.
MIX = {"wire": 5, "hourly": 20, "working days": 30, "weekly": 20, "bursty": 5, "dead": 20}


def mixed(feeds: int, seed: int) -> list[SimulatedFeed]:
    """Return about so many feeds; in each kind, every window takes its turn."""
    return [
        SimulatedFeed(number, kind, WINDOWS[number % len(WINDOWS)], seed)
        for kind, share in MIX.items()
        for number in range(max(round(feeds * share / 100), 1))
    ]

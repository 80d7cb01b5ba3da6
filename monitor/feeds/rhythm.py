"""What a feed's entries tell of when the next ones come: pure, from the times at which they arrived.

Two things are learnt. How many arrive, on which day of the week, in which hour and in which part of the hour: from
that follows how long a poll may wait without anybody waiting long for news. And how fast the window, which is what one
document holds, was ever filled: from that follows how long a poll may wait before entries roll off unseen.
Older arrivals count less: a feed that changes its ways is believed after a few weeks.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

DAYS, HOURS, PARTS = 7, 24, 12  #: of a week, of a day, of an hour: each a profile of its own
WEEK_S, DAY_S, HOUR_S = 604_800.0, 86_400.0, 3_600.0
PART_S = 300.0  #: a part of an hour
MOST_ARRIVALS = 128  #: that are kept with their time
MEMORY_S = 28 * 86_400.0  #: after so long an arrival counts 1/e
#: What is believed of a feed about which nothing is known: an entry in an hour, and that as if it had been seen once.
_PRIOR, _PRIOR_S = 1.0, 3_600.0
_SMOOTHING = 0.5  #: what each part of a profile has had without any arrival: few arrivals bend it only a little
_LEAST_SEEN = 0.01  #: of a week, a day or an hour
FILL = 0.7  #: of the window: entries may come this much faster than ever before, and none is lost
_FILL_OF_SMALL = 0.5  #: of a small window: by chance, twice as many come in the time in which a few came
_SMALL = 20  #: entries
#: Until so many small windows of arrivals are known, the fastest were hardly among them, and polls come sooner by so
#: much. Of bursts of 3 a minute into a window of 10 (`tests.long.month`), 1 in 140 lost some without these lines.
_WINDOWS, _DOUBT = 2, 0.4
_RECENT = 4  #: arrivals that tell what is going on just now
_AT_ONCE_S = 20.0  #: entries that come within this come together: no poll will get in between
_ENOUGH, _FEW = 10, 3
_GROWN = 1.25  #: a window so much larger than it was takes longer to be filled
_EASES_S = 30 * 86_400.0  #: after so long without the like, the window is taken to fill half as fast

_HEAD = struct.Struct("<BddddI")
_PROFILES = struct.Struct(f"<{DAYS + HOURS + PARTS}f")
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When entries arrived. Times are seconds since 1970, UTC; `NOTHING_KNOWN` is where it starts."""

    arrivals: tuple[float, ...] = ()  #: the newest, the oldest first, at most MOST_ARRIVALS
    since: float = 0.0  #: from when on arrivals were counted; 0: not yet
    learnt_at: float = 0.0  #: when the figures below were true
    count: float = 0.0  #: arrivals, older ones counting less
    days: tuple[float, ...] = field(default=(0.0,) * DAYS)  #: arrivals by the day of the week, Monday first
    hours: tuple[float, ...] = field(default=(0.0,) * HOURS)
    parts: tuple[float, ...] = field(default=(0.0,) * PARTS)
    fill_s: float = (
        0.0  #: the shortest time in which FILL of the window was filled, as far as is known; 0: it never was
    )
    window: int = 0  #: entries in the newest document that had any

    @property
    def is_known(self) -> bool:
        """Whether any arrival was seen."""
        return bool(self.arrivals)

    def rate(self, now: float) -> float:
        """Return the arrivals per second that are to be expected in the long run."""
        return (self.count * _fading(now - self.learnt_at) + _PRIOR) / (self._observed_s(now) + _PRIOR_S)

    def mean_rate(self, now: float) -> float:
        """Return the arrivals per second that there were, older ones counting less; 0 where nothing was seen."""
        return self.count * _fading(now - self.learnt_at) / max(self._observed_s(now), 1.0)

    def _observed_s(self, now: float) -> float:
        age_s = max(now - self.since, 0.0) if self.since else 0.0
        return MEMORY_S * -math.expm1(-age_s / MEMORY_S)

    def recent_rate(self, now: float) -> float:
        """Return the arrivals per second since a few arrivals ago."""
        if len(self.arrivals) < _RECENT:
            return 0.0
        return (_RECENT - 1) / max(now - self.arrivals[-_RECENT], 1.0)

    def safe_s(self, now: float) -> float:
        """Return how long a poll may wait, so that entries that come as fast as ever do not roll off; inf: ever."""
        if not self.fill_s:
            return math.inf
        is_young = self.window < _SMALL and len(self.arrivals) < _WINDOWS * self.window
        return _eased(self, now) * (_DOUBT if is_young else 1.0)


NOTHING_KNOWN = Rhythm()


def learn(rhythm: Rhythm, arrivals: Sequence[float], *, window: int, now: float) -> Rhythm:
    """Return the rhythm after a poll at `now` that found these new entries in a document of `window` entries.

    `arrivals` are the times at which they came, in any order.
    """
    window = window or rhythm.window
    if not arrivals:
        return replace(rhythm, window=window, since=rhythm.since or now)
    times = sorted(min(one, now) for one in arrivals)
    known = tuple(sorted((*rhythm.arrivals, *times)))
    counted, since = times, rhythm.since
    if not rhythm.is_known and not since:  # a first document: what it holds from before may be pinned or much older
        counted = times[len(times) // 2 :]
        since = counted[0]
    fading = _fading(now - rhythm.learnt_at)
    profiles = _profiles(times, now)
    return Rhythm(
        arrivals=known[-MOST_ARRIVALS:],
        since=since,
        learnt_at=now,
        count=rhythm.count * fading + sum(_fading(now - one) for one in counted),
        days=_added(rhythm.days, profiles[0], fading),
        hours=_added(rhythm.hours, profiles[1], fading),
        parts=_added(rhythm.parts, profiles[2], fading),
        fill_s=_fill_s(rhythm, known, window=window, now=now),
        window=window,
    )


def likelihoods(profile: Sequence[float], *, seen: float) -> list[float]:
    """Return how much more than on average is to be expected in each part of a profile; 1: as much.

    `seen` is how often its week, day or hour has gone by: on a first Monday, all that came did so on Mondays.
    """
    average = sum(profile) / len(profile)
    smoothing = _SMOOTHING + average / max(seen, _LEAST_SEEN) ** 2
    return [(one + smoothing) / (average + smoothing) for one in profile]


def pack(rhythm: Rhythm) -> bytes:
    """Return a rhythm as bytes, about 700 of them at the most."""
    head = _HEAD.pack(_VERSION, rhythm.since, rhythm.learnt_at, rhythm.count, rhythm.fill_s, rhythm.window)
    profiles = _PROFILES.pack(*rhythm.days, *rhythm.hours, *rhythm.parts)
    arrivals = [min(max(int(one), 0), 2**32 - 1) for one in rhythm.arrivals]
    return head + profiles + struct.pack(f"<{len(arrivals)}I", *arrivals)


def unpack(packed: bytes) -> Rhythm:
    """Return what was packed; NOTHING_KNOWN for what is not ours."""
    fixed = _HEAD.size + _PROFILES.size
    if len(packed) < fixed or packed[0] != _VERSION or (len(packed) - fixed) % 4:
        return NOTHING_KNOWN
    _, since, learnt_at, count, fill_s, window = _HEAD.unpack_from(packed)
    profiles = _PROFILES.unpack_from(packed, _HEAD.size)
    if not all(0 <= one < math.inf for one in (since, learnt_at, count, fill_s, *profiles)):
        return NOTHING_KNOWN
    return Rhythm(
        arrivals=struct.unpack_from(f"<{(len(packed) - fixed) // 4}I", packed, fixed),
        since=since,
        learnt_at=learnt_at,
        count=count,
        days=profiles[:DAYS],
        hours=profiles[DAYS : DAYS + HOURS],
        parts=profiles[DAYS + HOURS :],
        fill_s=fill_s,
        window=window,
    )


def _fill_s(rhythm: Rhythm, known: Sequence[float], *, window: int, now: float) -> float:
    """Return the shortest time in which FILL of the window was filled, as far as is known now.

    A burst may be twice as long as any before: half of that many entries count as well, where they are so many that
    they do not come close to each other by chance.
    """
    entries = math.ceil(window * (_FILL_OF_SMALL if window < _SMALL else FILL))
    shortest = _shortest(known, entries)
    if entries >= 2 * _ENOUGH:
        shortest = min(shortest, 2 * _shortest(known, entries // 2))
    if not rhythm.fill_s or window > rhythm.window * _GROWN:
        return 0.0 if math.isinf(shortest) else shortest
    return min(shortest, _eased(rhythm, now))


def _eased(rhythm: Rhythm, now: float) -> float:
    return float(rhythm.fill_s * 2.0 ** (max(now - rhythm.learnt_at, 0.0) / _EASES_S))


def _shortest(known: Sequence[float], entries: int) -> float:
    """Return the shortest time in which so many entries came, in seconds; inf if so many never did.

    Of a few entries not the shortest, but one that most are longer than: two entries in a minute happen to every feed,
    and one that shows its newest entry alone would be polled every minute for ever.
    """
    entries = min(max(entries, 1), MOST_ARRIVALS - 1)
    spans = sorted(span for old, new in zip(known, known[entries:], strict=False) if (span := new - old) >= _AT_ONCE_S)
    if not spans:
        return math.inf
    return spans[len(spans) // 10] if entries < _FEW else spans[0]


def _profiles(times: Sequence[float], now: float) -> tuple[list[float], list[float], list[float]]:
    days, hours, parts = [0.0] * DAYS, [0.0] * HOURS, [0.0] * PARTS
    for one in times:
        weight = _fading(now - one)
        days[day_of(one)] += weight
        hours[int(one // 3_600) % HOURS] += weight
        parts[int(one // PART_S) % PARTS] += weight
    return days, hours, parts


def day_of(time: float) -> int:
    """Return the day of the week, 0: Monday (1 January 1970 was a Thursday)."""
    return (int(time // 86_400) + 3) % DAYS


def moment(time: float) -> datetime:
    """Return a time that is counted as rhythms do it."""
    return datetime.fromtimestamp(time, UTC)


def _fading(age_s: float) -> float:
    return math.exp(-max(age_s, 0.0) / MEMORY_S)


def _added(before: Sequence[float], more: Sequence[float], fading: float) -> tuple[float, ...]:
    return tuple(old * fading + new for old, new in zip(before, more, strict=True))

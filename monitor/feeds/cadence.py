"""What polling learns of a feed, and when it is polled again: pure; the time and the dice are passed in.

A feed is polled as its rhythm asks for (`intervals`), or as often as the rule files say. A feed never dies: failures
back off, each class of them as fast and as far as it deserves, until an answer resets them; only 410 ends the polling.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.errors import FetchFailure
from monitor.core.records import FeedState
from monitor.feeds.brought import Brought, arrivals
from monitor.feeds.intervals import FIRST_S, interval_s, wanted_s
from monitor.feeds.rhythm import Rhythm, learn, pack, unpack
from monitor.feeds.roll_off import Lost, lost
from monitor.feeds.silence import is_silent

SHORTEST = timedelta(seconds=60)
FIRST_INTERVAL = timedelta(seconds=FIRST_S)
LONGEST = timedelta(hours=6)
LONGEST_BACK_OFF = timedelta(hours=24)
_REST_AFTER = timedelta(minutes=5)  #: a document that ended half-way is likely whole again by then

_SPREAD = 0.2  #: intervals are cut by up to this share, so that feeds found together do not stay together
_DAY_MINUTES = 1440
_SCATTER = 37  #: has no factor in common with the minutes of a day, so that feeds are spread over all of them

#: How far the wait grows with each failure in a row: what is broken for good is left alone sooner.
_GROWTH = {FetchFailure.TEMPORARY: 2.0, FetchFailure.MISSING: 2.0}
_GROWTH_OF_HARD = 4.0
_MOST_STEPS = 12  #: 60 s doubled so often is far beyond the longest back-off
#: The longest waits after a temporary failure and after any other, by how long ago the last answer was: a feed that was
#: there yesterday is most likely back soon, and its window rolls on meanwhile.
_LONGEST_WAITS = (
    (timedelta(days=1), timedelta(hours=1), LONGEST),
    (timedelta(days=7), LONGEST, LONGEST_BACK_OFF),
    (timedelta.max, LONGEST_BACK_OFF, LONGEST_BACK_OFF),
)
#: What a feed asks for is granted up to this, as long as nothing is lost by it: no longer than others wait as well.
_LONGEST_GRANTED_S = 900.0
_LONGEST_BELIEVED_S = 3_600.0  #: and up to this where its rhythm is unknown


def after_success(
    state: FeedState, brought: Brought, *, now: datetime, every: timedelta | None = None, jitter: float = 0.5
) -> FeedState:
    """Return the state after a poll that succeeded.

    `every` is the interval the rule files ask for, None: by the feed's rhythm. `jitter` is at least 0 and below 1.
    """
    before = unpack(state.rhythm)
    after = state.answered_at if state.rhythm else None
    rhythm = _learnt(before, brought, after, now)
    missed = lost(before, brought, after=after, now=now) if after is not None else None
    interval = every or timedelta(seconds=_interval_s(rhythm, state.refresh_s, brought.fresh_s, now))
    return replace(
        _with_lost(state, missed, now),
        due_at=now
        + (
            every
            or min(_earlier(interval, jitter), _REST_AFTER if brought.cut_off and not brought.was_cut_off else interval)
        ),
        interval_s=interval.total_seconds(),
        failures=0,
        failure=None,
        last_error=None,
        gone=False,
        polls=state.polls + 1,
        first_polled_at=state.first_polled_at or now,
        last_polled_at=now,
        answered_at=now,
        last_new_at=now if brought.new else state.last_new_at,
        rhythm=state.rhythm if rhythm is before else pack(rhythm),
        silent=is_silent(rhythm, now=now.timestamp()) if not brought.new else False,
    )


def put_off(state: FeedState, wait_s: float | None, *, now: datetime) -> FeedState:
    """Return the state of a feed that was not asked, since its host wants to be left alone for so long."""
    return replace(state, due_at=now + min(max(timedelta(seconds=wait_s or 0.0), SHORTEST), LONGEST_BACK_OFF))


def after_failure(
    state: FeedState,
    failure: FetchFailure,
    reason: str,
    retry_after_s: float | None = None,
    *,
    now: datetime,
    every: timedelta | None = None,
    jitter: float = 0.5,
) -> FeedState:
    """Return the state after a poll that failed: the first retry after one interval, then growing, at most 24 h.

    A server's Retry-After makes it later, never earlier. 410 ends the polling.
    """
    failures = state.failures + 1
    wait = every if every is not None else _interval(state)
    if failures > 1:
        growth = _GROWTH.get(failure, _GROWTH_OF_HARD) ** min(failures - 1, _MOST_STEPS)
        wait = min(wait, LONGEST_BACK_OFF) * growth * (0.75 + 0.5 * jitter)
    asked = timedelta(seconds=min(max(retry_after_s or 0.0, 0.0), LONGEST_BACK_OFF.total_seconds()))
    return replace(
        state,
        due_at=now + max(min(wait, _longest(state, failure, every, now)), asked),
        failures=failures,
        failure=failure,
        last_error=reason,
        gone=failure is FetchFailure.GONE,
        polls=state.polls + 1,
        last_polled_at=now,
    )


def asks_anew(state: FeedState, *, feed_id: int, now: datetime) -> bool:
    """Whether to ask without validators: at the first poll of each day, so that no 304 hides news for longer.

    There are servers that answer 304 to whatever comes (FreshRSS #1020) and ETags that stay while the content changes
    (miniflux-legacy #218). Days begin at another minute for each feed, or all would be asked in full at once.
    """
    if state.last_polled_at is None:
        return True
    shift = timedelta(minutes=feed_id * _SCATTER % _DAY_MINUTES)
    return (state.last_polled_at + shift).date() != (now + shift).date()


def _learnt(rhythm: Rhythm, brought: Brought, after: datetime | None, now: datetime) -> Rhythm:
    if brought.found is None or (rhythm.since and not brought.new and brought.found == rhythm.window):
        return rhythm
    return learn(rhythm, arrivals(brought, after=after, now=now), window=brought.found, now=now.timestamp())


def _interval_s(rhythm: Rhythm, refresh_s: float | None, fresh_s: float | None, now: datetime) -> float:
    """Return the interval by the rhythm and by what the feed asks for.

    Most documents say "an hour" without anybody having thought about it (WordPress does): that counts as long as the
    rhythm is unknown. What a server says of its answer holds: a cache on the way gives the same again until then.
    """
    time = now.timestamp()
    if not rhythm.is_known:
        asked = max(refresh_s or 0.0, fresh_s or 0.0)
        return min(max(wanted_s(rhythm, now=time), min(asked, _LONGEST_BELIEVED_S)), LONGEST.total_seconds())
    return interval_s(rhythm, now=time, at_least_s=min(fresh_s or 0.0, _LONGEST_GRANTED_S))


def _earlier(interval: timedelta, jitter: float) -> timedelta:
    return max(interval * (1 - _SPREAD * jitter), SHORTEST)


def _with_lost(state: FeedState, missed: Lost | None, now: datetime) -> FeedState:
    if missed is None:
        return state
    return replace(state, lost_low=state.lost_low + missed.low, lost_high=state.lost_high + missed.high, lost_at=now)


def _longest(state: FeedState, failure: FetchFailure, every: timedelta | None, now: datetime) -> timedelta:
    if state.answered_at is None:
        return LONGEST_BACK_OFF
    down = now - state.answered_at
    temporary, other = next(waits for age, *waits in _LONGEST_WAITS if down < age)
    longest = temporary if failure is FetchFailure.TEMPORARY else other
    return min(max(longest, every or _interval(state)), LONGEST_BACK_OFF)


def _interval(state: FeedState) -> timedelta:
    """Return the adaptive interval so far; one left over from an `every` is brought back within the bounds."""
    if state.interval_s <= 0:
        return FIRST_INTERVAL
    return min(max(timedelta(seconds=state.interval_s), SHORTEST), LONGEST)

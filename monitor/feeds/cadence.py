"""When to poll a feed again: pure; the time and the dice are passed in.

A feed that brings news is polled more often, one that brings none less often, between `SHORTEST` and `LONGEST`.
Halving on news and lengthening by half otherwise settles where about every third poll brings something.
A feed never dies: failures back off to `LONGEST_BACK_OFF` and stay there, until an answer resets them.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.errors import FetchFailure
from monitor.core.records import FeedState

SHORTEST = timedelta(seconds=60)
FIRST_INTERVAL = timedelta(minutes=15)
LONGEST = timedelta(hours=6)
LONGEST_BACK_OFF = timedelta(hours=24)

_SHORTER, _LONGER = 0.5, 1.5
_SPREAD = 0.2  #: adaptive intervals are spread over ±10 %, so that feeds found together do not stay together
_DAY_MINUTES = 1440
_SCATTER = 37  #: has no factor in common with the minutes of a day, so that feeds are spread over all of them
_MOST_DOUBLINGS = 20  #: 60 s doubled so often is far beyond the longest back-off


def after_success(
    state: FeedState, *, new: int, now: datetime, every: timedelta | None = None, jitter: float = 0.5
) -> FeedState:
    """Return the state after a poll that brought `new` entries (0 for 304 and for an unchanged body).

    `every` is the interval the rule files ask for, None: adaptive. `jitter` is at least 0 and below 1.
    """
    interval = _interval(state)
    if every is None and state.first_polled_at is not None:  # the first poll brings the past, which says nothing
        interval = min(max(interval * (_SHORTER if new else _LONGER), SHORTEST), LONGEST)
    wait = every if every is not None else interval * (1 - _SPREAD / 2 + _SPREAD * jitter)
    return replace(
        state,
        due_at=now + wait,
        interval_s=(every if every is not None else interval).total_seconds(),
        failures=0,
        last_error=None,
        gone=False,
        polls=state.polls + 1,
        first_polled_at=state.first_polled_at or now,
        last_polled_at=now,
        last_new_at=now if new else state.last_new_at,
    )


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
    """Return the state after a poll that failed: the first retry after one interval, then doubling, at most 24 h.

    A server's Retry-After makes it later, never earlier. 410 ends the polling.
    """
    failures = state.failures + 1
    wait = every if every is not None else _interval(state)
    if failures > 1:
        wait = min(wait, LONGEST_BACK_OFF) * 2 ** min(failures - 1, _MOST_DOUBLINGS) * (0.75 + 0.5 * jitter)
    asked = timedelta(seconds=min(max(retry_after_s or 0.0, 0.0), LONGEST_BACK_OFF.total_seconds()))
    return replace(
        state,
        due_at=now + max(min(wait, LONGEST_BACK_OFF), asked),
        failures=failures,
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


def _interval(state: FeedState) -> timedelta:
    """Return the adaptive interval so far; one left over from an `every` is brought back within the bounds."""
    if state.interval_s <= 0:
        return FIRST_INTERVAL
    return min(max(timedelta(seconds=state.interval_s), SHORTEST), LONGEST)

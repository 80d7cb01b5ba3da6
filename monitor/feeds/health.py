"""How a feed is doing, at a glance and in words: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.core.records import FeedState
from monitor.feeds.moves import has_moved
from monitor.feeds.rhythm import Rhythm, moment, unpack

LOSS_IS_NEWS = timedelta(days=7)  #: so long after entries were lost a feed is said to lose some

_FEW = 10  #: arrivals: of fewer, two that happen to be close would be a rhythm


class Condition(StrEnum):
    """What matters most about a feed; what needs somebody's attention soonest comes first."""

    GONE = "gone"  #: answered 410: it is polled no more
    FAILING = "failing"  #: the last poll failed
    LOSING = "losing"  #: entries came and went between two polls lately
    SILENT = "silent"  #: answers, and brings nothing for far longer than its rhythm
    MOVED = "moved"  #: redirects for good: the rules should name its new address
    NEW = "new"  #: not polled yet
    WELL = "well"

    @property
    def is_trouble(self) -> bool:
        """Whether something may be missed."""
        return self in {Condition.GONE, Condition.FAILING, Condition.LOSING, Condition.SILENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A feed's condition, and all that there is to say."""

    condition: Condition
    reasons: tuple[str, ...]  #: of every condition that holds, in the order of those
    rhythm: str  #: `about 3 a day`
    per_day: float | None  #: entries that are to be expected, None while nothing is known
    newest: datetime | None  #: when something last came


def health_of(state: FeedState, *, now: datetime) -> Health:
    """Return how a feed is doing."""
    holds = {condition: reason for condition, reason in _conditions(state, now) if reason is not None}
    rhythm = unpack(state.rhythm)
    rate = per_day(rhythm, now=now)
    return Health(
        condition=next((condition for condition in Condition if condition in holds), Condition.WELL),
        reasons=tuple(holds[condition] for condition in Condition if holds.get(condition)),
        rhythm="unknown" if rate is None else in_words(rate),
        per_day=rate,
        newest=_newest(state, rhythm),
    )


def silent_in_words(state: FeedState, *, now: datetime) -> str:
    """Return since when a feed brings nothing, and what it brought."""
    rhythm = unpack(state.rhythm)
    rate = per_day(rhythm, now=now)
    before = "" if rate is None else f"; it used to bring {in_words(rate)}"
    return f"nothing new for {_span(_newest(state, rhythm) or state.first_polled_at, now)}{before}"


def per_day(rhythm: Rhythm, *, now: datetime) -> float | None:
    """Return how many entries came in a day while any came; None if that is unknown."""
    if not rhythm.is_known:
        return None
    rate = rhythm.rate if len(rhythm.arrivals) < _FEW else rhythm.mean_rate
    return 86_400 * max(rate(rhythm.arrivals[-1]), rate(now.timestamp()))


def in_words(rate: float) -> str:
    """Return so many a day in the unit in which they can be counted.

    >>> in_words(3.2), in_words(1440), in_words(0.29)
    ('about 3 a day', 'about 60 an hour', 'about 2 a week')
    """
    for number, unit in ((rate / 1_440, "a minute"), (rate / 24, "an hour"), (rate, "a day"), (rate * 7, "a week")):
        if round(number) >= (1 if unit == "a week" else 2):
            return f"about {round(number)} {unit}"
    return "about 1 a month" if rate * 30 >= 1 else "less than 1 a month"


def lost_in_words(low: int, high: int) -> str:
    """Return how many entries were probably lost: `probably 3–7 entries`."""
    if low == high:
        return f"probably {low:,} {'entry' if low == 1 else 'entries'}"
    return f"probably {low:,}–{high:,} entries"


def _conditions(state: FeedState, now: datetime) -> list[tuple[Condition, str | None]]:
    lately = state.lost_at is not None and now - state.lost_at <= LOSS_IS_NEWS
    return [
        (Condition.GONE, _gone(state, now) if state.gone else None),
        (Condition.FAILING, _failing(state, now) if state.failures and not state.gone else None),
        (Condition.LOSING, f"{_lost(state)} rolled off unread, last {_ago(state.lost_at, now)}" if lately else None),
        (Condition.SILENT, silent_in_words(state, now=now) if state.silent else None),
        (Condition.MOVED, f"moved to {state.moved_to}: name that in the rules" if has_moved(state) else None),
        (Condition.NEW, "" if state.polls == 0 else None),
    ]


def _newest(state: FeedState, rhythm: Rhythm) -> datetime | None:
    return moment(rhythm.arrivals[-1]) if rhythm.is_known else state.last_new_at


def _gone(state: FeedState, now: datetime) -> str:
    since = f", {_ago(state.last_polled_at, now)}" if state.last_polled_at else ""
    return f"gone for good (HTTP 410{since}): name another address in the rules"


def _failing(state: FeedState, now: datetime) -> str:
    reason = state.last_error or "unknown"
    since = f"last answer {_ago(state.answered_at, now)}" if state.answered_at else "never answered"
    return f"{reason} ({since}, {state.failures:,} {'failure' if state.failures == 1 else 'failures'})"


def _lost(state: FeedState) -> str:
    return lost_in_words(state.lost_low, state.lost_high)


def _ago(time: datetime | None, now: datetime) -> str:
    return f"{_span(time, now)} ago"


def _span(since: datetime | None, now: datetime) -> str:
    """Return a length of time in its largest whole unit: `3 days`, `2 hours`."""
    if since is None:
        return "a long time"
    seconds = max((now - since).total_seconds(), 0)
    for unit_s, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= unit_s:
            number = int(seconds // unit_s)
            return f"{number:,} {unit}{'' if number == 1 else 's'}"
    return "less than a minute"

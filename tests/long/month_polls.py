"""The polls of a simulated month: the product's own decisions, or a fixed interval, over the same entries."""

from array import array
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor.core.records import FeedState
from monitor.feeds.brought import Brought
from monitor.feeds.cadence import FIRST_INTERVAL, after_success
from tests.long.month_feeds import START, Look, SimulatedFeed, Window

FIXED_S = 900.0
_LATE_S = 2.0  #: a poll comes up to so long after it is due


@dataclass(slots=True)
class Tally:
    """What polling came to; the first document of a feed is backlog, and no part of it."""

    feeds: int = 0
    polls: int = 0
    lost: int = 0
    delays: "array[float]" = field(default_factory=lambda: array("f"))  #: seconds, of each entry that was seen
    rolled_off: int = 0  #: polls before which entries were lost
    noticed: int = 0  #: of these, such as the product told of
    right: int = 0  #: of these, such as the true number was within what it told
    false: int = 0  #: polls before which nothing was lost, and the product told that something may be
    false_for_sure: int = 0  #: of these, such as it told that at least one was lost

    @property
    def entries(self) -> int:
        return len(self.delays) + self.lost

    def add(self, other: "Tally") -> None:
        self.feeds += other.feeds
        self.polls += other.polls
        self.lost += other.lost
        self.delays.extend(other.delays)
        self.rolled_off += other.rolled_off
        self.noticed += other.noticed
        self.right += other.right
        self.false += other.false
        self.false_for_sure += other.false_for_sure

    def count(self, look: Look, now: float) -> None:
        self.lost += look.lost
        self.rolled_off += bool(look.lost)
        self.delays.extend(now - one.came for one in look.new)

    def count_told(self, look: Look, before: FeedState, after: FeedState) -> None:
        low, high = after.lost_low - before.lost_low, after.lost_high - before.lost_high
        told = high > 0
        self.noticed += bool(told and look.lost)
        self.right += bool(told and look.lost and low <= look.lost <= high)
        self.false += bool(told and not look.lost)
        self.false_for_sure += bool(low and not look.lost)


def poll(feed: SimulatedFeed, *, end: float, every: timedelta | None = None, dated: bool = True) -> Tally:
    """Poll a feed until `end` as the product does; `every` is what the rule files would say.

    What comes until `end` is seen by the first poll after it, which costs nothing, so that every entry has its delay.
    """
    window, dice = Window(feed.entries(end), feed.window), feed.dice("polls")
    first = datetime.fromtimestamp(START + dice.uniform(0, FIXED_S), UTC)
    state = FeedState(due_at=first, interval_s=FIRST_INTERVAL.total_seconds())
    tally, now = Tally(feeds=1), 0.0
    while now < end:
        moment = state.due_at + timedelta(seconds=dice.uniform(0, _LATE_S))
        now = moment.timestamp()
        look = window.look(now)
        is_first = state.first_polled_at is None
        after = after_success(
            state, _brought(look, first=is_first, dated=dated), now=moment, every=every, jitter=dice.random()
        )
        tally.polls += now < end
        if not is_first:
            tally.count(look, now)
            tally.count_told(look, state, after)
        state = after
    return tally


def poll_fixed(feed: SimulatedFeed, *, end: float, every_s: float = FIXED_S) -> Tally:
    """Poll a feed until `end` every so many seconds."""
    window, dice = Window(feed.entries(end), feed.window), feed.dice("polls")
    now = START + dice.uniform(0, every_s)
    window.look(now)
    tally = Tally(feeds=1, polls=1)
    while now < end:
        now += every_s
        tally.count(window.look(now), now)
        tally.polls += now < end
    return tally


def _brought(look: Look, *, first: bool, dated: bool) -> Brought:
    """Return what the poller makes of a document: of an unchanged one nothing, of the first one all dates."""
    if look.found is None:
        return Brought()
    dates = tuple(datetime.fromtimestamp(one.date, UTC) if dated else None for one in look.new)
    return Brought(new=len(look.new), dates=dates, found=look.found, overlaps=first or look.overlaps)

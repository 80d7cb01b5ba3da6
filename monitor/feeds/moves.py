"""Feeds that have moved for good: pure.

A permanent redirect is followed each time, but what it says is believed only when it was said for long: a site that was
taken over, or set up wrongly, redirects for hours or a day (RSSOwlnix #32), one that moved goes on doing so until its
old host is switched off (feedbin #100). Believed or not, the old address is asked once a day, and wins.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.records import FeedState

BELIEVED_AFTER = timedelta(days=2)
BELIEVED_POLLS = 5


def address_of(state: FeedState, url: str) -> str:
    """Return where the feed that the rules name `url` is polled."""
    return state.moved_to if state.moved_to is not None and has_moved(state) else url


def has_moved(state: FeedState) -> bool:
    """Whether the permanent redirect has been seen long enough to be believed."""
    if state.moved_to is None or state.moved_at is None or state.answered_at is None:
        return False
    return state.moves >= BELIEVED_POLLS and state.answered_at - state.moved_at >= BELIEVED_AFTER


def redirected(state: FeedState, to: str | None, *, now: datetime) -> FeedState:
    """Return the state after the feed's own address answered with a feed, `to`: where permanent redirects led."""
    if to is None:
        return stays(state)
    if to != state.moved_to:
        return replace(state, moved_to=to, moved_at=now, moves=1)
    return replace(state, moves=state.moves + 1)


def stays(state: FeedState) -> FeedState:
    """Return the state of a feed that is polled where the rules say."""
    return state if state.moved_to is None else replace(state, moved_to=None, moved_at=None, moves=0)

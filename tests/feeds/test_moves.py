"""Permanent redirects, believed or not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.core.records import FeedState
from monitor.feeds.moves import BELIEVED_AFTER, BELIEVED_POLLS, address_of, has_moved, redirected, stays

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWN, NEW = "https://a.example/feed", "https://b.example/feed"
STATE = FeedState(due_at=NOW, interval_s=1_200.0)


def led(polls: int, *, over: timedelta, to: str = NEW) -> FeedState:
    """Return the state after so many polls that were redirected, the last of them now."""
    state = STATE
    for poll in range(polls):
        at = NOW - over * (1 - poll / max(polls - 1, 1))
        state = replace(redirected(state, to, now=at), answered_at=at)
    return state


def test_a_redirect_is_believed_after_some_polls_over_some_days() -> None:
    assert not has_moved(STATE)
    assert not has_moved(led(BELIEVED_POLLS - 1, over=BELIEVED_AFTER * 9))
    assert not has_moved(led(BELIEVED_POLLS * 9, over=BELIEVED_AFTER * 0.9))
    moved = led(BELIEVED_POLLS, over=BELIEVED_AFTER)
    assert has_moved(moved)
    assert (address_of(moved, OWN), address_of(STATE, OWN)) == (NEW, OWN)


def test_an_answer_that_leads_nowhere_or_elsewhere_begins_anew() -> None:
    moved = led(9, over=BELIEVED_AFTER * 2)
    assert redirected(moved, None, now=NOW) == replace(moved, moved_to=None, moved_at=None, moves=0)
    elsewhere = redirected(moved, "https://casino.example/", now=NOW)
    assert (elsewhere.moves, elsewhere.moved_at, has_moved(elsewhere)) == (1, NOW, False)
    assert address_of(elsewhere, OWN) == OWN


def test_a_feed_that_never_moved_stays_as_it_is() -> None:
    assert stays(STATE) is STATE
    assert redirected(STATE, None, now=NOW) is STATE


def test_a_redirect_that_was_never_answered_is_not_believed() -> None:
    assert not has_moved(replace(led(9, over=BELIEVED_AFTER * 2), answered_at=None))

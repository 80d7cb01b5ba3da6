"""`monitor feeds list`: how each feed is doing, at a glance."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.opened import snapshot
from monitor.app.cli.options import DataOption, JsonOption
from monitor.app.cli.output import ago, plain, say, show_json, table
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from monitor.core.records import StoredFeed
    from monitor.feeds.health import Health


class Order(StrEnum):
    """What a list of feeds is ordered by."""

    STATE = "state"  #: what needs attention soonest first
    NAME = "name"
    RHYTHM = "rhythm"  #: the busiest first
    NEW = "new"  #: the one that brought something last first
    NEXT = "next"
    LOST = "lost"  #: the one that most rolled off of first


SortOption = Annotated[Order, typer.Option("--sort", help="What comes first; by state: what needs attention.")]
#: Of a feed's state what programs may build on; the rest is between the poller and the store.
_TOLD = (
    "due_at", "interval_s", "failures", "failure", "last_error", "gone", "silent", "polls", "first_polled_at",
    "last_polled_at", "answered_at", "last_new_at", "refresh_s", "moved_to", "lost_low", "lost_high", "lost_at",
)  # fmt: skip
_NEVER = datetime.max.replace(tzinfo=UTC)


def feeds(data: DataOption = None, sort: SortOption = Order.STATE, json: JsonOption = False) -> None:
    """List the feeds: how they do, what they bring, what is wrong.

    States: gone (answered 410, polled no more), failing, losing (entries rolled off unread in the last week), silent
    (answers, and brings nothing for far longer than its rhythm), moved (the rules should name its new address), new,
    well.

    Example: monitor feeds list --sort rhythm
    """
    from monitor.app.clock import SystemClock
    from monitor.feeds.health import health_of

    with snapshot(settings_of(data=data)) as tx:
        found = tx.feeds.all()
    now = SystemClock().now()
    rows = sorted(((feed, health_of(feed.state, now=now)) for feed in found), key=lambda row: _key(row, sort))
    if json:
        for feed, health in rows:
            show_json(_object(feed, health))
    elif rows:
        table(
            ("feed", "state", "brings", "last new", "polled", "next", "why"),
            (_cells(feed, health, now) for feed, health in rows),
            beneath=any(health.reasons for _, health in rows),
        )
    else:
        say("no feeds yet: `monitor run` takes them from the rule files")


def _key(row: "tuple[StoredFeed, Health]", order: Order) -> tuple[float, str]:
    from monitor.feeds.health import Condition

    feed, health = row
    by: dict[Order, float] = {
        Order.STATE: list(Condition).index(health.condition),
        Order.NAME: 0.0,
        Order.RHYTHM: -(health.per_day or 0.0),
        Order.NEW: -health.newest.timestamp() if health.newest else 0.0,
        Order.NEXT: (_NEVER if feed.state.gone else feed.state.due_at).timestamp(),
        Order.LOST: -float(feed.state.lost_high),
    }
    return by[order], _name(feed).casefold()


def _cells(feed: "StoredFeed", health: "Health", now: datetime) -> tuple[str, ...]:
    state = feed.state
    return (
        _name(feed),
        health.condition,
        health.rhythm,
        ago(health.newest, now),
        ago(state.last_polled_at, now),
        "never" if state.gone else ago(max(state.due_at, now), now),
        "; ".join(health.reasons),
    )


def _object(feed: "StoredFeed", health: "Health") -> dict[str, object]:
    described = plain(feed.state)
    assert isinstance(described, dict)  # noqa: S101 - a dataclass is an object
    return {
        "url": feed.row.url,
        "name": feed.row.name or feed.state.title,
        "state": health.condition,
        "reasons": health.reasons,
        "rhythm": health.rhythm,
        "per_day": health.per_day,
        "newest": health.newest,
        **{name: described[name] for name in _TOLD},
    }


def _name(feed: "StoredFeed") -> str:
    return feed.row.name or feed.state.title or feed.row.url

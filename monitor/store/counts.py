"""How many of what, from one snapshot."""

from typing import Any

import sqlalchemy as sa

from monitor.core.outbox import NO_WORDS, WORDS, DeliveryKind, DeliveryState, EntryState
from monitor.core.records import Counts
from monitor.store.schema import article, edit, entry, feed, match, outbox, reread
from monitor.store.statements import AnySelect

_FAILURES = (EntryState.FAILED.value, EntryState.FILTERED.value)


def count_all(connection: sa.Connection) -> Counts:
    """Return every count; they come from one state of the database if the connection's transaction does."""
    feeds = sa.select(sa.func.count()).select_from(feed).where(feed.c.active.is_(sa.true()))
    polls = sa.select(sa.func.coalesce(sa.func.sum(feed.c.polls), 0))
    matched = sa.select(sa.func.count()).select_from(article).where(article.c.matched.is_(sa.true()))
    reread_times = sa.select(sa.func.coalesce(sa.func.sum(reread.c.times), 0))
    reread_last = sa.select(reread.c.outcome, sa.func.count()).where(reread.c.outcome.is_not(None))
    reread_due = sa.select(sa.func.count()).select_from(reread).where(reread.c.due_at.is_not(None))
    revised = sa.select(sa.func.coalesce(sa.func.sum(article.c.revision), 0))
    failed = sa.select(entry.c.reason, sa.func.count()).where(entry.c.state.in_(_FAILURES)).group_by(entry.c.reason)
    failures = _table(connection, failed)
    passed = sa.select(sa.func.count()).where(entry.c.state == EntryState.READ.value, entry.c.reason == WORDS)
    alerts = sa.select(outbox.c.state, sa.func.count()).where(outbox.c.kind == DeliveryKind.ALERT.value)
    others = sa.select(outbox.c.kind, sa.func.count()).where(
        outbox.c.kind != DeliveryKind.ALERT.value, outbox.c.state == DeliveryState.SENT.value
    )
    return Counts(
        feeds=_number(connection, feeds),
        polls=_number(connection, polls),
        entries=_by(connection, entry.c.state),
        failures=failures,
        pages_passed=_number(connection, passed),
        pages_unread=failures.get(NO_WORDS, 0),
        articles=_by(connection, article.c.state),
        articles_matched=_number(connection, matched),
        matches=_by(connection, match.c.outcome),
        alerts=_table(connection, alerts.group_by(outbox.c.state)),
        deliveries=_table(connection, others.group_by(outbox.c.kind)),
        rereads=_number(connection, reread_times),
        rereads_last=_table(connection, reread_last.group_by(reread.c.outcome)),
        rereads_waiting=_number(connection, reread_due),
        revisions=_number(connection, revised.join_from(reread, article)),
        edits=_by(connection, edit.c.kind),
    )


def _number(connection: sa.Connection, query: AnySelect) -> int:
    return int(connection.execute(query).scalar_one())


def _by(connection: sa.Connection, state: sa.Column[Any]) -> dict[str, int]:
    return _table(connection, sa.select(state, sa.func.count()).group_by(state))


def _table(connection: sa.Connection, query: AnySelect) -> dict[str, int]:
    return {str(name): int(count) for name, count in connection.execute(query)}

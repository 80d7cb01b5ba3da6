"""`tx.standing`: alerts that stand in their channel, and what they still have to show.

The queries name no state: asked for one, SQLite would go through every alert that was ever sent.
"""

from datetime import datetime

import sqlalchemy as sa

from monitor.core.outbox import ON_THE_WAY, DeliveryKind, DeliveryState
from monitor.core.records import StoredDelivery
from monitor.store.outbox import stored_delivery
from monitor.store.schema import outbox
from monitor.store.statements import AnySelect

#: States of an alert whose message went out, as far as anybody knows.
_OUT = (DeliveryState.SENDING.value, DeliveryState.UNKNOWN.value, DeliveryState.SENT.value)


class SqlStanding:
    """core.stores.StandingStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def ask_follow_up(self, alert_id: int, at: datetime | None) -> None:
        """Have later news told in the alert's thread from then on; None: there is none (any more)."""
        self._connection.execute(sa.update(outbox).where(outbox.c.id == alert_id).values(follow_up_at=at))

    def due_follow_ups(self, channel: str, *, due_by: datetime) -> list[StoredDelivery]:
        """Return sent alerts whose follow-up is due, the longest due first."""
        query = sa.select(outbox).where(outbox.c.channel == channel, outbox.c.follow_up_at <= due_by)
        return self._sent(query.order_by(outbox.c.follow_up_at, outbox.c.id))

    def touch(self, alert_id: int) -> None:
        """Note that something happened that the alert's message should show, if it has one."""
        has_one = outbox.c.state.in_([state.value for state in (*ON_THE_WAY, DeliveryState.SENT)])
        more = sa.update(outbox).where(outbox.c.id == alert_id, has_one)
        self._connection.execute(more.values(revision=outbox.c.revision + 1))

    def outdated(self, channel: str) -> list[StoredDelivery]:
        """Return sent alerts whose message does not show everything that happened, the oldest first."""
        query = sa.select(outbox).where(
            outbox.c.channel == channel,
            outbox.c.revision > outbox.c.shown_revision,
        )
        return self._sent(query.order_by(outbox.c.id))

    def shown(self, alert: StoredDelivery, *, rendered: str | None) -> None:
        """Note that the message shows, in these bytes, what happened up to `alert.revision`; None: it cannot."""
        values: dict[str, object] = {"shown_revision": alert.revision}
        if rendered is not None:
            values["rendered"] = rendered
        self._connection.execute(sa.update(outbox).where(outbox.c.id == alert.id).values(values))

    def posted_since(self, channel: str, moment: datetime) -> int:
        """Return how many alerts went out in the channel itself since then; replies do not count."""
        query = sa.select(outbox.c.kind, outbox.c.state, outbox.c.thread).where(
            outbox.c.channel == channel, outbox.c.claimed_at > moment
        )
        return sum(
            row.kind == DeliveryKind.ALERT.value and row.state in _OUT and row.thread is None
            for row in self._connection.execute(query)
        )

    def _sent(self, query: AnySelect) -> list[StoredDelivery]:
        rows = self._connection.execute(query)
        return [stored_delivery(row) for row in rows if row.state == DeliveryState.SENT.value]

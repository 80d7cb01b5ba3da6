"""`tx.outbox`: alerts on their way. Every move is a compare-and-swap on state and attempt."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.message import Severity
from monitor.core.outbox import DeliveryState
from monitor.core.records import NewAlert, StoredAlert
from monitor.store.schema import outbox
from monitor.store.statements import AnyRow, insert_new

#: States from which an alert still has somewhere to go.
OPEN = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.PARKED)


class SqlOutbox:
    """core.stores.OutboxStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, alert: NewAlert, *, now: datetime) -> bool:
        """Put an alert in the outbox; False if its key was there already."""
        values = {
            "key": alert.key,
            "rule": alert.rule,
            "story_id": alert.story_id,
            "channel": alert.channel,
            "severity": int(alert.severity),
            "weight": alert.weight,
            "place": alert.order,
            "state": DeliveryState.PENDING.value,
            "reason": "",
            "attempt": 0,
            "created_at": now,
            "due_at": alert.due_at,
        }
        return bool(insert_new(self._connection, outbox, [values]))

    def of_channel(
        self, channel: str, states: Sequence[DeliveryState], *, due_by: datetime | None = None
    ) -> list[StoredAlert]:
        """Return the channel's alerts in these states, the longest due first."""
        query = sa.select(outbox).where(
            outbox.c.channel == channel, outbox.c.state.in_([state.value for state in states])
        )
        if due_by is not None:
            query = query.where(outbox.c.due_at <= due_by)
        return [_stored(row) for row in self._connection.execute(query.order_by(outbox.c.due_at, outbox.c.id))]

    def of_story(self, story_id: int, channel: str) -> list[StoredAlert]:
        """Return every alert of a story in a channel, in the order they were made."""
        query = sa.select(outbox).where(outbox.c.story_id == story_id, outbox.c.channel == channel)
        return [_stored(row) for row in self._connection.execute(query.order_by(outbox.c.id))]

    def claim(self, alert: StoredAlert, *, rendered: str, thread: str | None, now: datetime) -> StoredAlert | None:
        """Make it `sending` with these bytes, one attempt more; return it as it stands then.

        None if somebody changed it (compare-and-swap on state and attempt).
        """
        if alert.state not in OPEN:
            return None
        won = self._swap(
            alert,
            {
                "state": DeliveryState.SENDING.value,
                "reason": "",
                "attempt": alert.attempt + 1,
                "rendered": rendered,
                "thread": thread,
                "claimed_at": now,
                "due_at": now,  # from now on it may be looked up: the one who posts has the channel to itself
            },
        )
        return (
            _stored(self._connection.execute(sa.select(outbox).where(outbox.c.id == alert.id)).one()) if won else None
        )

    def settle(
        self,
        alert: StoredAlert,
        state: DeliveryState,
        *,
        reason: str = "",
        sent_id: str | None = None,
        due_at: datetime | None = None,
    ) -> bool:
        """Move it on from the state and attempt it was read in; False if somebody changed it."""
        values: dict[str, object] = {"state": state.value, "reason": reason}
        if sent_id is not None:
            values["sent_id"] = sent_id
        if due_at is not None:
            values["due_at"] = due_at
        return self._swap(alert, values)

    def list(
        self, *, state: DeliveryState | None = None, number: int | None = None, limit: int = 50
    ) -> list[StoredAlert]:
        """Return alerts, the newest first; with `number` the one that has it as its id."""
        query = sa.select(outbox)
        if number is not None:
            query = query.where(outbox.c.id == number)
        if state is not None:
            query = query.where(outbox.c.state == state.value)
        return [_stored(row) for row in self._connection.execute(query.order_by(outbox.c.id.desc()).limit(limit))]

    def _swap(self, alert: StoredAlert, values: dict[str, object]) -> bool:
        statement = (
            sa.update(outbox)
            .where(outbox.c.id == alert.id, outbox.c.state == alert.state.value, outbox.c.attempt == alert.attempt)
            .values(values)
        )
        return self._connection.execute(statement).rowcount == 1


def _stored(row: AnyRow) -> StoredAlert:
    return StoredAlert(
        id=row.id,
        key=row.key,
        rule=row.rule,
        story_id=row.story_id,
        channel=row.channel,
        severity=Severity(row.severity),
        weight=row.weight,
        order=row.place,
        state=DeliveryState(row.state),
        reason=row.reason,
        attempt=row.attempt,
        created_at=row.created_at,
        due_at=row.due_at,
        claimed_at=row.claimed_at,
        rendered=row.rendered,
        thread=row.thread,
        sent_id=row.sent_id,
    )

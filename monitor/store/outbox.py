"""`tx.outbox`: deliveries on their way. Every move is a compare-and-swap on state and attempt."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.message import Severity
from monitor.core.outbox import ON_THE_WAY, DeliveryKind, DeliveryState
from monitor.core.records import NewDelivery, StoredDelivery
from monitor.store.schema import outbox
from monitor.store.statements import AnyRow, insert_new


class SqlOutbox:
    """core.stores.OutboxStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, delivery: NewDelivery, *, now: datetime) -> StoredDelivery | None:
        """Put a delivery in the outbox; None if its key was there already."""
        values = {
            "key": delivery.key,
            "kind": delivery.kind.value,
            "rule": delivery.rule,
            "story_id": delivery.story_id or None,
            "channel": delivery.channel,
            "severity": int(delivery.severity),
            "weight": delivery.weight,
            "place": delivery.order,
            "state": DeliveryState.PENDING.value,
            "reason": "",
            "attempt": 0,
            "created_at": now,
            "due_at": delivery.due_at,
            "rendered": delivery.rendered,
            "parent_id": delivery.parent_id,
            "revision": 0,
            "shown_revision": 0,
        }
        if not insert_new(self._connection, outbox, [values]):
            return None
        return stored_delivery(self._connection.execute(sa.select(outbox).where(outbox.c.key == delivery.key)).one())

    def of_channel(
        self,
        channel: str,
        states: Sequence[DeliveryState],
        *,
        due_by: datetime | None = None,
        told_by: int | None = None,
    ) -> list[StoredDelivery]:
        """Return the channel's deliveries in these states, the longest due first."""
        if told_by is not None:  # by this alone: an index of states would lead through all that was ever told
            query = sa.select(outbox).where(outbox.c.told_by == told_by)
        else:
            query = sa.select(outbox).where(
                outbox.c.channel == channel, outbox.c.state.in_([state.value for state in states])
            )
        if due_by is not None:
            query = query.where(outbox.c.due_at <= due_by)
        rows = self._connection.execute(query.order_by(outbox.c.due_at, outbox.c.id))
        return [stored_delivery(row) for row in rows if row.channel == channel and row.state in states]

    def of_story(self, story_id: int, channel: str) -> list[StoredDelivery]:
        """Return every delivery of a story in a channel, in the order they were made."""
        query = sa.select(outbox).where(outbox.c.story_id == story_id, outbox.c.channel == channel)
        return [stored_delivery(row) for row in self._connection.execute(query.order_by(outbox.c.id))]

    def claim(
        self, delivery: StoredDelivery, *, rendered: str, thread: str | None, now: datetime
    ) -> StoredDelivery | None:
        """Make it `sending` with these bytes, one attempt more; return it as it stands then.

        None if somebody changed it (compare-and-swap on state and attempt).
        """
        if delivery.state not in {*ON_THE_WAY, DeliveryState.HELD}:
            return None
        won = self._swap(
            delivery,
            {
                "state": DeliveryState.SENDING.value,
                "reason": "",
                "attempt": delivery.attempt + 1,
                "rendered": rendered,
                "thread": thread,
                "claimed_at": now,
                "due_at": now,  # from now on it may be looked up: the one who posts has the channel to itself
            },
        )
        return (
            stored_delivery(self._connection.execute(sa.select(outbox).where(outbox.c.id == delivery.id)).one())
            if won
            else None
        )

    def settle(
        self,
        delivery: StoredDelivery,
        state: DeliveryState,
        *,
        reason: str = "",
        sent_id: str | None = None,
        due_at: datetime | None = None,
        told_by: int | None = None,
    ) -> bool:
        """Move it on from the state and attempt it was read in; False if somebody changed it."""
        values: dict[str, object] = {"state": state.value, "reason": reason}
        if sent_id is not None:
            values["sent_id"] = sent_id
        if due_at is not None:
            values["due_at"] = due_at
        if told_by is not None:
            values["told_by"] = told_by
        return self._swap(delivery, values)

    def list(
        self,
        *,
        state: DeliveryState | None = None,
        number: int | None = None,
        kind: DeliveryKind | None = None,
        keys: tuple[str, str] | None = None,
        limit: int = 50,
    ) -> list[StoredDelivery]:
        """Return deliveries, the newest first; with `number` the one that has it as its id.

        With `keys` those whose key lies from the first on, before the second.
        """
        query = sa.select(outbox)
        if kind is not None:
            query = query.where(outbox.c.kind == kind.value)
        if number is not None:
            query = query.where(outbox.c.id == number)
        if keys is not None:
            query = query.where(outbox.c.key >= keys[0], outbox.c.key < keys[1])
        if state is not None:
            query = query.where(outbox.c.state == state.value)
        order = outbox.c.id.desc() if keys is None else outbox.c.key.desc()  # by id it would read the whole table
        return [stored_delivery(row) for row in self._connection.execute(query.order_by(order).limit(limit))]

    def _swap(self, delivery: StoredDelivery, values: dict[str, object]) -> bool:
        statement = (
            sa.update(outbox)
            .where(
                outbox.c.id == delivery.id, outbox.c.state == delivery.state.value, outbox.c.attempt == delivery.attempt
            )
            .values(values)
        )
        return self._connection.execute(statement).rowcount == 1


def stored_delivery(row: AnyRow) -> StoredDelivery:
    """Return a row of the outbox."""
    return StoredDelivery(
        id=row.id,
        key=row.key,
        kind=DeliveryKind(row.kind),
        rule=row.rule,
        story_id=row.story_id or 0,
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
        parent_id=row.parent_id,
        told_by=row.told_by,
        follow_up_at=row.follow_up_at,
        revision=row.revision,
        shown_revision=row.shown_revision,
    )

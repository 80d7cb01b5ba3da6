"""`tx.channels`: where alerts go: lasting names, the pace of each channel, what is wrong with it."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from monitor.core.outbox import ON_THE_WAY, DeliveryState, MatchOutcome
from monitor.core.records import ChannelRow
from monitor.store.columns import EPOCH
from monitor.store.schema import channel, channel_label, match, outbox
from monitor.store.statements import AnyRow, chunks

_ALREADY_TOLD = "copy of a story that is already told"
#: What there is to do in each channel, and from when on; no time: at once.
_BUSY = tuple(
    query.group_by(outbox.c.channel)
    for query in (
        sa.select(outbox.c.channel, sa.func.min(outbox.c.due_at).label("at")).where(
            outbox.c.state.in_([state.value for state in (*ON_THE_WAY, DeliveryState.HELD)])
        ),
        sa.select(outbox.c.channel, sa.func.min(outbox.c.follow_up_at).label("at")).where(
            outbox.c.follow_up_at.is_not(None)
        ),
        sa.select(outbox.c.channel, sa.literal(None).label("at")).where(outbox.c.revision > outbox.c.shown_revision),
    )
)


class SqlChannels:
    """core.stores.ChannelStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def resolve(self, label: str, name: str, *, now: datetime) -> None:
        """Remember that people call the channel `name` `label`; alerts waiting under the label move to it."""
        known = sa.update(channel_label).where(channel_label.c.label == label).values(name=name, resolved_at=now)
        if not self._connection.execute(known).rowcount:
            self._connection.execute(sa.insert(channel_label).values(label=label, name=name, resolved_at=now))
        self._change(name, {"label": label}, next_slot_at=now)
        if label != name:
            self._move(label, name)
            self._connection.execute(sa.delete(channel).where(channel.c.name == label))

    def resolved(self) -> Mapping[str, str]:
        """Return the known names by label."""
        rows = self._connection.execute(sa.select(channel_label.c.label, channel_label.c.name))
        return {row.label: row.name for row in rows}

    def get(self, name: str) -> ChannelRow | None:
        """Return a channel that was resolved or has a slot."""
        row = self._connection.execute(sa.select(channel).where(channel.c.name == name)).one_or_none()
        if row is None:
            return None
        return ChannelRow(
            name=row.name,
            label=row.label,
            next_slot_at=row.next_slot_at,
            last_sent_id=row.last_sent_id,
            trouble=row.trouble,
        )

    def pace(self, name: str, *, next_slot_at: datetime, trouble: str | None = None) -> None:
        """No post before `next_slot_at`; `trouble` says why, None clears it."""
        self._change(name, {"next_slot_at": next_slot_at, "trouble": trouble}, next_slot_at=next_slot_at)

    def sent(self, name: str, sent_id: str) -> None:
        """Remember the last message posted there."""
        self._change(name, {"last_sent_id": sent_id}, next_slot_at=EPOCH)

    def busy(self, *, now: datetime) -> list[tuple[str, datetime]]:
        """Return the channels with something to post and when each can next be worked on, soonest first.

        That is when its first delivery, digest or follow-up is due, or a message has to be updated; but neither before
        the channel's next slot nor before `now`.
        """
        when: dict[str, datetime] = {}
        for query in _BUSY:
            for row in self._connection.execute(query):
                at = row.at or EPOCH
                when[row.channel] = min(when.get(row.channel, at), at)
        slots = {
            row.name: row.next_slot_at
            for names in chunks(list(when))
            for row in self._connection.execute(sa.select(channel).where(channel.c.name.in_(names)))
        }
        at = {name: max(due_at, slots.get(name, now), now) for name, due_at in when.items()}
        return sorted(at.items(), key=lambda item: (item[1], item[0]))

    def _change(self, name: str, values: dict[str, object], *, next_slot_at: datetime) -> None:
        """Change a channel's row; a new one is free from `next_slot_at` on and is called by its own name."""
        statement = sa.update(channel).where(channel.c.name == name).values(values)
        if not self._connection.execute(statement).rowcount:
            new = {"name": name, "label": name, "next_slot_at": next_slot_at, **values}
            self._connection.execute(sa.insert(channel).values(new))

    def _move(self, label: str, name: str) -> None:
        """Give what waits under the label to the channel's lasting name, which is the end of every alert's key."""
        open_ones = sa.select(outbox).where(
            outbox.c.state.in_([state.value for state in ON_THE_WAY]), outbox.c.channel == label
        )
        for alert in self._connection.execute(open_ones).all():
            key = alert.key.removesuffix(f":{label}") + f":{name}"
            known = self._connection.execute(sa.select(outbox).where(outbox.c.key == key)).one_or_none()
            if known is None:
                self._alter(alert.id, {"key": key, "channel": name})
                continue
            # Another label of the same channel had brought this alert: that one stays.
            self._alter(
                alert.id, {"state": DeliveryState.MERGED.value, "reason": f"into {alert.rule}", "told_by": known.id}
            )
            if known.state != DeliveryState.PENDING.value or known.rendered is not None:
                self._count_only(alert, label)
        self._connection.execute(sa.update(match).where(match.c.resolved == label).values(resolved=name))

    def _alter(self, alert_id: int, values: dict[str, object]) -> None:
        self._connection.execute(sa.update(outbox).where(outbox.c.id == alert_id).values(values))

    def _count_only(self, alert: AnyRow, label: str) -> None:
        """Give the matches of an alert that came too late for the channel's message their outcome."""
        statement = sa.update(match).where(
            match.c.story_id == alert.story_id,
            match.c.resolved == label,
            match.c.rule == alert.rule,
            match.c.outcome == MatchOutcome.WAITING.value,
        )
        self._connection.execute(statement.values(outcome=MatchOutcome.COUNTED_ONLY.value, reason=_ALREADY_TOLD))

"""`tx.mutes` and `tx.feedback`: what people want less of, and what they said of alerts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.mutes import Mute, MuteKind, NewMute, StoredAnswer, Verdict
from monitor.store.schema import feedback, mute
from monitor.store.statements import AnyRow, insert_new


class SqlMutes:
    """core.mutes.MuteStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, mute_: NewMute, *, now: datetime) -> int:
        """Keep a mute from now on; return its number."""
        statement = sa.insert(mute).values(
            kind=mute_.kind.value,
            target=mute_.target,
            channel=mute_.channel,
            since=now,
            until=mute_.until,
            by=mute_.by,
            why=mute_.why,
        )
        return int(self._connection.execute(statement.returning(mute.c.id)).scalar_one())

    def active(self, *, now: datetime) -> list[Mute]:
        """Return the mutes that have not ended, the oldest first."""
        active = _mutes(self._connection.execute(sa.select(mute).where(mute.c.until > now)))
        return sorted(active, key=lambda one: one.id)

    def list(self, *, limit: int = 50) -> list[Mute]:
        """Return mutes, ended ones too, the newest first."""
        return _mutes(self._connection.execute(sa.select(mute).order_by(mute.c.id.desc()).limit(limit)))

    def end(self, number: int, *, now: datetime) -> bool:
        """End a mute now; False if there is none, or it has ended."""
        statement = sa.update(mute).where(mute.c.id == number, mute.c.until > now).values(until=now)
        return self._connection.execute(statement).rowcount == 1


class SqlFeedback:
    """core.mutes.FeedbackStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, alert: int, rule: str, words: str, *, user: str, name: str, click: str, now: datetime) -> bool:
        """Keep what somebody said of an alert; False if this very click is kept already."""
        values = {
            "alert_id": alert,
            "rule": rule,
            "words": words,
            "user": user,
            "name": name,
            "click": click,
            "at": now,
        }
        return bool(insert_new(self._connection, feedback, [values]))

    def of_alert(self, alert: int) -> list[StoredAnswer]:
        """Return what was said of an alert, the oldest first."""
        query = sa.select(feedback).where(feedback.c.alert_id == alert).order_by(feedback.c.at, feedback.c.id)
        return [
            StoredAnswer(alert=row.alert_id, rule=row.rule, words=row.words, by=row.name, at=row.at)
            for row in self._connection.execute(query)
        ]

    def tally(self, *, since: datetime, rules: Sequence[str] | None = None) -> Mapping[str, tuple[int, int]]:
        """Return (relevant, not relevant) by rule since then; of several verdicts of a person on an alert the last."""
        query = sa.select(feedback).where(
            feedback.c.at >= since, feedback.c.words.in_([verdict.value for verdict in Verdict])
        )
        last: dict[tuple[int, str], AnyRow] = {}
        for row in self._connection.execute(query.order_by(feedback.c.at, feedback.c.id)):
            last[row.alert_id, row.user] = row
        found: dict[str, tuple[int, int]] = {}
        for row in last.values():
            if rules is None or row.rule in rules:
                good, bad = found.get(row.rule, (0, 0))
                is_good = row.words == Verdict.RELEVANT.value
                found[row.rule] = (good + is_good, bad + (not is_good))
        return found


def _mutes(rows: Iterable[AnyRow]) -> list[Mute]:
    return [
        Mute(
            id=row.id,
            kind=MuteKind(row.kind),
            target=row.target,
            channel=row.channel,
            since=row.since,
            until=row.until,
            by=row.by,
            why=row.why,
        )
        for row in rows
    ]

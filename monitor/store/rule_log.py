"""`tx.rule_log`: what became of the rule files."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.rule_changes import Difference, Parts, RuleChanges, RuleEvent, RuleEventKind, RulesStanding
from monitor.store.codec import pack_json, unpack_json
from monitor.store.schema import rule_event, rule_set
from monitor.store.statements import AnyRow

MOST_EVENTS = 2_000  #: that are kept; at a hundred edits a day the last three weeks

_NEWEST = sa.select(rule_set.c.version, rule_set.c.adopted_at).order_by(rule_set.c.adopted.desc()).limit(1)
_PARTS = sa.select(rule_set.c.parts).order_by(rule_set.c.adopted.desc()).limit(1)
_EVENTS = sa.select(rule_event).order_by(rule_event.c.id.desc())


class SqlRuleLog:
    """core.rule_changes.RuleLog on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def parts(self) -> Parts | None:
        """Return what the version in force is made of; None if there is none, or that is not known."""
        packed = self._connection.execute(_PARTS).scalar()
        return None if packed is None else unpack_json(packed)

    def adopted(self, version: int, parts: Parts, changes: RuleChanges | None, *, now: datetime) -> None:
        """Note that a version is in force from now on, and what it is made of; None: against what is not known."""
        others = sa.update(rule_set).where(rule_set.c.parts.is_not(None), rule_set.c.version != version)
        self._connection.execute(others.values(parts=None))
        made_of = pack_json({kind: dict(known) for kind, known in parts.items()})
        self._connection.execute(sa.update(rule_set).where(rule_set.c.version == version).values(parts=made_of))
        told = None if changes is None else {kind: _plain(difference) for kind, difference in changes.items()}
        self._add(RuleEventKind.ADOPTED, version, now, changes=json.dumps(told, ensure_ascii=False))

    def refused(self, problem: str, problems: int, *, now: datetime) -> None:
        """Note that the files are refused."""
        newest = self._connection.execute(_NEWEST).one_or_none()
        self._add(RuleEventKind.REFUSED, newest and newest.version, now, problem=problem, problems=problems)

    def mended(self, *, now: datetime) -> None:
        """Note that the files say what is in force, if they were refused; else nothing is noted."""
        standing = self.standing()
        if standing is not None and standing.refused is not None:
            self._add(RuleEventKind.MENDED, standing.version, now)

    def standing(self) -> RulesStanding | None:
        """Return which rules are in force; None before the first."""
        newest = self._connection.execute(_NEWEST).one_or_none()
        if newest is None:
            return None
        of_version = _EVENTS.where(rule_event.c.kind == RuleEventKind.ADOPTED.value).limit(1)
        adopted = self._connection.execute(of_version).one_or_none()
        last = self._connection.execute(_EVENTS.limit(1)).one_or_none()
        return RulesStanding(
            version=newest.version,
            since=newest.adopted_at,
            adopted=_event(adopted) if adopted is not None and adopted.version == newest.version else None,
            refused=_event(last) if last is not None and last.kind == RuleEventKind.REFUSED.value else None,
        )

    def list(self, *, limit: int = 50) -> list[RuleEvent]:
        """Return what happened, the newest first."""
        return [_event(row) for row in self._connection.execute(_EVENTS.limit(limit))]

    def _add(
        self,
        kind: RuleEventKind,
        version: int | None,
        now: datetime,
        *,
        changes: str = "{}",
        problem: str = "",
        problems: int = 0,
    ) -> None:
        values = {"kind": kind.value, "at": now, "version": version, "changes": changes}
        added = self._connection.execute(sa.insert(rule_event).values(problem=problem, problems=problems, **values))
        number = added.inserted_primary_key[0] if added.inserted_primary_key else 0
        self._connection.execute(sa.delete(rule_event).where(rule_event.c.id <= number - MOST_EVENTS))


def _plain(difference: Difference) -> dict[str, Any]:
    return {
        "added": difference.added,
        "changed": difference.changed,
        "removed": difference.removed,
        "more": difference.more,
    }


def _event(row: AnyRow) -> RuleEvent:
    told: Mapping[str, Any] | None = json.loads(row.changes)
    return RuleEvent(
        at=row.at,
        kind=RuleEventKind(row.kind),
        version=row.version,
        changes={kind: _difference(said) for kind, said in (told or {}).items()},
        first=told is None,
        problem=row.problem,
        problems=row.problems,
    )


def _difference(said: Mapping[str, Any]) -> Difference:
    return Difference(
        added=tuple(said["added"]), changed=tuple(said["changed"]), removed=tuple(said["removed"]), more=said["more"]
    )

"""`tx.rule_sets`: which rules are in force."""

from datetime import datetime

import sqlalchemy as sa

from monitor.store.schema import rule_set

_NEWEST = sa.select(rule_set.c.version, rule_set.c.digest).order_by(rule_set.c.adopted.desc()).limit(1)


class SqlRuleSets:
    """core.stores.RuleSetStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def newest(self) -> tuple[int, str] | None:
        """Return the version in force and its digest."""
        row = self._connection.execute(_NEWEST).one_or_none()
        return None if row is None else (row.version, row.digest)

    def add(self, digest: str, *, now: datetime) -> int:
        """Make the rule set with this digest the one in force; return its version, the same if it was known.

        Rules that are taken back to an earlier state come into force again under the version they had.
        """
        query = sa.select(rule_set.c.version, rule_set.c.digest, rule_set.c.adopted)
        newest = self._connection.execute(query.order_by(rule_set.c.adopted.desc()).limit(1)).one_or_none()
        if newest is not None and newest.digest == digest:
            return int(newest.version)
        adopted = {"adopted": newest.adopted + 1 if newest else 1, "adopted_at": now}
        known = sa.update(rule_set).where(rule_set.c.digest == digest).values(adopted)
        if not self._connection.execute(known).rowcount:
            self._connection.execute(sa.insert(rule_set).values(digest=digest, **adopted))
        return int(self._connection.execute(query.where(rule_set.c.digest == digest)).one().version)

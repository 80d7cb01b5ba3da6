"""`tx.repeated_lines`: which lines a host shows on page after page."""

from array import array
from collections import Counter
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.store.codec import key_hash
from monitor.store.schema import recent_page, repeated_line
from monitor.store.statements import insert_new

ENOUGH_PAGES = 3
#: Pages of a host among which a line has to come back: a row each, so that what is counted stays small.
RECENT_PAGES = 30
#: A line that is left out is seen no more: after so long it has to show again that it still comes back.
KNOWN_FOR = timedelta(days=90)
_MOST_LINES = 500  #: of one page; no article has as many, and an endless one must not fill the store


class SqlRepeatedLines:
    """core.stores.BoilerplateLines on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def known(self, host: str) -> frozenset[int]:
        """Return the numbers of the lines that were on at least three distinct pages of a host."""
        query = sa.select(repeated_line.c.line).where(repeated_line.c.host == host)
        return frozenset(self._connection.execute(query).scalars())

    def learn(self, host: str, page: str, lines: AbstractSet[int], *, now: datetime) -> None:
        """Count lines for a page, named by its key; a page that was counted before counts no line twice."""
        shown = array("q", sorted(lines)[:_MOST_LINES])
        values = {"host": host, "page_hash": key_hash(page), "lines": shown.tobytes()}
        if not insert_new(self._connection, recent_page, [values]):
            return
        counted: Counter[int] = Counter()
        for packed in self._recent(host):
            counted.update(array("q", packed))
        found = [line for line in shown if counted[line] >= ENOUGH_PAGES]
        known = repeated_line.c.host == host
        self._connection.execute(sa.delete(repeated_line).where(known, repeated_line.c.since < now - KNOWN_FOR))
        insert_new(self._connection, repeated_line, [{"host": host, "line": line, "since": now} for line in found])

    def _recent(self, host: str) -> list[bytes]:
        """Return the lines of the last pages of a host, and forget those before."""
        ours = recent_page.c.host == host
        query = sa.select(recent_page.c.id, recent_page.c.lines).where(ours).order_by(recent_page.c.id.desc())
        rows = self._connection.execute(query.limit(RECENT_PAGES)).all()
        if len(rows) == RECENT_PAGES:
            self._connection.execute(sa.delete(recent_page).where(ours, recent_page.c.id < rows[-1].id))
        return [row.lines for row in rows]

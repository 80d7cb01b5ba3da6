"""Looking what is due in a shard; shards that ask while another look is under way are looked at in one go.

A look costs four queries. Feeds are spread thinly over the shards, so each woken shard has one or two that are due:
looking at each by itself cost more than fetching them.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.core.records import StoredFeed, WaitingEntry
from monitor.core.rereading import DueReread
from monitor.core.stores import Transaction
from monitor.pipeline.ledger import Ledger

BATCH = 50  #: rows of a kind that are read at a time for a shard; what is due beyond is taken in the next round


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is due in a shard."""

    now: datetime  #: when it was looked for
    feeds: list[StoredFeed] = field(default_factory=list)
    entries: list[WaitingEntry] = field(default_factory=list)
    rereads: list[DueReread] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.feeds or self.entries or self.rereads)

    @property
    def may_be_more(self) -> bool:
        """Whether more is due than was read."""
        return max(len(self.feeds), len(self.entries), len(self.rereads)) >= BATCH


@dataclass(slots=True, eq=False)
class _Asked:
    """Those that wait for one look."""

    shards: set[int]
    look: "asyncio.Task[Mapping[int, Found]]"


class Looks:
    """Looks for shards; `check` is run in the same snapshot, and what it raises is raised to all who asked."""

    def __init__(self, ledger: Ledger, check: Callable[[Transaction], None]) -> None:
        self._ledger = ledger
        self._check = check
        self._open: dict[datetime | None, _Asked] = {}  #: by cutoff: not begun yet
        self._turn = asyncio.Lock()  #: one look at a time: those who ask meanwhile share the next

    async def look(self, shard: int, cutoff: datetime | None) -> Found:
        """Return what is due in a shard: of feeds those that were due by `cutoff`, by now where it is None."""
        asked = self._open.get(cutoff)
        if asked is None:
            asked = self._open[cutoff] = _Asked(set(), asyncio.create_task(self._look(cutoff)))
        asked.shards.add(shard)
        found = await asyncio.shield(asked.look)  # who goes away does not take it from the others
        return found[shard]

    async def _look(self, cutoff: datetime | None) -> Mapping[int, Found]:
        async with self._turn:
            shards = self._open.pop(cutoff).shards

            def look(tx: Transaction, now: datetime) -> Mapping[int, Found]:
                self._check(tx)
                return _found(tx, now, shards, cutoff)

            return await self._ledger.read(look)


def _found(tx: Transaction, now: datetime, shards: Collection[int], cutoff: datetime | None) -> dict[int, Found]:
    found = {shard: Found(now=now) for shard in shards}
    for feed in _feeds(tx, now if cutoff is None else min(now, cutoff), shards):
        if len(found[feed.row.shard].feeds) < BATCH:
            found[feed.row.shard].feeds.append(feed)
    for shard in found.keys() & tx.entries.due_shards(now=now):
        found[shard].entries.extend(tx.entries.waiting(now=now, shard=shard, limit=BATCH))
    for shard in found.keys() & tx.rereads.due_shards(now=now):
        found[shard].rereads.extend(tx.rereads.due(now=now, shard=shard, limit=BATCH))
    return found


def _feeds(tx: Transaction, due_by: datetime, shards: Collection[int]) -> list[StoredFeed]:
    most = BATCH * len(shards)
    feeds = tx.feeds.due(now=due_by, shards=shards, limit=most)
    if len(feeds) < most or len(shards) == 1:
        return feeds
    # One host with very many feeds must not hide what is due in the others' shards.
    return [feed for shard in shards for feed in tx.feeds.due(now=due_by, shards=(shard,), limit=BATCH)]

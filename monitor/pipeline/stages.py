"""What every engine wakes: `work(shard)`, `deliver(channel)`, `prune()`; each drains what is due."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from monitor.core.ports import Channel
from monitor.core.records import WaitingEntry
from monitor.core.rereading import DueReread
from monitor.core.stores import Transaction
from monitor.pipeline.deliver import Deliverer
from monitor.pipeline.findings import RulesMoved, check_version
from monitor.pipeline.in_force import InForce
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.looks import Found, Looks
from monitor.pipeline.poll import Polled, Poller
from monitor.pipeline.prune import Pruner
from monitor.pipeline.read import Reader
from monitor.pipeline.reread import Rereader

T = TypeVar("T")

DRAIN_S = 8.0  #: what is in flight may take so long after a stop: SIGTERM ends either engine within 10 s
AT_ONCE = 8  #: entries of one shard in flight; the fetcher bounds the requests per host


@dataclass(frozen=True, slots=True)
class Due:
    """What needs a wake-up now."""

    shards: frozenset[int]
    channels: frozenset[str]


class Stages:
    """Drains what is due, shard by shard and channel by channel; may be called again, or stopped, at any time."""

    def __init__(
        self,
        ledger: Ledger,
        poller: Poller,
        reader: Reader,
        rereader: Rereader,
        deliverer: Deliverer,
        channels: Mapping[str, Channel],
        in_force: InForce,
        pruner: Pruner | None = None,
    ) -> None:
        """Take the parts; `channels` are the adapters by kind: `slack`, `console`. Without `pruner` all is kept.

        What `in_force` holds may be replaced at any time: what is in flight then is judged again.
        """
        self._ledger = ledger
        self._poller = poller
        self._reader = reader
        self._rereader = rereader
        self._deliverer = deliverer
        self._channels = channels
        self._in_force = in_force
        self._pruner = pruner
        self._looks = Looks(ledger, lambda tx: check_version(tx, in_force.book))
        self._stopping = False

    def stop(self) -> None:
        """Begin nothing new; what is in flight goes on to its end."""
        self._stopping = True

    async def due(self, *, feeds_due_by: datetime | None = None) -> Due:
        """Return the shards and the channels that have something due."""

        def look(tx: Transaction, now: datetime) -> Due:
            shards = set(tx.feeds.due_shards(now=min(now, feeds_due_by or now)))
            shards |= set(tx.entries.due_shards(now=now))
            shards |= set(tx.rereads.due_shards(now=now))
            channels = {name for name, at in tx.channels.busy(now=now) if at <= now and self.can_deliver(name)}
            return Due(frozenset(shards), frozenset(channels))

        return await self._ledger.read(look)

    async def work(self, shard: int, *, feeds_due_by: datetime | None = None) -> None:
        """Poll the feeds of a shard that are due, each once, and read what waits, until nothing is due.

        New entries are read first, then articles again.

        With `feeds_due_by` only feeds that were due by then are polled. Raises RulesMoved if another process put other
        rules in force, before anything is fetched that could not be stored, and StoreError if the store cannot be used.
        """
        cutoff = feeds_due_by
        while not self._stopping:
            book = self._in_force.book
            try:
                due = await self._looks.look(shard, cutoff)
            except RulesMoved:
                await self._in_force.newer(book)
                continue
            if not due:
                return
            cutoff = cutoff or due.now  # a feed is polled once a call: its next due time lies behind the cutoff
            polls = await run_all(self._poller.poll(feed, self._in_force.book, now=due.now) for feed in due.feeds)
            await self._read(due.entries)
            await self._reread(due.rereads)
            if self._reader.vocabulary.outgrown():
                await self._in_force.recompile()
            if _is_done(due, polls):
                return

    async def deliver(self, name: str, *, hurry: bool = False) -> None:
        """Post what is due on a channel."""
        channel = self._channel(name)
        if not self._stopping and channel is not None:
            await self._deliverer.deliver(
                name, channel, self._in_force, hurry=hurry, is_stopping=lambda: self._stopping
            )

    async def prune(self) -> None:
        """Let go of what was kept long enough."""
        if self._pruner is not None:
            await self._pruner.prune(is_stopping=lambda: self._stopping)

    def can_deliver(self, name: str) -> bool:
        """Whether there is an adapter for the channel; without one (no token, say) its alerts stay in the outbox."""
        return self._channel(name) is not None

    def _channel(self, name: str) -> Channel | None:
        """Return the adapter that is the channel's own (`console`, `webhook:desk`), else that of Slack.

        No Slack channel has a colon in its name or its ID.
        """
        own = self._channels.get(name)
        return self._channels.get("slack") if own is None and name != "console" and ":" not in name else own

    async def _read(self, entries: Sequence[WaitingEntry]) -> None:
        places = asyncio.Semaphore(AT_ONCE)
        copies: dict[str, list[WaitingEntry]] = defaultdict(list)
        for entry in entries:
            copies[entry.url_key or f"entry:{entry.id}"].append(entry)

        async def read_copies(same: Sequence[WaitingEntry]) -> None:
            async with places:
                for entry in same:  # one after the other: the second finds the article of the first
                    if not self._stopping:
                        await self._reader.read(entry, self._in_force)

        await run_all(read_copies(same) for same in copies.values())

    async def _reread(self, rereads: Sequence[DueReread]) -> None:
        places = asyncio.Semaphore(AT_ONCE)

        async def reread(due: DueReread) -> None:
            async with places:
                if not self._stopping:
                    await self._rereader.reread(due, self._in_force)

        await run_all(map(reread, rereads))


def _is_done(due: Found, polls: Iterable[Polled]) -> bool:
    """Whether nothing can be due any more: most feeds bring nothing, and to look once more costs as much as a poll."""
    brought = any(polled.new or polled.changed for polled in polls)
    return not (brought or due.entries or due.rereads or due.may_be_more)


async def run_all(work: Iterable[Awaitable[T]]) -> list[T]:
    """Run everything to its end at once, then raise the first exception there was; return what it came to.

    A plain `gather` raises at once and leaves the others running behind the back of who thinks that all is over.
    """
    outcomes: list[T] = []
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
        outcomes.append(outcome)
    return outcomes

"""One pass over everything that is due: for cron, for tests, for a first look."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.outbox import DeliveryState
from monitor.core.ports import Transaction
from monitor.core.records import StoredAlert
from monitor.pipeline.deliver import is_collecting
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.stages import Stages

#: `run --once` waits for pace, look-ups and a Retry-After of up to this long; the rest is left for the next run.
PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Left:
    """What one pass could not finish."""

    entries: int  #: pages that failed for the time being
    alerts: tuple[StoredAlert, ...]


async def run_once(stages: Stages, ledger: Ledger, stop: asyncio.Event) -> Left:
    """Poll every due feed, read, plan and deliver all of it, then return what is left; `stop` ends it early."""
    started = await ledger.read(lambda _, now: now)
    while not stop.is_set():
        due = await stages.due(feeds_due_by=started)
        if not due.shards:
            break
        await asyncio.gather(*(stages.work(shard, feeds_due_by=started) for shard in due.shards))
    channels = await _open_channels(ledger)
    await asyncio.gather(*(_deliver_all(stages, ledger, name, stop) for name in channels if stages.can_deliver(name)))
    return await ledger.read(_left)


async def _open_channels(ledger: Ledger) -> list[str]:
    return await ledger.read(lambda tx, now: [name for name, _ in tx.channels.busy(now=now)])


async def _deliver_all(stages: Stages, ledger: Ledger, name: str, stop: asyncio.Event) -> None:
    """Deliver on a channel until nothing is open there or the next step is too far away."""
    while not stop.is_set():
        await stages.deliver(name, hurry=True)
        wait = await ledger.read(lambda tx, now: _next_step(tx, now, name))
        if wait is None or wait > PATIENCE:
            return
        await _wait(stop, max(wait.total_seconds(), 0.01))


def _next_step(tx: Transaction, now: datetime, label: str) -> timedelta | None:
    """Return how long until the channel can be worked on again, None if nothing is open there."""
    name = tx.channels.resolved().get(label, label)
    row = tx.channels.get(name)
    if any(is_collecting(alert) for alert in tx.outbox.of_channel(name, [DeliveryState.PENDING])):
        return max(row.next_slot_at - now, timedelta(0)) if row else timedelta(0)
    return next((max(at - now, timedelta(0)) for busy, at in tx.channels.busy(now=now) if busy == name), None)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass


def _left(tx: Transaction, _now: datetime) -> Left:
    open_states = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.PARKED)
    alerts = [alert for state in open_states for alert in tx.outbox.list(state=state, limit=1000)]
    return Left(entries=tx.counts().entries.get("waiting", 0), alerts=tuple(alerts))

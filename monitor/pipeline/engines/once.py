"""One pass over everything that is due: for cron, for tests, for a first look."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.outbox import ON_THE_WAY, DeliveryState
from monitor.core.records import StoredDelivery
from monitor.core.stores import Transaction
from monitor.pipeline.claims import is_collecting, late_news
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.stages import DRAIN_S, Stages, run_all

#: `run --once` waits for pace, look-ups and a Retry-After of up to this long; the rest is left for the next run.
PATIENCE = timedelta(seconds=60)
MAX_IDLE_STEPS = 4  #: a channel that made no headway in so many steps (Slack is down, say) is left for the next run


@dataclass(frozen=True, slots=True)
class Left:
    """What one pass could not finish."""

    entries: int  #: pages that failed for the time being
    alerts: tuple[StoredDelivery, ...]
    held: tuple[StoredDelivery, ...] = ()  #: for a digest


async def run_once(stages: Stages, ledger: Ledger, stop: asyncio.Event) -> Left:
    """Poll every due feed, read, plan and deliver all of it, then return what is left.

    `stop` ends it early: nothing new is begun, and what is in flight has `DRAIN_S` to end.
    """
    work = asyncio.create_task(_pass(stages, ledger, stop))
    told = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            stages.stop()
            await asyncio.wait({work}, timeout=DRAIN_S)
    finally:
        told.cancel()
        late = work.cancel()  # nothing is lost: what it worked on is still due
        await asyncio.gather(work, told, return_exceptions=True)
    if not late:
        work.result()
    return await ledger.read(_left)


async def _pass(stages: Stages, ledger: Ledger, stop: asyncio.Event) -> None:
    started = await ledger.read(lambda _, now: now)
    while not stop.is_set():
        due = await stages.due(feeds_due_by=started)
        if not due.shards:
            break
        await run_all(stages.work(shard, feeds_due_by=started) for shard in due.shards)
    channels = await _open_channels(ledger)
    await run_all(_deliver_all(stages, ledger, name, stop) for name in channels if stages.can_deliver(name))
    await stages.prune()


async def _open_channels(ledger: Ledger) -> list[str]:
    return await ledger.read(lambda tx, now: [name for name, _ in tx.channels.busy(now=now)])


async def _deliver_all(stages: Stages, ledger: Ledger, name: str, stop: asyncio.Event) -> None:
    """Deliver on a channel until nothing is open there, or it makes no headway for `PATIENCE` or `MAX_IDLE_STEPS`."""
    idle, waited, before = 0, timedelta(0), -1
    while not stop.is_set():
        await stages.deliver(name, hurry=True)
        wait, still_open = await ledger.read(lambda tx, now: _next_step(tx, now, name))
        if before not in {-1, still_open}:
            idle, waited = 0, timedelta(0)
        before = still_open
        if wait is None or idle == MAX_IDLE_STEPS or waited + wait > PATIENCE:
            return
        idle, waited = idle + 1, waited + wait
        await _wait(stop, max(wait.total_seconds(), 0.01))


def _next_step(tx: Transaction, now: datetime, label: str) -> tuple[timedelta | None, int]:
    """Return how long until the channel can be worked on again, None if nothing is open, and how much is to do."""
    name = tx.channels.resolved().get(label, label)
    row = tx.channels.get(name)
    still_open = tx.outbox.of_channel(name, ON_THE_WAY)
    late = late_news(tx, name, now, hurry=True)
    count = len(still_open) + len(late) + len(tx.standing.outdated(name))
    if late or any(is_collecting(alert) for alert in still_open):
        wait = max(row.next_slot_at - now, timedelta(0)) if row else timedelta(0)
        return wait, count
    at = next((at for busy, at in tx.channels.busy(now=now) if busy == name), None)
    return (at - now if at is not None else None), count


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass


def _left(tx: Transaction, _now: datetime) -> Left:
    alerts = [alert for state in ON_THE_WAY for alert in tx.outbox.list(state=state, limit=1000)]
    held = tx.outbox.list(state=DeliveryState.HELD, limit=1000)
    return Left(entries=tx.counts().entries.get("waiting", 0), alerts=tuple(alerts), held=tuple(held))

"""The engine of one machine: APScheduler ticks, tasks of the event loop run the stages."""

import asyncio
import time
import traceback
from collections.abc import Coroutine

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.core.ports import Observer
from monitor.pipeline.stages import DRAIN_S, Stages

SHARDS_AT_ONCE = 64
PRUNE_EVERY_S = 3600.0
COOL_OFF_S = 60.0  #: a stage that failed unexpectedly is woken again after this long at the most


class EmbeddedEngine:
    """Wakes every shard and channel that has something due, each at most once at a time."""

    def __init__(self, stages: Stages, observer: Observer, *, tick_s: float) -> None:
        self._stages = stages
        self._observer = observer
        self._tick_s = tick_s
        self._running: dict[str, asyncio.Task[None]] = {}
        self._failures: dict[str, int] = {}
        self._not_before: dict[str, float] = {}
        self._prune_at = 0.0  # by the monotonic clock: right away
        self._places = asyncio.Semaphore(SHARDS_AT_ONCE)

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set, then let what is in flight end, for `DRAIN_S` at the most."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(self._beat, "interval", seconds=self._tick_s, max_instances=1, misfire_grace_time=None)
        await self._beat()
        scheduler.start()
        await stop.wait()
        scheduler.shutdown(wait=False)
        self._stages.stop()
        await self._drain()

    async def _beat(self) -> None:
        """Look what is due; a coroutine, so that APScheduler calls it on the event loop and not in a thread."""
        self._wake("tick")
        if time.monotonic() >= self._prune_at:
            self._prune_at = time.monotonic() + PRUNE_EVERY_S
            self._wake("prune")

    def _wake(self, name: str) -> None:
        if name in self._running or time.monotonic() < self._not_before.get(name, 0.0):
            return
        kind, _, target = name.partition(" ")
        stage = {"tick": self._tick, "shard": self._work, "channel": self._stages.deliver, "prune": self._prune}[kind]
        coroutine = stage(target)
        self._running[name] = asyncio.create_task(self._guard(name, coroutine), name=name)

    async def _tick(self, _target: str) -> None:
        due = await self._stages.due()
        for shard in due.shards:
            self._wake(f"shard {shard}")
        for name in due.channels:
            self._wake(f"channel {name}")

    async def _prune(self, _target: str) -> None:
        await self._stages.prune()

    async def _work(self, shard: str) -> None:
        async with self._places:
            await self._stages.work(int(shard))

    async def _guard(self, name: str, stage: Coroutine[None, None, None]) -> None:
        """Run a stage to its end; what it raises is told and counted, and costs only this wake-up."""
        try:
            await stage
            self._failures.pop(name, None)
        except Exception as error:  # noqa: BLE001 - the outermost loop: the daemon outlives every fault of a stage
            failures = self._failures[name] = self._failures.get(name, 0) + 1
            self._not_before[name] = time.monotonic() + min(2.0 ** min(failures, 10), COOL_OFF_S)
            self._observer.saw("stage failed", stage=name, reason=str(error), trace=traceback.format_exc())
        finally:
            self._running.pop(name, None)

    async def _drain(self) -> None:
        until = time.monotonic() + DRAIN_S
        while self._running and (left_s := until - time.monotonic()) > 0:  # a tick may still have woken others
            await asyncio.wait(self._running.values(), timeout=left_s)
        late = list(self._running.values())
        for task in late:  # nothing is lost: what it worked on is still due
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

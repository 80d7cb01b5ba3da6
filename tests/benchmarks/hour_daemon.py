"""The product over a store that is filled already, under a clock that runs faster; started by `poll_hour`.

    python -m tests.benchmarks.hour_daemon FOLDER --minutes 60 --speed 20

It prints the machine's monotonic time at which the time of the feeds begins to run, and ends by itself when these minutes
are over and nothing is left that was due in them. Only the clock and the time-out of a request, both by --speed, are not the daemon's own.
"""

import argparse
import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from monitor.app.logs import LogObserver, set_up_logs
from monitor.app.settings import Settings
from monitor.core.stores import Transaction
from monitor.fetching import HttpFetcher
from monitor.pipeline.engines.embedded import EmbeddedEngine
from monitor.pipeline.ledger import Ledger
from monitor.store import open_store
from tests.benchmarks.wired import USER_AGENT, wired
from tests.fakes.channel import RecordingChannel
from tests.fakes.clock import START, SettableClock

REQUEST_S = 30.0  #: what an answer may take, by the feeds' clock: HttpFetcher's own limit
PATIENCE = timedelta(minutes=30)  #: after these minutes; what is not done by then never is


class FastClock(SettableClock):
    """Stands at START until it is set going; then so many seconds pass in one of the machine's."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self.started: float | None = None
        self._speed = speed

    def now(self) -> datetime:
        passed_s = 0.0 if self.started is None else monotonic() - self.started
        return START + timedelta(seconds=passed_s * self._speed)


async def run(folder: Path, end: datetime, speed: float) -> None:
    def is_left(tx: Transaction, _now: datetime) -> bool:
        return bool(tx.feeds.due_shards(now=end)) or bool(tx.counts().entries.get("waiting"))

    clock, store = FastClock(speed), open_store(f"sqlite:///{folder}/monitor.db")
    ledger = Ledger(store, clock)
    fetcher = HttpFetcher(user_agent=USER_AGENT, allow_private=True, timeout_s=REQUEST_S / speed)
    channels = {"console": RecordingChannel(clock, can_look_up=False)}
    async with fetcher, wired(ledger, folder / "rules", fetcher, channels, workers=Settings().processes) as parts:
        stop = asyncio.Event()
        clock.started = monotonic()
        print(clock.started, flush=True)
        engine = asyncio.create_task(EmbeddedEngine(parts.stages, LogObserver(), tick_s=1 / speed).run(stop))
        while clock.now() < end or (  # noqa: ASYNC110 - what it waits for is in the store
            await ledger.read(is_left) and clock.now() < end + PATIENCE
        ):
            await asyncio.sleep(0.5)
        stop.set()
        await engine
    ledger.close()
    store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=int, required=True)
    parser.add_argument("--speed", type=float, required=True)
    options = parser.parse_args()
    set_up_logs(verbose=False)
    asyncio.run(run(options.folder, START + timedelta(minutes=options.minutes), options.speed))

"""CPU of a poll of an unchanged feed, against bare aiohttp that does the same GETs; run by `polling`.

Everything of the product is its own: the fetcher, the poller, the stages, the log, a SQLite file that is synced at each
commit. The bare loop asks with the same validators, reads the body, and has the same number of requests in flight. The
server is another process. CPU is that of this process with all its threads; in each round everything takes its turn.
"""

import asyncio
import contextlib
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

import aiohttp

from monitor.core.records import FeedState, StoredFeed
from monitor.fetching import HttpFetcher
from monitor.pipeline.engines.embedded import SHARDS_AT_ONCE
from monitor.pipeline.ledger import Ledger
from monitor.store import SqlStore, migrate, open_store
from tests.benchmarks import feed_host
from tests.benchmarks.wired import USER_AGENT, Wired, hourly, wired, write_rules
from tests.fakes.clock import START, SettableClock

CONNECTIONS = 100  #: at a time, all in all: HttpFetcher's own limit
PER_HOST = 2
JUDGED = ("poll", "stages")  #: ways that have to reach the goal
A_TICK = 6  #: feeds that are due at one look of the engine: 20,000 an hour
SECOND = timedelta(seconds=1)


def loopback(number: int) -> str:
    """Return an address of this machine, another one for each of the first ten million numbers."""
    return f"127.{1 + number // 62_500}.{1 + number // 250 % 250}.{1 + number % 250}"


@contextlib.contextmanager
def feed_hosts(*options: str) -> Iterator[int]:
    """Start the server of feeds; yield its port."""
    command = [sys.executable, "-m", "tests.benchmarks.feed_host", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class Case:
    """What is polled."""

    kind: str  #: tagged, equal: as the server names them
    feeds: int
    hosts: int
    name: str

    def urls(self, port: int) -> list[str]:
        return [f"http://{loopback(n % self.hosts)}:{port}/{self.kind}/{n}" for n in range(self.feeds)]

    @property
    def state(self) -> FeedState:
        """Return what is known of each feed: it was polled a second ago."""
        return FeedState(
            due_at=START,
            interval_s=3600,
            etag=feed_host.ETAG if self.kind == "tagged" else None,
            body_hash=blake2b(feed_host.document(), digest_size=16).hexdigest(),
            title="Pier",
            polls=24,
            first_polled_at=START - timedelta(days=1),
            last_polled_at=START - SECOND,
            items=bytes(640),
            answered_at=START - SECOND,
            rhythm=hourly(START),
        )


class Bare:
    """The loop that is measured against."""

    def __init__(self, session: aiohttp.ClientSession, urls: list[str], headers: dict[str, str]) -> None:
        self._session = session
        self._urls = urls
        self._headers = headers

        self._places = asyncio.Semaphore(CONNECTIONS)

    async def poll_all(self) -> None:
        await asyncio.gather(*map(self._get, self._urls))

    async def tick_by_tick(self) -> None:
        for first in range(0, len(self._urls), A_TICK):
            await asyncio.gather(*map(self._get, self._urls[first : first + A_TICK]))

    async def _get(self, url: str) -> None:
        async with self._places, self._session.get(url, headers=self._headers, allow_redirects=False) as response:
            await response.read()


class Product:
    """The product's parts over a store of its own."""

    def __init__(self, store: SqlStore, clock: SettableClock, case: Case, parts: Wired) -> None:
        self._store = store
        self._clock = clock
        self._state = case.state
        self._parts = parts
        self._feeds: list[StoredFeed] = []

    def prepare(self, *, a_second: int | None = None) -> None:
        """Make every feed due now, or so many from second to second."""
        self._clock.at = START
        with self._store.transaction() as tx:
            for number, feed in enumerate(tx.feeds.all()):
                due_at = START + SECOND * (number // a_second if a_second else 0)
                tx.feeds.record(feed.id, replace(self._state, due_at=due_at))
            self._feeds = tx.feeds.all()

    async def poll_all(self) -> None:
        await asyncio.gather(*(self._parts.poller.poll(feed, self._parts.book, now=START) for feed in self._feeds))

    async def work_all(self) -> None:
        places = asyncio.Semaphore(SHARDS_AT_ONCE)

        async def work(shard: int) -> None:
            async with places:
                await self._parts.stages.work(shard)

        await asyncio.gather(*map(work, (await self._parts.stages.due()).shards))

    async def tick_by_tick(self) -> None:
        for _ in range(0, len(self._feeds), A_TICK):
            await self.work_all()
            self._clock.advance(SECOND)

    def polls(self) -> int:
        """Return how often the feeds were polled since they were prepared, none of them in vain."""
        with self._store.snapshot() as tx:
            states = [feed.state for feed in tx.feeds.all()]
        assert not any(state.failures for state in states), states
        return sum(state.polls for state in states) - self._state.polls * len(states)


@contextlib.asynccontextmanager
async def _product(case: Case, urls: list[str], folder: Path) -> AsyncIterator[Product]:
    url = f"sqlite:///{folder}/monitor.db"
    migrate(url, backup=False)
    clock, store = SettableClock(), open_store(url)
    ledger = Ledger(store, clock)
    try:
        async with (
            HttpFetcher(user_agent=USER_AGENT, allow_private=True, limit=CONNECTIONS) as fetcher,
            wired(ledger, write_rules(folder, urls, "strike", every=None), fetcher, {}, workers=1) as parts,
        ):
            yield Product(store, clock, case, parts)
    finally:
        ledger.close()
        store.close()


@contextlib.asynccontextmanager
async def _bare(case: Case, urls: list[str]) -> AsyncIterator[Bare]:
    """Open a session like the fetcher's, but for what the fetcher does itself."""
    headers = {"If-None-Match": feed_host.ETAG} if case.kind == "tagged" else {}
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, limit_per_host=PER_HOST),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=30, sock_connect=10),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
    ) as session:
        yield Bare(session, urls, headers)


async def measure(case: Case, rounds: int) -> dict[str, float]:
    """Return the CPU milliseconds of a poll, done in each way: medians."""
    closing = ("--close",) if case.hosts == case.feeds else ()
    with feed_hosts(*closing) as port, tempfile.TemporaryDirectory() as folder:
        urls = case.urls(port)
        async with _bare(case, urls) as bare, _product(case, urls, Path(folder)) as product:
            ways: dict[str, tuple[Callable[[], None], Callable[[], Awaitable[None]]]] = {
                "bare": (lambda: None, bare.poll_all),
                "bare thinly": (lambda: None, bare.tick_by_tick),
                "poll": (product.prepare, product.poll_all),
                "stages": (product.prepare, product.work_all),
                "thinly": (lambda: product.prepare(a_second=A_TICK), product.tick_by_tick),
            }
            spent: dict[str, list[float]] = {way: [] for way in ways}
            for _ in range(rounds + 1):
                for way, (prepare, work) in ways.items():
                    prepare()
                    gc.collect()
                    started = time.process_time()
                    await work()
                    spent[way].append((time.process_time() - started) * 1000 / case.feeds)
                    polls = product.polls()
                    assert way.startswith("bare") or polls == case.feeds, f"{way}: {polls} polls"
    return {way: statistics.median(some[1:]) for way, some in spent.items()}


def report(feeds: int, rounds: int) -> dict[str, float]:
    """Measure and print; return the ratios to bare aiohttp that there is a goal for."""
    own, few = "each feed on a host of its own, a connection a poll", "ten feeds a host, connections kept"
    cases = [
        Case(kind, feeds, hosts, f"{words}; {where}")
        for where, hosts in ((own, feeds), (few, feeds // 10))
        for kind, words in (("tagged", "304"), ("equal", "equal body"))
    ]
    print(f"{'CPU ms a poll':64} {'bare':>13} {'poll':>13} {'stages':>13} {'bare thinly':>13} {'thinly':>13}")
    ratios: dict[str, float] = {}
    for case in cases:
        spent = asyncio.run(measure(case, rounds))
        against = {"poll": "bare", "stages": "bare", "thinly": "bare thinly"}
        mine = {way: spent[way] / spent[bare] for way, bare in against.items()}
        shown = ("bare", "poll", "stages", "bare thinly", "thinly")
        cells = (f"{spent[way]:.3f}" + (f" = {mine[way]:.2f} x" if way in mine else "") for way in shown)
        print(f"{case.name:64} {' '.join(f'{cell:>13}' for cell in cells)}", flush=True)
        if case.hosts == case.feeds:
            ratios |= {f"{case.kind}, {way}": mine[way] for way in JUDGED}
    return ratios

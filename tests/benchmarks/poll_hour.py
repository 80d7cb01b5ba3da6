"""Very many feeds that are due over one hour, polled by the real engine under a clock that runs faster; run by `polling`.

The product, the server of the feeds and this script are three processes. The feeds are known: they were polled before.
Most have a host of their own; some hosts have 200, all due at the same second. Most answer 304, some with the document
as it was, some with two new entries of 40, a few with errors or never. The clock decides what is due; the work itself,
and the pauses that a host is left between two requests, take the machine's own time.

What came when is what the server saw. Memory is that of the product's process, and of it with all its workers: PSS, so
that what they share is counted once.
"""

import random
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from json import loads
from pathlib import Path

from monitor.core.records import FeedState
from monitor.feeds import parse_unseen
from monitor.store import SqlStore, migrate, open_store
from tests.benchmarks import feed_host
from tests.benchmarks.invented import invented_words
from tests.benchmarks.poll_cost import PER_HOST, feed_hosts, loopback
from tests.benchmarks.wired import feed_rows, hourly, write_rules
from tests.fakes.clock import START

INTERVAL_S, TICK_S = 3600, 1  #: every feed is polled once an hour
JITTER_S = 0.1 * INTERVAL_S
CROWD = 200  #: feeds of one of the large hosts
PAUSE_MS = 5  #: how long such a host takes to answer
MOST_MB = 400
KINDS = {"tagged": 85, "equal": 7, "changed": 6, "500": 0.5, "404": 0.5, "hangup": 0.5, "silence": 0.5}


@dataclass(frozen=True, slots=True)
class Plan:
    """A feed: what it does, where, and when in the hour it is due."""

    kind: str
    url: str
    due_s: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as the server saw it; times are of the machine's monotonic clock."""

    host: str
    path: str
    status: int
    came: float
    given: float

    @property
    def feed(self) -> int:
        return int(self.path.rpartition("/")[2])


@dataclass(slots=True)
class Memory:
    """The most that a process and all that it started took, in MB."""

    alone: float = 0.0  #: RSS of the process itself
    shared_once: float = 0.0  #: PSS of all
    rss_of_all: float = 0.0  #: what they share is counted in each
    _stop: threading.Event = field(default_factory=threading.Event)

    def watch(self, pid: int) -> threading.Thread:
        """Look twice a second until `end`."""

        def look() -> None:
            while not self._stop.wait(0.5):
                each = [_memory(one) for one in _family(pid)]
                self.alone = max(self.alone, _memory(pid)[0])
                self.rss_of_all = max(self.rss_of_all, sum(rss for rss, _ in each))
                self.shared_once = max(self.shared_once, sum(pss for _, pss in each))

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        return thread

    def end(self) -> None:
        self._stop.set()


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = [
            one for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()
        ]
    except OSError:  # it has just ended
        return
    for child in children:
        yield from _family(int(child))


def _memory(pid: int) -> tuple[float, float]:
    """Return (RSS, PSS) in MB; nothing of a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0.0, 0.0
    sizes = {name: float(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines)}
    return sizes.get("Rss", 0.0), sizes.get("Pss", 0.0)


def plan(feeds: int, minutes: int, port: int, seed: int) -> list[Plan]:
    """Return the feeds, due over so many minutes; a fifth of them on large hosts."""
    dice, plans = random.Random(seed), []
    kinds, weights = list(KINDS), list(KINDS.values())
    crowded = feeds // 5 // CROWD * CROWD
    seconds = [dice.randrange(minutes * 60) for _ in range(feeds // CROWD)]
    for number in range(feeds):
        kind = dice.choices(kinds, weights)[0]
        if number < crowded:
            host, due_s, query = f"127.250.{number // CROWD}.1", seconds[number // CROWD], f"?pause={PAUSE_MS}"
            # Time-outs would be all that is measured there; and aiohttp repeats at once what was cut off.
            kind = "tagged" if kind in {"silence", "hangup"} else kind
        else:
            host, due_s, query = loopback(number), dice.randrange(minutes * 60), ""
        plans.append(Plan(kind, f"http://{host}:{port}/{kind}/{number}{query}", due_s))
    return plans


def fill(store: SqlStore, plans: Sequence[Plan]) -> None:
    """Make the feeds known as they are after a day of polling."""
    document = feed_host.document()
    some_items = parse_unseen(document, url="http://pier.example/feed").items
    body_hash = blake2b(document, digest_size=16).hexdigest()
    rhythm = hourly(START)
    by_url = {one.url: one for one in plans}
    with store.transaction() as tx:
        tx.feeds.sync(feed_rows(list(by_url)), now=START)
        for feed in tx.feeds.all():
            one = by_url[feed.row.url]
            due_at = START + timedelta(seconds=one.due_s)
            polled_at = due_at - timedelta(seconds=INTERVAL_S)
            state = FeedState(
                due_at=due_at,
                interval_s=INTERVAL_S,
                etag=feed_host.ETAG if one.kind == "tagged" else None,
                body_hash=body_hash,
                title="Pier",
                polls=24,
                first_polled_at=START - timedelta(days=1),
                last_polled_at=polled_at,
                answered_at=polled_at,
                last_new_at=polled_at,
                rhythm=rhythm,
                # Items are known by what they say and by where; only where one is new does it matter.
                items=parse_unseen(document, url=one.url).items if one.kind == "changed" else some_items,
            )
            tx.feeds.record(feed.id, state)


def run(folder: Path, port: int, minutes: int, speed: float) -> tuple[float, Memory, list[Visit]]:
    """Run the product through the hour; return when it began, what memory it took, and what the server saw."""
    memory = Memory()
    command = [sys.executable, "-m", "tests.benchmarks.hour_daemon", str(folder)]
    command += ["--minutes", str(minutes), "--speed", str(speed)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        watching = memory.watch(process.pid)
        assert process.stdout is not None
        started = process.stdout.readline()
        process.wait()
        memory.end()
        watching.join()
    if process.returncode or not started:
        sys.exit(f"the product failed:\n{(folder / 'log').read_text()[-3000:]}")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/visits") as answer:
        visits = [Visit(*loads(line)) for line in answer.read().splitlines()]
    return float(started), memory, visits


def most_at_once(visits: Iterable[Visit]) -> int:
    """Return how many requests one host had at the same time, at the most."""
    changes = sorted(change for visit in visits for change in ((visit.came, 1), (visit.given, -1)))
    at_once = most = 0
    for _, by in changes:
        at_once += by
        most = max(most, at_once)
    return most


def too_early(visits: Iterable[Visit]) -> list[Visit]:
    """Return what requests came to one host while each of its places should have been left empty.

    A place is free again when it has been empty for as long as the request took. The client's requests take longer
    than what the server sees of them, so one that is too early here is too early indeed.
    """
    places, early = [0.0] * PER_HOST, list[Visit]()
    for visit in sorted(visits, key=lambda visit: visit.came):
        free = [at for at in places if at <= visit.came]
        early += [] if free else [visit]
        places.remove(max(free, default=min(places)))
        places.append(visit.given + (visit.given - visit.came))
    return early


def entries_amiss(store: SqlStore, plans: Sequence[Plan]) -> tuple[str, Counter[str]]:
    """Return what is wrong with the entries, "" if nothing is, and how many have which outcome."""
    published = [
        link for number, one in enumerate(plans) if one.kind == "changed" for link in feed_host.new_links(number)
    ]
    with store.snapshot() as tx:
        entries = tx.entries.list(limit=1_000_000)
    states = Counter(str(one.state) for one in entries)
    stored = Counter(one.url for one in entries)
    lost, strange = set(published) - stored.keys(), stored.keys() - set(published)
    twice = [url for url, times in stored.items() if times > 1]
    wrong = {"lost": len(lost), "twice": len(twice), "never published": len(strange), "waiting": states["waiting"]}
    return ", ".join(f"{count} {what}" for what, count in wrong.items() if count), states


def report(feeds: int, minutes: int, speed: float, seed: int = 1) -> bool:
    """Run, print, and return whether every limit was held."""
    with feed_hosts() as port, tempfile.TemporaryDirectory() as name:
        folder, plans = Path(name), plan(feeds, minutes, port, seed)
        words = invented_words()
        write_rules(folder, [one.url for one in plans], words[17], words[170])
        migrate(f"sqlite:///{folder}/monitor.db", backup=False)
        store = open_store(f"sqlite:///{folder}/monitor.db")
        fill(store, plans)
        started, memory, visits = run(folder, port, minutes, speed)
        amiss, states = entries_amiss(store, plans)
        store.close()
    first: dict[int, Visit] = {}
    by_host: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: visit.came):
        first.setdefault(visit.feed, visit)
        by_host[visit.host].append(visit)
    late_by = {feed: (visit.came - started) * speed - plans[feed].due_s for feed, visit in first.items()}
    late = sorted(late_by.values())
    alone = max(by for feed, by in late_by.items() if len(by_host[first[feed].host]) < CROWD)
    at = {share: late[min(int(len(late) * share), len(late) - 1)] for share in (0.5, 0.95, 0.99)}
    answers = Counter(visit.status for visit in visits)
    most = max(map(most_at_once, by_host.values()))
    early = [visit for some in by_host.values() for visit in too_early(some)]
    checks = {
        f"{len(first)} of {feeds} feeds polled, {len(visits)} requests to {len(by_host)} hosts, by status "
        f"{dict(sorted(answers.items()))}": len(first) == feeds,
        f"late by {at[0.5]:.1f} s (median), {at[0.95]:.1f} s (95 %), {at[0.99]:.1f} s (99 %), {late[-1]:.1f} s (most; {alone:.1f} s on a host of its own); "
        f"a tenth of the interval and a tick are {JITTER_S + TICK_S:.0f} s": late[-1] <= JITTER_S + TICK_S,
        f"none before it was due (by {late[0]:.2f} s at the earliest)": late[0] >= 0,
        f"a host had {most} requests at once at the most, of {PER_HOST}": most <= PER_HOST,
        f"{len(early)} requests while a host was to be left alone {early[:3] or ''}": not early,
        f"the process took {memory.alone:.0f} MB, with its workers {memory.shared_once:.0f} MB (PSS; the sum of their RSS, "
        f"what they share counted in each, is {memory.rss_of_all:.0f} MB)": memory.shared_once <= MOST_MB,
        f"entries: {', '.join(f'{count} {state}' for state, count in sorted(states.items()))}; {amiss or 'none amiss'}": not amiss,
    }
    print(f"{feeds} feeds due over {minutes} minutes, {speed:g} times as fast")
    for words_of_it, held in checks.items():
        print(f"  {'held  ' if held else 'BROKEN'} {words_of_it}", flush=True)
    return all(checks.values())

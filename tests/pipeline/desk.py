"""A whole pipeline over a real store, with a scripted web, scripted channels and a clock that a test sets."""

import json
from collections.abc import Callable
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from monitor.core.errors import MonitorError, WorkerError
from monitor.core.mutes import MuteKind, NewMute
from monitor.core.outbox import DeliveryKind, DeliveryState
from monitor.core.ports import Channel, Fetcher
from monitor.core.records import Counts, StoredDelivery, StoredEntry, StoredFeed, StoredMatch
from monitor.core.retention import Keeping
from monitor.core.stores import Transaction
from monitor.pipeline.deliver import Deliverer
from monitor.pipeline.in_force import InForce
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.pages import Pages
from monitor.pipeline.poll import Poller
from monitor.pipeline.prune import Pruner
from monitor.pipeline.read import Reader
from monitor.pipeline.reread import Rereader
from monitor.pipeline.rule_book import RuleBook, open_book
from monitor.pipeline.stages import Stages
from monitor.pipeline.vocabulary import Vocabulary
from monitor.pipeline.workers import WorkerPool
from monitor.rules import load
from monitor.rules.model import Backlog
from monitor.store import SqlStore
from tests.fakes.channel import RecordingChannel
from tests.fakes.clock import SettableClock
from tests.fakes.fetcher import Page, ScriptedFetcher
from tests.fakes.observer import RecordingObserver

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

LOOKUP_AFTER = timedelta(seconds=40)
DESK = "C0123456789"  #: the lasting name of `#desk`
AT_ONCE = "".join(f'  - {{channel: "{name}", wait: 0s}}\n' for name in ("#desk", DESK, "console"))
FEED = "https://wire.example/feed"
SECOND_FEED = "https://agency.example/feed"
#: Everything of the first poll is read, and pages are not fetched: what the feed carries is the article.
CARRIED = f"feeds: [{{feed: {FEED}, name: Wire, tags: [port], backlog: all, text: feed, every: 1m}}]\n"
PAGES = f"feeds: [{{feed: {FEED}, name: Wire, tags: [port], backlog: all, every: 1m}}]\n"
SECOND = f"{{feed: {SECOND_FEED}, name: Agency, tags: [sea], backlog: all, text: feed, every: 1m}}"
BOTH = CARRIED.rstrip().removesuffix("]") + f", {SECOND}]\n"


class InProcess(WorkerPool):
    """Runs the parsers here; `faults` holds what a function of a name raises, once each."""

    def __init__(self) -> None:
        super().__init__(1)
        self.faults: dict[str, list[Exception]] = {}
        self.on_run: Callable[[], object] = lambda: None

    async def run(self, fn: Callable[[*Ts], T], *args: *Ts, timeout_s: float | None = None) -> T:
        self.on_run()
        if faults := self.faults.get(fn.__name__):
            raise faults.pop(0)
        try:
            return fn(*args)
        except MonitorError:
            raise
        except Exception as error:
            raise WorkerError(str(error)) from error


class Desk:
    """The parts, wired; `open` puts rules in force, and may be called again as a restart would."""

    def __init__(self, folder: Path, store: SqlStore, clock: SettableClock) -> None:
        self.store = store
        self.clock = clock
        self.fetcher = ScriptedFetcher()
        self.workers = InProcess()
        self.web: Fetcher = self.fetcher  #: what is asked; another may be put here before `open`
        self.page_web: Fetcher | None = None  #: what is asked for pages, if not the same
        self.parsers: WorkerPool = self.workers
        self.observer = RecordingObserver()
        self.console = RecordingChannel(clock, can_look_up=False)
        self.slack = RecordingChannel(clock)
        self.ledger = Ledger(store, clock)
        self.lookup_after = LOOKUP_AFTER
        self.keep_texts: timedelta | None = None
        self.stages: Stages
        self.vocabulary: Vocabulary
        self.in_force: InForce
        self._folder = folder

    async def open(
        self, rules: str, *, backlog: Backlog | None = None, slack: bool = True, prescan: bool = False
    ) -> None:
        """Load rules as a start of the daemon does."""
        file = self._folder / "rules.yaml"
        file.write_text(rules)
        self.vocabulary = await Vocabulary.load(self.ledger)
        frequencies = self.vocabulary.frequencies
        self.in_force = InForce(await open_book(load(file), self.ledger, frequencies, prescan=prescan))
        poller = Poller(self.ledger, self.web, self.parsers, self.observer, backlog=backlog)
        pages = Pages(self.ledger, self.page_web or self.web, self.parsers, self.observer)
        reader = Reader(self.ledger, pages, self.observer, self.vocabulary)
        self.rereader = Rereader(self.ledger, pages, self.observer)
        self.deliverer = Deliverer(self.ledger, self.observer, lookup_after_s=self.lookup_after.total_seconds())
        channels: dict[str, Channel] = {"console": self.console}
        if slack:
            channels["slack"] = self.slack
        pruner = Pruner(self.ledger, self.observer, Keeping(texts=self.keep_texts))
        self.stages = Stages(
            self.ledger, poller, reader, self.rereader, self.deliverer, channels, self.in_force, pruner
        )

    def mute(
        self, kind: MuteKind, target: str, duration: timedelta, *, channel: str | None = None, by: str = "ana"
    ) -> int:
        """Mute something from now on."""
        until = self.clock.at + duration
        with self.store.transaction() as tx:
            return tx.mutes.add(
                NewMute(kind=kind, target=target, channel=channel, until=until, by=by), now=self.clock.at
            )

    def publish(self, *entries: dict[str, str], feed: str = FEED, etag: str | None = None) -> None:
        """Make a JSON feed of these entries stand at a URL."""
        version = "https://jsonfeed.org/version/1.1"
        body = json.dumps({"version": version, "title": "A feed", "language": "en", "items": entries})
        self.fetcher.pages[feed] = Page(body=body, etag=etag, content_type="application/feed+json")

    def publish_rss(self, *entries: dict[str, str], feed: str = FEED) -> None:
        """Make the same stand at a URL as RSS, of which only what is unseen is parsed."""
        items = "".join(
            f"<item><title>{escape(one['title'])}</title><guid>{one['id']}</guid><link>{escape(one['url'])}</link>"
            f"<content:encoded>{escape(one['content_text'])}</content:encoded></item>"
            for one in entries
        )
        names = 'version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        body = f"<rss {names}><channel><title>A feed</title><language>en</language>{items}</channel></rss>"
        self.fetcher.pages[feed] = Page(body=body, content_type="application/rss+xml")

    async def work(self) -> None:
        """Poll and read everything that is due."""
        for shard in sorted((await self.stages.due()).shards):
            await self.stages.work(shard)
        if shards := (await self.stages.due()).shards:  # a link's host is often of another shard than its feed's
            for shard in sorted(shards):
                await self.stages.work(shard)

    async def deliver(self, *, hurry: bool = False) -> None:
        """Deliver on every channel that is due."""
        names = self.look(lambda tx: [name for name, _ in tx.channels.busy(now=self.clock.now())])
        due = (await self.stages.due()).channels
        for name in names:
            if hurry or name in due:
                await self.stages.deliver(name, hurry=hurry)

    async def cycle(self, after: timedelta = timedelta(0)) -> None:
        """Let time pass, then do everything that is due."""
        self.clock.advance(after)
        await self.work()
        await self.deliver()

    def look(self, read: Callable[[Transaction], T]) -> T:
        """Read from the store."""
        with self.store.snapshot() as tx:
            return read(tx)

    @property
    def book(self) -> RuleBook:
        return self.in_force.book

    @property
    def counts(self) -> Counts:
        return self.look(lambda tx: tx.counts())

    @property
    def entries(self) -> list[StoredEntry]:
        return self.look(lambda tx: list(reversed(tx.entries.list(limit=1000))))

    @property
    def matches(self) -> list[StoredMatch]:
        return self.look(lambda tx: list(reversed(tx.matches.list(limit=1000))))

    @property
    def outcomes(self) -> list[tuple[str, str, str]]:
        """(rule, outcome, reason) of every match, in the order they were found."""
        return [(match.match.rule, str(match.outcome), match.reason) for match in self.matches]

    @property
    def deliveries(self) -> list[StoredDelivery]:
        return self.look(lambda tx: list(reversed(tx.outbox.list(limit=10_000))))

    @property
    def alerts(self) -> list[StoredDelivery]:
        return [one for one in self.deliveries if one.kind is DeliveryKind.ALERT]

    @property
    def states(self) -> dict[str, DeliveryState]:
        """The state of each rule's alert, for tests with one story and one channel."""
        return {alert.rule: alert.state for alert in self.alerts}

    def feed(self, url: str = FEED) -> StoredFeed:
        return self.look(lambda tx: next(feed for feed in tx.feeds.all() if feed.row.url == url))


def entry(
    name: str, text: str = "", *, url: str | None = None, title: str | None = None, date: str = ""
) -> dict[str, str]:
    """An entry of a JSON feed; its text is long enough, and its own, to be a story of its own."""
    made = {
        "id": name,
        "url": f"https://news.example/{name}" if url is None else url,
        "title": f"Headline {name}" if title is None else title,
        "content_text": text or story(name),
    }
    return made | ({"date_published": date} if date else {})


def story(name: str, *, topic: str = "strike") -> str:
    """About a hundred words on a topic that no other story shares."""
    return f"A {topic} was called at {name}. " + " ".join(
        f"Paragraph {place} of {name} counts {place * 31} crates and {name}{place} pallets." for place in range(9)
    )


def rule(identity: str, match: str = "strike", **lines: str) -> str:
    """An item of `rules:`."""
    said = "".join(f"    {name}: {value}\n" for name, value in lines.items())
    return f"  - rule: {identity}\n    title: About {identity}\n    match: {match}\n{said}"


def rules(*items: str, feeds: str = CARRIED, channel: str = "console", channels: str = "") -> str:
    """A rule file."""
    plans = f"channels:\n{channels}" if channels else ""
    return f'{feeds}defaults: {{channel: "{channel}"}}\n{plans}rules:\n' + "".join(items)


async def start_posting(desk: Desk, *items: str, entries: tuple[str, ...] = ("a",), channel: str = "#desk") -> None:
    """Put rules in force that post at once, and read these entries; nothing is posted yet."""
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(*(items or (rule("strikes"),)), channel=channel, channels=AT_ONCE))
    desk.publish(*map(entry, entries))
    await desk.work()


async def later(desk: Desk, by: timedelta) -> None:
    desk.clock.advance(by)
    await desk.deliver()


def states_of(desk: Desk) -> list[DeliveryState]:
    return [alert.state for alert in desk.alerts]

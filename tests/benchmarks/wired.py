"""The product's parts, wired as the daemon wires them, over a store and a clock of a benchmark's own."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.app.logs import LogObserver
from monitor.core.ports import Channel
from monitor.core.records import FeedRow
from monitor.feeds.rhythm import MOST_ARRIVALS, NOTHING_KNOWN, learn, pack
from monitor.feeds.urls import host_of, shard_of
from monitor.fetching import HttpFetcher
from monitor.pipeline.deliver import Deliverer
from monitor.pipeline.in_force import InForce
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.pages import Pages
from monitor.pipeline.poll import Poller
from monitor.pipeline.read import Reader
from monitor.pipeline.reread import Rereader
from monitor.pipeline.rule_book import RuleBook, open_book
from monitor.pipeline.stages import Stages
from monitor.pipeline.vocabulary import Vocabulary
from monitor.pipeline.workers import WorkerPool
from monitor.rules import load

USER_AGENT = "news-monitor/benchmark"
FILE_FEEDS = 2_000  #: in one rule file, which may have so many values
EVERY = "1h"  #: how often feeds are polled, so that no poll moves the next one about


@dataclass(frozen=True, slots=True)
class Wired:
    """What a benchmark drives."""

    poller: Poller
    stages: Stages
    book: RuleBook


def hourly(now: datetime, entries: int = 40) -> bytes:
    """Return the rhythm of a feed that brought an entry each hour, as the store keeps it."""
    arrivals = [now.timestamp() - 3_600 * place - 1_000 for place in range(MOST_ARRIVALS)]
    return pack(learn(NOTHING_KNOWN, arrivals, window=entries, now=now.timestamp()))


def write_rules(folder: Path, urls: list[str], *words: str, every: str | None = EVERY) -> Path:
    """Write a rule set of these feeds, with a rule for each word; return its directory."""
    pace = f"every: {every}, " if every else ""
    rules = folder / "rules"
    rules.mkdir()
    for first in range(0, len(urls), FILE_FEEDS):
        lines = (f"  - {{feed: '{url}', {pace}text: feed}}\n" for url in urls[first : first + FILE_FEEDS])
        (rules / f"feeds{first}.yaml").write_text("feeds:\n" + "".join(lines))
    lines = (f"  - {{rule: {word}, title: About {word}, match: {word}, channel: console}}\n" for word in words)
    (rules / "rules.yaml").write_text("rules:\n" + "".join(lines))
    return rules


def feed_rows(urls: list[str]) -> list[FeedRow]:
    """Return the feeds as the daemon makes them known to the store."""
    return [FeedRow(url=url, name="", host=host_of(url), shard=shard_of(url)) for url in urls]


@contextlib.asynccontextmanager
async def wired(
    ledger: Ledger, rules: Path, fetcher: HttpFetcher, channels: Mapping[str, Channel], *, workers: int
) -> AsyncIterator[Wired]:
    """Put rules in force and wire the parts."""
    vocabulary = await Vocabulary.load(ledger)
    rule_set = load(rules)
    book = await open_book(rule_set, ledger, vocabulary.frequencies)
    observer = LogObserver()
    async with WorkerPool(workers) as pool:
        poller = Poller(ledger, fetcher, pool, observer)
        pages = Pages(ledger, fetcher, pool, observer)
        reader, rereader = Reader(ledger, pages, observer, vocabulary), Rereader(ledger, pages, observer)
        deliverer = Deliverer(ledger, observer, lookup_after_s=40)
        yield Wired(poller, Stages(ledger, poller, reader, rereader, deliverer, channels, InForce(book)), book)

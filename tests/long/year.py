"""A year of news through the real store and the real pruner, with time passed in: the database stays as large.

    python -m tests.long.year [--articles 300] [--short]

Each day of the year brings the same number of entries of twenty feeds; what the pipeline does with them is written as
it writes it, through the same ports. Texts are kept for 30 days, outcomes for 90. Exit 1 unless

- from the first month after these 90 days to the end the database, its file too, is as large within a tenth;
- every question that the product asks all day is answered by the same plan at the end as at the start, in at most 1.2
  times the steps (of SQLite's own machine);
- every entry that ever came is still there or has its mark, and the oldest, brought once more, are not new;
- the file is whole, and its references too.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from monitor.core.article import TextState
from monitor.core.match import Match
from monitor.core.mutes import MuteKind, NewMute
from monitor.core.outbox import DeliveryKind, DeliveryState, EntryState, MatchOutcome
from monitor.core.records import FeedRow, FeedState, NewDelivery, NewEntry, StoredDelivery, WaitingEntry
from monitor.core.rereading import Edit, EditKind, RereadCause, RereadOutcome
from monitor.core.retention import Keeping
from monitor.core.stores import Transaction
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.prune import Pruner
from monitor.store import SqlStore, migrate, open_store
from monitor.store.schema import entry, metadata, seen_entry
from tests.fakes.clock import SettableClock
from tests.fakes.observer import RecordingObserver
from tests.long.year_queries import Answered, At, ask_all, unasked
from tests.store.samples import ARTICLE, MATCH, new_entry

T = TypeVar("T")

START = datetime(2027, 1, 1, 6, tzinfo=UTC)
DAYS = 365
FIRST_LOOK = 8  #: the day at whose end the questions are asked first
TEXTS, OUTCOMES = 30, 90  #: days
FEEDS = 20
FAILED = 8  #: entries a day of which nothing could be read, and as many that were filtered
WITHIN, STEPS_WITHIN = 0.10, 1.2
KEEP = Keeping(texts=timedelta(days=TEXTS), outcomes=timedelta(days=OUTCOMES))
SHOWN = ("entry", "article", "story", "match", "outbox", "seen_entry", "seen_article")


class TimedLedger(Ledger):
    """Knows how long each unit of work took, with the time for which it waited for the disk."""

    def __init__(self, store: SqlStore, clock: SettableClock) -> None:
        super().__init__(store, clock)
        self.took_s: list[float] = []

    async def write(self, work: Callable[[Transaction, datetime], T]) -> T:
        started = time.perf_counter()
        try:
            return await super().write(work)
        finally:
            self.took_s.append(time.perf_counter() - started)

    def told(self) -> str:
        """Return the middle one and the longest since the last time."""
        took, self.took_s = sorted(self.took_s), []
        return f"{took[len(took) // 2] * 1000:>6.1f} {took[-1] * 1000:>8.1f}" if took else ""


@dataclass
class Words:
    """Texts that compress as news do."""

    dice: random.Random

    def __post_init__(self) -> None:
        letters = "aaabcdeeeeefghiiijklmnnooopqrrssstttuuvwxyz"
        self._known = ["".join(self.dice.choices(letters, k=self.dice.randint(2, 11))) for _ in range(6000)]

    def text(self) -> str:
        return "\n".join(" ".join(self.dice.choices(self._known, k=60)) for _ in range(7))


class World:
    """The newsroom of a year."""

    def __init__(self, store: SqlStore, clock: SettableClock, *, articles: int) -> None:
        self.store = store
        self.clock = clock
        self.entries = 0
        self._articles = articles
        self._dice = random.Random(7)
        self._words = Words(self._dice)
        self._late: list[StoredDelivery] = []
        self.at: At | None = None

    def open(self) -> None:
        rows = [
            FeedRow(
                url=f"https://f{number}.example/feed", name=f"Feed {number}", host=f"f{number}.example", shard=number
            )
            for number in range(FEEDS)
        ]
        with self.store.transaction() as tx:
            tx.feeds.sync(rows, now=self.clock.at)
            tx.rule_sets.add("rules", now=self.clock.at)

    def day(self, number: int) -> None:
        """Let a day's news come, be read, matched and told."""
        self._poll(number)
        with self.store.snapshot() as tx:
            waiting = tx.entries.waiting(now=self.clock.at, limit=100_000)
        self._settle_late()
        failed, rest = waiting[: 2 * FAILED], waiting[2 * FAILED :]
        copies, read = rest[: len(rest) // 10], rest[len(rest) // 10 :]
        with self.store.transaction() as tx:
            for place, one in enumerate(failed):
                state = EntryState.FAILED if place % 2 else EntryState.FILTERED
                tx.entries.settle(one.id, state, reason="404" if place % 2 else "older than 30 d")
        first = self._read(read)
        with self.store.transaction() as tx:
            for one in copies:
                tx.articles.carry(first, one.feed_id)
                tx.entries.settle(one.id, EntryState.DUPLICATE, reason="known article", article_id=first)
            self._tell_digest(tx, number)
            if number % 7 == 0:
                until = self.clock.at + timedelta(days=7)
                tx.mutes.add(
                    NewMute(kind=MuteKind.RULE, target="x", channel=None, until=until, by="ana"), now=self.clock.at
                )

    def _poll(self, number: int) -> None:
        now = self.clock.at
        with self.store.transaction() as tx:
            for feed in tx.feeds.all():
                share = range(feed.id, self._articles, FEEDS)
                keys = [f"d{day}n{place}" for day in (number - 1, number) if day >= 0 for place in share]
                new = tx.entries.add([self._entry(feed.id, key, feed.row.shard) for key in keys], now=now)
                self.entries += len(new)
                window = self._dice.randbytes(16 * 50)
                state = FeedState(due_at=now + timedelta(hours=1), interval_s=3600.0, items=window, polls=number)
                tx.feeds.record(feed.id, replace(state, first_polled_at=START, rhythm=window[:200]))

    def _entry(self, feed: int, key: str, shard: int) -> NewEntry:
        made = new_entry(feed, key, shard=shard)
        return replace(
            made, entry=replace(made.entry, title=f"What happened at {key} and why"), url_key=f"n.example/{key}"
        )

    def _read(self, waiting: list[WaitingEntry]) -> int:
        first, story = 0, 0
        for start in range(0, len(waiting), 25):  # what is ready at once shares a transaction
            with self.store.transaction() as tx:
                for place, one in enumerate(waiting[start : start + 25], start):
                    article_id = self._store_article(tx, one)
                    first = first or article_id
                    if place % 3 == 0:  # matched; three of them are a story
                        story = article_id if place % 9 == 0 else story
                        self._match(tx, one, article_id, story)
        return first

    def _store_article(self, tx: Transaction, one: WaitingEntry) -> int:
        now = self.clock.at
        text = self._words.text()
        article = replace(
            ARTICLE,
            url=one.entry.url,
            title=one.entry.title,
            text=text,
            lead=text[:300],
            captions=(),
            state=TextState.FULL,
        )
        article_id = tx.articles.add(article, url_key=one.url_key, rule_set=1, matched=False, now=now)
        assert article_id is not None
        tx.articles.carry(article_id, one.feed_id)
        tx.entries.settle(one.id, EntryState.READ, article_id=article_id)
        if one.id % 10 == 0:
            tx.repeated_lines.learn(f"h{one.feed_id}", one.url_key, set(range(one.id, one.id + 20)), now=now)
        if one.id % 40 == 0:
            self._revise(tx, one, article_id)
        return article_id

    def _revise(self, tx: Transaction, one: WaitingEntry, article_id: int) -> None:
        now = self.clock.at
        tx.rereads.ask(article_id, one.feed_id, one.entry, cause=RereadCause.ENTRY, shard=1, due_at=now)
        stored = tx.articles.find(one.url_key)
        assert stored is not None
        edits = [Edit(rule="rule-1", kind=EditKind.STARTED, added=("It is so.",))]
        changed = replace(stored.article, text=self._words.text())
        tx.revisions.add(stored, changed, edits, cause=RereadCause.ENTRY, rule_set=1, now=now)
        (due,) = tx.rereads.due(now=now)
        tx.rereads.settle(due, RereadOutcome.REVISED, next_at=None, now=now)

    def _match(self, tx: Transaction, one: WaitingEntry, article_id: int, story: int) -> None:
        now = self.clock.at
        hashes = frozenset(self._dice.getrandbits(62) for _ in range(30))
        if story == article_id:
            tx.stories.open(article_id, hashes, now=now)
        tx.articles.mark_matched(article_id, story_id=story)
        alert = tx.outbox.add(self._alert(story), now=now) if story == article_id else None
        for rule in ("rule-1", "rule-2"):
            match = Match(rule, MATCH.spans, MATCH.excerpts)
            tx.matches.add(
                article_id,
                match,
                channel="#desk",
                resolved="C1",
                story_id=story,
                outcome=MatchOutcome.POSTED,
                told_by=alert.id if alert else None,
                now=now,
            )
        if alert is not None:
            self._send(tx, alert)
            self.at = At(
                now=now,
                feed=one.feed_id,
                shard=one.feed_id - 1,
                entry=one.id,
                article=article_id,
                url_key=one.url_key,
                story=story,
                hashes=hashes,
                alert=alert.id,
                digest=self.at.digest if self.at else 0,
            )

    def _alert(self, story: int) -> NewDelivery:
        key = f"alert:rule-1:{story}:C1"
        return NewDelivery(key=key, rule="rule-1", story_id=story, channel="C1", due_at=self.clock.at)

    def _send(self, tx: Transaction, delivery: StoredDelivery) -> None:
        claimed = tx.outbox.claim(delivery, rendered="{}" + "blocks " * 300, thread=None, now=self.clock.at)
        assert claimed is not None
        tx.outbox.settle(claimed, DeliveryState.SENT, sent_id=f"{delivery.id}.1")
        if delivery.id % 5 == 0:
            tx.feedback.add(delivery.id, "rule-1", "relevant", user="U1", name="ana", click="1", now=self.clock.at)

    def _settle_late(self) -> None:
        """Post what yesterday left in the outbox."""
        with self.store.transaction() as tx:
            for delivery in self._late:
                self._send(tx, delivery)
        self._late = []

    def _tell_digest(self, tx: Transaction, number: int) -> None:
        """Tell a digest of four alerts, and leave three others in the outbox over night."""
        assert self.at is not None
        now, story = self.clock.at, self.at.story
        key = f"digest:C1:{now:%Y-%m-%dT%H:%M}:1"
        digest = tx.outbox.add(NewDelivery(key=key, kind=DeliveryKind.DIGEST, channel="C1", due_at=now), now=now)
        assert digest is not None
        self._send(tx, digest)
        for rule in ("a", "b", "c", "d"):
            new = replace(self._alert(story), key=f"alert:{rule}:{story}:C1", rule=rule)
            alert = tx.outbox.add(new, now=now)
            assert alert is not None
            tx.outbox.settle(alert, DeliveryState.DIGEST, told_by=digest.id)
        for rule in ("e", "f", "g"):
            new = replace(self._alert(story), key=f"alert:{rule}:{story}:C1", rule=rule)
            late = tx.outbox.add(new, now=now)
            assert late is not None
            self._late.append(late)
        self.at = replace(self.at, digest=digest.id)


def rows_of(store: SqlStore) -> dict[str, int]:
    """Return how many rows each table has."""
    with store._reading.connect() as connection:
        query = {table.name: sa.select(sa.func.count()).select_from(table) for table in metadata.sorted_tables}
        return {name: connection.execute(one).scalar_one() for name, one in query.items()}


@dataclass
class Year:
    """What a year came to."""

    sizes: list[tuple[int, int, int]]  #: at the end of a month: the day, bytes used, bytes of the file
    first: dict[str, Answered]
    last: dict[str, Answered]
    faults: list[str]


def live(folder: Path, *, articles: int) -> Year:
    """Live through a year, a line a month."""
    path = folder / "monitor.db"
    migrate(f"sqlite:///{path}", backup=False)
    clock = SettableClock(START)
    year = Year([], {}, {}, [])
    with closing(open_store(f"sqlite:///{path}")) as store, closing(TimedLedger(store, clock)) as ledger:
        world = World(store, clock, articles=articles)
        world.open()
        pruner = Pruner(ledger, RecordingObserver(), KEEP)
        print(
            f"{'day':>4} {'used MB':>8} {'file MB':>8} " + " ".join(f"{name:>12}" for name in SHOWN) + "  longest step"
        )
        for day in range(DAYS):
            world.day(day)
            if day == FIRST_LOOK:
                assert world.at is not None
                year.first = ask_all(store, world.at)
            asyncio.run(pruner.prune())
            if day % 30 == 29 or day == DAYS - 1:
                _look(year, store, ledger, path, day)
            clock.advance(timedelta(days=1))
        clock.advance(timedelta(days=-1))
        assert world.at is not None
        year.last = ask_all(store, world.at)
        year.faults = _faults(store, world)
    return year


def _look(year: Year, store: SqlStore, ledger: TimedLedger, path: Path, day: int) -> None:
    with store.snapshot() as tx:
        kept = tx.retention.kept()
    rows, size = rows_of(store), path.stat().st_size
    year.sizes.append((day + 1, kept.used_bytes, size))
    shown = " ".join(f"{rows[name]:>12,}" for name in SHOWN)
    print(
        f"{day + 1:>4} {kept.used_bytes / 1e6:>8.1f} {size / 1e6:>8.1f} {shown} {ledger.told()}",
        flush=True,
    )


def _faults(store: SqlStore, world: World) -> list[str]:
    """Return what is wrong with what is left."""
    found = []
    with store._reading.connect() as connection:
        (whole,) = connection.exec_driver_sql("PRAGMA integrity_check").first() or ("",)
        if whole != "ok":
            found.append(f"damaged: {whole}")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            found.append("a reference leads nowhere")
        count = sa.select(sa.func.count())
        known = sum(connection.execute(count.select_from(table)).scalar_one() for table in (entry, seen_entry))
    if known != world.entries:
        found.append(f"{world.entries} entries came, {known} are known")
    with store.transaction() as tx:
        again = [world._entry(feed.id, f"d0n{feed.id}", feed.row.shard) for feed in tx.feeds.all()]
        new = tx.entries.add(again, now=world.clock.at)
        if new:
            found.append(f"{len(new)} of {len(again)} entries of the first day are new again")
    return found


def judge(year: Year) -> list[str]:
    """Return what does not hold."""
    wrong = list(year.faults)
    settled = [sizes for sizes in year.sizes if sizes[0] >= OUTCOMES + 30]
    for name, column in (("used", 1), ("file", 2)):
        first = settled[0][column]
        worst = max(settled, key=lambda sizes: abs(sizes[column] / first - 1))
        share = worst[column] / first - 1
        until = f"until day {settled[-1][0]}"
        print(f"{name}: {first / 1e6:.1f} MB on day {settled[0][0]}, at most {share:+.1%} from it {until}")
        if abs(share) > WITHIN:
            wrong.append(f"{name}: {share:+.1%} on day {worst[0]}, which is more than {WITHIN:.0%}")
    print(f"\n{'question':<32} {'steps, day ' + str(FIRST_LOOK + 1):>14} {'day ' + str(DAYS):>10} {'times':>6}")
    for name, first_answer in year.first.items():
        last = year.last[name]
        times = last.steps / max(first_answer.steps, 1)
        print(f"{name:<32} {first_answer.steps:>14,} {last.steps:>10,} {times:>6.2f}")
        if times > STEPS_WITHIN:
            wrong.append(f"{name}: {times:.2f} times the steps")
        if last.plan != first_answer.plan:
            wrong.append(f"{name}: another plan\n  {first_answer.plan}\n  {last.plan}")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=300, help="entries a day")
    parser.add_argument("--short", action="store_true", help="60 a day")
    arguments = parser.parse_args()
    if unasked():
        sys.exit(f"tests.long.year_queries does not ask: {', '.join(unasked())}")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        year = live(Path(folder), articles=60 if arguments.short else arguments.articles)
    wrong = judge(year)
    print(f"\n{time.monotonic() - started:.0f} s; " + ("all of it holds" if not wrong else "WRONG:"))
    for one in wrong:
        print(f"- {one}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

"""A polling run: the real daemon killed at every step of polling, and audited after each kill and at the end.

    python -m tests.long.polling_kills [--rounds 4] [--feeds 26] [--seed 1] [--mutant MUTANT] [--short] [--trace]

Feeds of every kind (`tests.fakes.wires`) show their newest few entries, say strictly whether they have changed, move,
fail and correct themselves. `monitor run --once` is killed by SIGKILL at the Nth occurrence of each step that an
uninterrupted run tells on the way from a feed to its articles, within the parsing of a feed, and at random moments; or
only the process that parses is. Between two runs feeds go on, but no entry rolls off that nobody can have read.

After each run the store is opened as it was left: for every feed the ETag, the Last-Modified, the hash and the known
items belong to one document of which every entry is stored ("validators never ahead of entries"), and SQLite finds the
file whole. At the end every entry is stored once with one outcome, every article once, and each that a rule is about is
posted once; what rolled off unseen is nowhere; the counts add up. Nothing is owed to the full request that the daemon
makes once a day: the clock of this world stays within one day of every feed, and requests without validators are
counted where a feed has some. With a mutant the daemon is broken on purpose, and the same audit has to find it. Exit 1
if not so.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.pipeline.workers import CRASHED
from tests.fakes.clock import WorldClock
from tests.fakes.killed_daemon import FETCH_TIMEOUT_S, MOMENT, POLLING_MUTANTS, TOLD
from tests.fakes.newsroom import Newsroom
from tests.fakes.polling_mutants import PARSING, WORKER_KILLED
from tests.fakes.slack_faults import FaultySlack
from tests.fakes.wires import FEEDS, MORE_FEEDS, TOUCHY, Kind, Manner, Trouble, Wire, Wires
from tests.long.polling_audit import Look, Verdict, audit, look

#: Steps that tell one of these are not of polling and reading: `tests.long.crash` and `.delivery` are about those.
OF_DELIVERY = frozenset({"alert", "channel"})
#: What is told of a feed now and then, beside a transaction that is killed at anyway.
NOW_AND_THEN = frozenset({"feed moved", "feed silent", "entries lost", "feed put off"})
#: What this world brings about by itself, and has to: the other steps are those of every poll.
BROUGHT_ABOUT = frozenset({"feed failed", "entry postponed", "article read again"})
DOWNTIME_S = 61.0  #: between two runs: a page that failed is due again, and so is a feed
LAST_RUNS = 3
LAST_DOWNTIME_S = 31 * 60.0  #: a page that failed three times, on a machine that is busy, is due again
#: The world's part of a day: the first 26 feeds have their full request at 7:21 or later (`cadence.asks_anew`).
DAY_BEGINS, DAY_ENDS = timedelta(minutes=10), timedelta(hours=7)
MOST_FEEDS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of everything."""

    feeds: int
    rounds: int  #: kills at each step
    moments: int
    seed: str
    mutant: str
    trace: bool


class Run:
    """One world from its first entry to the audit."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.plan = plan
        self.dice = random.Random(plan.seed)
        now = datetime.now(UTC)
        tomorrow = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        self.clock = WorldClock((tomorrow + DAY_BEGINS - now).total_seconds())
        self._ends = tomorrow + DAY_ENDS
        self.groups = [*_groups()][: plan.feeds - 1]  # one of them is of two
        self.wires = Wires([wire for group in self.groups for wire in group])
        slack = FaultySlack(("news-desk", "port-desk"), clock=self.clock)
        self.newsroom = Newsroom(folder, articles=0, slack=slack)
        self.kills: Counter[str] = Counter()
        self.steps: Counter[str] = Counter()  #: of the last uninterrupted run, those of polling
        self.known_steps = set(BROUGHT_ABOUT)
        self.seen = Look()
        self.faults: list[str] = []
        self.ahead = 0
        self.anew = 0  #: requests in full for feeds that had validators
        self.runs = 0
        self._told = folder / "told"
        self._run_ms = 1000

    @property
    def database(self) -> Path:
        return self.newsroom.data / "monitor.db"

    @property
    def missed(self) -> set[str]:
        """Return the steps at which the daemon was not killed as often as it should be."""
        return {step for step in self._wanted() if self.kills[step] < self._times(step)}

    async def play(self) -> Verdict:
        """Publish, kill, let everything end, and audit."""
        async with self.newsroom, self.wires:
            feeds = "".join(f"  - {{feed: {wire.url}, name: {wire.name}, every: 1s}}\n" for wire in self.wires.wires)
            (self.newsroom.rules / "feeds.yaml").write_text(f"feeds:\n{feeds}")
            for group in self.groups:
                self.wires.publish(*group, count=3)
            await self._killed_until_it_is_done("transaction 1", 2)  # nothing is known of any feed yet
            for _ in range(2):
                await self._undisturbed()
                self._go_on()
            for attempt in range(8):
                if not self.missed or self._found:
                    break
                await self._kill_at(self._points(), deepest=attempt == 0)
            for wire in self.wires.wires:
                wire.troubles.clear()
            for _ in range(LAST_RUNS):
                self.clock.ahead_s += LAST_DOWNTIME_S
                await self._undisturbed()
            return audit(self.wires, self.newsroom, self.database)

    @property
    def _found(self) -> bool:
        """Whether a mutant need not be looked for any longer."""
        return self.plan.mutant != "none" and self.ahead > 0

    def _wanted(self) -> set[str]:
        return {*self.known_steps, *PARSING, MOMENT}

    def _times(self, step: str) -> int:
        return self.plan.moments if step == MOMENT else self.plan.rounds

    def _points(self) -> list[str]:
        points = [step for step in sorted(self._wanted()) for _ in range(self._times(step) - self.kills[step])]
        self.dice.shuffle(points)
        return points

    async def _kill_at(self, points: Iterable[str], *, deepest: bool) -> None:
        """Run to each of these, with an undisturbed run now and then; `deepest`: to any of its occurrences."""
        for number, step in enumerate(points):
            if self._found:
                return
            await self._killed_until_it_is_done(step, self._nth(step, deepest=deepest))
            self._go_on()
            if number % 3 == 2:
                await self._undisturbed()
                self._go_on()

    def _nth(self, step: str, *, deepest: bool) -> int:
        if step == MOMENT:
            return self.dice.randint(20, max(self._run_ms, 100))
        times = max(self.steps["feed fetched" if step in PARSING else step] // (3 if step in PARSING else 1), 1)
        return self.dice.randint(1, times) if deepest else 1

    async def _killed_until_it_is_done(self, step: str, nth: int) -> None:
        """Run the daemon to its death, or to its end if it does not come to that point; then look."""
        if self.clock.now() > self._ends:
            sys.exit("the day of this world is over: take fewer rounds")
        for wire in self.wires.wires:
            wire.this_run.clear()
        self._told.unlink(missing_ok=True)
        variables = self.clock.variables | {TOLD: str(self._told), FETCH_TIMEOUT_S: "1"}
        began = time.monotonic()
        ended = await self.newsroom.run(
            "tests.fakes.killed_daemon", step, str(nth), self.plan.mutant, timeout_s=120, **variables
        )
        took_s = time.monotonic() - began
        if ended.status not in {0, -9}:
            sys.exit(f"seed {self.plan.seed}: the daemon failed:\n{ended.stderr}")
        self.runs += 1
        told = self._read_told()
        worker_killed = step == WORKER_KILLED and any(line.get("reason") == CRASHED for line in told)
        self.kills[step] += ended.status == -9 or worker_killed
        if ended.status == 0:
            self._take_in(told)
            self._run_ms = round(took_s * 1000)
        self._look(f"{step} {nth}")
        if self.plan.trace:
            print(f"{self.seen.entries:>4} entries  {step} {nth}: {ended.status} in {took_s:.2f} s", flush=True)
        self.clock.ahead_s += DOWNTIME_S

    async def _undisturbed(self) -> None:
        await self._killed_until_it_is_done("never", 1)

    def _read_told(self) -> list[dict[str, str]]:
        """Return what the daemon told; of the last line a kill may have left a part."""
        lines = self._told.read_text("utf-8").splitlines(keepends=True) if self._told.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def _take_in(self, told: Sequence[dict[str, str]]) -> None:
        """Learn from a run that came to its end which steps there are, and which feeds say that they are stored."""
        self.steps = Counter(line["step"] for line in told if not OF_DELIVERY & line.keys())
        self.known_steps |= set(self.steps) - NOW_AND_THEN
        stored = {line["feed"] for line in told if line["step"] == "entries stored"}
        for wire in self.wires.wires:
            wire.committed += bool(wire.this_run)
            if wire.url in stored and all(what != Trouble.HALF.name for _, what in wire.this_run):
                wire.room = wire.window

    def _look(self, after: str) -> None:
        asked_in_full = [
            wire.name
            for wire in self.wires.wires
            if wire.url in self.seen.validated and any(not conditional for conditional, _ in wire.this_run)
        ]
        self.anew += len(asked_in_full)
        self.seen = look(self.wires, self.database)
        self.ahead += len(self.seen.ahead)
        in_full = [f"{name}: asked in full, though its state has validators" for name in asked_in_full]
        self.faults += [f"after {after}: {fault}" for fault in (*self.seen.ahead, *self.seen.broken, *in_full)]

    def _go_on(self) -> None:
        """Publish, correct and break something: every step of polling has its reason in the next run."""
        dice = self.dice
        groups = [group for group in self.groups if min(wire.room for wire in group) > 1]
        for number, group in enumerate(dice.sample(groups, min(4, len(groups)))):
            fewest, full = min(wire.room for wire in group), all(wire.room == wire.window for wire in group)
            too_much = max(wire.window for wire in group) + 2
            count = too_much if full and dice.random() < 0.05 else dice.randint(1, min(2, fewest - 1))
            self.wires.publish(*group, count=count, late_page=number == 0)
        candidates = [
            (wire, number)
            for wire in self.wires.wires
            for number in wire.published[-wire.window // 2 :]
            if wire.room == wire.window and number in wire.shown - self.wires.corrected
        ]
        if candidates:
            self.wires.correct(*dice.choice(candidates))
        wire = dice.choice(self.wires.wires)
        wire.troubles.append(dice.choice([one for one in Trouble if _can_meet(wire, one)]))


def _can_meet(wire: Wire, trouble: Trouble) -> bool:
    """Whether a wire may have a trouble: a 429 silences all of a host."""
    return trouble is not Trouble.THROTTLED or wire.host == TOUCHY


def _groups() -> Iterable[tuple[Wire, ...]]:
    """Yield the feeds; those of one group carry the same articles."""
    rss, atom, json, sitemap = Kind.RSS, Kind.ATOM, Kind.JSON, Kind.SITEMAP
    yield Wire(name="rss-pair", kind=rss), Wire(name="atom-pair", kind=atom, host=MORE_FEEDS, window=10)
    yield (Wire(name="rss", kind=rss, window=5),)
    yield (Wire(name="json", kind=json),)
    yield (Wire(name="sitemap", kind=sitemap, window=10),)
    yield (Wire(name="atom-moved", kind=atom, moved=301),)
    yield (Wire(name="rss-away", kind=rss, moved=302, dates=False),)
    yield (Wire(name="rss-restless", kind=rss, manner=Manner.RESTLESS),)
    yield (Wire(name="rss-fickle", kind=rss, manner=Manner.FICKLE, dates=False),)
    yield (Wire(name="rss-touchy", kind=rss, host=TOUCHY),)
    yield (Wire(name="atom-dated", kind=atom, etags=False),)
    yield (Wire(name="json-plain", kind=json, etags=False, dates=False),)
    yield (Wire(name="sitemap-dated", kind=sitemap, etags=False, host=MORE_FEEDS),)
    yield (Wire(name="json-tagged", kind=json, dates=False, host=TOUCHY),)
    for number in range(MOST_FEEDS):
        host = (FEEDS, MORE_FEEDS, TOUCHY)[number % 3]
        yield (Wire(name=f"more-{number}", kind=list(Kind)[number % 4], host=host, window=5 + number % 6),)


def _print_table(run: Run, verdict: Verdict, seconds: float) -> None:
    answers = sum((wire.answers for wire in run.wires.wires), Counter())
    wanted = run._wanted()
    columns = {
        "kills": sum(run.kills.values()),
        "steps": f"{len(wanted) - len(run.missed)}/{len(wanted)}",
        "runs": run.runs,
        "feeds": len(run.wires.wires),
        "entries": verdict.entries,
        "articles": verdict.articles,
        "corrected": len(run.wires.corrected),
        "unseen": len({number for wire in run.wires.wires for number in wire.unseen}),
        "polls": answers.total(),
        "304": answers["304"],
        "troubles": answers.total() - answers["304"] - answers["200"],
        "posts": verdict.posts,
        "lost": len(verdict.lost),
        "twice": len(verdict.twice),
        "claimed": len(verdict.claimed),
        "ahead": run.ahead,
        "anew": run.anew,
        "s": f"{seconds:.0f}",
    }
    print("  ".join(columns))
    print("  ".join(f"{value:>{len(name)}}" for name, value in columns.items()), flush=True)
    for fault in [*run.faults, *verdict.lost, *verdict.twice, *verdict.claimed, *verdict.store][:20]:
        print(fault)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, help="how often the daemon is killed at each step")
    parser.add_argument("--feeds", type=int, choices=range(2, MOST_FEEDS + 1), metavar=f"2-{MOST_FEEDS}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutant", choices=("none", *POLLING_MUTANTS), default="none")
    parser.add_argument("--short", action="store_true", help="14 feeds, one kill at each step, 4 at random moments")
    parser.add_argument("--trace", action="store_true", help="a line for each run of the daemon")
    arguments = parser.parse_args()
    started = time.monotonic()
    plan = Plan(
        feeds=arguments.feeds or (14 if arguments.short else MOST_FEEDS),
        rounds=arguments.rounds or (1 if arguments.short else 6),
        moments=4 if arguments.short else 30,
        seed=str(arguments.seed),
        mutant=arguments.mutant,
        trace=arguments.trace,
    )
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder), plan)
        verdict = asyncio.run(run.play())
        _print_table(run, verdict, time.monotonic() - started)
    found = bool(run.faults or verdict.lost or verdict.twice or verdict.claimed or verdict.store)
    if arguments.mutant != "none":
        print(f"mutant {arguments.mutant}: " + ("found by the audit" if found else "NOT found by the audit"))
        sys.exit(not found)
    if run.missed:
        print("never killed at: " + ", ".join(sorted(run.missed)))
    sys.exit(found or bool(run.missed))


if __name__ == "__main__":
    main()

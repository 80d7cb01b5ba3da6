"""A delivery run: the real daemon killed at random points under a Slack where everything goes wrong, then audited.

    python -m tests.long.delivery [--alerts 1000] [--channels 10] [--kills 50] [--seed 1] [--mutant MUTANT] [--short]

The Slack is a server on loopback (`tests.fakes.stormy_slack`): 429 with both forms of Retry-After, 500 before and after
the post, dropped connections, slow answers, bodies that are none, and each error code that Slack names, at least once.
Articles come in a few at a time. The daemon is killed by SIGKILL at the Nth occurrence of a random step, or at a random
moment, and stays down for nothing, seconds, or the hour after which a refused channel is tried again: the clock of this
world, which daemon and server share, is moved on by that. While a process runs it goes as real time does.

The audit: every article stands once in every channel (0 lost, 0 twice), in the order in which alerts became due; no two
messages of a channel closer than the pace, by the time at which the server took them, with nothing allowed for (it has
the daemon's clock); no post before the end of a Retry-After; in the store every delivery and every match has one end,
and the counts add up. An alert that Slack refuses for what it is, in every simpler form, ends
as refused, with its reason: those are neither lost nor posted. With a mutant the daemon is broken on purpose, and the
same audit has to find it. Exit 1 if not so.

The history lags 10 s, and a post that is not found is taken as not made after 14 s (40 s is what the product ships).
The short form has 1 s and 2 s instead, and fewer codes.
"""

import argparse
import asyncio
import math
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from tests.fakes.clock import WorldClock
from tests.fakes.killed_daemon import MOMENT, MUTANTS
from tests.fakes.newsroom import Newsroom, headline_in, headline_of
from tests.fakes.slack_faults import Fault
from tests.fakes.stormy_slack import Script, Slow, Storm, StormySlack, all_scripts
from tests.long.delivery_audit import LATE_RULE, RULE, Verdict, audit, kept
from tests.pipeline.test_killed_anywhere import STEPS

PACE_S = 0.2
LATE_WORD = "lockout"
ONCE_A_RUN = ("feed fetched", "transaction 1", "entries stored")
OF_PAGES = ("page fetched", "page read", "transaction 2", "entry settled")
OF_POSTS = (*(step for step in STEPS if step not in {*ONCE_A_RUN, *OF_PAGES}), "alert trouble", "alert in doubt")
#: How long the daemon is down, in seconds of its world: 16 min let a refused token go on, 65 min a refused channel.
DOWNTIMES_S = (0, 0, 5, 16, 16, 16 * 60, 65 * 60)
#: With more to do in a channel nothing is published: never near the 20 that make an outage, however long it lasts.
MOST_BEHIND = 12
LAST_RUNS = 40  #: after the last kill, each 65 min later than the one before


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of everything."""

    articles: int
    channels: tuple[str, ...]
    kills: int
    copies: int
    deepest: int  #: the last occurrence of a step at which the daemon is killed
    lookup_after_s: float
    storm: Storm
    seed: str
    mutant: str
    trace: bool


class Run:
    """One world from its first article to the audit."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.killed = 0
        self.plan = plan
        self.clock = WorldClock()
        self.dice = random.Random(plan.seed)
        self.slack = StormySlack(
            plan.channels, dice=random.Random(f"{plan.seed} storm"), storm=plan.storm, clock=self.clock
        )
        self.newsroom = Newsroom(folder, articles=0, slack=self.slack, rules=_rules(plan.channels))
        self._copied: list[int] = []
        self._batch = math.ceil(plan.articles / max(plan.kills, 1))

    async def play(self) -> Verdict:
        """Publish, kill, let everything end, and audit."""
        plan = self.plan
        async with self.newsroom:
            for _ in range(plan.kills * 5):
                if self.killed == plan.kills:
                    break
                new = self._publish()
                await self._pass_time(self.dice.choice(DOWNTIMES_S) if new else DOWNTIMES_S[-1])
                self.killed += await self._run(*self._point(new=new)) == -9
            for _ in range(LAST_RUNS):
                new = self._publish()
                await self._pass_time(DOWNTIMES_S[-1])
                await self._run("never", 1)
                if not (new or self._lacks_copies or kept(self.newsroom).busy):
                    break
            return audit(self.newsroom, self.slack, plan.channels, copies=len(self._copied), pace_s=PACE_S)

    def _publish(self) -> int:
        """Bring a few articles more, or a copy of one; return how many, 0 while a channel is behind."""
        if self._behind() > MOST_BEHIND:
            return 0
        told = self._told_everywhere()
        if told and self._lacks_copies:
            self.newsroom.copy(told[0], f"The owners answered with a {LATE_WORD}, the port said.")
            self._copied.append(told[0])
            return 1
        more = min(self._batch, self.plan.articles - self.newsroom.articles)
        self.newsroom.publish(more)
        return more

    @property
    def _lacks_copies(self) -> bool:
        return self.plan.copies * self.newsroom.articles // self.plan.articles > len(self._copied)

    def _behind(self) -> int:
        """How many articles have no end yet in the channel that is furthest behind, unread ones included."""
        ended = kept(self.newsroom).ended_by_channel
        return self.newsroom.articles - min(ended[self.slack.channel(name).id] for name in self.plan.channels)

    def _told_everywhere(self) -> list[int]:
        """Return the articles that stand in every channel and of which there is no copy yet."""
        posted = Counter(headline_in(message.text) for message in self.slack.messages)
        numbers = (number for number in range(self.newsroom.articles) if number not in self._copied)
        return [number for number in numbers if posted[headline_of(number)] >= len(self.plan.channels)]

    async def _pass_time(self, seconds: float) -> None:
        if seconds:
            await self.slack.settled()
            self.clock.ahead_s += seconds

    def _point(self, *, new: int) -> tuple[str, int]:
        """Return where the daemon is to be killed: a step and how often it comes before, or a moment."""
        if not self.killed:
            return "alert posted", 1  # a claim that is not written before the post does not survive this
        if self.dice.random() < 0.2:
            return MOMENT, self.dice.randint(300, 200 * self.plan.deepest)
        steps = [*OF_POSTS, *OF_POSTS, *(ONCE_A_RUN + OF_PAGES if new else ())]
        step = self.dice.choice(steps)
        if step in OF_PAGES:
            return step, self.dice.randint(1, new)
        if step in ONCE_A_RUN:
            return step, 1
        deepest = min(self.plan.deepest, self._behind() * len(self.plan.channels) // 3)  # so that it comes so often
        rare = step in {"alert trouble", "alert in doubt"}
        return step, self.dice.randint(1, max(deepest // 6 if rare else deepest, 1))

    async def _run(self, step: str, nth: int) -> int:
        variables = self.clock.variables | {
            "MONITOR_SLACK_PACE_S": str(PACE_S),
            "MONITOR_SLACK_LOOKUP_AFTER_S": str(self.plan.lookup_after_s),
        }
        daemon = ("tests.fakes.killed_daemon", step, str(nth), self.plan.mutant)
        began = time.monotonic()
        ended = await self.newsroom.run(*daemon, timeout_s=300, **variables)
        if self.plan.trace:
            took = f"{time.monotonic() - began:.1f} s"
            print(
                f"{self.newsroom.articles:>4} articles  {step} {nth}: {ended.status} in {took}, {self._behind()} behind"
            )
        if ended.status not in (0, -9):
            sys.exit(f"seed {self.plan.seed}: the daemon failed:\n{ended.stderr}")
        return ended.status


def _rules(channels: tuple[str, ...]) -> str:
    every = ", ".join(f'"#{name}"' for name in channels)
    settings = "".join(f'  - {{channel: "#{name}", wait: 0s, max_per_hour: 1000}}\n' for name in channels)
    return (
        f"defaults: {{channel: [{every}]}}\nchannels:\n{settings}rules:\n"
        f"  - {{rule: {RULE}, title: Strikes, match: strike AND workers}}\n"
        f"  - {{rule: {LATE_RULE}, title: Late, match: {LATE_WORD}}}\n"
    )


def _plan(arguments: argparse.Namespace, dice: random.Random) -> Plan:
    scripts = all_scripts()
    dice.shuffle(scripts)
    # The first are those that no mutant survives.
    first: list[Script] = [(Fault.LOST_ANSWER,), (Slow.ANSWER,)]
    plan = Plan(
        articles=math.ceil(arguments.alerts / arguments.channels),
        channels=tuple(f"desk-{number}" for number in range(arguments.channels)),
        kills=arguments.kills,
        copies=3,
        deepest=50,
        lookup_after_s=14.0,
        storm=Storm(scripts=(*first, *scripts)),
        seed=str(arguments.seed),
        mutant=arguments.mutant,
        trace=arguments.trace,
    )
    if not arguments.short:
        return plan
    few: tuple[Script, ...] = (("is_archived",), ("token_revoked",), ("no_text",), ("invalid_blocks",))
    storm = Storm(
        scripts=(*first, *few),
        share=0.5,
        replies=("thread_not_found",),
        updates=(),
        lag_s=1.0,
        slow_s=0.5,
        too_late_s=1.8,
    )
    return replace(plan, copies=1, deepest=9, lookup_after_s=2.0, storm=storm)


def _print_table(run: Run, verdict: Verdict, seconds: float) -> None:
    faults = run.slack.faults_met
    columns = {
        "kills": run.killed,
        "alerts": run.newsroom.articles * len(run.plan.channels),
        "messages": verdict.messages,
        "refused": verdict.refused,
        "replies": verdict.replies,
        "requests": run.slack.posts_seen,
        "faults": sum(faults.values()) - faults[Fault.NONE.name],
        "kinds": len(faults) - 1,
        "lost": verdict.lost,
        "twice": verdict.doubled,
        "disordered": verdict.disordered,
        "too close": verdict.too_close,
        "hasty": verdict.hasty,
        "closest s": f"{verdict.closest_s:.3f}",
        "hours": f"{run.clock.ahead_s / 3600:.1f}",
        "s": f"{seconds:.0f}",
    }
    print("  ".join(columns))
    print("  ".join(f"{value:>{len(name)}}" for name, value in columns.items()), flush=True)
    for fault in verdict.store[:20]:
        print(f"store: {fault}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--alerts", type=int)
    parser.add_argument("--channels", type=int, default=10)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutant", choices=("none", *MUTANTS), default="none")
    parser.add_argument("--short", action="store_true", help="60 alerts, 4 kills, a shorter lag")
    parser.add_argument("--trace", action="store_true", help="a line for each run of the daemon")
    arguments = parser.parse_args()
    arguments.alerts = arguments.alerts or (60 if arguments.short else 1000)
    arguments.kills = arguments.kills or (4 if arguments.short else 50)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder), _plan(arguments, random.Random(arguments.seed)))
        verdict = asyncio.run(run.play())
    _print_table(run, verdict, time.monotonic() - started)
    if arguments.mutant != "none":
        found = verdict.lost + verdict.doubled > 0
        print(f"mutant {arguments.mutant}: " + ("found by the audit" if found else "NOT found by the audit"))
        sys.exit(not found)
    short_of = run.killed < arguments.kills
    if short_of:
        print(f"only {run.killed} kills of {arguments.kills}: the rest came to no such step")
    if run.slack.unused:
        print("never came to pass: " + ", ".join(run.slack.unused))
    sys.exit(bool(verdict.faults or run.slack.unused or short_of))


if __name__ == "__main__":
    main()

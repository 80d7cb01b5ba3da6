"""A crash run: the real daemon killed at random steps under a faulty Slack, again and again, then audited.

    python -m tests.long.crash [--runs 5] [--articles 20] [--seed 1] [--mutant no-lookup]

Each run has its own world. The daemon is killed at the Nth occurrence of a random step until it has been killed
`--kills` times, then left to finish. The audit counts each alert in the fake Slack: lost 0, doubled 0. With a mutant
the daemon is broken on purpose, and the audit has to find it: a check that cannot fail shows nothing. Exit 1 if not so.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.app.demo.slack_server import PostedMessage
from tests.fakes.newsroom import Newsroom
from tests.fakes.slack_faults import Fault, FaultySlack
from tests.pipeline.test_killed_anywhere import STEPS

FAULTS = (
    Fault.NONE,
    Fault.NONE,
    Fault.NONE,
    Fault.THROTTLED,
    Fault.ERROR_BEFORE,
    Fault.ERROR_AFTER,
    Fault.DROPPED_BEFORE,
    Fault.LOST_ANSWER,
    Fault.BAD_JSON,
    "internal_error",
)
#: The one feed is polled once a run.
ONCE_A_RUN = ("feed fetched", "transaction 1", "entries stored")
HISTORY_LAG = timedelta(seconds=1)  #: half of the time after which a post that is not found was not posted


class LaggingSlack(FaultySlack):
    """Its history shows a message only a while after it was posted."""

    def is_visible(self, message: PostedMessage) -> bool:
        return datetime.now(UTC) - message.received_at > HISTORY_LAG


@dataclass(frozen=True)
class Outcome:
    """What one run came to."""

    kills: int
    alerts: int
    lost: int
    doubled: int
    posts_seen: int


async def crash_run(folder: Path, *, articles: int, kills: int, seed: str, mutant: str = "none") -> Outcome:
    """Run one world to its end and audit it."""
    dice = random.Random(seed)
    # The first two are those that the mutants cannot survive; the others are drawn.
    faults = [Fault.LOST_ANSWER, Fault.DROPPED_BEFORE, *dice.choices(FAULTS, k=articles)]
    slack = LaggingSlack(("news-desk", "port-desk"), faults=faults)
    async with Newsroom(folder, articles=articles, slack=slack) as newsroom:
        killed = 0
        for _ in range(kills * 3):
            if killed == kills:
                break
            step = dice.choice(STEPS)
            nth = 1 if step in ONCE_A_RUN else dice.randint(1, 3)
            ended = await newsroom.run("tests.fakes.killed_daemon", step, str(nth), mutant, timeout_s=120)
            killed += ended.status == -9
            if ended.status not in (0, -9):
                sys.exit(f"seed {seed}: the daemon failed:\n{ended.stderr}")
        for _ in range(5):
            ended = await newsroom.run("tests.fakes.killed_daemon", "never", "1", mutant, timeout_s=120)
            if ended.status != 0:
                sys.exit(f"seed {seed}: the daemon failed:\n{ended.stderr}")
        wrong = newsroom.audit()
        return Outcome(
            kills=killed,
            alerts=len(slack.messages),
            lost=sum(times == 0 for times in wrong.values()),
            doubled=sum(times > 1 for times in wrong.values()),
            posts_seen=slack.posts_seen,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutant", choices=("none", "no-lookup", "early-sent"), default="none")
    arguments = parser.parse_args()
    print(f"{'run':>4} {'kills':>6} {'messages':>9} {'requests':>9} {'lost':>5} {'doubled':>8}")
    bad = 0
    for number in range(arguments.runs):
        with tempfile.TemporaryDirectory() as folder:
            outcome = asyncio.run(
                crash_run(
                    Path(folder),
                    articles=arguments.articles,
                    kills=arguments.kills,
                    seed=f"{arguments.seed} {number}",
                    mutant=arguments.mutant,
                )
            )
        bad += outcome.lost + outcome.doubled
        print(
            f"{number:>4} {outcome.kills:>6} {outcome.alerts:>9} {outcome.posts_seen:>9} "
            f"{outcome.lost:>5} {outcome.doubled:>8}",
            flush=True,
        )
    if arguments.mutant != "none":
        print(f"mutant {arguments.mutant}: " + ("found by the audit" if bad else "NOT found by the audit"))
        sys.exit(not bad)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()

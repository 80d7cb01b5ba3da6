"""What polling costs, and whether very many feeds are polled in time.

    python -m tests.benchmarks.polling [--feeds 20000] [--speed 20] [--rounds 7] [--slack 1.0] [--short] [--hour-only]

First the CPU of a poll of an unchanged feed against bare aiohttp (`poll_cost`), then an hour of feeds (`poll_hour`).
What a changed feed costs is measured by `feed_parsing`. --short is for the gate: fewer feeds, less than a minute.
The exit status is 1 if the hour breaks a limit, or if a poll on a host of its own costs more than the goal by more
than --slack.
"""

import argparse
import contextlib
import os
import sys

from monitor.app.logs import set_up_logs
from tests.benchmarks import poll_cost, poll_hour

GOAL = 2.5  #: what a poll of an unchanged feed may cost, against aiohttp alone
FEEDS = 510  #: that are polled in a round
SHORT_ROUNDS, SHORT_FEEDS, SHORT_MINUTES = 3, 1_000, 10


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--feeds", type=int, default=20_000)
    parser.add_argument("--speed", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slack", type=float, default=1.0, help="miss the goal by at most this factor")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--hour-only", action="store_true")
    options = parser.parse_args()
    missed: list[str] = []
    if not options.hour_only:
        with open(os.devnull, "w") as nothing, contextlib.redirect_stderr(nothing):  # where the product's log goes
            set_up_logs(verbose=False)
            ratios = poll_cost.report(FEEDS, SHORT_ROUNDS if options.short else options.rounds)
        missed = [f"{case}: {ratio:.2f} x" for case, ratio in ratios.items() if ratio > GOAL * options.slack]
        print(
            f"goal, each feed on a host of its own: {GOAL} x: {'MISSED: ' + '; '.join(missed) if missed else 'reached'}"
        )
    feeds, minutes = (SHORT_FEEDS, SHORT_MINUTES) if options.short else (options.feeds, 60)
    held = poll_hour.report(feeds, minutes, options.speed)
    return 0 if held and not missed else 1


if __name__ == "__main__":
    sys.exit(main())

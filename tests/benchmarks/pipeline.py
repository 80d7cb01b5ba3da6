"""CPU per article, from a loopback feed to a posted message, against the script a user would write instead.

    python -m tests.benchmarks.pipeline [--articles 60,300] [--rules 100,1000] [--rounds 3]

Both run as processes of their own, in turn, against the same server; their CPU is that of the process and all its
descendants. The figure is marginal: (CPU for many articles - CPU for few) / (many - few), so that starting up, which a
daemon does once, is left out of both; the start-up itself is printed beside it. The baseline is `baseline_script.py`:
feedparser, trafilatura, a loop of `re.search`, slack-sdk.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.invented import Corpus

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Run:
    """One process, run to its end."""

    cpu_s: float
    posts: int


def measure(command: list[str], environment: dict[str, str]) -> float:
    """Return the CPU seconds of a command and of every process that it started."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.cpu_of", *command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{ended.stderr[-3000:]}")
    return float(ended.stdout.splitlines()[-1])


class Served:
    """The server of one corpus, in a process of its own, so that its CPU is not counted."""

    def __init__(self, corpus: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.serve", str(corpus)], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.base = self._process.stdout.readline().strip()

    def posts(self) -> int:
        """Return how many messages were posted since the last call."""
        import urllib.request

        with urllib.request.urlopen(f"{self.base}/posts") as answer:
            return int(answer.read())

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


def run_monitor(corpus: Path, served: Served) -> Run:
    """Run the product once over the corpus."""
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        rules.mkdir()
        (rules / "rules.yaml").write_text((corpus / "rules.yaml").read_text())
        (rules / "feeds.yaml").write_text(f"feeds:\n  - feed: {served.base}/feed\n    backlog: all\n")
        environment = {
            "MONITOR_RULES": str(rules),
            "MONITOR_DATA": str(Path(folder) / "data"),
            "MONITOR_SLACK_BOT_TOKEN": "xoxb-benchmark",
            "MONITOR_SLACK_BASE_URL": f"{served.base}/api/",
            "MONITOR_SLACK_PACE_S": "0",
            "MONITOR_ALLOW_PRIVATE_NETWORKS": "true",
        }
        served.posts()
        cpu_s = measure([sys.executable, "-m", "monitor", "run", "--once"], environment)
    return Run(cpu_s, served.posts())


def run_script(corpus: Path, served: Served) -> Run:
    """Run the baseline once over the corpus."""
    served.posts()
    cpu_s = measure([sys.executable, str(HERE / "baseline_script.py"), str(corpus / "rules.json"), served.base], {})
    return Run(cpu_s, served.posts())


def marginal(runner: object, few: int, many: int, rules: int, folder: Path) -> tuple[float, float, int]:
    """Return (CPU ms per further article, CPU s of starting up, posts of the larger run)."""
    runs = {}
    for articles in (few, many):
        corpus = folder / f"{articles}-{rules}"
        if not corpus.exists():
            Corpus(articles=articles, rules=rules, seed=7).write(corpus)
        served = Served(corpus)
        try:
            runs[articles] = runner(corpus, served)  # type: ignore[operator] # one of the two functions above
        finally:
            served.stop()
    each = (runs[many].cpu_s - runs[few].cpu_s) / (many - few)
    return each * 1000, runs[few].cpu_s - each * few, runs[many].posts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", default="60,300")
    parser.add_argument("--rules", default="100,1000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    few, many = map(int, arguments.articles.split(","))
    print(f"{'rules':>6} {'monitor ms':>11} {'script ms':>10} {'ratio':>6} {'start-up s':>16} {'posts':>12}")
    for rules in map(int, arguments.rules.split(",")):
        ours, theirs = [], []
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(arguments.rounds):  # in turn, so that a slow moment of the machine meets both
                ours.append(marginal(run_monitor, few, many, rules, Path(folder)))
                theirs.append(marginal(run_script, few, many, rules, Path(folder)))
        our_ms, their_ms = (statistics.median(run[0] for run in runs) for runs in (ours, theirs))
        ratio = statistics.median(b[0] / a[0] for a, b in zip(ours, theirs, strict=True))
        started = f"{statistics.median(r[1] for r in ours):.1f} / {statistics.median(r[1] for r in theirs):.1f}"
        print(
            f"{rules:>6} {our_ms:>11.1f} {their_ms:>10.1f} {ratio:>6.1f} {started:>16} {ours[0][2]:>5} / {theirs[0][2]}"
        )
        if arguments.json:
            print(json.dumps({"rules": rules, "monitor_ms": our_ms, "script_ms": their_ms, "ratio": ratio}))


if __name__ == "__main__":
    main()

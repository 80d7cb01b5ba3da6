"""A month of 50,000 invented articles replayed under 1,000 rules, through the real command.

    python -m tests.benchmarks.backtest [--articles 50000] [--rules 1000] [--slack 1.0] [--short]

- articles a second of CPU, all processes and their start included: the rate per core, whatever else the machine does
- resident memory of all processes together, sampled: the highest of the last quarter against that of the second
- killed with SIGKILL in the middle, with all its processes, and started again: the same answer, and less work
- the same with an edited copy of the rules to compare with

Goals missed by more than --slack make the exit status 1.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.benchmarks.rule_mix import Mix, Vocabulary
from tests.benchmarks.stored_month import Month

RATE = 1_000.0  #: articles a second and core, one version of the rules
GROWTH = 1.2  #: of the memory, from the second quarter to the last
SAMPLE_S = 0.1
SAMPLED_TEXTS = 400  #: that rules are made of


@dataclass
class Ended:
    """One run of the command."""

    status: int
    lines: list[str]
    stderr: str
    cpu_s: float
    wall_s: float
    resident_mb: list[float] = field(default_factory=list)

    def growth(self) -> float:
        """Return the highest memory of the last quarter by that of the second one."""
        quarter = len(self.resident_mb) // 4
        return max(self.resident_mb[3 * quarter :]) / max(self.resident_mb[quarter : 2 * quarter])


class Place:
    """A folder with a database and two versions of the rules."""

    def __init__(self, folder: Path, articles: int, rules: int) -> None:
        self.folder = folder
        month = Month(articles)
        texts = list(islice(Month(articles).texts(), SAMPLED_TEXTS))
        mix = Mix(Vocabulary(texts, seed=1), rules, prefix="mix")
        mix.write(folder / "rules")
        self._edit(mix, folder / "before")
        self.database = month.store(folder / "data")
        self.rules = rules

    def _edit(self, mix: Mix, folder: Path) -> None:
        """Write the rules as they were before: one in twenty had other topics."""
        dice = random.Random("edits")
        others = Mix(mix._vocabulary, len(mix.rules), prefix="mix")
        others.rules = [dice.choice(mix.rules) if dice.random() < 0.05 else rule for rule in mix.rules]
        others.write(folder)

    def run(self, *options: str, cache: str, kill_after: int | None = None) -> Ended:
        """Run `monitor backtest --json` to its end, or kill everything once so many blocks are kept."""
        command = [sys.executable, "-m", "monitor", "backtest", "--json", "--since", "all", *options]
        command += ["--rules", str(self.folder / "rules"), "--data", str(self.folder / "data")]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
        environment["XDG_CACHE_HOME"] = str(self.folder / cache)
        out, err = self.folder / "out", self.folder / "err"
        started = time.monotonic()
        resident: list[float] = []
        with out.open("w") as stdout, err.open("w") as stderr:
            measured = [sys.executable, "-m", "tests.benchmarks.cpu_of", *command]
            process = subprocess.Popen(
                measured if kill_after is None else command,
                stdout=stdout,
                stderr=stderr,
                env=environment,
                start_new_session=True,
            )
            while process.poll() is None:
                resident.append(_resident_mb(process.pid))
                kept = list((self.folder / cache).rglob("*")) if kill_after is not None else []
                if kill_after is not None and len(kept) > kill_after:
                    os.killpg(process.pid, signal.SIGKILL)
                time.sleep(SAMPLE_S)
        wall_s = time.monotonic() - started
        said = (out if kill_after is not None else err).read_text()
        lines = [line for line in said.splitlines() if line.startswith("{")]
        told = "\n".join(line for line in err.read_text().splitlines() if not line.startswith("{"))
        cpu_s = float(out.read_text().splitlines()[-1]) if kill_after is None else 0.0
        return Ended(process.returncode, lines, told, cpu_s, wall_s, resident)


def _resident_mb(root: int) -> float:
    """Return the memory of a process and all that come from it; what they share is counted once."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
    family, pending = {root}, [root]
    while pending:
        parent = pending.pop()
        for child in [one for one, of in parents.items() if of == parent and one not in family]:
            family.add(child)
            pending.append(child)
    total = 0
    for one in family:
        try:
            for line in (Path("/proc") / str(one) / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total / 1024


class Table:
    """Figures with their goals."""

    def __init__(self, slack: float) -> None:
        self._slack = slack
        self.failed = False

    def row(self, what: str, value: float, unit: str, *, goal: float | None = None, least: bool = False) -> None:
        """Print a figure."""
        verdict = ""
        if goal is not None:
            factor = goal / value if least else value / goal
            verdict = f"{'≥' if least else '≤'} {goal:g}  {'held' if factor <= 1 else f'missed by {factor:.2f}x'}"
            self.failed |= factor > self._slack
        print(f"{what:<66} | {value:>10,.1f} {unit:<10} | {verdict}", flush=True)

    def truth(self, what: str, holds: bool) -> None:
        """Print whether something holds that has to."""
        self.failed |= not holds
        print(f"{what:<66} | {'yes' if holds else 'NO'}", flush=True)


def measure(place: Place, table: Table) -> None:
    """Run everything."""
    whole = place.run("--limit", "200", cache="whole")
    if whole.status:
        sys.exit(f"the backtest ended with {whole.status}: {whole.stderr}")
    about = json.loads(whole.lines[0])["backtest"]
    total = json.loads(whole.lines[-1])["total"]
    articles = about["articles"]
    table.row("articles", articles, "")
    table.row("of these with a match", 100 * about["matched"] / articles, "%")
    table.row("alerts", total["alerts"], "")
    table.row("CPU, all processes", whole.cpu_s, "s")
    table.row("articles a second and core", articles / whole.cpu_s, "/s", goal=RATE, least=True)
    table.row("wall time", whole.wall_s, "s")
    table.row("most memory, all processes", max(whole.resident_mb), "MB")
    table.row("memory, last quarter by second quarter", whole.growth(), "x", goal=GROWTH)
    table.truth("nothing is left in the cache", not _files(place.folder / "whole"))
    blocks = -(-articles // 200)
    killed = place.run("--limit", "200", cache="killed", kill_after=blocks // 2)
    table.truth("killed in the middle", killed.status == -signal.SIGKILL and not killed.lines)
    kept = len(_files(place.folder / "killed"))
    again = place.run("--limit", "200", cache="killed")
    table.row("blocks kept over the kill", kept, f"of {blocks}")
    table.row("CPU of the run that went on", again.cpu_s, "s")
    table.truth("it says that it goes on", "goes on" in again.stderr)
    table.truth("the same answer", again.status == 0 and again.lines == whole.lines)
    table.truth("less work", again.cpu_s < 0.8 * whole.cpu_s)
    compared = place.run("--against", str(place.folder / "before"), "--limit", "200", cache="compared")
    if compared.status:
        sys.exit(f"the comparison ended with {compared.status}: {compared.stderr}")
    total = json.loads(compared.lines[-1])["total"]
    table.row("compared: alerts gained", total["gained"], "")
    table.row("compared: alerts lost", total["lost"], "")
    table.row("compared: articles a second and core, two versions", articles / compared.cpu_s, "/s")
    table.row("compared: memory, last quarter by second quarter", compared.growth(), "x", goal=GROWTH)
    table.truth("alerts = same + gained, before = same + lost", _adds_up(total))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _adds_up(total: dict[str, int]) -> bool:
    return (total["alerts"], total["before"]) == (total["same"] + total["gained"], total["same"] + total["lost"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--rules", type=int, default=1_000)
    parser.add_argument("--slack", type=float, default=1.0)
    parser.add_argument("--short", action="store_true", help="5,000 articles")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), 5_000 if options.short else options.articles, options.rules)
        table = Table(options.slack)
        measure(place, table)
    sys.exit(1 if table.failed else 0)


if __name__ == "__main__":
    main()

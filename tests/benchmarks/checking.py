"""What `monitor check` and `monitor test` take on a large rule set, as commands in fresh processes.

    python -m tests.benchmarks.checking [--rules 20000] [--files 25] [--slack 1.3]

The rules are invented (`rules_with_tests`), two tests each. Times are of one run each, from the start of the process to
its end; peak memory is the resident set. With --slack, a wall time that misses its goal by more than that factor makes
the exit status 1.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.rules_with_tests import RulesWithTests

COLD_S, CHANGED_S, TESTED_S = 20.0, 2.0, 60.0


@dataclass(frozen=True)
class Row:
    """One command, and what it took."""

    what: str
    wall_s: float
    cpu_s: float
    peak_mb: float
    goal_s: float
    said: str  #: its last line

    def missed_by(self) -> float:
        """Return the factor by which the goal is missed, at most 1 if it is met."""
        return self.wall_s / self.goal_s

    def __str__(self) -> str:
        verdict = "held" if self.missed_by() <= 1 else f"missed by {self.missed_by():.2f}x"
        return (
            f"{self.what:<34} | {self.wall_s:>7.2f} | {self.cpu_s:>7.2f} | {self.peak_mb:>7.0f} | "
            f"{'≤ ' + format(self.goal_s, 'g'):>6} | {verdict}"
        )


class Bench:
    """Rule files in a folder, and a cache of their own."""

    def __init__(self, folder: Path, rules: int, files: int) -> None:
        self._rules = folder / "rules"
        self._environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
        self.files = RulesWithTests(rules, files).write(self._rules)

    def run(self, what: str, command: str, goal_s: float, *, status: int = 0) -> Row:
        """Run one command; stop if it ends with another status than it should."""
        print(what, file=sys.stderr, flush=True)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            started = time.monotonic()
            process = subprocess.Popen(
                [sys.executable, "-m", "monitor", command, str(self._rules)],
                stdout=out,
                stderr=err,
                env=self._environment,
            )
            _, ended, used = os.wait4(process.pid, 0)
            wall_s = time.monotonic() - started
            process.returncode = os.waitstatus_to_exitcode(ended)
            out.seek(0)
            err.seek(0)
            said, problems = out.read().decode(), err.read().decode()
            if process.returncode != status:
                sys.exit(f"{what}: exit status {process.returncode}\n{problems[-2_000:]}\n{said[-2_000:]}")
        last = (said or problems).splitlines()[-1].replace(str(self._rules), "rules")
        return Row(what, wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, goal_s, last)

    def edit(self, number: int, change: Callable[[str], str]) -> None:
        """Change one of the files with rules."""
        text = self.files[number].read_text("utf-8")
        changed = change(text)
        if changed == text:
            sys.exit(f"{self.files[number].name}: the edit changed nothing")
        self.files[number].write_text(changed, "utf-8")


def measure(bench: Bench) -> list[Row]:
    """Return the table: what people do in turn."""
    rows = [bench.run("check, cold", "check", COLD_S), bench.run("check, nothing changed", "check", CHANGED_S)]
    last = len(bench.files) - 1
    bench.edit(last, lambda text: text.replace("severity: low", "severity: high", 1))
    rows.append(bench.run("check, one file changed", "check", CHANGED_S))
    bench.edit(last, lambda text: text.replace("match: |", "match: |\n      Iran sanctions AND", 1))
    rows.append(bench.run("check, a mistake in one file", "check", CHANGED_S, status=1))
    bench.edit(last, lambda text: text.replace("match: |\n      Iran sanctions AND", "match: |", 1))
    rows.append(bench.run("check, the mistake mended", "check", CHANGED_S))
    rows.append(bench.run("test, all hold", "test", TESTED_S))
    bench.edit(last, lambda text: text.replace("expect: no match", "expect: match"))
    rows.append(bench.run("test, those of a whole file fail", "test", TESTED_S, status=1))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=25)
    parser.add_argument("--slack", type=float, default=None, help="exit 1 if a goal is missed by more than this factor")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Bench(Path(folder), options.rules, options.files))
    print(f"{options.rules:,} rules with two tests each in {options.files} files; goals are for 20,000 rules")
    print(f"{'':<34} |  wall s |   CPU s | peak MB | goal s |")
    print("\n".join(f"{row}\n    {row.said}" for row in rows))
    if options.slack and any(row.missed_by() > options.slack for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()

"""Rule files that are none, deep, damaged or huge: each is a rule set or problems, soon and in little memory.

    python -m tests.long.rule_fuzz [--files 20000] [--seed 1] [--short] [--only BATCH]

Each batch is a process of its own under RLIMIT_AS and RLIMIT_CPU. The extreme files go through the command itself, one
a process; the random and damaged ones through `monitor.rules.check`, some hundreds a process, and what loads is
compiled and its tests are run. A table tells the most that a file took. Exit 1 if one took more than 2 s of CPU time
(8 s in the short form) or 300 MB (the interpreter included), ended in a traceback, or had a problem that is at no
place in it.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from monitor.core.article import Article
from monitor.core.errors import NotAPage, RuleFileError
from monitor.pipeline.check import run_tests
from monitor.rules import check, load
from tests.rules.damage import LARGE, SMALL, VALID, damaged_file, random_file

MOST_SECONDS = 2.0  #: CPU time of one file: the machine may have other work
_SHORT_SLACK = 4  #: the short form looks for hangs, on machines of any speed; the figure is for the long one
MOST_MB = 300
_HARD_LIMIT_MB = 2_000  #: of address space, of which much is never touched
_HARD_LIMIT_S = 120  #: CPU time of a process: a hang ends
_FILES_OF_A_BATCH = 2_000
_FEW_FILES, _FEW = 400, 8  #: of the short form: random, damaged; extreme
_MAKERS = {"random": random_file, "damaged": damaged_file}


@dataclass(frozen=True)
class Outcome:
    """What a batch came to."""

    files: int
    loaded: int  #: files that are a rule set
    problems: int
    seconds: float  #: CPU time of the file that took longest
    megabytes: float  #: resident, at the most
    wrong: str = ""  #: what must not be


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_HARD_LIMIT_MB << 20, _HARD_LIMIT_MB << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (_HARD_LIMIT_S, _HARD_LIMIT_S))


def run_command(raw: bytes, folder: Path) -> Outcome:
    """Give one file to `monitor check`."""
    file = folder / "rules.yaml"
    file.write_bytes(raw)
    with (folder / "said").open("w+b") as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "monitor", "check", "--no-cache", str(file)],
            stdout=said,
            stderr=said,
            preexec_fn=_limit,  # noqa: PLW1509 - no threads here
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = said.read().decode(errors="replace").splitlines()
    told = [line for line in lines if line.startswith(f"{file}:") and ": ok" not in line and ": warning[" not in line]
    wrong = ""
    if child.returncode not in {0, 1} or (child.returncode == 1) != bool(told):
        wrong = f"exit status {child.returncode}, {len(told)} problems"
    if any("Traceback" in line for line in lines):
        wrong = f"a traceback: {lines[-1]}"
    megabytes = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
    return Outcome(1, int(child.returncode == 0), len(told), used.ru_utime + used.ru_stime, megabytes, wrong)


def run_batch(kind: str, files: int, seed: str, folder: Path) -> Outcome:
    """Give a number of files to a process that ends with them."""
    child = subprocess.run(
        [sys.executable, "-m", "tests.long.rule_fuzz", "--child", kind, str(files), seed, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit,
    )
    if child.returncode != 0:
        return Outcome(files, 0, 0, 0, 0, f"seed {seed!r}: status {child.returncode}: {child.stderr[-2_000:]}")
    return Outcome(**json.loads(child.stdout))


def child(kind: str, files: int, seed: str, folder: Path) -> Outcome:
    """Check the files of one batch in this process."""
    check(_written(folder, VALID.encode()))  # what is imported and compiled once is no file's
    longest = 0.0
    loaded = problems = 0
    for number in range(files):
        raw = _MAKERS[kind](random.Random(f"{kind} {seed} {number}"))
        path = _written(folder, raw)
        began = time.process_time()
        checked = check(path)
        longest = max(longest, time.process_time() - began)
        lines = raw.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for found in (*checked.problems, *checked.warnings):
            if not (1 <= found.line <= len(lines) and 1 <= found.column <= len(lines[found.line - 1]) + 1):
                raise AssertionError(f"{kind} {seed} {number}: {found} is at no place in the file")
            if len(str(found).splitlines()) != 1:
                raise AssertionError(f"{kind} {seed} {number}: {found!r} is more than a line")
        try:
            run_tests(load(path), _no_page)
        except RuleFileError:
            if checked.ok:
                raise
        else:
            if not checked.ok:
                raise AssertionError(f"{kind} {seed} {number}: a rule set with problems")
        loaded += checked.ok
        problems += len(checked.problems)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
    return Outcome(files, loaded, problems, longest, megabytes)


def _written(folder: Path, raw: bytes) -> Path:
    path = folder / "rules.yaml"
    path.write_bytes(raw)
    return path


def _no_page(path: Path) -> Article:
    raise NotAPage(f"{path.name} is not there")


def batches(files: int, seed: int, folder: Path, *, short: bool) -> Iterator[tuple[str, Callable[[], Outcome]]]:
    """Yield what is to be run, in the order of the table."""
    for kind in _MAKERS:
        for number, begin in enumerate(range(0, files, _FILES_OF_A_BATCH)):
            some = min(_FILES_OF_A_BATCH, files - begin)
            yield f"{kind} {number}", partial(run_batch, kind, some, f"{seed} {number}", folder)
    titles = [*SMALL, *LARGE]
    for title in random.Random(seed).sample(titles, _FEW) if short else titles:
        yield title, partial(run_extreme, title, folder)


def run_extreme(title: str, folder: Path) -> Outcome:
    """Give one of the extreme files to `monitor check`."""
    return run_command(SMALL[title] if title in SMALL else LARGE[title](), folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=20_000, help="random files, and as many damaged ones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="few files, for the gate")
    parser.add_argument("--only", metavar="BATCH", default="", help="only the batches whose name begins so")
    parser.add_argument("--child", nargs=4, metavar=("KIND", "FILES", "SEED", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        kind, files, seed, folder = arguments.child
        print(json.dumps(asdict(child(kind, int(files), seed, Path(folder)))))
        return
    files = _FEW_FILES if arguments.short else arguments.files
    most_seconds = MOST_SECONDS * (_SHORT_SLACK if arguments.short else 1)
    print(f"{'batch':<40} {'files':>6} {'loaded':>7} {'problems':>9} {'s CPU':>6} {'MB':>5}")
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        for title, run in batches(files, arguments.seed, Path(name), short=arguments.short):
            if not title.startswith(arguments.only):
                continue
            outcome = run()
            too_much = outcome.seconds > most_seconds or outcome.megabytes > MOST_MB
            bad += too_much or bool(outcome.wrong)
            mark = f"  {outcome.wrong}" if outcome.wrong else "  too much" if too_much else ""
            print(
                f"{title:<40} {outcome.files:>6} {outcome.loaded:>7} {outcome.problems:>9} "
                f"{outcome.seconds:>6.2f} {outcome.megabytes:>5.0f}{mark}",
                flush=True,
            )
    print(f"seed {arguments.seed}: {'every file was told of' if not bad else f'{bad} batches went wrong'}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()

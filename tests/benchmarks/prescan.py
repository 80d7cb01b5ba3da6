"""What looking at pages before reading them costs, saves and loses.

    python -m tests.benchmarks.prescan DIR [--rounds 3] [--rules 1000,100000] [--slack 1.0]

DIR is as for `tests.benchmarks.extraction`: real pages. Times are CPU, the median of rounds in which everything takes
its turn on each page, in one process; ratios are what counts.

- look: `glance` and `Prescan.passes`, for rule sets of several sizes (`rule_mix`, made of these very articles)
- read: `extract`, the whole article
- end to end: a rule set that one page in twenty passes; look, read what passes and match it, against read and match all
- lost: rules of every form (`every_form`), of the mix and those shipped with the product; each that matches an article
  has to let its page pass all by itself
- passed: the share of pages that pass, beside the share that some rule matches. The mix is made of these articles, so
  that its shares are far above those of a news stream

With --slack, goals missed by more than that factor make the exit status 1.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.articles.extract import extract
from monitor.articles.glance import glance
from monitor.core.article import Article
from monitor.matching import Percolator, Prescan
from monitor.rules import RuleSet, load
from monitor.rules.nodes import And, Words
from tests.benchmarks.every_form import rules_of
from tests.benchmarks.extraction import read_pages
from tests.benchmarks.rule_mix import Mix, Vocabulary
from tests.fakes.rule_sets import rule, rule_set

COST, SAVING = 9, 6  #: reading costs at least so many times a look; all at least so many times what is left
ONE_IN = 20  #: pages that pass, end to end
SHIPPED = Path(__file__).parents[2] / "rules"

Work = Callable[["Sheet"], object]


@dataclass(frozen=True)
class Sheet:
    """A page, what is seen of it, and its article."""

    url: str
    page: bytes
    letters: bytes | None
    article: Article


def read_sheets(folder: Path) -> list[Sheet]:
    """Return the pages of a directory, read."""
    return [
        Sheet(page.url, markup, glance(markup), extract(markup, url=page.url))
        for page in read_pages(folder)
        for markup in (page.markup.encode(),)
    ]


def measure(sheets: Sequence[Sheet], works: Mapping[str, Work], rounds: int) -> dict[str, float]:
    """Return milliseconds a page of each, taking turns."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for sheet in sheets:
        each: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                started = time.process_time()
                work(sheet)
                each[name].append((time.process_time() - started) * 1e3)
        for name, some in each.items():
            times[name].append(statistics.median(some))
    return {name: statistics.mean(some) for name, some in times.items()}


def look_with(scan: Prescan) -> Work:
    """Return the work of looking at a page."""

    def look(sheet: Sheet) -> bool:
        letters = glance(sheet.page)
        return letters is None or scan.passes(letters)

    return look


def compare_ends(sheets: Sequence[Sheet], rounds: int) -> tuple[float, int]:
    """Return how many times as much reading all pages costs, and how many pages pass; one in twenty should."""
    wanted = [sheet for sheet in sheets[::ONE_IN] if sheet.letters is not None]
    rules = rule_set(*(rule(_words_of(sheet, sheets), str(number)) for number, sheet in enumerate(wanted)))
    percolator, scan = Percolator(rules), Prescan(rules)
    look = look_with(scan)

    def read(sheet: Sheet) -> None:
        percolator.match(extract(sheet.page, url=sheet.url))

    def look_and_read(sheet: Sheet) -> None:
        if look(sheet):
            read(sheet)

    ms = measure(sheets, {"all": read, "some": look_and_read}, rounds)
    return ms["all"] / ms["some"], sum(map(passing(scan), sheets))


def _words_of(sheet: Sheet, sheets: Sequence[Sheet]) -> And:
    """Return words that as few other pages as possible have."""
    words = sorted({word for word in sheet.article.text.lower().split() if word.isalpha() and word.isascii()}, key=len)
    rarest = sorted(words[-40:], key=lambda word: sum(word.encode() in (other.letters or b"") for other in sheets))
    return And(tuple(map(Words, rarest[:3])))


def passing(scan: Prescan) -> Callable[[Sheet], bool]:
    """Return whether a page that was looked at passes."""
    return lambda sheet: sheet.letters is None or scan.passes(sheet.letters)


def find_lost(sheets: Sequence[Sheet], rules: RuleSet) -> tuple[int, list[tuple[str, str]]]:
    """Return how many matches there are, and (rule, URL) of those whose page their rule would not let pass."""
    percolator = Percolator(rules)
    by_identity = {one.identity: one for one in rules.rules}
    scans: dict[str, Prescan] = {}
    lost: list[tuple[str, str]] = []
    matches = 0
    for sheet in sheets:
        for match in percolator.match(sheet.article):
            matches += 1
            if match.rule not in scans:
                scans[match.rule] = Prescan(replace(rules, rules=(by_identity[match.rule],)))
            if not passing(scans[match.rule])(sheet):
                lost.append((match.rule, sheet.url))
    return matches, lost


def make_mix(sheets: Sequence[Sheet], count: int) -> RuleSet:
    """Return a realistic rule set of so many rules."""
    vocabulary = Vocabulary([sheet.article.text for sheet in sheets], seed=1)
    with tempfile.TemporaryDirectory() as folder:
        return load(Mix(vocabulary, count, prefix="mix").write(Path(folder) / "rules"))


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, metavar="DIR", help="ground-truth.json and html/")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rules", default="1000,100000", help="sizes of the mixed rule sets (default 1000,100000)")
    parser.add_argument("--slack", type=float, default=float("inf"), help="fail on goals missed by more than this")
    options = parser.parse_args()
    sheets = read_sheets(options.folder)
    sizes = [int(size) for size in options.rules.split(",")]
    sets = {"shipped": load(SHIPPED)} | {f"{size:,} mixed": make_mix(sheets, size) for size in sizes}
    scans = {name: Prescan(rules) for name, rules in sets.items()}
    print(f"{len(sheets)} pages, {sum(sheet.letters is None for sheet in sheets)} of them not to be judged\n")

    print(f"{'rules':<16} | look ms | read : look | pages passed | pages matched | rules without words")
    ms = measure(
        sheets,
        {"read": lambda sheet: extract(sheet.page, url=sheet.url)} | {n: look_with(scan) for n, scan in scans.items()},
        options.rounds,
    )
    matchers = {name: Percolator(rules) for name, rules in sets.items()}
    for name, scan in scans.items():
        passed = sum(map(passing(scan), sheets)) / len(sheets)
        held = sum(bool(matchers[name].match(sheet.article)) for sheet in sheets) / len(sheets)
        print(
            f"{name:<16} | {ms[name]:>7.2f} | {ms['read'] / ms[name]:>11.1f} | {passed:>12.0%} | {held:>13.0%} | {len(scan.wordless):>5}"
        )
    saving, passed_pages = compare_ends(sheets, options.rounds)
    print(f"\nend to end: {passed_pages} of {len(sheets)} pages pass; reading all costs {saving:.1f}x as much")

    all_matches = all_lost = 0
    every = rules_of([sheet.article for sheet in sheets])
    for name, rules in {f"{len(every.rules):,} of every form": every, **dict(list(sets.items())[:2])}.items():
        matches, lost = find_lost(sheets, rules)
        print(f"{name}: {matches:,} matches, {len(lost)} lost")
        for identity, url in lost[:10]:
            print(f"    {identity} on {url}")
        all_matches, all_lost = all_matches + matches, all_lost + len(lost)

    cost = ms["read"] / ms[f"{sizes[0]:,} mixed"]
    goals = {
        f"look 1/{cost:.1f} of reading ≤ 1/{COST} ({sizes[0]:,} rules)": COST / cost,
        f"end to end {saving:.1f}x ≥ {SAVING}x": SAVING / saving,
        f"{all_lost} of {all_matches:,} matches lost ≤ 0": 1.0 if not all_lost else float("inf"),
    }
    print()
    for goal, factor in goals.items():
        print(f"{'held  ' if factor <= 1 else 'MISSED'} {goal}")
    return 0 if all(factor <= options.slack for factor in goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

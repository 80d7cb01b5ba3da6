"""What matching an article costs, against its floor and against what else there is.

    python -m tests.benchmarks.matching ARTICLES [--short] [--plain] [--rules 1000,10000,100000] [--rounds 7] [--slack 1.3]

ARTICLES is a directory of real texts: *.txt, or *.json that is a list of texts or maps names to {"articleBody": text}.
All times are CPU, medians of rounds in which everything takes its turn, in one process; ratios are what counts.

- floor: fold the article and find every text of the rules in it, without looking at any rule
- mokaccino: the same rules without NEAR, SENTENCE and TITLE, fed the article's 1-, 2- and 3-grams, which are made
  beforehand; it returns no places. On rules that are plain AND, OR, NOT it has to give the same answers
- re.search: a compiled alternation per group, a loop over the rules; a few articles, since it is slow
- match: `Percolator.match`, spans included, excerpts when somebody asks for them (shown: with excerpts); how common
  words are was learnt from every other article
- quiet: the smallest set, filled up with rules that match nothing

The short form (1,000 and 10,000 rules, 3 rounds) takes less than a minute. With --slack, goals missed by more than
that factor make the exit status 1.
"""

import argparse
import ctypes
import gc
import importlib.util
import json
import math
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.core.article import Article
from monitor.matching import Percolator, WordFrequencies
from monitor.pipeline.rule_book import collections_put_off
from monitor.rules import RuleSet, load
from monitor.text import fold
from tests.benchmarks.rule_mix import Mix, Vocabulary

#: Goals for 1,000, 10,000 and 100,000 rules: at most so many times the floor, at least so many times as fast.
FLOOR = {1_000: 1.5, 10_000: 2.5, 100_000: 4.5}
MOKACCINO = {1_000: 3.5, 10_000: 2.5, 100_000: 2.0}
RE_LOOP = {1_000: 400.0, 10_000: 1_500.0}
EXPONENT, US_PER_MATCH, KB_PER_RULE, COLD_START_S, EDIT_MS = 0.15, 5.0, 1.3, 5.0, 50.0

Work = Callable[[Article], object]


@dataclass
class Runner:
    """Something that is given articles; `few` bounds how many, for the slow ones."""

    work: Work
    few: int | None = None
    us: list[float] = field(default_factory=list)  #: per article of mean length, a round each

    def round(self, articles: Sequence[Article]) -> None:
        sample = articles[: self.few]
        started = time.process_time()
        for article in sample:
            self.work(article)
        used = time.process_time() - started
        mean_length = sum(len(article.text) for article in articles) / len(articles)
        self.us.append(used * 1e6 / sum(len(article.text) for article in sample) * mean_length)

    @property
    def median(self) -> float:
        return statistics.median(self.us)


@dataclass
class Size:
    """Everything that is measured with one number of rules."""

    rules: int
    mix: Mix
    percolator: Percolator
    build_s: float
    kb_per_rule: float
    matches: float  #: per article
    quiet_matches: float
    edit_ms: float
    runners: dict[str, Runner]


@dataclass(frozen=True)
class Row:
    """A line of the table; `goal` is None where there is none."""

    rules: int
    what: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False

    def missed_by(self) -> float:
        """Return the factor by which the goal is missed, at most 1 if it is met."""
        if self.goal is None or not self.value:
            return 0.0
        return self.goal / self.value if self.at_least else self.value / self.goal

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {self.goal:g}"
        verdict = "" if self.goal is None else "held" if self.missed_by() <= 1 else f"missed by {self.missed_by():.2f}x"
        return f"{self.rules:>8,} | {self.what:<52} | {self.value:>10.2f} {self.unit:<4} | {goal:>8} | {verdict}"


def read_articles(folder: Path, most: int) -> list[Article]:
    """Return real articles, the first 80 characters of each as its headline too.

    They have 200 to 1,600 words: longer ones are cut at paragraphs into pieces of about 700, shorter ones left out.
    """
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        texts += [page["articleBody"] for page in data.values()] if isinstance(data, dict) else data
    texts = [piece for text in texts for piece in pieces(text) if len(piece.split()) >= 200][:most]
    if not texts:
        sys.exit(f"{folder}: no article of at least 200 words (*.txt, or *.json as --help says)")
    return [
        Article(url=f"https://news.example/{n}", title=" ".join(text[:80].split()), text=text, language="en")
        for n, text in enumerate(texts)
    ]


def pieces(text: str) -> list[str]:
    """Return a text of up to 1,600 words whole, a longer one in pieces of about 700."""
    if len(text.split()) <= 1_600:
        return [text]
    found: list[list[str]] = [[]]
    words = 0
    for paragraph in text.split("\n"):
        found[-1].append(paragraph)
        words += len(paragraph.split())
        if words >= 700:
            found.append([])
            words = 0
    return ["\n".join(piece) for piece in found]


def whole(article: Article) -> str:
    """Return what is searched: headline and text."""
    return f"{article.title}\n{article.text}"


def resident_kb() -> float:
    """Return the resident memory, after everything unused was given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4.0


def floor(mix: Mix) -> Work:
    """Fold and find, nothing else."""
    from daachorse import DoubleArrayAhoCorasick

    scan = DoubleArrayAhoCorasick(sorted({fold(text).bytes for text in mix.texts()})).find_overlapping
    return lambda article: scan(fold(whole(article)).bytes)


def re_loop(mix: Mix) -> Work:
    """Try every rule, as a script does."""

    def search(group: tuple[str, ...]) -> Callable[[str], object]:
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, group))})\b", re.IGNORECASE).search

    rules = [(list(map(search, rule.groups)), search(rule.excluded) if rule.excluded else None) for rule in mix.rules]

    def run(article: Article) -> list[int]:
        text = whole(article)
        return [
            number
            for number, (groups, excluded) in enumerate(rules)
            if all(group(text) for group in groups) and not (excluded and excluded(text))
        ]

    return run


def plain_fold(text: str) -> str:
    """Return folded words as text."""
    return fold(text).bytes.decode().strip()


def mokaccino(mix: Mix, articles: Sequence[Article]) -> Callable[[Article], list[int]]:
    """Index the rules in mokaccino; it takes values and finds the rules that hold, without places."""
    from mokaccino import Document, Query
    from mokaccino import Percolator as Mokaccino

    def any_of(group: tuple[str, ...]) -> Query:
        queries = [Query.from_kv("t", plain_fold(text)) for text in group]
        return Query.from_or(queries) if len(queries) > 1 else queries[0]

    index = Mokaccino()
    for number, rule in enumerate(mix.rules):
        parts = [any_of(group) for group in rule.groups] + [Query.from_not(any_of((text,))) for text in rule.excluded]
        index.add_query_id(Query.from_and(parts) if len(parts) > 1 else parts[0], number)
    grams = {}
    for article in articles:
        words = plain_fold(whole(article)).split(" ")
        grams[article.url] = {" ".join(words[at : at + n]) for n in (1, 2, 3) for at in range(len(words) - n + 1)}

    def run(article: Article) -> list[int]:
        document = Document()
        for gram in grams[article.url]:
            document.add_value("t", gram)
        return list(index.percolate_list(document))

    return run


def edit_ms(percolator: Percolator, rule_set: RuleSet) -> float:
    """Return how long it takes until an edit of one rule counts: the percolator of the edited rule set is there."""
    first, *others = rule_set.rules
    edited = replace(rule_set, rules=(replace(first, expression=others[-1].expression), *others))
    started = time.process_time()
    percolator.updated(edited)
    return (time.process_time() - started) * 1e3


def check_answers(size: Size, peer: Callable[[Article], list[int]], articles: Sequence[Article]) -> None:
    """Stop if the two do not give the same answers on rules of AND, OR and NOT."""
    for article in articles[:20]:
        ours = {int(match.rule.rpartition("-")[2]) for match in size.percolator.match(article)}
        differ = {number for number in ours ^ set(peer(article)) if size.mix.rules[number].plain}
        if differ:
            rule = size.mix.rules[min(differ)].expression()
            sys.exit(f"{article.url}: the answers differ on {len(differ)} rules, one of them {rule}")


class Bench:
    """The whole run."""

    def __init__(self, articles: Sequence[Article], sizes: Sequence[int], *, plain: bool, folder: Path) -> None:
        self._articles = articles
        self._plain = plain
        self._folder = folder
        self._vocabulary = Vocabulary([article.text for article in articles], seed=1)
        self._frequencies = WordFrequencies()
        for article in articles[::2]:
            self._frequencies.learn(article)
        self._has_mokaccino = importlib.util.find_spec("mokaccino") is not None
        _, base = self._rule_set(sizes[0], "base")
        quiet = self._quiet(base, sizes[-1] - sizes[0])
        self.sizes = [self._size(count, base, quiet) for count in sizes]

    def _rule_set(self, count: int, prefix: str, *, present: float = 0.05) -> tuple[Mix, RuleSet]:
        mix = Mix(self._vocabulary, count, prefix=prefix, present=present, plain=self._plain)
        return mix, load(mix.write(self._folder / f"{prefix}-{count}"))

    def _quiet(self, base: RuleSet, count: int) -> RuleSet:
        """Return rules that match none of the articles, to be put beside the smallest set."""
        _, rule_set = self._rule_set(count + count // 20, "quiet", present=0.0)
        percolator = Percolator(rule_set)
        loud = {match.rule for article in self._articles for match in percolator.match(article)}
        rules = tuple(rule for rule in rule_set.rules if rule.identity not in loud)[:count]
        return replace(base, rules=rules, entities=base.entities + rule_set.entities)

    def _size(self, count: int, base: RuleSet, quiet: RuleSet) -> Size:
        note(f"{count:,} rules")
        mix, rule_set = self._rule_set(count, "mix")
        before, started = resident_kb(), time.process_time()
        with collections_put_off(count):  # as the daemon does
            percolator = Percolator(rule_set, frequencies=self._frequencies)
        build_s = time.process_time() - started
        kb_per_rule = (resident_kb() - before) / count
        filled_set = replace(quiet, rules=base.rules + quiet.rules[: count - len(base.rules)])
        filled = Percolator(filled_set, frequencies=self._frequencies)
        runners = {
            "match": Runner(percolator.match),
            "with excerpts": Runner(lambda article: [match.excerpts for match in percolator.match(article)]),
            "quiet": Runner(filled.match),
            "floor": Runner(floor(mix)),
        }
        size = Size(
            rules=count,
            mix=mix,
            percolator=percolator,
            build_s=build_s,
            kb_per_rule=kb_per_rule,
            matches=self._matches(percolator),
            quiet_matches=self._matches(filled),
            edit_ms=edit_ms(percolator, rule_set),
            runners=runners,
        )
        if self._has_mokaccino:
            peer = mokaccino(mix, self._articles)
            check_answers(size, peer, self._articles)
            runners["mokaccino"] = Runner(peer, few=None if count < 100_000 else 20)
        if count < 100_000:
            runners["re"] = Runner(re_loop(mix), few=10 if count <= 1_000 else 3)
        return size

    def _matches(self, percolator: Percolator) -> float:
        return sum(len(percolator.match(article)) for article in self._articles) / len(self._articles)

    def run(self, rounds: int) -> None:
        """Let everything take its turn, so many times; the loop of `re.search` only three times."""
        for number in range(rounds):
            note(f"round {number + 1} of {rounds}")
            for size in self.sizes:
                for name, runner in size.runners.items():
                    if name != "re" or number < 3:
                        runner.round(self._articles)

    def rows(self) -> list[Row]:
        """Return the table."""
        rows: list[Row] = []
        for size in self.sizes:
            n, us = size.rules, {name: runner.median for name, runner in size.runners.items()}
            rows += [Row(n, f"{name}, an article", value, "µs") for name, value in us.items()]
            rows += [
                Row(n, "matches, an article", size.matches, ""),
                Row(n, "times the floor", us["match"] / us["floor"], "x", FLOOR.get(n)),
            ]
            if "mokaccino" in us:
                rows.append(Row(n, "faster than mokaccino", us["mokaccino"] / us["match"], "x", MOKACCINO.get(n), True))
            if "re" in us:
                rows.append(Row(n, "faster than re.search", us["re"] / us["match"], "x", RE_LOOP.get(n), True))
            rows += [
                Row(n, "resident, a rule", size.kb_per_rule, "KB", KB_PER_RULE if n >= 10_000 else None),
                Row(n, "cold start with parsed rules", size.build_s, "s", COLD_START_S),
                Row(n, "an edit of one rule is live", size.edit_ms, "ms", EDIT_MS),
            ]
        return rows + self._growth()

    def _growth(self) -> list[Row]:
        first, last = self.sizes[0], self.sizes[-1]
        quiet = [size.runners["quiet"].median for size in self.sizes]
        exponent = math.log(quiet[-1] / quiet[0]) / math.log(last.rules / first.rules) if len(quiet) > 1 else 0.0
        spent = last.runners["match"].median - last.runners["quiet"].median
        more = last.matches - last.quiet_matches
        return [
            Row(last.rules, "growth exponent, rules that do not match added", exponent, "", EXPONENT),
            Row(last.rules, "a reported match, with its spans", spent / more if more else 0.0, "µs", US_PER_MATCH),
        ]


def note(text: str) -> None:
    """Say on stderr how far it is."""
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, metavar="ARTICLES")
    parser.add_argument("--rules", default=None, help="numbers of rules [1000,10000,100000]")
    parser.add_argument("--rounds", type=int, default=None, help="[7]")
    parser.add_argument("--most", type=int, default=200, metavar="N", help="articles [200]")
    parser.add_argument("--short", action="store_true", help="1,000 and 10,000 rules, 3 rounds")
    parser.add_argument("--plain", action="store_true", help="rules of AND, OR, NOT only")
    parser.add_argument("--slack", type=float, default=None, help="exit 1 if a goal is missed by more than this factor")
    options = parser.parse_args()
    sizes = sorted(
        int(number) for number in (options.rules or ("1000,10000" if options.short else "1000,10000,100000")).split(",")
    )
    articles = read_articles(options.articles, options.most)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(articles, sizes, plain=options.plain, folder=Path(folder))
    bench.run(options.rounds or (3 if options.short else 7))
    characters = sum(len(article.text) for article in articles) / len(articles)
    print(f"{len(articles)} articles of {characters:,.0f} characters, CPU time, medians")
    if importlib.util.find_spec("mokaccino") is None:
        print("no mokaccino here (pip install mokaccino): left out")
    rows = bench.rows()
    print("\n".join(map(str, rows)))
    if options.slack and any(row.missed_by() > options.slack for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()

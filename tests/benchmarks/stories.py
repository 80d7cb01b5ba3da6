"""How well copies of one text are known as one story, and what grouping costs beside a million stories.

    python -m tests.benchmarks.stories ARTICLES [--stories 1000000] [--seeds 5] [--databases sqlite,postgres] [--slack 1.0]

ARTICLES is as for `tests.benchmarks.extraction`: real articles, of which the true texts are taken.

- recall: articles of 300 to 2,500 words, edited in seven ways (`wire_edits`); a copy has to come to the story of its
  original, where the originals of all others are stories too. Shorter articles are shown, without a goal
- false pairs: all articles, those of 240 words and more as two halves; halves of different articles are no story
- grouping: `SqlStories.candidates` and `choose_story` for news and for copies, beside stories that are all of the last
  72 hours (`story_load`); counted all: the same look-up without a bound on the stories that one hash leads to; hostile:
  copies from a site that has 3,000 words on all its 10,000 pages; opening: a story stored, a transaction each. CPU
  milliseconds each, the database server's included
- signature: CPU beside folding alone and, where it is installed, beside datasketch's MinHash

PostgreSQL is a server of our own (`private_postgres`); it is left out, with a word, where it is not installed; its CPU
is shown without a goal. A goal that is missed makes the exit status 1; --slack is a factor for the goals of CPU.
"""

import argparse
import importlib
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from monitor.alerts.stories import SHINGLE_WORDS, signature
from monitor.core.article import Article
from monitor.text import fold
from tests.benchmarks.extraction import read_pages
from tests.benchmarks.private_postgres import missing
from tests.benchmarks.story_grouping import Filled, count_all, group, open_stories, postgres, sample, sqlite
from tests.benchmarks.story_load import StoryLoad
from tests.benchmarks.story_quality import count_false_pairs, measure_recall

RECALL, FALSE_PAIRS, GROUPING_MS, HOSTILE_MS = 0.98, 2.0, 1.0, 20.0
WORDS = range(300, 2_501)
HALVED_FROM = 240  #: words; halves of shorter articles would be compared as a whole
GROUPED, HOSTILE, UNBOUNDED, UNBOUNDED_HOSTILE = 2_000, 100, 100, 3  #: articles measured

DATABASES: Mapping[str, Callable[[StoryLoad], AbstractContextManager[Filled]]] = {
    "sqlite": sqlite,
    "postgres": postgres,
}


@dataclass(frozen=True)
class Row:
    """A line of the table; `missed_by` is the factor by which a goal is missed, at most 1 if it is held."""

    what: str
    figure: str
    goal: str = ""
    missed_by: float | None = None
    slack: float = 1.0

    @property
    def held(self) -> bool:
        """Return whether there is no goal, or one that is met with this slack."""
        return self.missed_by is None or self.missed_by <= self.slack

    def __str__(self) -> str:
        verdict = (
            "" if self.missed_by is None else "held" if self.missed_by <= 1 else f"MISSED by {self.missed_by:.2f}x"
        )
        return f"{self.what:<58} | {self.figure:>26} | {self.goal:>9} | {verdict}"


def quality(texts: Sequence[str], seeds: int) -> Iterator[Row]:
    """Return recall of each kind of edit, and false pairs."""
    long = [text for text in texts if len(text.split()) in WORDS]
    short = [text for text in texts if len(text.split()) < WORDS.start]
    for kind, recall in measure_recall(long, seeds=range(seeds)).items():
        missed_by = RECALL / recall.share if recall.share else float("inf")
        figure = f"{recall.share:.4f} of {recall.of:,}"
        yield Row(f"recall, {kind}", figure, f"≥ {RECALL}", missed_by)
    for kind, recall in measure_recall(short, seeds=range(seeds)).items():
        yield Row(f"recall, {kind}, under {WORDS.start} words", f"{recall.share:.4f} of {recall.of:,}")
    false = count_false_pairs([(number, piece) for number, text in enumerate(texts) for piece in halves(text)])
    figure = f"{false.in_9000:.2f} ({false.found} of {false.of:,})"
    yield Row("false pairs in 9,000", figure, f"≤ {FALSE_PAIRS:g}", false.in_9000 / FALSE_PAIRS)


def halves(text: str) -> list[str]:
    """Return two halves of a text, or the text where they would be short."""
    words = text.split()
    middle = len(words) // 2
    return [" ".join(words[:middle]), " ".join(words[middle:])] if len(words) >= HALVED_FROM else [text]


def grouping(filled: Filled, load: StoryLoad, slack: float) -> Iterator[Row]:
    """Return what it costs to find stories in a database, and to open them."""
    name, stories = filled.name, f"{load.stories:,} stories"
    yield Row(f"{name}: {stories} filled in", f"{filled.load_s:.0f} s, {filled.bytes / 2**20:,.0f} MB")
    for what, make in (("news", load.news), ("copies", load.copy)):
        articles = sample(make, GROUPED)
        cost, plain = group(filled, articles), count_all(filled, articles[:UNBOUNDED])
        goal = GROUPING_MS if name == "SQLite" else None  # of others it is shown
        yield milliseconds(f"{name}: grouping of {what}", cost.ms, goal, slack)
        yield Row(f"{name}: grouping of {what}, counted all", f"{plain.ms:.3f} ms ({plain.ms / cost.ms:.1f}x)")
        yield missed_copies(f"{name}: {what} in another story than theirs", cost.wrong, cost.of)
    articles = sample(load.hostile_copy, HOSTILE)
    cost, plain = group(filled, articles), count_all(filled, articles[:UNBOUNDED_HOSTILE])
    yield milliseconds(f"{name}: grouping, hostile", cost.ms, HOSTILE_MS, slack)
    yield Row(f"{name}: grouping, hostile, counted all", f"{plain.ms:.0f} ms ({plain.ms / cost.ms:.0f}x)")
    yield missed_copies(f"{name}: hostile copies in another story than theirs", cost.wrong, cost.of)
    yield milliseconds(f"{name}: opening a story", open_stories(filled, sample(load.news, GROUPED)).ms)


def milliseconds(what: str, ms: float, goal: float | None = None, slack: float = 1.0) -> Row:
    """Return a line of CPU; without a goal it is shown only."""
    return Row(what, f"{ms:.3f} ms", f"≤ {goal:g} ms" if goal else "", ms / goal if goal else None, slack)


def missed_copies(what: str, wrong: int, of: int) -> Row:
    """Return a line whose goal is none."""
    return Row(what, f"{wrong} of {of:,}", "0", float("inf") if wrong else 0.0)


def signatures(texts: Sequence[str], rounds: int) -> Iterator[Row]:
    """Return what a signature costs, everything taking turns on each article."""
    articles = [Article(url="https://news.example/", title="", text=text) for text in texts]
    works: dict[str, Callable[[Article], object]] = {
        "folding alone": lambda article: fold(article.text).words(),
        "signature, folding included": signature,
    }
    try:
        works["datasketch MinHash 128, of the folded words"] = min_hash()
    except ImportError:
        print("datasketch: left out, not installed")
    us: dict[str, list[float]] = {name: [] for name in works}
    for article in articles:
        for name, work in works.items():
            times = []
            for _ in range(rounds):
                started = process_time()
                work(article)
                times.append((process_time() - started) * 1e6)
            us[name].append(statistics.median(times))
    base = statistics.mean(us["folding alone"])
    for name, some in us.items():
        yield Row(f"CPU: {name}", f"{statistics.mean(some):.0f} µs ({statistics.mean(some) / base:.1f}x)")
    kept = [len(signature(article)) for article in articles]
    yield Row("hashes of an article", f"{statistics.mean(kept):.1f}, at most {max(kept)}")


def min_hash() -> Callable[[Article], object]:
    """Return the usual way, fed the same shingles; raises ImportError."""
    make = importlib.import_module("datasketch").MinHash

    def work(article: Article) -> object:
        words = fold(article.text).words()
        made = make(num_perm=128)
        made.update_batch({b" ".join(words[n : n + SHINGLE_WORDS]) for n in range(len(words) - SHINGLE_WORDS + 1)})
        return made

    return work


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, metavar="ARTICLES", help="ground-truth.json and html/")
    parser.add_argument("--stories", type=int, default=1_000_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--databases", default=",".join(DATABASES), help="of sqlite and postgres (default both)")
    parser.add_argument("--slack", type=float, default=1.0, help="factor for the goals of CPU")
    options = parser.parse_args()
    texts = [page.text for page in read_pages(options.folder)]
    load = StoryLoad(options.stories)
    rows: list[Row] = []

    def show(some: Iterator[Row]) -> None:
        for row in some:
            print(row, flush=True)
            rows.append(row)

    show(quality(texts, options.seeds))
    show(signatures(texts, rounds=3))
    for name in filter(None, options.databases.split(",")):
        if name == "postgres" and (reason := missing()):
            print(f"PostgreSQL: left out, {reason}")
            continue
        with DATABASES[name](load) as filled:
            show(grouping(filled, load, options.slack))
    missed = [row for row in rows if not row.held]
    print(f"\n{len(rows)} figures, {len(missed)} goals missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

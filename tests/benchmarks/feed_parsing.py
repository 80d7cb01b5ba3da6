"""What a poll costs whose feed has changed, against feedparser alone.

    python -m tests.benchmarks.feed_parsing [DIR] [--rounds 5] [--slack 1.0]

- 2 new: the document has two items that it had not at the poll before
- none new: only its frame has changed (lastBuildDate, counters)
- alone: `feedparser.parse` of the whole document, as it comes; full: `monitor.feeds.parse`, which leaves out what
  only a browser needs

Over invented feeds of 40 entries, of each kind, some with the whole text of their articles; and, where DIR has real
feeds, over those with at least 10 entries and 8 kB. Times are CPU, the median of rounds in which everything takes its
turn, in one process; ratios are of the sums over all feeds. With DIR, each of its feeds is also polled twice, half of
its items new at the second poll, and compared with full parses.
The exit status is 1 if two polls differ from full parses, or if the goal for 2 new is missed by more than --slack.
"""

import argparse
import io
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import feedparser

from monitor.core.errors import NotAFeed
from monitor.feeds import parse, parse_unseen
from tests.benchmarks.invented import invented_words
from tests.feeds.two_polls import URL, agree, without_some

GOAL = 6.0  #: a changed feed with 2 new of about 40 entries costs at most a sixth of feedparser alone
NEW, ENTRIES = 2, 40
MIN_ENTRIES, MIN_BYTES = 10, 8_000

Work = Callable[[], object]


@dataclass(frozen=True)
class Sample:
    """A feed, and what is seen of it before two entries came and after."""

    body: bytes
    before: bytes
    after: bytes
    entries: int


def invent(kind: str, seed: int, *, whole_text: bool) -> bytes:
    """Return a feed of made-up words: rss, atom or rdf."""
    dice, words = random.Random(f"{seed} {kind}"), invented_words()[:4000]

    def say(count: int) -> str:
        return " ".join(dice.choices(words, k=count))

    def markup() -> str:
        picture = f'<img src="https://pier.example/{dice.random()}.jpg" alt="{say(4)}">'
        paragraphs = [
            f'<p>{say(30)} <a href="https://pier.example/{say(1)}">{say(3)}</a> {say(20)}</p>' for _ in "1234567"
        ]
        return picture + "".join(paragraphs)

    def entry(number: int) -> str:
        link, day = f"https://pier.example/{seed}/{number}", f"{number % 28 + 1:02}"
        text = markup() if whole_text else ""
        if kind == "atom":
            content = f'<content type="html">{escape(text)}</content>' if text else ""
            return (
                f'<entry><title>{say(8)}</title><link href="{link}"/><id>{link}</id><author><name>{say(2)}</name></author>'
                f"<updated>2026-11-{day}T10:00:00Z</updated><summary>{say(40)}</summary>{content}</entry>"
            )
        content = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if text else ""
        date = f"<dc:date>2026-11-{day}T10:00:00Z</dc:date>"
        about = f' rdf:about="{link}"' if kind == "rdf" else ""
        guid = "" if kind == "rdf" else f'<guid isPermaLink="false">{seed}-{number}</guid><category>{say(1)}</category>'
        return (
            f"<item{about}><title>{say(8)}</title><link>{link}</link>{guid}<dc:creator>{say(2)}</dc:creator>{date}"
            f"<description>{escape(f'<p>{say(40)}</p>')}</description>{content}</item>"
        )

    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    entries, head = "\n".join(map(entry, range(ENTRIES))), f"<title>{say(3)}</title>"
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    feed = {
        "rss": f'<rss version="2.0" {names}><channel>{head}{entries}</channel></rss>',
        "atom": f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>',
        "rdf": f"<rdf:RDF {rdf} {names}><channel>{head}</channel>{entries}</rdf:RDF>",
    }
    return f'<?xml version="1.0" encoding="utf-8"?>\n{feed[kind]}'.encode()


def invented() -> Iterator[bytes]:
    """Yield feeds of 40 entries."""
    for seed in range(3):
        for kind in ("rss", "atom", "rdf"):
            yield invent(kind, seed, whole_text=seed == 0)


def sample(body: bytes) -> Sample | None:
    """Return a feed as it is measured, None for one without items that can be told."""
    earlier, later = without_some(body, lambda number, _: number >= NEW)
    try:
        before, after = (parse_unseen(some, url=URL) for some in (earlier, later))
    except NotAFeed:
        return None
    if earlier == later or not before.items or not after.items:
        return None
    return Sample(later, before.items, after.items, after.found)


def works_on(one: Sample) -> dict[str, Work]:
    """Return what is measured of a feed."""
    return {
        "alone": lambda: feedparser.parse(io.BytesIO(one.body)),
        "full": lambda: parse(one.body, url=URL),
        "2 new": lambda: parse_unseen(one.body, url=URL, seen=one.before),
        "none new": lambda: parse_unseen(one.body, url=URL, seen=one.after),
    }


def measure(samples: list[Sample], rounds: int) -> dict[str, list[float]]:
    """Return CPU milliseconds of each work for each feed, taking turns."""
    times: dict[str, list[float]] = {}
    for one in samples:
        works = works_on(one)
        each: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                started = time.process_time()
                work()
                each[name].append((time.process_time() - started) * 1e3)
        for name, some in each.items():
            times.setdefault(name, []).append(statistics.median(some))
    return times


def report(name: str, samples: list[Sample], rounds: int) -> float:
    """Measure and print; return how many times as much feedparser alone costs as a poll with 2 new entries."""
    times = measure(samples, rounds)
    total = {work: sum(some) for work, some in times.items()}
    mean = statistics.mean(one.entries for one in samples)
    print(f"{name}: {len(samples)} feeds, {mean:.0f} entries on average")
    for work, some in times.items():
        ratios = [alone / mine for alone, mine in zip(times["alone"], some, strict=True)]
        print(
            f"  {work:9} {total[work] / len(samples):8.2f} ms a feed; alone costs {total['alone'] / total[work]:6.1f} x "
            f"(median feed {statistics.median(ratios):6.1f} x), full {total['full'] / total[work]:6.1f} x"
        )
    return total["alone"] / total["2 new"]


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="real feeds, in any depth")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slack", type=float, default=1.0, help="miss the goal by at most this factor")
    options = parser.parse_args()
    ratios = {"invented": report("invented", [one for one in map(sample, invented()) if one], options.rounds)}
    differ = 0
    if options.folder:
        bodies = [path.read_bytes() for path in sorted(options.folder.rglob("*")) if path.is_file()]
        samples = [one for one in map(sample, dict.fromkeys(bodies)) if one]
        large = [one for one in samples if one.entries >= MIN_ENTRIES and len(one.body) >= MIN_BYTES]
        ratios["real"] = report("real", large, options.rounds)
        agreement = agree(bodies)
        differ = len(agreement.differ)
        print(
            f"two polls of {agreement.feeds} real feeds: {agreement.polls} pairs of polls, {differ} differ from full "
            f"parses; {agreement.whole} feeds were parsed as a whole again"
        )
    missed = [name for name, ratio in ratios.items() if ratio * options.slack < GOAL]
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.1f} x for 2 new, goal {GOAL:.0f} x: {'MISSED' if name in missed else 'reached'}")
    return 1 if missed or differ else 0


if __name__ == "__main__":
    sys.exit(main())

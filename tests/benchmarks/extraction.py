"""How well the text of pages is read and what it costs, beside other extractors.

    python -m tests.benchmarks.extraction DIR [--rounds 3] [--slack 1.0] [--worst 10]

DIR holds `ground-truth.json`, a map of keys to {"articleBody": text, "url": address}, and `html/KEY.html` or
`html/KEY.html.gz`: the form of scrapinghub/article-extraction-benchmark. Times are CPU, the median of rounds in which
all extractors take their turn on each page, in one process; ratios are what counts. Extractors that are not installed
are left out. With --slack, goals missed by more than that factor make the exit status 1.

The halves are those of the keys' first byte, even and odd: phrases were written with only the even one in view.
"""

import argparse
import gzip
import importlib
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.shingles import Overlap, Quality

#: What is asked of the texts (at least), and of the CPU (at most), each as a multiple of the peer named.
F1, PRECISION, RECALL = 0.970, 0.955, 0.980
BODY_SHARE, ARTICLE_SHARE = 0.80, 0.90
DEFAULT, WITH_METADATA = "trafilatura", "trafilatura, with metadata"
BODY, ARTICLE = "monitor, the text alone", "monitor, the whole article"

Extractor = Callable[[str, str], str]  #: page and its address to text


@dataclass(frozen=True)
class Page:
    """A page and its true text."""

    key: str
    url: str
    markup: str
    text: str


@dataclass
class Measured:
    """What an extractor made of the pages: overlaps by key, and CPU milliseconds of each page."""

    overlaps: dict[str, Overlap] = field(default_factory=dict)
    ms: list[float] = field(default_factory=list)


def read_pages(folder: Path) -> list[Page]:
    """Return the pages of a directory; ends the program where it has none."""
    try:
        truth: dict[str, dict[str, Any]] = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"{folder}: no ground-truth.json that can be read ({error})")
    pages = []
    for key, entry in truth.items():
        plain, packed = folder / "html" / f"{key}.html", folder / "html" / f"{key}.html.gz"
        if plain.exists() or packed.exists():
            body = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
            pages.append(
                Page(
                    key,
                    entry.get("url") or "https://page.example/a",
                    body.decode("utf-8", "replace"),
                    entry["articleBody"],
                )
            )
    return pages or sys.exit(f"{folder}: no page of ground-truth.json is in html/")


def extractors() -> dict[str, Extractor]:
    """Return the extractors that are installed, ours first; says which are left out."""
    import trafilatura

    from monitor.articles.extract import extract, read_body

    logging.disable(logging.CRITICAL)
    found: dict[str, Extractor] = {
        BODY: lambda page, url: read_body(page, url=url),
        ARTICLE: lambda page, url: extract(page, url=url).text,
        DEFAULT: lambda page, _: trafilatura.extract(page) or "",
        "trafilatura, fast": lambda page, _: trafilatura.extract(page, fast=True) or "",
        "trafilatura, precision": lambda page, _: trafilatura.extract(page, favor_precision=True) or "",
        WITH_METADATA: lambda page, _: getattr(trafilatura.bare_extraction(page, with_metadata=True), "text", "") or "",
    }
    for name, make in (("readability", _readability), ("resiliparse", _resiliparse)):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name}: left out, not installed")
    return found


def _readability() -> Extractor:
    readability = importlib.import_module("readability")
    html = importlib.import_module("lxml.html")

    def read(page: str, _: str) -> str:
        summary = html.fromstring(readability.Document(page).summary(html_partial=True))
        return "\n".join(filter(None, (" ".join(node.split()) for node in summary.itertext())))

    return read


def _resiliparse() -> Extractor:
    plain_text = importlib.import_module("resiliparse.extract.html2text").extract_plain_text

    def read(page: str, _: str) -> str:
        return str(plain_text(page, main_content=True, preserve_formatting=True, alt_texts=False))

    return read


def measure(pages: list[Page], found: Mapping[str, Extractor], rounds: int) -> dict[str, Measured]:
    """Run every extractor on every page, taking turns."""
    for read in found.values():  # what is loaded once is not what a page costs
        for page in pages[:5]:
            read(page.markup, page.url)
    measured = {name: Measured() for name in found}
    for page in pages:
        ms: dict[str, list[float]] = {name: [] for name in found}
        for _ in range(rounds):
            for name, read in found.items():
                started = time.process_time()
                text = read(page.markup, page.url)
                ms[name].append((time.process_time() - started) * 1e3)
                measured[name].overlaps[page.key] = Overlap.of(page.text, text)
        for name, some in ms.items():
            measured[name].ms.append(statistics.median(some))
    return measured


def print_table(measured: Mapping[str, Measured]) -> None:
    """Print a line for each extractor."""
    floor = statistics.mean(measured[DEFAULT].ms)
    print(f"\n{'extractor':<28} |    F1 | precision | recall | F1 < .5 | ms/page | × {DEFAULT}")
    print("-" * 28 + "-|-------|-----------|--------|---------|---------|--------------")
    for name, one in measured.items():
        quality, ms = Quality.of(one.overlaps.values()), statistics.mean(one.ms)
        print(
            f"{name:<28} | {quality.f1:.4f}|    {quality.precision:.4f} | {quality.recall:.4f} | {quality.poor:>7} | {ms:>7.2f} | {ms / floor:.2f}"
        )
    for half, wanted in (("even", 0), ("odd", 1)):
        some = [one for key, one in measured[BODY].overlaps.items() if key[:2].isalnum() and _byte(key) % 2 == wanted]
        quality = Quality.of(some)
        print(
            f"{f'… on the {half} half, {len(some)} pages':<28} | {quality.f1:.4f}|    {quality.precision:.4f} | {quality.recall:.4f} | {quality.poor:>7} |"
        )


def _byte(key: str) -> int:
    try:
        return int(key[:2], 16)
    except ValueError:
        return sum(key.encode())


def check_goals(measured: Mapping[str, Measured], slack: float) -> bool:
    """Print the goals with what was reached; return whether none is missed by more than `slack`."""
    ours = Quality.of(measured[BODY].overlaps.values())
    means = {name: statistics.mean(one.ms) for name, one in measured.items()}
    body, article = means[BODY] / means[DEFAULT], means[ARTICLE] / means[WITH_METADATA]
    missed_by = {
        f"F1 {ours.f1:.4f} ≥ {F1}": (1 - ours.f1) / (1 - F1),
        f"precision {ours.precision:.4f} ≥ {PRECISION}": (1 - ours.precision) / (1 - PRECISION),
        f"recall {ours.recall:.4f} ≥ {RECALL}": (1 - ours.recall) / (1 - RECALL),
        f"pages with F1 < .5: {ours.poor} ≤ 0": 1.0 if not ours.poor else float("inf"),
        f"text alone {body:.2f}x ≤ {BODY_SHARE}x of {DEFAULT}": body / BODY_SHARE,
        f"whole article {article:.2f}x ≤ {ARTICLE_SHARE}x of {WITH_METADATA}": article / ARTICLE_SHARE,
    }
    print()
    for goal, factor in missed_by.items():
        print(f"{'held  ' if factor <= 1 else 'MISSED'} {goal}")
    return all(factor <= slack for factor in missed_by.values())


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, metavar="DIR", help="ground-truth.json and html/")
    parser.add_argument("--rounds", type=int, default=3, help="how often each page is read by each (default 3)")
    parser.add_argument(
        "--slack", type=float, default=float("inf"), help="fail on goals missed by more than this factor"
    )
    parser.add_argument("--worst", type=int, default=0, help="also name so many pages, the worst first")
    options = parser.parse_args()
    pages = read_pages(options.folder)
    measured = measure(pages, extractors(), options.rounds)
    print(f"{len(pages)} pages, {options.rounds} rounds")
    print_table(measured)
    for key, overlap in sorted(measured[BODY].overlaps.items(), key=lambda one: one[1].f1)[: options.worst]:
        print(f"{overlap.f1:.4f}  precision {overlap.precision:.4f}  recall {overlap.recall:.4f}  {key}")
    return 0 if check_goals(measured, options.slack) else 1


if __name__ == "__main__":
    sys.exit(main())

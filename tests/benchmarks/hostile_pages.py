"""Pages made to hurt: what each costs, how it ends, and that the pages beside them do not notice.

    python -m tests.benchmarks.hostile_pages [--ordinary 1000] [--slack 1.0]

Every page is read as the daemon reads it, in a worker with its time and memory limit. Exit status 1 if one ends in
nothing that can be counted, takes longer than 25 s × slack, or if an ordinary page beside them comes out otherwise.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Mapping

from monitor.core.article import Article, TextState
from monitor.core.errors import MonitorError
from monitor.pipeline.parsing import read_page
from monitor.pipeline.workers import WorkerPool
from tests.articles.pages import ENGLISH, page_of

URL = "https://news.example/a"
PROSE = "The harbour of Eastmere stayed closed on Tuesday while inspectors searched its silos for the missing barley. "
START = "<!doctype html><html><body>"
MOST_S = 25.0  #: the time limit of a worker, and what it takes to replace one
#: What no parser could read, and the reason that is counted.
REFUSED: Mapping[str, tuple[str, str]] = {
    "10 MB of paragraphs": (START + f"<p>{PROSE}</p>" * 90_000, "larger than 3 MB"),
    "100,000 nested divs": (START + "<div>" * 100_000 + "x", "too many tags"),
    "30,000 nested divs": (START + "<div>" * 30_000 + "x", "too deeply nested"),
    "200,000 links": (START + "<li><a href='/x'>link</a></li>" * 90_000, "too many tags"),
    "a 50,000-cell table": (START + "<table><tr>" + "<td>cell</td>" * 50_000, "too many tags"),
    "100,000 attributes": (START + f"<div {' '.join(f'a{n}=b' for n in range(100_000))}>x", "too many attributes"),
    "a PDF as text/html": ("%PDF-1.7\n" + PROSE, "a PDF"),
    "an image as text/html": ("GIF89a" + PROSE, "an image"),
    "NUL bytes": ("\x00" * 3_000, "empty"),
    "binary data": ("<p>" + "\x01\x02\x03\x04" * 3_000, "binary data"),
}


def readable(scale: float) -> dict[str, str]:
    """Return pages that the guards let pass; at scale 1 they are as large as those allow."""

    def many(count: int) -> int:
        return int(count * scale)

    cells = "<td>cell text here</td>" * 10
    return {
        "a 30,000-cell table": f"{START}<article><p>{PROSE * 9}</p><table>{f'<tr>{cells}</tr>' * many(3_000)}</table>",
        "18,000 links": START + "<ul>" + "<li><a href='/x'>link</a></li>" * many(18_000),
        "an endless line": START + "<p>" + "word " * many(580_000),
        "an endless word": START + "<p>" + "w" * many(2_900_000),
        "an endless line of breaks": START + "<div>" + "word word<br>" * many(70_000),
        "2.9 MB of paragraphs": START + "".join(f"<p>{n} {PROSE}</p>" for n in range(many(23_000))),
        "36,000 headlines": START + "<article>" + "<h1>a headline of words</h1>" * many(36_000),
        "90 deep, 36,000 paragraphs": START + "<div>" * 90 + "<p>one two three four five.</p>" * many(36_000),
        "unclosed formatting": START + "".join(f"<b id={n}>" for n in range(many(900))) + "<p>x" * many(5_000),
        "deep JSON": f"{START}<script type='application/ld+json'>{'[' * many(400_000)}</script><p>{PROSE * 3}</p>",
        "a million braces": START + "<p>" + "{{" * many(1_000_000),
        "a line of demands": START + "<p>subscribe sign up to newsletter " * many(60_000),
        "stray NUL bytes": START + f"<p>{PROSE}\x00{PROSE}</p>" * many(10_000),
    }


async def read(workers: WorkerPool, page: str) -> Article:
    """Read a page in a worker; raises NotAPage and WorkerError."""
    return await workers.run(read_page, page.encode(), URL, None, None)


async def run(ordinary: int, slack: float) -> bool:
    """Read all, print a line for each, and return whether everything held."""
    good = True
    calm = page_of(ENGLISH)
    pages = {name: page for name, (page, _) in REFUSED.items()} | readable(1.0)
    async with WorkerPool(2) as workers:
        beside = [asyncio.create_task(read(workers, calm)) for _ in range(ordinary)]
        for name, page in pages.items():
            started = time.monotonic()
            try:
                article = await read(workers, page)
                outcome = f"{article.state}: {article.state_reason or f'{len(article.text):,} characters'}"
                held = article.state is not TextState.BLOCKED
            except MonitorError as error:
                outcome, held = f"refused: {error}", bool(str(error))
            took = time.monotonic() - started
            held = held and (took <= MOST_S * slack or name in REFUSED)
            good = good and held
            print(
                f"{'held  ' if held else 'MISSED'} {name:<28} {len(page) / 1e6:5.2f} MB {took:6.2f} s  {outcome}",
                flush=True,
            )
        texts = [(await task).text.split("\n") for task in beside]
    right = texts.count(list(ENGLISH.paragraphs))
    print(
        f"{'held  ' if right == ordinary else 'MISSED'} {right} of {ordinary} ordinary pages beside them came out right"
    )
    return good and right == ordinary


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--ordinary", type=int, default=1_000, help="ordinary pages read at the same time")
    parser.add_argument("--slack", type=float, default=1.0, help="factor on the time that a page may take")
    options = parser.parse_args()
    return 0 if asyncio.run(run(options.ordinary, options.slack)) else 1


if __name__ == "__main__":
    sys.exit(main())

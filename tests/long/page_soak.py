"""Many pages through the worker processes: their memory stays flat, and bad pages cost the others nothing.

    python -m tests.long.page_soak [--pages 20000] [--workers 2] [--max-tasks N] [--short] [DIR]

Pages are made up in six languages, each with words of its own; with DIR, the real pages there (`*.html`, `*.html.gz`)
take turns with them. Every fiftieth page is hostile: nested too deep, endless, or no page at all. A table tells, for
each tenth of the way, what became of the pages and the resident memory of the workers. Exit 1 if a page that is none
of the hostile was not read, or if the workers grow: the largest of the last tenth against that of the second
(not in the short form, which is over before they have grown to their size).
"""

import argparse
import asyncio
import gzip
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from monitor.core.errors import NotAPage, WorkerError
from monitor.pipeline.parsing import read_page
from monitor.pipeline.workers import MAX_TASKS, WorkerPool
from tests.articles.pages import SAMPLES, page_of

MOST_GROWTH = 1.15  #: of the largest worker, between the second tenth and the last
_SHORT = 400  #: pages of the short form
_EVERY = 50  #: pages, of which one is hostile
_HOSTILE = (
    b"<div>" * 100_000,
    b"<html><body>" + b"<p>endless words go on and on</p>" * 80_000,
    b"<html><body><table>" + b"<tr><td>cell</td></tr>" * 50_000,
    b"%PDF-1.7\n" + b"\x00\xff" * 10_000,
    b"<html><body><p>" + b"word\x00 " * 400_000,
)
_PAGE_SIZE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


def read_and_weigh(page: bytes, url: str) -> tuple[str, int, int]:
    """Return (state of the article, process, resident KB): what a worker did, and what it takes."""
    try:
        state = str(read_page(page, url, None, None).state)
    except NotAPage:
        state = "no page"
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_SIZE_KB
    return state, os.getpid(), resident


def invented() -> Iterator[bytes]:
    """Yield pages without end, no two alike."""
    for number, sample in enumerate(cycle(SAMPLES)):
        body = tuple(f"{text} {number}-{place} ab{number}cd{place}." for place, text in enumerate(sample.body))
        yield page_of(replace(sample, body=body, title=f"{sample.title} {number}")).encode()


def pages(folder: Path | None) -> Iterator[tuple[bytes, bool]]:
    """Yield pages without end, each with whether it is hostile."""
    real = sorted(folder.rglob("*.html*")) if folder else []
    others = cycle(real) if real else None
    for number, page in enumerate(invented()):
        if number % _EVERY == _EVERY - 1:
            yield _HOSTILE[number // _EVERY % len(_HOSTILE)], True
        elif others and number % 2:
            path = next(others)
            raw = path.read_bytes()
            yield gzip.decompress(raw) if path.suffix == ".gz" else raw, False
        else:
            yield page, False


class Soak:
    """Counts what became of the pages and what the workers took."""

    def __init__(self, pool: WorkerPool) -> None:
        self.lost = 0  #: ordinary pages that were not read
        self.outcomes: Counter[str] = Counter()
        self.resident: dict[int, int] = {}  #: the most, by process
        self._pool = pool

    async def read(self, page: bytes, number: int, *, hostile: bool) -> None:
        try:
            state, process, resident = await self._pool.run(read_and_weigh, page, f"https://soak.example/{number}")
        except WorkerError as error:
            state = str(error)
            self.lost += not hostile
        else:
            self.resident[process] = max(resident, self.resident.get(process, 0))
            self.lost += state == "no page" and not hostile
        self.outcomes[("hostile: " if hostile else "") + state] += 1

    def tenth(self) -> tuple[int, str]:
        """Return the resident KB of the largest worker and what became of the pages, and begin anew."""
        largest = max(self.resident.values(), default=0)
        said = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        self.resident, self.outcomes = {}, Counter()
        return largest, said


async def soak(count: int, workers: int, max_tasks: int, folder: Path | None) -> bool:
    """Read the pages; return whether all is well."""
    stream = enumerate(pages(folder))
    largest = []
    print(f"{'pages':>8} {'largest worker, MB':>19} {'pages/s':>8}  outcomes")
    async with WorkerPool(workers, max_tasks=max_tasks) as pool:
        run = Soak(pool)

        async def work(until: int) -> None:
            for number, (page, hostile) in stream:
                await run.read(page, number, hostile=hostile)
                if number >= until:
                    return

        for tenth in range(1, 11):
            started = time.monotonic()
            await asyncio.gather(*(work(count * tenth // 10 - workers) for _ in range(workers)))
            resident, said = run.tenth()
            largest.append(resident)
            speed = count / 10 / (time.monotonic() - started)
            print(f"{count * tenth // 10:>8,} {resident / 1024:>19.0f} {speed:>8.0f}  {said}", flush=True)
    growth = largest[-1] / largest[1]
    print(f"{run.lost:,} ordinary pages lost; the largest worker takes {growth:.2f} times what it took at first")
    return not run.lost and (growth <= MOST_GROWTH or count <= _SHORT)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--max-tasks", type=int, default=MAX_TASKS, help="pages after which a worker is replaced")
    parser.add_argument("--short", action="store_true", help=f"{_SHORT} pages, for the gate")
    arguments = parser.parse_args()
    count = _SHORT if arguments.short else arguments.pages
    well = asyncio.run(soak(count, arguments.workers, arguments.max_tasks, arguments.folder))
    sys.exit(not well)


if __name__ == "__main__":
    main()

"""What a process of a backtest knows, and what it does: judge a block of articles, find the passages to show."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from monitor.app.reading import Unreadable, read_page_file
from monitor.core.errors import MonitorError
from monitor.core.stores import Store
from monitor.matching import WordFrequencies
from monitor.pipeline.judging import Block, Reading, Shown, Wanted, judge, judge_stored, show, show_stored
from monitor.pipeline.rule_book import RuleBook, compile_book
from monitor.rules.model import RuleSet
from monitor.store import open_store

#: When the pages of a folder count as found: all at one time, so that copies join one story.
FOLDER_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What every process needs to know; either a database or pages."""

    rule_sets: tuple[RuleSet, ...]  #: the versions
    languages: tuple[str, ...]
    learnt: tuple[float, dict[str, float]]  #: how common words are: articles, and in how many each stands
    database: str | None = None  #: its URL
    pages: tuple[Path, ...] = ()  #: the first one is article 1

    def write(self, path: Path) -> None:
        """Put it where the processes find it."""
        path.write_bytes(pickle.dumps(self))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A brief, compiled, in one process."""

    books: tuple[RuleBook, ...]
    store: Store | None
    pages: tuple[Path, ...]

    def page(self, number: int) -> list[Reading]:
        return [Reading(FOLDER_TIME, read_page_file(self.pages[number - 1]))]


@lru_cache(maxsize=1)
def _ready(path: str) -> _Ready:
    """Return what a brief says, made ready once in each process."""
    brief = pickle.loads(Path(path).read_bytes())  # noqa: S301 - our own file, in a folder of this run's alone
    assert isinstance(brief, Brief)  # noqa: S101 - as above
    articles, counts = brief.learnt
    frequencies = WordFrequencies(counts, articles=articles) if counts else None
    return _Ready(
        books=tuple(compile_book(one, frequencies, languages=brief.languages) for one in brief.rule_sets),
        store=open_store(brief.database) if brief.database is not None else None,
        pages=brief.pages,
    )


def judge_block(path: str, first: int, last: int) -> Block:
    """Judge the articles from `first` to `last`: each in a snapshot of its own, so that no daemon has to wait."""
    ready = _ready(path)
    if ready.store is not None:
        with ready.store.snapshot() as tx:
            return judge_stored(tx, ready.books, first, last)
    block = Block()
    for number in range(first, last + 1):
        try:
            judged = judge(number, ready.page(number), ready.books)
        except Unreadable as error:
            block += Block(failed=((number, str(error)),))
        else:
            block += Block(articles=1, judged=tuple(judged))
    return block


def show_block(path: str, wanted: Sequence[Wanted]) -> list[Shown]:
    """Return what to show of some articles, in the order given."""
    ready = _ready(path)
    if ready.store is not None:
        with ready.store.snapshot() as tx:
            return show_stored(tx, ready.books, wanted)
    shown: list[Shown] = []
    for one in wanted:
        try:
            shown.append(show(one, ready.page(one.article_id), ready.books))
        except MonitorError:  # it was there a minute ago
            shown.append(Shown(article_id=one.article_id, article=None))
    return shown

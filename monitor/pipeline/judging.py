"""Judge articles of the past by versions of the rules: the part of a backtest that is done in many processes.

What comes out is small: the places of the rules that match, and what stands for the text when copies are looked for.
Passages are chosen later, of the few alerts that are shown.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.alerts.replay import Judged
from monitor.alerts.stories import signature
from monitor.core.article import Article
from monitor.core.match import Excerpt
from monitor.core.records import StoredArticle
from monitor.core.stores import Transaction
from monitor.pipeline.rule_book import RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What became of a run of articles."""

    articles: int = 0  #: that were judged
    edited: int = 0  #: of these, those whose text was replaced since: judged as it read each time
    without_text: int = 0  #: whose text was let go: they cannot be judged
    failed: tuple[tuple[int, str], ...] = ()  #: those that could not be judged, each with why
    first_at: datetime | None = None  #: when the first one was found
    last_at: datetime | None = None
    judged: tuple[Judged, ...] = ()  #: of those that match; an article's in the order of time

    def __add__(self, other: "Block") -> "Block":
        """Return this block and the one behind it as one."""
        return Block(
            articles=self.articles + other.articles,
            edited=self.edited + other.edited,
            without_text=self.without_text + other.without_text,
            failed=self.failed + other.failed,
            first_at=self.first_at or other.first_at,
            last_at=other.last_at or self.last_at,
            judged=self.judged + other.judged,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it stood at one time."""

    at: datetime
    article: Article
    carriers: tuple[str, ...] = ()  #: URLs of the feeds that had brought it
    after: int = 0  #: as in `Judged`


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An article of which passages are to be shown, and the rules by version of the rules: identities."""

    article_id: int
    rules: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What to show of an article: as it read when a rule matched it first, without its text."""

    article_id: int
    article: Article | None  #: None: it cannot be had any more
    found_at: datetime | None = None
    excerpts: dict[tuple[int, str], tuple[Excerpt, ...]] = field(default_factory=dict)  #: by version and rule


def readings_of(tx: Transaction, stored: StoredArticle) -> list[Reading]:
    """Return a stored article as it read each time, the first time first; with all of its feeds."""
    earlier = tx.revisions.of_article(stored.id) if stored.revision else []
    readings = [Reading(one.read_at, one.article, stored.carriers) for one in earlier]
    return [*readings, Reading(stored.revised_at or stored.found_at, stored.article, stored.carriers)]


def standings_of(tx: Transaction, stored: StoredArticle) -> list[Reading]:
    """Return a stored article as it stood after each reading, and after each further feed that brought it."""
    first, *later = readings_of(tx, stored)
    brought, *further = tx.archive.carried(stored.id)
    article = first.article
    carriers: tuple[str, ...] = (brought.feed_url,)
    standings = [Reading(first.at, article, carriers)]
    read = [(one.at, 0, one.article, "") for one in later]
    carried = [(one.at, one.after, None, one.feed_url) for one in further]
    for at, after, text, feed_url in sorted([*read, *carried], key=lambda one: one[:2]):
        article = text or article
        carriers = (*carriers, feed_url) if feed_url else carriers
        standings.append(Reading(at, article, carriers, after))
    return standings


def judge_stored(tx: Transaction, books: Sequence[RuleBook], first: int, last: int) -> Block:
    """Judge the stored articles from `first` to `last` by each version of the rules."""
    found = tx.archive.between(first, last)
    kept = [stored for stored in found if stored.text_kept]
    judged: list[Judged] = []
    for stored in kept:
        matched = judge(stored.id, readings_of(tx, stored), books)
        if len(stored.carriers) > 1 and _asks_for_feeds(matched, books):
            matched = judge(stored.id, standings_of(tx, stored), books)
        judged += matched
    return Block(
        articles=len(kept),
        edited=sum(stored.revision > 0 for stored in kept),
        without_text=len(found) - len(kept),
        first_at=found[0].found_at if found else None,
        last_at=found[-1].found_at if found else None,
        judged=tuple(judged),
    )


def _asks_for_feeds(judged: Sequence[Judged], books: Sequence[RuleBook]) -> bool:
    """Whether a rule that matches does so because of a feed: then it matters when that brought the article.

    No rule matches because a feed did not bring it.
    """
    wheres = (
        book.rule_set.rules[place].where
        for one in judged
        for book, places in zip(books, one.places, strict=True)
        for place in places
    )
    return any(where.feeds or where.tags for where in wheres)


def judge(article_id: int, readings: Sequence[Reading], books: Sequence[RuleBook]) -> list[Judged]:
    """Judge an article as it stood each time; where no version matches there is nothing."""
    found: list[Judged] = []
    for number, reading in enumerate(readings):
        places = tuple(_places(book, reading) for book in books)
        if any(places):
            found.append(
                Judged(
                    at=reading.at,
                    article_id=article_id,
                    places=places,
                    signature=signature(reading.article),
                    after=reading.after,
                    late=number > 0,
                    goes_on=True,
                )
            )
    return [*found[:-1], replace(found[-1], goes_on=False)] if found else []


def _places(book: RuleBook, reading: Reading) -> tuple[int, ...]:
    return tuple(book.order[match.rule] for match in book.match(_carried(book, reading)).matches)


def _carried(book: RuleBook, reading: Reading) -> Article:
    feeds, tags = book.carriers(reading.carriers)
    return replace(reading.article, feeds=feeds, tags=tags)


def show(wanted: Wanted, readings: Sequence[Reading], books: Sequence[RuleBook]) -> Shown:
    """Return the passages that some rules find in an article: in the first of its readings that each matches."""
    excerpts: dict[tuple[int, str], tuple[Excerpt, ...]] = {}
    for version, (book, rules) in enumerate(zip(books, wanted.rules, strict=False)):
        missing = set(rules)
        for reading in readings:
            if missing:
                article = _carried(book, reading)
                for match in book.percolator.match(article, only=frozenset(missing)):
                    excerpts[version, match.rule] = match.excerpts
                    missing.discard(match.rule)
    first = readings[0]
    bare = replace(first.article, text="", captions=())
    return Shown(article_id=wanted.article_id, article=bare, found_at=first.at, excerpts=excerpts)


def show_stored(tx: Transaction, books: Sequence[RuleBook], wanted: Sequence[Wanted]) -> list[Shown]:
    """Return what to show of stored articles, in the order given; of one whose text is gone by now no passages."""
    found = {stored.id: stored for stored in tx.archive.pick([one.article_id for one in wanted])}
    shown: list[Shown] = []
    for one in wanted:
        stored = found.get(one.article_id)
        if stored is None:
            shown.append(Shown(article_id=one.article_id, article=None))
        else:
            shown.append(show(one, readings_of(tx, stored), books))
    return shown


class Timeline:
    """Puts what was judged in the order of time, block by block."""

    def __init__(self) -> None:
        self._later: list[tuple[datetime, int, int, Judged]] = []
        self._count = 0

    def add(self, block: Iterable[Judged]) -> Iterator[Judged]:
        """Take the next block, articles in the order in which they were found; yield what is known to come next.

        Held back is only how articles stood later.
        """
        for one in block:
            if one.late:
                self._count += 1
                heapq.heappush(self._later, (one.at, one.after, self._count, one))
                continue
            while self._later and self._later[0][:2] < (one.at, one.article_id):
                yield heapq.heappop(self._later)[3]
            yield one

    def rest(self) -> Iterator[Judged]:
        """Yield how articles stood after the last one was found."""
        while self._later:
            yield heapq.heappop(self._later)[3]

"""The rule set in force, ready to use, with the version that the store knows it by."""

import gc
from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.core.article import Article
from monitor.core.match import Match
from monitor.core.message import Severity
from monitor.core.ports import Observer
from monitor.core.rule_changes import Parts
from monitor.matching import Percolator, Prescan, Report, WordFrequencies
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.rule_changes import Adopted, adopt, parts_of
from monitor.rules.model import ChannelPlan, FeedSource, Position, Rule, RuleSet

#: Rules from which on the collector is told that they stay: going over those of 100,000 stops everything for seconds.
MANY_RULES = 10_000
DEFAULT_WAIT = timedelta(seconds=60)  #: RULES.md §1; critical alerts do not wait

NOWHERE = Position("", 0, 0)  #: of a channel that no file describes


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """One version of the rules: what is matched, polled and where it is told."""

    version: int
    rule_set: RuleSet
    percolator: Percolator
    rules: dict[str, Rule]
    order: dict[str, int]  #: place of each rule in file order
    sources: dict[str, FeedSource]  #: by URL
    plans: dict[str, ChannelPlan]  #: by channel, where the files say
    prescan: Prescan | None = None  #: which pages are worth reading; None: all are
    parts: Parts = field(default_factory=dict)  #: what the rule set is made of
    #: Feeds that the files named when this process started, or later, and name no more: what they brought is judged
    #: with their names and tags. By URL.
    retired: dict[str, FeedSource] = field(default_factory=dict)

    def recompiled(self) -> "RuleBook":
        """Return the same with a percolator that hangs each rule on what is rare by now."""
        with collections_put_off(len(self.rules)):
            return replace(self, percolator=self.percolator.rebuilt(self.rule_set))

    def match(self, article: Article) -> Report:
        """Return the matches of the rules that are in use, and whether the article was cut."""
        return self.percolator.percolate(article)

    def judge(self, article: Article, observer: Observer) -> tuple[Match, ...]:
        """Return the matches with their excerpts, chosen here and not inside the transaction that stores them."""
        report = self.match(article)
        if report.truncated:
            observer.saw("article cut", url=article.url)
        for match in report.matches:
            _ = match.excerpts
        return report.matches

    def plan(self, *names: str) -> ChannelPlan:
        """Return how alerts are held and threaded in a channel that is called all this."""
        said = next((self.plans[name] for name in names if name in self.plans), None)
        return said if said is not None else ChannelPlan(channel=names[0], position=NOWHERE)

    def wait(self, channel: str, severity: Severity) -> timedelta:
        """Return how long the first alert of a story is collected for in a channel."""
        said = self.plan(channel).wait
        if said is not None:
            return said
        return timedelta(0) if severity is Severity.CRITICAL else DEFAULT_WAIT

    def source_of(self, feed_url: str) -> FeedSource | None:
        """Return what the files say, or said last, of the feed that brought something."""
        return self.sources.get(feed_url) or self.retired.get(feed_url)

    def carriers(self, feed_urls: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
        """Return the names and the tags of the feeds that brought an article, as `where` sees them."""
        return carriers_of(ChainMap(self.sources, self.retired), feed_urls)


def carriers_of(sources: Mapping[str, FeedSource], feed_urls: Iterable[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the names and the tags of those of the feeds that the rules name, as `where` sees them."""
    known = [sources[url] for url in feed_urls if url in sources]
    names = tuple(source.name or source.url for source in known)
    return names, frozenset(tag for source in known for tag in source.tags)


@contextmanager
def collections_put_off(rules: int) -> Iterator[None]:
    """Keep Python's collector of cycles from running while many objects that stay are made.

    Compiling 100,000 rules makes millions, none of them garbage: looking through them again and again took a third of
    the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        if rules >= MANY_RULES:
            gc.collect()
            gc.freeze()
    finally:
        if was_enabled:
            gc.enable()


def compile_book(
    rule_set: RuleSet,
    frequencies: WordFrequencies | None = None,
    *,
    languages: Collection[str] = ("en",),
    prescan: bool = False,
    before: RuleBook | None = None,
) -> RuleBook:
    """Build the percolator and all that goes with it; the version is for `put_in_force` to give.

    With `prescan` only pages that have the words of some rule are read, if no rule can do without words. `before` is
    the book in force, compiled with the same options: what did not change is taken over.
    """
    with collections_put_off(len(rule_set.rules)):
        if before is None:
            percolator = Percolator(rule_set, languages=languages, frequencies=frequencies)
        else:
            percolator = before.percolator.updated(rule_set)
        scan = Prescan(rule_set, languages=languages, frequencies=frequencies) if prescan else None
        parts = parts_of(rule_set, before.rule_set if before else None, before.parts if before else None)
    sources = {source.url: source for source in rule_set.feeds}
    known = {} if before is None else before.retired | before.sources
    return RuleBook(
        version=0,
        rule_set=rule_set,
        percolator=percolator,
        rules={rule.identity: rule for rule in rule_set.rules},
        order={rule.identity: place for place, rule in enumerate(rule_set.rules)},
        sources=sources,
        plans={plan.channel: plan for plan in rule_set.channels},
        prescan=scan,
        parts=parts,
        retired={url: source for url, source in known.items() if url not in sources},
    )


async def put_in_force(book: RuleBook, ledger: Ledger) -> tuple[RuleBook, Adopted]:
    """Store the version of a book and its feeds; return the book with it."""
    adopted = await ledger.write(lambda tx, now: adopt(tx, book.rule_set, book.parts, now))
    return replace(book, version=adopted.version), adopted


async def open_book(
    rule_set: RuleSet,
    ledger: Ledger,
    frequencies: WordFrequencies | None = None,
    *,
    languages: Collection[str] = ("en",),
    prescan: bool = False,
) -> RuleBook:
    """Put a rule set in force: build the percolator, store its version; the options as there."""
    book = compile_book(rule_set, frequencies, languages=languages, prescan=prescan)
    return (await put_in_force(book, ledger))[0]

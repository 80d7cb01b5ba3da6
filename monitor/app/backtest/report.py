"""What is told of a backtest, whether on a terminal, as JSON or as a page."""

from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from monitor.alerts.differences import Raised, RuleDifference, alerts_of, compare, count_alerts
from monitor.alerts.replay import Replay, Tally
from monitor.app.backtest.question import Question, weeks_between
from monitor.app.backtest.run import Backtest, Outcome
from monitor.core.match import Excerpt
from monitor.pipeline.judging import Shown, Wanted
from monitor.rules.model import Enabled, Rule

GAINED, LOST, ALL = "gained", "lost", ""
MINUS = "\N{MINUS SIGN}"

_LEAST_SHARE = 3  #: items of a rule that are shown where not all can be: else it is left out
_AT_ONCE = 40  #: articles that a process looks up at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one version makes of one rule."""

    articles: int  #: that it matches
    stories: int
    alerts: int  #: of a shadow rule those that it would make
    shadow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule in both versions."""

    rule: str
    title: str
    channels: tuple[str, ...]
    now: Figures | None  #: None: the rule is gone
    before: Figures | None = None  #: None: it is new, or nothing is compared
    a_week: float | None = None  #: alerts a week as the rules are now; None: less than a week was replayed
    gained: int = 0  #: alerts that are posted
    lost: int = 0
    shadow_gained: int = 0
    shadow_lost: int = 0

    @property
    def changed(self) -> bool:
        """Whether it makes other alerts than before."""
        return bool(self.gained or self.lost or self.shadow_gained or self.shadow_lost)

    @property
    def figures(self) -> Figures:
        """What it makes now, or made before it was taken out."""
        found = self.now or self.before
        assert found is not None  # noqa: S101 - it comes from one of the versions
        return found


@dataclass(frozen=True, slots=True)
class Item:
    """The alerts of a rule that one article brings, to be told."""

    rule: str
    change: str  #: GAINED, LOST, or ALL where nothing is compared
    version: int  #: whose alerts they are
    raised: Raised
    shadow: bool = False  #: a shadow rule would make them


@dataclass(frozen=True, slots=True)
class Told:
    """An item with what there is to show of it."""

    item: Item
    shown: Shown
    excerpts: tuple[Excerpt, ...]  #: empty where the text is gone by now


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Alerts that are posted, all rules together."""

    alerts: int
    before: int = 0
    gained: int = 0
    lost: int = 0
    same: int = 0
    shadow_gained: int = 0  #: alerts of shadow rules
    shadow_lost: int = 0


class Report:
    """The answer to a question."""

    def __init__(self, question: Question, outcome: Outcome) -> None:
        """Compare the versions, if there are two."""
        self.question = question
        self.block = outcome.block
        self.now, *before = outcome.replays
        self.compared = bool(before)
        self.weeks = weeks_between(outcome.block.first_at, outcome.block.last_at) if question.stored else None
        self._differences = list(compare(self.now, before[0])) if before else []
        if before:
            self.lines = [self._line(one, before[0]) for one in self._differences]
        else:
            self.lines = [self._line_of(place, rule) for place, rule in enumerate(self.now.rule_set.rules)]
        self.totals = self._totals()

    @property
    def period(self) -> tuple[datetime, datetime] | None:
        """When the first and the last article were found; None of pages."""
        block = self.block
        return (block.first_at, block.last_at) if self.question.stored and block.first_at and block.last_at else None

    @property
    def never(self) -> list[str]:
        """The rules in use that match nothing."""
        rules = self.now.rule_set.rules
        return [
            rule.identity
            for rule, tally in zip(rules, self.now.tallies, strict=True)
            if rule.enabled is not Enabled.FALSE and not tally.articles
        ]

    def headline(self) -> str:
        """Return the answer in a few words: `+12 alerts, −3 alerts`."""
        totals = self.totals
        if not self.compared:
            return counted_alerts(totals.alerts)
        return f"+{counted_alerts(totals.gained)}, {MINUS}{counted_alerts(totals.lost)}"

    def items(self) -> Iterator[Item]:
        """Yield what there is to tell, rule by rule: the difference, or every alert."""
        for number in range(len(self.lines)):
            yield from self._items_of(number)

    def choice(self, limit: int) -> list[Item]:
        """Return at most `limit` items: the newest of each rule, of those rules first that have most.

        Rules with few items leave their share to those with many.
        """
        numbers = sorted((n for n in range(len(self.lines)) if self._weight(n)), key=lambda n: (-self._weight(n), n))
        numbers = numbers[: -(-limit // _LEAST_SHARE)]
        counts = {number: sum(1 for _ in self._items_of(number)) for number in numbers}
        room = limit
        for place, number in enumerate(sorted(numbers, key=counts.__getitem__)):
            counts[number] = min(counts[number], room // (len(numbers) - place))
            room -= counts[number]
        return [item for number in numbers for item in deque(self._items_of(number), maxlen=counts[number])]

    def over(self, at_most: int) -> list[tuple[str, float]]:
        """Return the rules that make more alerts a week (in all, where less was replayed), each with how many."""
        weeks = self.weeks or 1.0
        rates = (
            (line.rule, line.now.alerts / weeks) for line in self.lines if line.now is not None and not line.now.shadow
        )
        return [(rule, rate) for rule, rate in rates if rate > at_most]

    def _weight(self, number: int) -> int:
        line = self.lines[number]
        if not self.compared:
            return line.figures.alerts
        return line.gained + line.lost + line.shadow_gained + line.shadow_lost

    def _items_of(self, number: int) -> Iterator[Item]:
        if not self.compared:
            rule = self.now.rule_set.rules[number]
            shadow = rule.enabled is Enabled.SHADOW
            yield from (Item(rule.identity, ALL, 0, raised, shadow) for raised in alerts_of(self.now, number))
            return
        one = self._differences[number]
        every = [
            *(Item(one.identity, GAINED, 0, raised) for raised in one.gained),
            *(Item(one.identity, LOST, 1, raised) for raised in one.lost),
        ]
        told = {item.raised.article_id for item in every}  # else a rule that becomes a shadow would tell each twice
        shadows = [
            *(Item(one.identity, GAINED, 0, raised, shadow=True) for raised in one.shadow_gained),
            *(Item(one.identity, LOST, 1, raised, shadow=True) for raised in one.shadow_lost),
        ]
        every += [item for item in shadows if item.raised.article_id not in told]
        yield from sorted(every, key=lambda item: item.raised.article_id)

    def _line_of(self, place: int, rule: Rule) -> RuleLine:
        figures = _figures(self.now, rule, self.now.tallies[place])
        return RuleLine(
            rule=rule.identity,
            title=rule.title,
            channels=rule.channels,
            now=figures,
            a_week=figures.alerts / self.weeks if self.weeks else None,
        )

    def _line(self, one: RuleDifference, before: Replay) -> RuleLine:
        rule = one.now or one.before
        assert rule is not None  # noqa: S101 - it comes from one of the versions
        now = _figures(self.now, one.now, one.tally_now) if one.now is not None else None
        return RuleLine(
            rule=one.identity,
            title=rule.title,
            channels=rule.channels,
            now=now,
            before=_figures(before, one.before, one.tally_before) if one.before is not None else None,
            a_week=now.alerts / self.weeks if self.weeks and now is not None else None,
            gained=one.alerts_gained,
            lost=one.alerts_lost,
            shadow_gained=count_alerts(one.shadow_gained),
            shadow_lost=count_alerts(one.shadow_lost),
        )

    def _totals(self) -> Totals:
        posted = (line.now.alerts for line in self.lines if line.now is not None and not line.now.shadow)
        before = (line.before.alerts for line in self.lines if line.before is not None and not line.before.shadow)
        return Totals(
            alerts=sum(posted),
            before=sum(before),
            gained=sum(line.gained for line in self.lines),
            lost=sum(line.lost for line in self.lines),
            same=sum(one.same for one in self._differences),
            shadow_gained=sum(line.shadow_gained for line in self.lines),
            shadow_lost=sum(line.shadow_lost for line in self.lines),
        )


async def tell(backtest: Backtest, items: Iterable[Item]) -> AsyncGenerator[Told, None]:
    """Yield items with their headlines and passages, in the order given."""
    remaining, under_way = iter(items), list[list[Item]]()

    def wanted() -> Iterator[list[Wanted]]:
        while run := list(islice(remaining, _AT_ONCE)):
            under_way.append(run)
            yield _wanted(run)

    async for found in backtest.show(wanted()):
        by_article = {shown.article_id: shown for shown in found}
        for item in under_way.pop(0):
            shown = by_article[item.raised.article_id]
            yield Told(item, shown, shown.excerpts.get((item.version, item.rule), ()))


def counted_alerts(number: int) -> str:
    """Return `1 alert`, `2 alerts`."""
    return f"{number:,} alert{'' if number == 1 else 's'}"


def _wanted(items: Sequence[Item]) -> list[Wanted]:
    versions = max(item.version for item in items) + 1
    rules: dict[int, list[list[str]]] = defaultdict(lambda: [[] for _ in range(versions)])
    for item in items:
        rules[item.raised.article_id][item.version].append(item.rule)
    return [
        Wanted(article_id=article_id, rules=tuple(map(tuple, by_version))) for article_id, by_version in rules.items()
    ]


def _figures(replay: Replay, rule: Rule, tally: Tally) -> Figures:
    return Figures(
        articles=tally.articles,
        stories=len(tally.raised),
        alerts=len(tally.raised) * len(replay.channels(rule)),
        shadow=rule.enabled is Enabled.SHADOW,
    )

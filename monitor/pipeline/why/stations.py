"""What an answer is made of: stations, the one that decided, the sentence, and what would change it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from monitor.rules.model import RuleSet


class Step(StrEnum):
    """A station on the way of an article, in the order of the way."""

    FEED = "feed"
    ENTRY = "entry"
    PAGE = "page"
    STATE = "state"  #: of its text
    RULE = "rule"  #: whether it is in use
    WHERE = "where"
    CLAUSES = "clauses"
    EDIT = "edit"  #: of the article
    STORY = "story"
    OUTBOX = "outbox"
    HOLD = "hold"  #: inhibition, mutes, quiet hours, caps: asked when an alert's turn comes
    CHANNEL = "channel"


class Outcome(StrEnum):
    """What became of an article, the best first."""

    POSTED = "posted"
    IN_THREAD = "told in a thread"
    MERGED = "told by another rule's message"
    IN_DIGEST = "told in a digest"
    UNKNOWN = "perhaps posted"
    ON_ITS_WAY = "on its way"
    HELD = "held"
    WAITING = "not read yet"
    NOT_POSTED = "not posted"
    LET_GO = "let go"
    NEVER_SEEN = "never seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One step of the walk."""

    step: Step
    outcome: str  #: a few words that stay the same: `backlog`, `cap`, `sent`
    detail: str  #: a sentence without its full stop
    at: datetime | None = None
    rule: str = ""  #: "" for what concerns the article as a whole
    channel: str = ""  #: as people call it
    decided: bool = False
    lines: tuple[str, ...] = ()  #: to be read beneath it: the clauses as a tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one way ends: the whole one, or that of one rule in one channel. Its last station decided."""

    outcome: Outcome
    sentence: str  #: the verdict
    stations: tuple[Station, ...]
    remedies: tuple[str, ...] = ()
    decided: int = -1  #: which of the stations did it

    def with_decision(self) -> tuple[Station, ...]:
        """Return the stations, the one that decided marked."""
        place = self.decided % len(self.stations)
        return tuple(replace(one, decided=number == place) for number, one in enumerate(self.stations))


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A rule that does not match, and why."""

    rule: str
    words: str  #: what goes on after its name
    holds: bool = False  #: it does match, as the rules stand now


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Why we did, or did not, hear about an article."""

    asked: str
    url: str  #: as it is known; what was asked for, if it is not
    title: str
    outcome: Outcome
    verdict: str  #: one sentence
    stations: tuple[Station, ...]  #: exactly one of them decided
    remedies: tuple[str, ...]  #: what would change it, a line each
    misses: tuple[Miss, ...] = ()  #: the rules that came nearest, where none matched

    @property
    def decisive(self) -> Station:
        """The station that decided."""
        return next(one for one in self.stations if one.decided)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """When an article was published, as far as somebody knows."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """The rules as they stand now."""

    rule_set: RuleSet | None  #: None: the files cannot be read
    trouble: str = ""  #: why they cannot
    only: str = ""  #: the rule that is asked about; "": all
    languages: Collection[str] = ("en",)  #: as in `Percolator`
    most: int = 5  #: near misses that are told


@dataclass(slots=True)
class Walk:
    """The stations so far."""

    stations: list[Station] = field(default_factory=list)

    def add(
        self,
        step: Step,
        outcome: str,
        detail: str,
        *,
        at: datetime | None = None,
        rule: str = "",
        channel: str = "",
        lines: Sequence[str] = (),
    ) -> None:
        """Go on to a station."""
        self.stations.append(
            Station(step=step, outcome=outcome, detail=detail, at=at, rule=rule, channel=channel, lines=tuple(lines))
        )

    def end(self, outcome: Outcome, sentence: str, *remedies: str, decided: int = -1) -> Ending:
        """End at the last station, or at another."""
        return Ending(
            outcome=outcome,
            sentence=sentence,
            stations=tuple(self.stations),
            remedies=tuple(filter(None, remedies)),
            decided=decided,
        )

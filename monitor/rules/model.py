"""The rule set: what the files say, checked, frozen."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

from monitor.core.article import Article, TextState
from monitor.core.message import Severity
from monitor.rules.nodes import Node, Pattern

MAX_PER_HOUR = 20  #: alerts in a channel, where its item does not say (RULES.md §1)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a rule file; line and column count from 1, columns in code points."""

    path: str
    line: int
    column: int


class Enabled(StrEnum):
    """Whether a rule is used."""

    TRUE = "true"
    FALSE = "false"
    SHADOW = "shadow"  #: matches are kept and counted, nothing is posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What of a feed's first poll is read: nothing, everything, a period, or the last so many."""

    everything: bool = False
    period: timedelta | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """A feed to poll."""

    url: str
    name: str | None = None
    tags: frozenset[str] = frozenset()
    language: str | None = None
    every: timedelta | None = None  #: None: adaptive
    backlog: Backlog = Backlog()
    use_feed_text: bool = False  #: `text: feed`: do not fetch the page
    max_age: timedelta | None = None
    recheck: timedelta | None = None  #: read its articles again after so long, for edits
    position: Position


class Threads(StrEnum):
    """What becomes of later news of a story that was told in a channel."""

    ON = "on"  #: replies in its thread
    OFF = "off"  #: it is counted only
    UPDATE_ONLY = "update-only"  #: the first message names it, nothing is posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which nothing but critical alerts is posted; past midnight if `end` comes before `start`."""

    start: time
    end: time
    zone: str  #: of the tz database


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPlan:
    """How alerts are collected, capped, held and threaded in a channel."""

    channel: str
    wait: timedelta | None = None  #: None: 60 s, 0 s for critical alerts
    max_per_hour: int = MAX_PER_HOUR
    quiet: Quiet | None = None
    digest: time | None = None  #: in the zone of `quiet`, else UTC; None: when quiet ends, else 08:00
    threads: Threads = Threads.ON
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Somebody or something with several names."""

    identity: str
    names: tuple[Pattern, ...]
    weak: tuple[Pattern, ...] = ()  #: count only in an article that also has one of `names`
    except_: tuple[Pattern, ...] = ()  #: a name inside one of these does not count
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Named alternatives that are no entity."""

    identity: str
    any: tuple[Pattern, ...]
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Conditions about the article, never about its text; an empty line holds, globs ignore case."""

    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    text: tuple[TextState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """A test that a rule carries; a `where` line about which `given` says nothing holds."""

    given: Article | None  #: None: read `file`
    file: str | None = None  #: a page, relative to the rule file
    said: frozenset[str] = (
        frozenset()
    )  #: the keys of `given` that were written: title, body, language, tags, feed, url, state, captions
    expect_match: bool
    spans: tuple[str, ...] | None = None  #: all marks, in order
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to look for, and where to tell it."""

    identity: str
    title: str
    expression: Node
    where: Where = Where()
    channels: tuple[str, ...]
    severity: Severity = Severity.NORMAL
    mention: str | None = None
    enabled: Enabled = Enabled.TRUE
    tests: tuple[RuleTest, ...] = ()
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Every file of a rules directory, together."""

    feeds: tuple[FeedSource, ...] = ()
    channels: tuple[ChannelPlan, ...] = ()
    entities: tuple[Entity, ...] = ()
    terms: tuple[Term, ...] = ()
    rules: tuple[Rule, ...] = ()  #: in file order
    digest: str = ""  #: hex SHA-256 over every file's path and content
    files: tuple[str, ...] = field(default=(), compare=False)

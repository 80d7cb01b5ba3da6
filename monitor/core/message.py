"""What is posted: the content of a message, the same for every kind of channel; nothing is marked up or escaped yet."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TypeAlias

from monitor.core.article import TextState
from monitor.core.match import Excerpt


class Severity(IntEnum):
    """How urgent a rule's alerts are; ordered."""

    LOW = 0
    NORMAL = 1
    HIGH = 2
    CRITICAL = 3

    def __str__(self) -> str:
        """Return the word that rule files use."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article of the same story."""

    source: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule matched: one clause and what stood for it."""

    clause: str  #: as written in the rule: `@north-korea`
    count: int  #: occurrences in the article
    words: tuple[str, ...]  #: the distinct texts found, most frequent first


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What somebody said about an alert with a button or a command: who, when, in words."""

    words: str  #: `not relevant`, `muted the rule until 2026-11-24 16:04 UTC`
    by: str  #: as the service names the person
    at: datetime  #: UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The content of an alert."""

    key: str  #: the identity of the delivery, kept with the message where the service can
    rule: str
    rule_title: str
    severity: Severity
    mention: str | None  #: `@here` and the like; None unless severity asks for it
    title: str
    url: str
    source: str
    language: str | None
    published_at: datetime | None  #: UTC
    found_at: datetime  #: UTC
    state: TextState
    excerpts: tuple[Excerpt, ...]
    more_excerpts: int  #: passages that are not shown
    reasons: tuple[Reason, ...]
    also_matched: tuple[str, ...]  #: other rules that this message stands for
    copies: tuple[Copy, ...]  #: other articles of the story
    also_keys: tuple[str, ...] = ()  #: the keys of the alerts of those other rules, kept beside `key`
    number: int = 0  #: of the alert, by which clicks and commands name it; 0: it has none, and no buttons
    remarks: tuple[Remark, ...] = ()  #: the newest last


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A further article of a story that was told, with what it has and the earlier ones had not."""

    source: str
    url: str
    title: str
    after_s: float  #: seconds after the article that the alert is about was found
    news: tuple[Excerpt, ...]  #: sentences; empty where it says nothing new


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Later news of an alert's story, for its thread."""

    key: str
    rule: str
    severity: Severity
    reports: tuple[Report, ...]  #: in the order they were found
    more: int = 0  #: further articles that are only counted


@dataclass(frozen=True, slots=True, kw_only=True)
class EditNote:
    """An article that an alert told of was changed, and the rule does not match it any more; for the thread."""

    key: str
    rule: str
    severity: Severity
    title: str
    url: str
    source: str
    removed: tuple[str, ...]  #: sentences
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A story in a digest."""

    title: str
    url: str
    source: str
    severity: Severity
    more: int  #: further articles of the story
    also_matched: tuple[str, ...]  #: other rules, whose alerts this line stands for
    reason: str  #: why it was held: `quiet hours`


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The stories of one rule in a digest."""

    rule: str
    rule_title: str
    stories: tuple[Held, ...]  #: the most urgent first, then the oldest


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What people said of a rule's alerts over a period."""

    rule: str
    relevant: int
    not_relevant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What was held, summed up; a long one has several parts, each a message."""

    key: str
    part: int  #: from 1
    parts: int
    since: datetime  #: UTC; when the first of them was found
    until: datetime  #: UTC
    zone: str  #: the channel's, in which its times are told
    stories: int  #: in all parts
    articles: int
    sections: tuple[Section, ...]
    held: tuple[tuple[str, int], ...]  #: stories by why they were held: `quiet hours`, 12
    precision: tuple[Precision, ...] = ()  #: once a week
    lost: int = 0  #: alerts of the same time that the service refused for good


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something about the channel itself that its readers should know."""

    key: str
    text: str


Content: TypeAlias = Message | FollowUp | EditNote | Digest | Notice

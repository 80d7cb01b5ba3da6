"""What is posted: the content of a message, the same for every kind of channel."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

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
class Message:
    """The content of an alert; nothing in it is marked up or escaped yet."""

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

"""Mutes and feedback: what people want less of, what they said of an alert, and the ports to both.

A mute always has an end; what it holds comes out after it. Feedback is kept per alert and person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class MuteKind(StrEnum):
    """What is muted."""

    RULE = "rule"  #: target: its identity
    SOURCE = "source"  #: target: the publisher's name, as messages show it, or its host; letters of either case
    STORY = "story"  #: the number of the story
    ENTITY = "entity"  #: its identity: alerts whose passages have one of its names


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMute:
    """A mute about to be kept."""

    kind: MuteKind
    target: str
    channel: str | None  #: the resolved name; None: every channel
    until: datetime
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A mute as it is kept."""

    id: int
    kind: MuteKind
    target: str
    channel: str | None
    since: datetime
    until: datetime  #: when it ends, or ended if somebody removed it
    by: str
    why: str

    def __str__(self) -> str:
        """Return what stands as a reason: `mute: rule iran-deal, by ana`."""
        return f"mute: {self.kind} {self.target}, by {self.by}"


class Verdict(StrEnum):
    """What somebody says of an alert."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not relevant"


class Action(StrEnum):
    """What a button of a message does."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not-relevant"
    MUTE_RULE_DAY = "mute-rule-24h"
    MUTE_RULE_WEEK = "mute-rule-7d"
    MUTE_SOURCE = "mute-source-7d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A button that somebody pressed; the same click may arrive more than once."""

    alert: int  #: the number of the alert
    action: Action
    user: str  #: the service's id of the person
    name: str  #: as the service names the person
    at: str  #: the service's own time of the click: with alert and user its identity


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """Something said of an alert, as it is kept."""

    alert: int
    rule: str
    words: str  #: a Verdict, or what was muted
    by: str
    at: datetime


class MuteStore(Protocol):
    """`tx.mutes`"""

    def add(self, mute: NewMute, *, now: datetime) -> int:
        """Keep a mute from now on; return its number."""
        ...

    def active(self, *, now: datetime) -> list[Mute]:
        """Return the mutes that have not ended, the oldest first."""
        ...

    def list(self, *, limit: int = 50) -> list[Mute]:
        """Return mutes, ended ones too, the newest first."""
        ...

    def end(self, number: int, *, now: datetime) -> bool:
        """End a mute now; False if there is none, or it has ended."""
        ...


class FeedbackStore(Protocol):
    """`tx.feedback`"""

    def add(self, alert: int, rule: str, words: str, *, user: str, name: str, click: str, now: datetime) -> bool:
        """Keep what somebody said of an alert; False if this very click is kept already."""
        ...

    def of_alert(self, alert: int) -> list[StoredAnswer]:
        """Return what was said of an alert, the oldest first."""
        ...

    def tally(self, *, since: datetime, rules: Sequence[str] | None = None) -> Mapping[str, tuple[int, int]]:
        """Return (relevant, not relevant) by rule since then; of several verdicts of a person on an alert the last."""
        ...

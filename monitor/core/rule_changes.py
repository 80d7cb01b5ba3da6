"""What became of the rule files: which version is in force, what it changed, what was refused; and the port to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

#: What rule files define, in the order in which changes are told.
KINDS = ("rules", "entities", "terms", "feeds", "channels")

#: By kind and identity (of a feed its URL), a digest of what is said of it: equal if nothing was changed.
Parts: TypeAlias = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What was added, changed and removed of one kind, by identity."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    more: int = 0  #: how many are not named, since there are so many

    def __len__(self) -> int:
        """How many things differ."""
        return len(self.added) + len(self.changed) + len(self.removed) + self.more


#: By kind, those of which anything differs.
RuleChanges: TypeAlias = Mapping[str, Difference]


class RuleEventKind(StrEnum):
    """What happened to the rules."""

    ADOPTED = "adopted"  #: a version is in force from then on
    REFUSED = "refused"  #: the files have a mistake: the version before stays in force
    MENDED = "mended"  #: the files say again what is in force


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEvent:
    """Something that happened to the rules."""

    at: datetime
    kind: RuleEventKind
    version: int | None = None  #: that is in force from then on, or still
    changes: RuleChanges = field(default_factory=dict)  #: of what was adopted, against what was in force before
    first: bool = False  #: nothing is known of what was in force before: `changes` says nothing
    problem: str = ""  #: the first one of what was refused: `path:line:column: …`
    problems: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesStanding:
    """Which rules are in force, and whether the files say something else."""

    version: int
    since: datetime
    adopted: RuleEvent | None  #: None: it came into force before this was kept
    refused: RuleEvent | None  #: the files are refused, since then


class RuleLog(Protocol):
    """`tx.rule_log`; it keeps the newest events, and of the version in force what it is made of."""

    def parts(self) -> Parts | None:
        """Return what the version in force is made of; None if there is none, or that is not known."""
        ...

    def adopted(self, version: int, parts: Parts, changes: RuleChanges | None, *, now: datetime) -> None:
        """Note that a version is in force from now on, and what it is made of; None: against what is not known."""
        ...

    def refused(self, problem: str, problems: int, *, now: datetime) -> None:
        """Note that the files are refused."""
        ...

    def mended(self, *, now: datetime) -> None:
        """Note that the files say what is in force, if they were refused; else nothing is noted."""
        ...

    def standing(self) -> RulesStanding | None:
        """Return which rules are in force; None before the first."""
        ...

    def list(self, *, limit: int = 50) -> list[RuleEvent]:
        """Return what happened, the newest first."""
        ...


def in_words(changes: RuleChanges) -> str:
    """Return a change on one line.

    >>> in_words({"rules": Difference(added=("strikes",), removed=("a", "b")), "feeds": Difference(added=("https://x",))})
    'rules: +strikes -a -b; feeds: +https://x'
    >>> in_words({})
    'comments, places or tests only'
    """
    told = [f"{kind}: {_names(difference)}" for kind, difference in changes.items()]
    return "; ".join(told) or "comments, places or tests only"


def _names(difference: Difference, most: int = 5) -> str:
    signed = [
        *(f"+{name}" for name in difference.added),
        *(f"~{name}" for name in difference.changed),
        *(f"-{name}" for name in difference.removed),
    ]
    more = len(difference) - len(signed[:most])
    return " ".join([*signed[:most], *([f"and {more:,} more"] if more else [])])

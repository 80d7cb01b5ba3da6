"""What the files say, item by item, before it is known whether it fits together."""

from dataclasses import dataclass, field

from monitor.core.message import Severity
from monitor.rules.model import ChannelPlan, Enabled, Entity, FeedSource, Position, RuleTest, Term, Where
from monitor.rules.names import Located
from monitor.rules.nodes import And, Exact, Name, Node, Not, Or, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What is filled into rules that do not say."""

    channels: tuple[tuple[str, Position], ...] | None = None
    severity: Severity | None = None
    mention: str | None = None
    enabled: Enabled | None = None
    where: Where | None = None
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """A rule as written; what is None was not said, or was wrong and is a problem already."""

    identity: str
    title: str | None
    expression: Node | None
    names: tuple[tuple[Name, Position], ...]  #: every @name of the expression
    patterns: tuple[Located, ...]  #: every word and phrase of it
    where: Where | None
    channels: tuple[tuple[str, Position], ...] | None
    channels_said: bool
    severity: Severity | None
    mention: str | None
    enabled: Enabled | None
    tests: tuple[RuleTest, ...]
    tests_said: bool
    position: Position


@dataclass(slots=True)
class Drafts:
    """Everything that was read so far."""

    feeds: list[FeedSource] = field(default_factory=list)
    channels: list[ChannelPlan] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    rules: list[RuleDraft] = field(default_factory=list)
    defaults: list[Defaults] = field(default_factory=list)
    patterns: list[Located] = field(default_factory=list)  #: of entities and terms
    unread: bool = False  #: a file could not be read: what it defines is unknown


def leaves(node: Node) -> list[Words | Exact | Name]:
    """Return the words, phrases and names of an expression, in order."""
    match node:
        case And(items) | Or(items):
            return [leaf for item in items for leaf in leaves(item)]
        case Not(item):
            return leaves(item)
        case leaf:
            return [leaf]

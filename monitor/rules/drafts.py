"""What the files say, item by item, before it is known whether it fits together."""

from dataclasses import dataclass, field, replace

from monitor.core.message import Severity
from monitor.rules.model import ChannelPlan, Enabled, Entity, FeedSource, Position, RuleTest, Term, Where
from monitor.rules.names import Located
from monitor.rules.nodes import Leaf, Name, Node
from monitor.rules.offsets import Places


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
    names: tuple[Name, ...]  #: every @name of the expression, of a faulty one too
    leaves: tuple[Leaf, ...]  #: every word, phrase, pattern and name of it
    place: Places | None  #: where in the file a column of the expression is
    where: Where | None
    channels: tuple[tuple[str, Position], ...] | None
    severity: Severity | None
    mention: str | None
    enabled: Enabled | None
    tests: tuple[RuleTest, ...]
    tests_said: bool
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityDraft:
    """An entity as written: the names of its country come in when it is known in which languages."""

    entity: Entity
    country: str | None = None
    languages: tuple[str, ...] | None = None  #: None: not said


@dataclass(frozen=True, slots=True)
class NameList:
    """The names, weak names or exceptions of an entity, or the alternatives of a term."""

    identity: str
    names: tuple[Located, ...]
    excepted: bool = False  #: the entity has exceptions


@dataclass(slots=True)
class Drafts:
    """Everything that was read of one file."""

    feeds: list[FeedSource] = field(default_factory=list)
    channels: list[ChannelPlan] = field(default_factory=list)
    entities: list[EntityDraft] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    rules: list[RuleDraft] = field(default_factory=list)
    defaults: list[Defaults] = field(default_factory=list)
    lists: list[NameList] = field(default_factory=list)  #: of entities and terms
    cut_short: list[tuple[Position, str]] = field(default_factory=list)  #: values that a comment ends, and what to do

    def without_places(self) -> "Drafts":
        """Return what a rule set is built from, without what only problems and warnings need: half of the memory."""
        rules = [replace(rule, names=(), leaves=(), place=None) for rule in self.rules]
        return Drafts(self.feeds, self.channels, self.entities, self.terms, rules, self.defaults)

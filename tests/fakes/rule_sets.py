"""Rule sets built by hand, for tests that are not about reading files."""

from collections.abc import Iterable

from monitor.core.article import Article, TextState
from monitor.rules.model import Enabled, Entity, Position, Rule, RuleSet, Term, Where
from monitor.rules.nodes import And, Exact, Inflected, Name, Near, Node, Not, Or, Pattern, Scope, Unit, Words

HERE = Position("rules/test.yaml", 1, 1)


def word(text: str) -> Words:
    """`text`, quoted where it has several words."""
    return Words(text, quoted=not text.isalnum())


def exact(text: str) -> Exact:
    """`=text`"""
    return Exact(text, quoted=not text.isalnum())


def name(identity: str) -> Name:
    """`@identity`"""
    return Name(identity)


def all_of(*items: Node) -> And:
    """`a AND b`"""
    return And(items)


def any_of(*items: Node) -> Or:
    """`a OR b`"""
    return Or(items)


def none_of(item: Node) -> Not:
    """`NOT a`"""
    return Not(item)


def inflected(text: str) -> Inflected:
    """`~text`"""
    return Inflected(text, quoted=not text.isalnum())


def near(*items: Node, distance: int) -> Near:
    """`a NEAR/n b`"""
    return Near(items, distance)


def scope(unit: Unit, item: Node, count: int = 0) -> Scope:
    """`SENTENCE(a)` and its like."""
    return Scope(unit, item, count)


def leaf(text: str) -> Pattern:
    """A name as entities write it: `=` in front makes it exact, `~` inflected."""
    if text.startswith("~"):
        return inflected(text[1:])
    return exact(text[1:]) if text.startswith("=") else word(text)


def entity(identity: str, names: Iterable[str], *, weak: Iterable[str] = (), except_: Iterable[str] = ()) -> Entity:
    """An entity; names as in a rule file."""
    return Entity(
        identity=identity,
        names=tuple(map(leaf, names)),
        weak=tuple(map(leaf, weak)),
        except_=tuple(map(leaf, except_)),
        position=HERE,
    )


def term(identity: str, alternatives: Iterable[str]) -> Term:
    """A term; alternatives as in a rule file."""
    return Term(identity=identity, any=tuple(map(leaf, alternatives)), position=HERE)


def rule(
    expression: Node,
    identity: str = "rule",
    *,
    where: Where = Where(),  # noqa: B008 - frozen
    enabled: Enabled = Enabled.TRUE,
) -> Rule:
    """A rule that posts to the console."""
    return Rule(
        identity=identity,
        title=identity,
        expression=expression,
        where=where,
        channels=("console",),
        enabled=enabled,
        position=HERE,
    )


def rule_set(*rules: Rule, entities: Iterable[Entity] = (), terms: Iterable[Term] = ()) -> RuleSet:
    """A rule set of these rules."""
    return RuleSet(rules=rules, entities=tuple(entities), terms=tuple(terms))


def article(
    text: str = "",
    *,
    title: str = "",
    captions: Iterable[str] = (),
    url: str = "https://news.example/a",
    language: str | None = None,
    tags: Iterable[str] = (),
    feeds: Iterable[str] = (),
    state: TextState = TextState.FULL,
) -> Article:
    """An article with this body."""
    return Article(
        url=url,
        title=title,
        text=text,
        captions=tuple(captions),
        language=language,
        tags=frozenset(tags),
        feeds=tuple(feeds),
        state=state,
    )

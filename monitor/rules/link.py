"""What fits together only when every file is known: names, identities, defaults."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from monitor.core.message import Severity
from monitor.rules.countries import country_names
from monitor.rules.drafts import Defaults, Drafts, EntityDraft, RuleDraft
from monitor.rules.model import Enabled, Entity, Position, Rule, RuleSet, Term, Where
from monitor.rules.problems import Problems
from monitor.rules.scalars import url_identity
from monitor.rules.suggestions import did_you_mean, short

T = TypeVar("T")


def link(drafts: Drafts, problems: Problems, *, digest: str, files: tuple[str, ...]) -> RuleSet | None:
    """Return the rule set; None, with the problems noted, where something does not fit."""
    _check_unique(drafts, problems)
    defaults = _the_defaults(drafts, problems)
    if not drafts.unread:
        _check_names(drafts, problems)
        _check_channels(drafts.rules, defaults, problems)
    if problems:
        return None
    # English first: the order of names is that of the languages.
    feed_languages = tuple(dict.fromkeys(("en", *(feed.language for feed in drafts.feeds if feed.language))))
    return RuleSet(
        feeds=tuple(drafts.feeds),
        channels=tuple(drafts.channels),
        entities=tuple(_build_entity(draft, feed_languages) for draft in drafts.entities),
        terms=tuple(drafts.terms),
        rules=tuple(rule for draft in drafts.rules if (rule := _build(draft, defaults))),
        digest=digest,
        files=files,
    )


def _check_unique(drafts: Drafts, problems: Problems) -> None:
    _unique(drafts.feeds, lambda feed: (url_identity(feed.url), feed.position), "the feed", problems)
    _unique(drafts.channels, lambda plan: (plan.channel, plan.position), "the channel", problems)
    _unique(drafts.rules, lambda rule: (rule.identity, rule.position), "the rule", problems)
    entities = [draft.entity for draft in drafts.entities]
    named: list[Entity | Term] = sorted([*entities, *drafts.terms], key=lambda named: named.position)
    _unique(named, lambda named: (named.identity, named.position), "the entity or term", problems)


def _unique(things: Iterable[T], key: Callable[[T], tuple[str, Position]], what: str, problems: Problems) -> None:
    first: dict[str, Position] = {}
    for thing in things:
        identity, position = key(thing)
        before = first.setdefault(identity, position)
        if before is not position:
            where = f"on line {before.line}" if before.path == position.path else f"in {before.path}:{before.line}"
            problems.add(
                position, f"{what} {short(identity)} is here twice (the first is {where}; rename or delete one)"
            )


def _the_defaults(drafts: Drafts, problems: Problems) -> Defaults | None:
    for further in drafts.defaults[1:]:
        first = drafts.defaults[0].position
        problems.add(
            further.position, f"a second defaults (there is one at {first.path}:{first.line}; write both there)"
        )
    return drafts.defaults[0] if drafts.defaults else None


def _check_names(drafts: Drafts, problems: Problems) -> None:
    known = {draft.entity.identity for draft in drafts.entities} | {term.identity for term in drafts.terms}
    for rule in drafts.rules:
        for name in rule.names:
            if name.identity not in known and rule.place is not None:
                hint = did_you_mean(name.identity, known, prefix="@") or " (write it under entities or terms)"
                problems.add(rule.place.at(name.column), f"unknown entity or term @{short(name.identity)}{hint}")


def _check_channels(rules: Iterable[RuleDraft], defaults: Defaults | None, problems: Problems) -> None:
    if defaults is not None and defaults.channels is not None:
        return
    for rule in rules:
        if not rule.channels_said:
            problems.add(rule.position, 'this rule has no channel (write channel: "#desk" here, or under defaults)')


def _build_entity(draft: EntityDraft, feed_languages: tuple[str, ...]) -> Entity:
    """Add the names of its country to an entity."""
    if draft.country is None:
        return draft.entity
    languages = feed_languages if draft.languages is None else draft.languages
    names = (*draft.entity.names, *country_names(draft.country, languages))
    return replace(draft.entity, names=tuple(dict.fromkeys(names)))


def _build(draft: RuleDraft, defaults: Defaults | None) -> Rule | None:
    if draft.expression is None:
        return None
    default = defaults or Defaults(position=draft.position)
    channels = _first(draft.channels, default.channels, ())
    return Rule(
        identity=draft.identity,
        title=draft.title or draft.identity,
        expression=draft.expression,
        where=_first(draft.where, default.where, Where()),
        channels=tuple(channel for channel, _ in channels),
        severity=_first(draft.severity, default.severity, Severity.NORMAL),
        mention=draft.mention or default.mention,
        enabled=_first(draft.enabled, default.enabled, Enabled.TRUE),
        tests=draft.tests,
        position=draft.position,
    )


def _first(said: T | None, default: T | None, otherwise: T) -> T:
    """Return what was said, else the default; a value that is false (severity low) was said too."""
    if said is not None:
        return said
    return otherwise if default is None else default

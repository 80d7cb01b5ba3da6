"""What differs between two rule sets, and how a rule set comes into force: in one unit of work with its feeds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Protocol, TypeVar

from monitor.core.records import FeedRow
from monitor.core.rule_changes import KINDS, Difference, Parts, RuleChanges
from monitor.core.stores import Transaction
from monitor.feeds.urls import host_of, shard_of
from monitor.rules.model import ChannelPlan, Entity, FeedSource, Position, Rule, RuleSet, Term

MOST_NAMED = 500  #: things that a change names of each kind: nobody reads more, and a new rule set has all of them

_NOWHERE = Position("", 0, 0)


class _Placed(Protocol):
    @property
    def position(self) -> Position: ...


T = TypeVar("T", bound=_Placed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What came of putting a rule set in force."""

    version: int
    changes: RuleChanges | None  #: against what was in force before; None: that is not known
    feeds_added: int
    feeds_removed: int


def parts_of(rule_set: RuleSet, before: RuleSet | None = None, known: Parts | None = None) -> Parts:
    """Return what a rule set is made of; where things are the same objects as in `before`, what is `known` of them.

    The place of a thing in its file and a rule's tests are no part of it: they change nothing that is matched or told.
    """
    old, parts = before or RuleSet(), known or {}
    return {
        "rules": _digests(rule_set.rules, old.rules, parts.get("rules", {}), lambda one: one.identity, _rule),
        "entities": _digests(
            rule_set.entities, old.entities, parts.get("entities", {}), lambda one: one.identity, _entity
        ),
        "terms": _digests(rule_set.terms, old.terms, parts.get("terms", {}), lambda one: one.identity, _term),
        "feeds": _digests(rule_set.feeds, old.feeds, parts.get("feeds", {}), lambda one: one.url, _feed),
        "channels": _digests(
            rule_set.channels, old.channels, parts.get("channels", {}), lambda one: one.channel, _plan
        ),
    }


def compare(before: Parts, after: Parts) -> RuleChanges:
    """Return what differs, by kind; in the order of the new files, what was removed in that of the old ones."""
    found = ((kind, _compare(before.get(kind, {}), after.get(kind, {}))) for kind in KINDS)
    return {kind: difference for kind, difference in found if len(difference)}


def adopt(tx: Transaction, rule_set: RuleSet, parts: Parts, now: datetime) -> Adopted:
    """Make a rule set the one in force, and its feeds those that are polled; note what it changes.

    A removed feed keeps what it brought: entries that wait are read, alerts on their way are delivered.
    """
    newest, before = tx.rule_sets.newest(), tx.rule_log.parts()
    version = tx.rule_sets.add(rule_set.digest, now=now)
    changes = None if before is None else compare(before, parts)
    if newest is None or newest[0] != version or before is None:
        tx.rule_log.adopted(version, parts, changes, now=now)
    else:
        tx.rule_log.mended(now=now)
    rows = [
        FeedRow(url=source.url, name=source.name or "", host=host_of(source.url), shard=shard_of(source.url))
        for source in rule_set.feeds
    ]
    added, removed = tx.feeds.sync(rows, now=now)
    return Adopted(version=version, changes=changes, feeds_added=len(added), feeds_removed=len(removed))


def _compare(before: Mapping[str, str], after: Mapping[str, str]) -> Difference:
    added = [name for name in after if name not in before]
    changed = [name for name, digest in after.items() if name in before and before[name] != digest]
    removed = [name for name in before if name not in after]
    named: list[Sequence[str]] = [tuple(islice(names, MOST_NAMED)) for names in (added, changed, removed)]
    more = len(added) + len(changed) + len(removed) - sum(map(len, named))
    return Difference(added=tuple(named[0]), changed=tuple(named[1]), removed=tuple(named[2]), more=more)


def _digests(
    things: Sequence[T],
    before: Sequence[T],
    known: Mapping[str, str],
    name: Callable[[T], str],
    said: Callable[[T], object],
) -> dict[str, str]:
    old = {name(thing): thing for thing in before}
    return dict(_each(things, old, known, name, said))


def _each(
    things: Sequence[T],
    old: Mapping[str, T],
    known: Mapping[str, str],
    name: Callable[[T], str],
    said: Callable[[T], object],
) -> Iterator[tuple[str, str]]:
    for thing in things:
        called = name(thing)
        same = known.get(called) if old.get(called) is thing else None
        yield called, same or blake2b(repr(said(thing)).encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _rule(rule: Rule) -> object:
    how = (str(rule.severity), rule.mention, str(rule.enabled))
    return rule.title, str(rule.expression), repr(rule.where), rule.channels, how


def _entity(entity: Entity) -> object:
    return [list(map(str, names)) for names in (entity.names, entity.weak, entity.except_)]


def _term(term: Term) -> object:
    return list(map(str, term.any))


def _feed(source: FeedSource) -> object:
    return sorted(source.tags), replace(source, tags=frozenset(), position=_NOWHERE)


def _plan(plan: ChannelPlan) -> object:
    return replace(plan, position=_NOWHERE)

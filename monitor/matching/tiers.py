"""All rules that are matched, in two tiers, so that an edit counts at once.

Nearly all rules stand in a large tier that was compiled when the daemon started. Those that were edited since stand in
a small one, compiled in milliseconds; as they were before, they are hidden in the large one. Only what differs between
two rule sets is looked at: just going over 100,000 rules takes longer than all the rest.
"""

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from operator import is_
from typing import NamedTuple, TypeVar

from monitor.matching.evaluate import inflection_languages
from monitor.matching.frequencies import WordFrequencies
from monitor.matching.layout import Layout
from monitor.matching.marks import Marker
from monitor.matching.tier import Tier
from monitor.rules.model import Enabled, Entity, Rule, RuleSet, Term

#: Edited rules beyond which compiling all of them anew pays, since the small tier is scanned for as well: so many, or
#: one rule in so many.
_MANY_EDITS = 200
_MANY_EDITS_SHARE = 50
#: One rule in so many edited: then everything is compiled anew right away.
_MOST_EDITS_SHARE = 4

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How rules are compiled."""

    include_disabled: bool
    languages: tuple[str, ...]  #: in which inflected words are expanded, besides those that rules and feeds name
    frequencies: WordFrequencies | None

    def uses(self, rule: Rule) -> bool:
        """Whether a rule is matched at all."""
        return self.include_disabled or rule.enabled is not Enabled.FALSE

    def compile(self, rule_set: RuleSet, rules: Sequence[Rule]) -> Tier:
        """Compile rules of a rule set."""
        return Tier(rule_set, rules, languages=self.languages, frequencies=self.frequencies)


class Place(NamedTuple):
    """Where a rule stands in the order of the files."""

    base: int  #: the rule of the base that it replaces, or that stands before it
    turn: int  #: for the order of those that share a `base`: -1 for one that replaces it


class _Edited(NamedTuple):
    place: Place
    rule: Rule


@dataclass(frozen=True, slots=True)
class Tiers:
    """The compiled rules of one rule set."""

    rule_set: RuleSet
    options: Options
    base_set: RuleSet  #: of which the base was compiled
    base: Tier
    hidden: Set[int] = frozenset()  #: rules of the base that are edited or gone
    edited: tuple[_Edited, ...] = ()  #: in order
    edits: Tier | None = None  #: these, compiled

    @classmethod
    def of(cls, rule_set: RuleSet, options: Options) -> "Tiers":
        """Compile a rule set."""
        base = options.compile(rule_set, [rule for rule in rule_set.rules if options.uses(rule)])
        return cls(rule_set, options, rule_set, base)

    def updated(self, rule_set: RuleSet) -> "Tiers | None":
        """Return the tiers of an edited rule set; None if so much is new that everything has to be compiled."""
        languages = self.options.languages
        if self.base.inflects and inflection_languages(rule_set, languages) != inflection_languages(
            self.base_set, languages
        ):
            return None
        change = _Change(self, rule_set)
        if not change.in_order or len(change.edited) > max(_MANY_EDITS, len(self.base) // _MOST_EDITS_SHARE):
            return None
        edited = tuple(sorted(change.edited.values(), key=lambda one: one.place))
        edits = self.options.compile(rule_set, [one.rule for one in edited]) if edited else None
        return Tiers(rule_set, self.options, self.base_set, self.base, change.hidden, edited, edits)

    @property
    def worth_rebuilding(self) -> bool:
        """Whether so much was edited that one tier would be faster."""
        return len(self.hidden) + len(self.edited) > max(_MANY_EDITS, len(self.base) // _MANY_EDITS_SHARE)

    def markers(self, layout: Layout) -> tuple[Marker, ...]:
        """Look for the words of each tier in an article."""
        return tuple(Marker(layout, tier) for tier in (self.base, self.edits) if tier is not None)

    def candidates(self, markers: tuple[Marker, ...], only: Collection[str] | None) -> Iterator[tuple[Marker, int]]:
        """Yield the rules that the atoms of an article do not rule out, in file order; `only` names those to try."""
        marker, *others = markers
        numbers = marker.candidates()
        if self.hidden:
            numbers = numbers - self.hidden
        if only is not None:
            identities = self.base.identities
            numbers = {number for number in numbers if identities[number] in only}
        if not others:
            for number in sorted(numbers):
                yield marker, number
            return
        each: list[tuple[Place, Marker, int]] = [(Place(number, -2), marker, number) for number in numbers]
        for edits in others:
            for number in edits.candidates():
                place, rule = self.edited[number]
                if only is None or rule.identity in only:
                    each.append((place, edits, number))
        for _, marker, number in sorted(each, key=lambda one: one[0]):
            yield marker, number


class _Change:
    """What differs between the rule set of some tiers and another one."""

    def __init__(self, tiers: Tiers, rule_set: RuleSet) -> None:
        self._base = tiers.base
        self._options = tiers.options
        self.hidden = set(tiers.hidden)
        self.in_order = True  #: rules that were not edited have kept their order
        before, after = tiers.rule_set.rules, rule_set.rules
        start, end = _unchanged(before, after)
        old, new = before[start : len(before) - end], after[start : len(after) - end]
        gone = {rule.identity for rule in old}
        moved = len(after) - len(before)
        #: by identity
        self.edited = {
            one.rule.identity: _shifted(one, moved) if one.place.turn >= start + len(old) else one
            for one in tiers.edited
            if one.rule.identity not in gone
        }
        affected = self._affected(tiers.rule_set, rule_set)
        kept = self._take(new, start, self._base_before(after, start), affected)
        numbers = self._base.numbers
        here = (numbers.get(rule.identity) for rule in old)
        self.hidden.update(number for number in here if number is not None and number not in kept)
        for number in affected - self.hidden:
            self.hidden.add(number)
            rule = self._base.rules[number]
            self.edited[rule.identity] = _Edited(Place(number, -1), rule)

    def _take(self, new: Sequence[Rule], start: int, base: int, affected: Set[int]) -> set[int]:
        """Sort out rules that may be new; return those that the base has as they are."""
        kept: set[int] = set()
        for index, rule in enumerate(new, start):
            if not self._options.uses(rule):
                continue
            number = self._base.numbers.get(rule.identity)
            if (
                number is not None
                and number not in affected
                and number not in self.hidden
                and _same_rule(self._base.rules[number], rule)
            ):
                self.in_order &= number > base
                kept.add(number)
                base = number
            else:
                self.edited[rule.identity] = _Edited(Place(base, index), rule)
        return kept

    def _base_before(self, rules: Sequence[Rule], start: int) -> int:
        """Return the last rule of the base before a place in the new order, -1 if there is none."""
        for index in range(start - 1, -1, -1):
            identity = rules[index].identity
            if identity in self.edited:
                return self.edited[identity].place.base
            number = self._base.numbers.get(identity)
            if number is not None and number not in self.hidden:
                return number
        return -1

    def _affected(self, before: RuleSet, after: RuleSet) -> set[int]:
        """Return the rules of the base that use an entity or a term which stands for something else now."""
        old: dict[str, Entity | Term] = {}
        new: dict[str, Entity | Term] = {}
        _take_names(before.entities, after.entities, old, new)
        _take_names(before.terms, after.terms, old, new)
        changed = [identity for identity, named in old.items() if not _same_names(named, new.get(identity))]
        return {number for identity in changed for number in self._base.users_of(identity)}


def _take_names(
    before: Sequence[Entity | Term],
    after: Sequence[Entity | Term],
    old: dict[str, Entity | Term],
    new: dict[str, Entity | Term],
) -> None:
    """Collect those that are not the same objects in both."""
    start, end = _unchanged(before, after)
    old.update((named.identity, named) for named in before[start : len(before) - end])
    new.update((named.identity, named) for named in after[start : len(after) - end])


def _unchanged(before: Sequence[_T], after: Sequence[_T]) -> tuple[int, int]:
    """Return how many objects at the start and at the end are the same in both."""
    most = min(len(before), len(after))
    start = _first_other(list(map(is_, before, after)))
    end = _first_other(list(map(is_, reversed(before), reversed(after))))
    return start, min(end, most - start)


def _first_other(same: list[bool]) -> int:
    return same.index(False) if False in same else len(same)


def _shifted(one: _Edited, by: int) -> _Edited:
    return _Edited(Place(one.place.base, one.place.turn + by), one.rule)


def _same_names(before: Entity | Term, after: Entity | Term | None) -> bool:
    """Whether an entity or a term stands for the same; where it is written does not matter."""
    if isinstance(before, Entity) and isinstance(after, Entity):
        return (before.names, before.weak, before.except_) == (after.names, after.weak, after.except_)
    return isinstance(before, Term) and isinstance(after, Term) and before.any == after.any


def _same_rule(before: Rule, after: Rule) -> bool:
    """Whether a rule matches the same."""
    return before is after or (before.expression == after.expression and before.where == after.where)

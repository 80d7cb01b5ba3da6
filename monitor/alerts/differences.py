"""What two versions of the rules make differently of the same articles."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.alerts.replay import Replay, Tally
from monitor.rules.model import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """The alerts of a rule that one article brings, in the channels where that holds."""

    article_id: int
    story_id: int
    channels: tuple[str, ...]  #: as the rule calls them


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDifference:
    """One rule before and now; alerts are counted by channel, those of a shadow rule apart."""

    identity: str
    now: Rule | None  #: None: the rule is gone
    before: Rule | None  #: None: the rule is new
    tally_now: Tally
    tally_before: Tally
    gained: tuple[Raised, ...]  #: alerts that only the rules as they are now make, in the order of time
    lost: tuple[Raised, ...]  #: those that only the rules as they were before make
    same: int  #: alerts that both make
    shadow_gained: tuple[Raised, ...]  #: alerts that it would make as a shadow rule, now only
    shadow_lost: tuple[Raised, ...]  #: the same, before only

    @property
    def alerts_gained(self) -> int:
        """How many alerts are new."""
        return count_alerts(self.gained)

    @property
    def alerts_lost(self) -> int:
        """How many alerts are gone."""
        return count_alerts(self.lost)


def compare(now: Replay, before: Replay) -> Iterator[RuleDifference]:
    """Yield every rule of either version: those of now in file order, then those that are gone."""
    places = {rule.identity: place for place, rule in enumerate(before.rule_set.rules)}
    for place, rule in enumerate(now.rule_set.rules):
        old = places.pop(rule.identity, None)
        if old is None:
            yield _differ(now, rule, now.tallies[place], before, None, Tally())
        else:
            yield _differ(now, rule, now.tallies[place], before, before.rule_set.rules[old], before.tallies[old])
    for place in places.values():
        yield _differ(now, None, Tally(), before, before.rule_set.rules[place], before.tallies[place])


def alerts_of(replay: Replay, place: int) -> Iterator[Raised]:
    """Yield the alerts of one rule, in the order of time; of a shadow rule those that it would make."""
    rule, tally = replay.rule_set.rules[place], replay.tallies[place]
    channels = tuple(replay.channels(rule).values())
    for article_id, story_id in zip(tally.raised, tally.stories, strict=True):
        yield Raised(article_id=article_id, story_id=story_id, channels=channels)


def count_alerts(raised: Iterable[Raised]) -> int:
    """Return how many alerts these are: one in each channel."""
    return sum(len(one.channels) for one in raised)


def _differ(
    now: Replay, rule_now: Rule | None, tally_now: Tally, before: Replay, rule_before: Rule | None, tally_before: Tally
) -> RuleDifference:
    posts_now, posts_before = _posting(now, rule_now), _posting(before, rule_before)
    shadows_now, shadows_before = _shadowing(now, rule_now), _shadowing(before, rule_before)
    both = _common(tally_now.raised, tally_before.raised)
    rule = rule_now or rule_before
    assert rule is not None  # noqa: S101 - it comes from one of the two
    return RuleDifference(
        identity=rule.identity,
        now=rule_now,
        before=rule_before,
        tally_now=tally_now,
        tally_before=tally_before,
        gained=_only(tally_now, posts_now, both, posts_before),
        lost=_only(tally_before, posts_before, both, posts_now),
        same=len(both) * len(posts_now.keys() & posts_before.keys()),
        shadow_gained=_only(tally_now, shadows_now, both, shadows_before),
        shadow_lost=_only(tally_before, shadows_before, both, shadows_now),
    )


def _posting(replay: Replay, rule: Rule | None) -> dict[str, str]:
    return replay.posting(rule) if rule is not None else {}


def _shadowing(replay: Replay, rule: Rule | None) -> dict[str, str]:
    return replay.shadowing(rule) if rule is not None else {}


def _common(one: "array[int]", other: "array[int]") -> frozenset[int]:
    return frozenset(one) & frozenset(other)


def _only(
    tally: Tally, channels: dict[str, str], both: frozenset[int], elsewhere: dict[str, str]
) -> tuple[Raised, ...]:
    """Return the alerts of a tally that the other version does not make."""
    every = tuple(channels.values())
    others = tuple(label for name, label in channels.items() if name not in elsewhere)
    found = (
        Raised(article_id=article_id, story_id=story_id, channels=others if article_id in both else every)
        for article_id, story_id in zip(tally.raised, tally.stories, strict=True)
    )
    return tuple(one for one in found if one.channels)

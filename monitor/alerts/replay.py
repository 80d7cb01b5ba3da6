"""Which alerts a version of the rules makes of articles that are replayed in the order of time.

As transaction 2 has it (DESIGN.md §3): only an article with a match gets a story, joined by what its text shares within
72 hours; an alert is a rule, a story and a channel, made once. Pace, caps, quiet hours and mutes hold alerts back or
merge them and make none, so they are left out.

An alert is named by the article that brings it, the first one of its story that the rule matches. Not by the story:
another rule that matches an earlier article gives the story another first article, and changes nothing for this one.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.alerts.open_stories import OpenStories, OpenStory
from monitor.rules.model import Enabled, Rule, RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the rules make of an article as it stood at one time; there is none where no version has a match."""

    at: datetime  #: when it was found, read again, or brought by another feed
    article_id: int
    places: tuple[tuple[int, ...], ...]  #: by version of the rules: the places of those that match, in file order
    signature: frozenset[int]
    after: int = 0  #: of articles that were found at the same time, this one and those before it come first
    late: bool = False  #: it was read or brought again: articles may have been found between
    goes_on: bool = False  #: it is judged once more, as it stood later


@dataclass(slots=True)
class Tally:
    """What became of one rule; a rule makes its alerts in all of its channels alike."""

    articles: int = 0  #: that it matches
    raised: "array[int]" = field(default_factory=lambda: array("q"))  #: the articles that brought its alerts
    stories: "array[int]" = field(default_factory=lambda: array("q"))  #: the stories of these alerts


@dataclass(slots=True)
class _Pending:
    """An article that is judged again later."""

    rules: set[int]  #: places of those that matched so far
    story: OpenStory | None = None


class Replay:
    """One version of the rules and what it makes of the articles that it is given.

    Holds the stories that are open, and 16 bytes for each rule and story: nothing else grows with the articles.
    """

    def __init__(self, rule_set: RuleSet, *, version: int = 0, names: Mapping[str, str] | None = None) -> None:
        """Start before the first article; `version` is the place in `Judged.places`, `names` are lasting ones by label.

        Two labels of one channel make one alert.
        """
        self.rule_set = rule_set
        self.tallies = [Tally() for _ in rule_set.rules]
        self.articles = 0  #: with a match
        self.stories = 0
        self._version = version
        self._names = names or {}
        self._open = OpenStories()
        self._pending: dict[int, _Pending] = {}

    def take(self, judged: Judged) -> None:
        """Go on by one article; those given before were found no later."""
        places: Sequence[int] = judged.places[self._version]
        pending = self._pending.get(judged.article_id)
        if pending is None and judged.goes_on:
            pending = self._pending[judged.article_id] = _Pending(set())
        if pending is not None and not judged.goes_on:
            del self._pending[judged.article_id]
        if not places:
            return
        known = pending.rules if pending is not None else ()
        self.articles += not known
        story = pending.story if pending is not None and pending.story is not None else self._story(judged)
        for place in places:
            tally = self.tallies[place]
            tally.articles += place not in known
            if place not in story.told:
                story.told.add(place)
                tally.raised.append(judged.article_id)
                tally.stories.append(story.story_id)
        if pending is not None:
            pending.story = story
            pending.rules.update(places)

    def channels(self, rule: Rule) -> dict[str, str]:
        """Return where a rule tells its alerts: by lasting name as the rule calls it."""
        channels: dict[str, str] = {}
        for label in rule.channels:
            channels.setdefault(self._names.get(label, label), label)
        return channels

    def posting(self, rule: Rule) -> dict[str, str]:
        """Return the channels that a rule posts to: none of a shadow rule."""
        return self.channels(rule) if rule.enabled is Enabled.TRUE else {}

    def shadowing(self, rule: Rule) -> dict[str, str]:
        """Return the channels that a shadow rule would post to."""
        return self.channels(rule) if rule.enabled is Enabled.SHADOW else {}

    def _story(self, judged: Judged) -> OpenStory:
        story = self._open.join(judged.article_id, judged.signature, judged.at)
        self.stories += story.story_id == judged.article_id
        return story

"""The stories of the last 72 hours in memory, for whoever replays the past without a store."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime

from monitor.alerts.stories import STORY_WINDOW, choose_story
from monitor.core.records import STORY_HOLDERS, STORY_NEAREST, StoryCandidate

_LAST_ID = (1 << 63) - 1


@dataclass(slots=True, eq=False)
class OpenStory:
    """A story: its id is that of its first article."""

    story_id: int
    opened_at: datetime
    hashes: frozenset[int]
    told: set[int] = field(default_factory=set)  #: places of the rules that have an alert for it


class OpenStories:
    """Finds the story of an article as the store does, bounds and all; forgets stories that nothing can join."""

    def __init__(self) -> None:
        self._stories: dict[int, OpenStory] = {}
        self._oldest: deque[OpenStory] = deque()
        #: by hash: (opened_at, id) of the stories that hold it, the oldest first
        self._holders: dict[int, list[tuple[datetime, int]]] = {}

    def __len__(self) -> int:
        """Return how many stories are open."""
        return len(self._stories)

    def join(self, article_id: int, hashes: frozenset[int], now: datetime) -> OpenStory:
        """Return the story that an article with this signature belongs to; a new one if there is none."""
        self._forget(now)
        chosen = choose_story(self.candidates(hashes, opened_since=now - STORY_WINDOW), len(hashes))
        return self._stories[chosen] if chosen is not None else self._open(article_id, hashes, now)

    def candidates(self, hashes: frozenset[int], *, opened_since: datetime) -> list[StoryCandidate]:
        """Return what `core.stores.StoryStore.candidates` returns of the same stories."""
        known: Counter[tuple[datetime, int]] = Counter()
        for value in hashes:
            held = self._holders.get(value, [])
            first = bisect_left(held, (opened_since, 0))
            end = len(held)
            if end - first > STORY_HOLDERS:  # those of the very same moment as the last one count too
                end = bisect_right(held, (held[first + STORY_HOLDERS - 1][0], _LAST_ID))
            known.update(held[first:end])
        nearest = sorted(known, key=lambda one: (-known[one], one))[:STORY_NEAREST]
        return [
            StoryCandidate(
                story_id=story_id,
                opened_at=opened_at,
                shared=len(hashes & self._stories[story_id].hashes),
                size=len(self._stories[story_id].hashes),
            )
            for opened_at, story_id in sorted(nearest)
        ]

    def _open(self, article_id: int, hashes: frozenset[int], now: datetime) -> OpenStory:
        story = OpenStory(article_id, now, hashes)
        self._stories[article_id] = story
        self._oldest.append(story)
        for value in hashes:
            insort(self._holders.setdefault(value, []), (now, article_id))
        return story

    def _forget(self, now: datetime) -> None:
        while self._oldest and self._oldest[0].opened_at < now - STORY_WINDOW:
            gone = self._oldest.popleft()
            del self._stories[gone.story_id]
            for value in gone.hashes:
                held = self._holders[value]
                held.remove((gone.opened_at, gone.story_id))
                if not held:
                    del self._holders[value]

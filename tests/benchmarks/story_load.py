"""Very many stories, all of the last 72 hours, and articles to be grouped against them.

Each story has 48 hashes of its own. Beside them are phrases of the language, the commonest in 6 % of all stories: as
was counted on real articles, about six pairs in a thousand share a hash. Then the boilerplate of 2,000 sites, 5 hashes
in 150 stories each, and one hostile site: 10,000 stories with the same 187 hashes (a text of 3,000 words) and 450 of
their own each. Nothing is kept in memory: what a story holds follows from its number.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from monitor.store.columns import EPOCH
from tests.store.samples import NOW

OWN = 48
PHRASES, COMMONEST = 2_000, 0.06
SITES, SITE_STORIES, SITE_HASHES = 2_000, 150, 5
HOSTILE, HOSTILE_SHARED, HOSTILE_OWN = 10_000, 187, 450
FIRST, HOSTILE_FIRST = 100_000_000, 200_000_000  #: ids; smaller ones are for articles stored while measuring

_SCATTER = 2_654_435_761  # a prime: neighbouring hashes belong to stories far apart
_OPENED = (NOW - timedelta(hours=71) - EPOCH) // timedelta(microseconds=1)
_APART = 200_000  # microseconds from story to story
# What hashes have beside the multiple of `step`: none for a story's own. All are multiples of 16, as signatures keep.
_PHRASE, _BOILERPLATE, _EVERYWHERE, _HOSTILE_OWN, _NEW = 32, 48, 64, 80, 96


class Grouped(NamedTuple):
    """An article's signature, and the story that it is a copy of; None for news."""

    hashes: list[int]
    story_id: int | None


@dataclass(frozen=True)
class StoryLoad:
    """Stories of the numbers 0 to `stories` - 1, and those of the hostile site."""

    stories: int
    hostile: int = HOSTILE

    @property
    def step(self) -> int:
        """Return the distance between hashes that stories have as their own."""
        return (1 << 61) // (64 * max(self.stories, 1_000_000)) // 256 * 256

    @property
    def per_site(self) -> int:
        """Return how many stories a site has; the first SITE_STORIES of them have its boilerplate."""
        return max(1, self.stories // SITES)

    def insert(self, engine: sa.Engine) -> None:
        """Fill the tables `story` and `signature`; foreign keys are not looked at."""
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SET session_replication_role = replica"))
            for statement in self._statements(engine.dialect.name):
                connection.execute(sa.text(statement))

    def _statements(self, dialect: str) -> Iterator[str]:
        def rows(table: str, selected: str, count: int, where: str = "") -> str:
            numbers = (
                f"generate_series(0, {count - 1}::bigint) AS n(i)"
                if dialect == "postgresql"
                else f"(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) SELECT i FROM n)"  # noqa: S608 - as below
            )
            return f"INSERT INTO {table} SELECT {selected} FROM {numbers} {where}"  # noqa: S608 - our own numbers

        def story(number: str, first: int = FIRST) -> str:
            return f"{_OPENED} + ({number}) * {_APART}, {first} + ({number})"

        boilerplate = f"CASE WHEN i % {self.per_site} < {SITE_STORIES} THEN {SITE_HASHES} ELSE 0 END"
        into_story, into_signature = "story (opened_at, id, size)", "signature (hash, opened_at, story_id)"
        yield rows(into_story, f"{story('i')}, {OWN} + {boilerplate}", self.stories)
        yield rows(into_story, f"{story('i', HOSTILE_FIRST)}, {HOSTILE_SHARED + HOSTILE_OWN}", self.hostile)
        yield rows(into_signature, f"i * {self.step}, {story(f'i * {_SCATTER} % {self.stories}')}", OWN * self.stories)
        for rank in range(PHRASES):
            if holders := self._holders(rank):
                number = f"(i * {_SCATTER} + {rank}) % {self.stories}"
                yield rows(into_signature, f"{self._phrase(rank)}, {story(number)}", holders)
        for place in range(SITE_HASHES):
            value = f"((i / {self.per_site} * {SITE_HASHES} + {place}) * 4801 + 3) * {self.step} + {_BOILERPLATE}"
            yield rows(
                into_signature, f"{value}, {story('i')}", self.stories, f"WHERE i % {self.per_site} < {SITE_STORIES}"
            )
        own = f"i * {self.step} + {_HOSTILE_OWN}, {story(f'i / {HOSTILE_OWN}', HOSTILE_FIRST)}"
        yield rows(into_signature, own, self.hostile * HOSTILE_OWN)
        for place in range(HOSTILE_SHARED):
            yield rows(into_signature, f"{self._everywhere(place)}, {story('i', HOSTILE_FIRST)}", self.hostile)

    def news(self, dice: random.Random) -> Grouped:
        """Return an article that nobody had: its own hashes, with the phrases and the boilerplate of some story."""
        return Grouped(self._new(dice, OWN) + self._common(dice.randrange(self.stories)), None)

    def copy(self, dice: random.Random) -> Grouped:
        """Return what is left of some story, 40 to 100 %, with a few hashes more."""
        number = dice.randrange(self.stories)
        back = pow(_SCATTER, -1, self.stories)
        own = [(number * back % self.stories + turn * self.stories) * self.step for turn in range(OWN)]
        kept = dice.sample(own, dice.randint(OWN * 2 // 5, OWN))
        return Grouped(kept + self._new(dice, 5) + self._common(number), FIRST + number)

    def hostile_copy(self, dice: random.Random) -> Grouped:
        """Return a page of the hostile site, cut to what all its pages share and a fifth of its own."""
        number = dice.randrange(self.hostile)
        own = [(number * HOSTILE_OWN + place) * self.step + _HOSTILE_OWN for place in range(HOSTILE_OWN)]
        kept = dice.sample(own, HOSTILE_OWN // 5)
        return Grouped(kept + list(map(self._everywhere, range(HOSTILE_SHARED))), HOSTILE_FIRST + number)

    def _new(self, dice: random.Random, count: int) -> list[int]:
        return [dice.randrange(OWN * self.stories) * self.step + _NEW for _ in range(count)]

    def _common(self, number: int) -> list[int]:
        back = pow(_SCATTER, -1, self.stories)
        phrases = [
            self._phrase(rank) for rank in range(PHRASES) if (number - rank) * back % self.stories < self._holders(rank)
        ]
        site, place = divmod(number, self.per_site)
        of_site = range(SITE_HASHES) if place < SITE_STORIES else ()
        return phrases + [((site * SITE_HASHES + n) * 4801 + 3) * self.step + _BOILERPLATE for n in of_site]

    def _holders(self, rank: int) -> int:
        return int(self.stories * COMMONEST / (rank + 1))

    def _phrase(self, rank: int) -> int:
        return (rank * 24_007 + 7) * self.step + _PHRASE

    def _everywhere(self, place: int) -> int:
        return (place * 25_007 + 1) * self.step + _EVERYWHERE

"""`tx.stories`: which first articles share text with a new one."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from monitor.core.records import StoryCandidate
from monitor.store.schema import signature, story
from monitor.store.statements import chunks

_BITS = 64


class SqlStories:
    """core.stores.StoryStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def candidates(self, hashes: Iterable[int], *, opened_since: datetime) -> list[StoryCandidate]:
        """Return stories whose first article shares at least one hash, opened since then; the oldest first."""
        shared: dict[int, int] = {}
        for run in chunks(_signed(hashes)):
            query = (
                sa.select(signature.c.story_id, sa.func.count())
                .where(signature.c.hash.in_(run), signature.c.opened_at >= opened_since)
                .group_by(signature.c.story_id)
            )
            for story_id, count in self._connection.execute(query):
                shared[story_id] = shared.get(story_id, 0) + count
        found = [
            StoryCandidate(story_id=row.id, opened_at=row.opened_at, shared=shared[row.id], size=row.size)
            for ids in chunks(sorted(shared))
            for row in self._connection.execute(sa.select(story).where(story.c.id.in_(ids)))
        ]
        return sorted(found, key=lambda candidate: (candidate.opened_at, candidate.story_id))

    def open(self, article_id: int, hashes: Iterable[int], *, now: datetime) -> int:
        """Make the article the first of a story; return the story's id, which is the article's."""
        signed = _signed(hashes)
        self._connection.execute(sa.insert(story).values(id=article_id, opened_at=now, size=len(signed)))
        if signed:
            self._connection.execute(
                sa.insert(signature), [{"hash": value, "story_id": article_id, "opened_at": now} for value in signed]
            )
        return article_id


def _signed(hashes: Iterable[int]) -> list[int]:
    """Return the distinct hashes as the signed 64 bits that a BIGINT holds."""
    half, whole = 1 << (_BITS - 1), 1 << _BITS
    return sorted({(value + half) % whole - half for value in hashes})

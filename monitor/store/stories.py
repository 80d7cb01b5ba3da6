"""`tx.stories`: which first articles share text with a new one."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from monitor.core.records import STORY_HOLDERS, STORY_NEAREST, StoryCandidate
from monitor.store.columns import Utc
from monitor.store.schema import signature, story
from monitor.store.statements import AnySelect

_BITS = 64
_EVER = (1 << (_BITS - 1)) - 1


class SqlStories:
    """core.stores.StoryStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    def candidates(self, hashes: Iterable[int], *, opened_since: datetime) -> list[StoryCandidate]:
        """Return stories whose first article shares at least one hash, opened since then; the oldest first.

        At most 32, those that share most, the oldest of equals; what each shares is exact. In a million articles every
        other one has a phrase that ten thousand share, and a site may have one text on each of its pages. So a hash
        that more than 16 stories hold leads to the oldest 16 only: a copy of a younger one is found by what few hold.
        """
        holders: dict[int, list[tuple[int, int]]] = {}
        wanted = {"hashes": self._list(_signed(hashes)), "since": opened_since}
        for value, opened_at, story_id in self._connection.execute(_holders_of(self._dialect), wanted):
            holders.setdefault(value, []).append((opened_at, story_id))
        known = Counter(holder for some in holders.values() for holder in some)
        nearest = sorted(known, key=lambda holder: (-known[holder], holder))[:STORY_NEAREST]
        common = [value for value, some in holders.items() if len(some) >= STORY_HOLDERS]
        rare = Counter(holder[1] for some in holders.values() if len(some) < STORY_HOLDERS for holder in some)
        chosen = {"ids": self._list([story_id for _, story_id in nearest]), "common": self._list(common)}
        return [
            StoryCandidate(story_id=row.id, opened_at=row.opened_at, shared=rare[row.id] + row.common, size=row.size)
            for row in self._connection.execute(_stories_with(self._dialect), chosen)
        ]

    def open(self, article_id: int, hashes: Iterable[int], *, now: datetime) -> int:
        """Make the article the first of a story; return the story's id, which is the article's."""
        signed = _signed(hashes)
        self._connection.execute(sa.insert(story).values(id=article_id, opened_at=now, size=len(signed)))
        if signed:
            self._connection.execute(
                sa.insert(signature), [{"hash": value, "story_id": article_id, "opened_at": now} for value in signed]
            )
        return article_id

    def _list(self, values: Sequence[int]) -> object:
        """Return integers as one bound value, see _listed."""
        return values if self._dialect == "postgresql" else json.dumps(values)


@cache
def _holders_of(dialect: str) -> AnySelect:
    """Return the hashes that stories hold, with when these were opened and their ids: STORY_HOLDERS of each hash.

    More of a hash only where stories were opened in the same microsecond as the last of them.
    """
    wanted = _listed(dialect, "hashes")
    since = sa.bindparam("since", type_=Utc)
    other = signature.alias("other")
    last = (
        sa.select(sa.type_coerce(other.c.opened_at, sa.BigInteger))
        .where(other.c.hash == wanted.c.value, other.c.opened_at >= since)
        .order_by(other.c.opened_at, other.c.story_id)
        .limit(sa.literal_column(str(1)))
        .offset(sa.literal_column(str(STORY_HOLDERS - 1)))
        .correlate(wanted)
        .scalar_subquery()
    )
    opened_at = sa.type_coerce(signature.c.opened_at, sa.BigInteger)  # compared alone: not worth a datetime each
    return sa.select(signature.c.hash, opened_at, signature.c.story_id).select_from(
        wanted.join(
            signature,
            (signature.c.hash == wanted.c.value)
            & (signature.c.opened_at >= since)
            & (opened_at <= sa.func.coalesce(last, sa.literal_column(str(_EVER)))),
        )
    )


@cache
def _stories_with(dialect: str) -> AnySelect:
    """Return the stories of some ids, the oldest first, and how many of the common hashes each holds."""
    common, ids = _listed(dialect, "common"), _listed(dialect, "ids")
    held = (
        sa.select(sa.func.count())
        .select_from(
            common.join(
                signature,
                (signature.c.hash == common.c.value)
                & (signature.c.opened_at == story.c.opened_at)
                & (signature.c.story_id == story.c.id),
            )
        )
        .correlate(story)
        .scalar_subquery()
    )
    return (
        sa.select(story.c.id, story.c.opened_at, story.c.size, held.label("common"))
        .where(story.c.id.in_(sa.select(ids.c.value)))
        .order_by(story.c.opened_at, story.c.id)
    )


def _listed(dialect: str, name: str) -> sa.TableValuedAlias:
    """Return a table of the integers that are bound to a name as one value: any number of them is one statement."""
    if dialect == "postgresql":
        numbers = sa.func.unnest(sa.bindparam(name, type_=ARRAY(sa.BigInteger)))
        return numbers.table_valued(sa.column("value", sa.BigInteger), name=f"of_{name}").render_derived()
    numbers = sa.func.json_each(sa.bindparam(name, type_=sa.Text))
    return numbers.table_valued(sa.column("value", sa.BigInteger), name=f"of_{name}")


def _signed(hashes: Iterable[int]) -> list[int]:
    """Return the distinct hashes as the signed 64 bits that a BIGINT holds."""
    half, whole = 1 << (_BITS - 1), 1 << _BITS
    return sorted({(value + half) % whole - half for value in hashes})

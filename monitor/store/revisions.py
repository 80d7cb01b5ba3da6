"""`tx.revisions`: what articles said before, and which rules an edit concerned."""

import json
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.article import Article
from monitor.core.records import StoredArticle
from monitor.core.rereading import Edit, EditKind, RereadCause, StoredEdit, StoredRevision
from monitor.store.articles import text_values
from monitor.store.codec import pack_whole_article, unpack_whole_article
from monitor.store.schema import article as article_table
from monitor.store.schema import edit, revision

KEPT = 50  #: versions of an article besides the first: a live blog changes every few minutes for days


class SqlRevisions:
    """core.rereading.RevisionStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(
        self,
        stored: StoredArticle,
        article: Article,
        edits: Sequence[Edit],
        *,
        cause: RereadCause,
        rule_set: int,
        now: datetime,
    ) -> bool:
        """Replace the text of an article, keep the one before; False if somebody replaced it (compare-and-swap)."""
        number = stored.revision + 1
        as_read = sa.and_(article_table.c.id == stored.id, article_table.c.revision == stored.revision)
        values = text_values(article) | {"rule_set": rule_set, "revision": number, "revised_at": now}
        if self._connection.execute(sa.update(article_table).where(as_read).values(values)).rowcount != 1:
            return False
        before = {
            "article_id": stored.id,
            "number": stored.revision,
            "read_at": stored.revised_at or stored.found_at,
            "cause": cause.value,
            "body": pack_whole_article(stored.article),
        }
        self._connection.execute(sa.insert(revision).values(before))
        outlived = sa.and_(revision.c.number > 0, revision.c.number < number - KEPT)
        self._connection.execute(sa.delete(revision).where(revision.c.article_id == stored.id, outlived))
        if edits:
            rows = [_columns(one) | {"article_id": stored.id, "revision": number, "found_at": now} for one in edits]
            self._connection.execute(sa.insert(edit), rows)
        return True

    def of_article(self, article_id: int) -> list[StoredRevision]:
        """Return the earlier versions of an article that are kept, the first one first."""
        query = sa.select(revision).where(revision.c.article_id == article_id).order_by(revision.c.number)
        return [
            StoredRevision(
                number=row.number,
                article=unpack_whole_article(row.body),
                read_at=row.read_at,
                cause=RereadCause(row.cause),
            )
            for row in self._connection.execute(query)
        ]

    def edits(self, article_id: int) -> list[StoredEdit]:
        """Return the edits of an article, the first one first."""
        query = sa.select(edit).where(edit.c.article_id == article_id).order_by(edit.c.id)
        return [
            StoredEdit(
                edit=Edit(
                    rule=row.rule,
                    kind=EditKind(row.kind),
                    **{name: tuple(those) for name, those in json.loads(row.sentences).items()},
                ),
                revision=row.revision,
                found_at=row.found_at,
            )
            for row in self._connection.execute(query)
        ]


def _columns(one: Edit) -> dict[str, object]:
    sentences = json.dumps({"removed": one.removed, "added": one.added}, separators=(",", ":"))
    return {"rule": one.rule, "kind": one.kind.value, "sentences": sentences}

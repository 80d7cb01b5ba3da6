"""`tx.traces`: what is known of one address, for people who ask; each question reads a table as a whole."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from monitor.core.outbox import EntryState
from monitor.core.records import StoredArticle
from monitor.core.tracing import Gap, TracedEntry, TracedFeed
from monitor.store.articles import SqlArticles
from monitor.store.feeds import stored_feed
from monitor.store.schema import entry, feed, feed_gap
from monitor.store.statements import AnyRow, chunks

MOST_GAPS = 100  #: of a feed

_ENTRY = sa.select(
    entry, feed.c.url.label("feed_url"), feed.c.name.label("feed_name"), feed.c.title.label("feed_title")
).join(feed, feed.c.id == entry.c.feed_id)


class SqlTraces:
    """core.tracing.TraceStore on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def entries(self, url_keys: Collection[str], *, article_id: int | None = None) -> list[TracedEntry]:
        """Return the entries that link to one of these normalised URLs, or brought the article, in the order seen."""
        links = entry.c.url_key.in_([key for key in url_keys if key])
        wanted = links if article_id is None else sa.or_(links, entry.c.article_id == article_id)
        return [_entry(row) for row in self._connection.execute(_ENTRY.where(wanted).order_by(entry.c.id))]

    def entries_like(self, part: str, *, limit: int) -> list[TracedEntry]:
        """Return entries whose link contains `part`, letters of either case, the newest first."""
        alike = _ENTRY.where(entry.c.url.icontains(part, autoescape=True))
        return [_entry(row) for row in self._connection.execute(alike.order_by(entry.c.id.desc()).limit(limit))]

    def article(self, article_id: int) -> StoredArticle | None:
        """Return an article by its number."""
        return SqlArticles(self._connection).get(article_id)

    def feeds_of(self, hosts: Collection[str], *, under: str) -> list[TracedFeed]:
        """Return the feeds that live on one of these hosts, or under a name, or brought links there."""
        links = sa.or_(*(entry.c.url_key.startswith(f"https://{host}/", autoescape=True) for host in hosts))
        brought: Mapping[int, AnyRow] = {
            row.feed_id: row
            for row in self._connection.execute(
                sa.select(
                    entry.c.feed_id,
                    sa.func.count().label("entries"),
                    sa.func.max(entry.c.seen_at, type_=entry.c.seen_at.type).label("newest_at"),
                )
                .where(links)
                .group_by(entry.c.feed_id)
            )
        }
        lives_there = sa.or_(feed.c.host.in_(list(hosts)), feed.c.host.endswith(f".{under}", autoescape=True))
        rows = {row.id: row for row in self._connection.execute(sa.select(feed).where(lives_there))}
        for ids in chunks([feed_id for feed_id in brought if feed_id not in rows]):
            rows |= {row.id: row for row in self._connection.execute(sa.select(feed).where(feed.c.id.in_(ids)))}
        gaps = self._gaps(list(rows))
        return [
            TracedFeed(
                feed=stored_feed(row),
                active=row.active,
                entries=brought[number].entries if number in brought else 0,
                newest_at=brought[number].newest_at if number in brought else None,
                gaps=tuple(gaps.get(number, ())),
            )
            for number, row in sorted(rows.items(), key=lambda one: one[1].url)
        ]

    def add_gap(self, feed_id: int, gap: Gap) -> None:
        """Keep that a feed was not seen in full; of each feed the last hundred are kept."""
        values = {
            "feed_id": feed_id,
            "since": gap.since,
            "until": gap.until,
            "failures": gap.failures,
            "reason": gap.reason,
            "lost_low": gap.lost_low,
            "lost_high": gap.lost_high,
        }
        self._connection.execute(sa.insert(feed_gap).values(values))
        kept = sa.select(feed_gap.c.id).where(feed_gap.c.feed_id == feed_id).order_by(feed_gap.c.id.desc())
        oldest = kept.offset(MOST_GAPS).limit(1).scalar_subquery()
        self._connection.execute(sa.delete(feed_gap).where(feed_gap.c.feed_id == feed_id, feed_gap.c.id <= oldest))

    def _gaps(self, feed_ids: Collection[int]) -> dict[int, list[Gap]]:
        found: dict[int, list[Gap]] = {}
        for ids in chunks(list(feed_ids)):
            query = sa.select(feed_gap).where(feed_gap.c.feed_id.in_(ids)).order_by(feed_gap.c.id.desc())
            for row in self._connection.execute(query):
                found.setdefault(row.feed_id, []).append(
                    Gap(
                        since=row.since,
                        until=row.until,
                        failures=row.failures,
                        reason=row.reason,
                        lost_low=row.lost_low,
                        lost_high=row.lost_high,
                    )
                )
        return found


def _entry(row: AnyRow) -> TracedEntry:
    return TracedEntry(
        id=row.id,
        feed_url=row.feed_url,
        feed_name=row.feed_name or row.feed_title or row.feed_url,
        url=row.url,
        url_key=row.url_key,
        title=row.title,
        state=EntryState(row.state),
        reason=row.reason,
        attempts=row.attempts,
        due_at=row.due_at,
        seen_at=row.seen_at,
        article_id=row.article_id,
    )

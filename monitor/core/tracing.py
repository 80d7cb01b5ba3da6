"""What the store knows of one address, for `monitor why`: entries, feeds of its site, gaps in what these were seen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.core.outbox import EntryState
from monitor.core.records import StoredArticle, StoredFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedEntry:
    """An entry with all that is kept of it."""

    id: int
    feed_url: str
    feed_name: str  #: as people know the feed: as the rules call it, else as it calls itself, else its URL
    url: str
    url_key: str
    title: str
    state: EntryState
    reason: str
    attempts: int
    due_at: datetime  #: of one that waits: when it is tried next
    seen_at: datetime
    article_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of time in which a feed was not seen in full: it failed, or entries rolled off between two polls."""

    since: datetime | None  #: when it answered last before; None: it never had
    until: datetime  #: when it answered again
    failures: int  #: polls that failed meanwhile; 0: all was well, and still something was lost
    reason: str  #: what the last of them came to
    lost_low: int = 0  #: entries that probably rolled off meanwhile: between so many …
    lost_high: int = 0  #: … and so many


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedFeed:
    """A feed that is one of a site: it lives there, or has brought links there."""

    feed: StoredFeed
    active: bool  #: named by the rules now
    entries: int  #: that it brought with links to the site
    newest_at: datetime | None  #: when the last of these was seen
    gaps: tuple[Gap, ...]  #: that are kept, the newest first


class TraceStore(Protocol):
    """`tx.traces`"""

    def entries(self, url_keys: Collection[str], *, article_id: int | None = None) -> list[TracedEntry]:
        """Return the entries that link to one of these normalised URLs, or brought the article, in the order seen.

        Reads every entry: it is for people who ask, not for stages.
        """
        ...

    def entries_like(self, part: str, *, limit: int) -> list[TracedEntry]:
        """Return entries whose link contains `part`, letters of either case, the newest first."""
        ...

    def article(self, article_id: int) -> StoredArticle | None:
        """Return an article by its number."""
        ...

    def feeds_of(self, hosts: Collection[str], *, under: str) -> list[TracedFeed]:
        """Return the feeds that live on one of these hosts or brought links there, also those not polled any more.

        So are those of hosts `under` a name: `feeds.paper.example` of `paper.example`.
        """
        ...

    def add_gap(self, feed_id: int, gap: Gap) -> None:
        """Keep that a feed was not seen in full; of each feed the last hundred are kept."""
        ...

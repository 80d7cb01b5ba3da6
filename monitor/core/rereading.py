"""Articles that are read again: why, what comes of it, and the ports to what the store keeps of it.

An article whose text changed is a revision of itself, never a new article. A rule that starts or stops matching
through that is an edit, kept with the sentences that did it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from monitor.core.article import Article
from monitor.core.feed import Entry
from monitor.core.records import NewEntry, StoredArticle


class RereadCause(StrEnum):
    """Why an article is read again."""

    ENTRY = "entry changed"  #: its feed's entry says something else than before
    RECHECK = "recheck"  #: its feed asks for it at an interval (RULES.md §1)


class RereadOutcome(StrEnum):
    """What reading an article again came to."""

    UNCHANGED = "unchanged"  #: the same words
    REVISED = "revised"  #: other words: a revision
    LESS = "shows less"  #: a page that was read in full shows a teaser, a wall, nothing: what was read stays
    FAILED = "failed"  #: the page could not be read; reason beside it


class EditKind(StrEnum):
    """What an edit did to a rule."""

    STARTED = "started to match"
    STOPPED = "stopped matching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A rule that started or stopped matching because an article changed."""

    rule: str
    kind: EditKind
    removed: tuple[str, ...] = ()  #: the sentences that went, as far as they concern the rule
    added: tuple[str, ...] = ()  #: those that came


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEdit:
    """An edit as the store keeps it."""

    edit: Edit
    revision: int  #: the one that it brought
    found_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRevision:
    """An earlier version of an article."""

    number: int  #: 0 is the article as it was first read
    article: Article
    read_at: datetime
    cause: RereadCause  #: of the reading that replaced it


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReread:
    """An article that is due to be read again."""

    article_id: int
    url_key: str
    feed_id: int
    feed_url: str
    entry: Entry  #: as the feed carries it now
    cause: RereadCause
    asked: int  #: how often a reading was asked for: tells whether another was meanwhile
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLimit:
    """How often an entry that keeps changing is believed: some feeds reword theirs at every poll."""

    pause: timedelta  #: between two readings of an article
    idle_pause: timedelta  #: the same, where the last one found nothing new
    most: int  #: readings of an article


class RereadStore(Protocol):
    """`tx.rereads`: which articles are to be read again, and what came of it."""

    def ask(
        self, article_id: int, feed_id: int, entry: Entry, *, cause: RereadCause, shard: int, due_at: datetime
    ) -> None:
        """Ask for a reading of an article; where one is asked for already it comes no later than that one.

        The reading is made with the entry as it is given last.
        """
        ...

    def notice(self, entries: Sequence[NewEntry], *, limit: ChangeLimit, now: datetime) -> int:
        """Take in what entries that are known say now; return how many articles are read again because of it.

        An entry that waits is read as it says now. One that has its article asks for another reading of that if its
        words are others than before; one whose page was left unread waits again.
        """
        ...

    def due(self, *, now: datetime, shard: int | None = None, limit: int = 100) -> list[DueReread]:
        """Return the articles that are due to be read again, the longest due first."""
        ...

    def due_shards(self, *, now: datetime) -> list[int]:
        """Return the shards that have articles which are due to be read again."""
        ...

    def postpone(self, due: DueReread, *, due_at: datetime, reason: str, counts: bool = True) -> None:
        """Wait until then, and count an attempt if it was one."""
        ...

    def settle(
        self, due: DueReread, outcome: RereadOutcome, *, reason: str = "", next_at: datetime | None, now: datetime
    ) -> None:
        """Note what a reading came to, and when the next is due; one asked for meanwhile stays due."""
        ...


class RevisionStore(Protocol):
    """`tx.revisions`: what articles said before, and which rules an edit concerned."""

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
        """Replace the text of an article, keep the one before; False if somebody replaced it (compare-and-swap).

        Of an article that changes on and on the first version and the last fifty are kept.
        """
        ...

    def of_article(self, article_id: int) -> list[StoredRevision]:
        """Return the earlier versions of an article that are kept, the first one first."""
        ...

    def edits(self, article_id: int) -> list[StoredEdit]:
        """Return the edits of an article, the first one first."""
        ...

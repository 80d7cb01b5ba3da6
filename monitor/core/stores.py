"""The ports of the store, the queue of record: small protocols, one for each kind of thing that is kept.

A store is synchronous: `with store.transaction() as tx:` is one unit of work in one thread, and never spans an `await`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from monitor.core.archive import ArchiveStore
from monitor.core.article import Article
from monitor.core.match import Match
from monitor.core.mutes import FeedbackStore, MuteStore
from monitor.core.outbox import DeliveryKind, DeliveryState, EntryState, MatchOutcome
from monitor.core.records import (
    ChannelRow,
    Counts,
    FeedRow,
    FeedState,
    NewDelivery,
    NewEntry,
    StoredArticle,
    StoredDelivery,
    StoredEntry,
    StoredFeed,
    StoredMatch,
    StoryCandidate,
    WaitingEntry,
)
from monitor.core.rereading import RereadStore, RevisionStore
from monitor.core.retention import RetentionStore
from monitor.core.rule_changes import RuleLog
from monitor.core.tracing import TraceStore


class FeedStore(Protocol):
    """`tx.feeds`"""

    def sync(self, rows: Sequence[FeedRow], *, now: datetime) -> tuple[list[str], list[str]]:
        """Make these the feeds that are polled; return the URLs (added, removed). New ones are due at `now`.

        A removed feed keeps its state and its entries; it goes on where it was when it is named again.
        """
        ...

    def due(self, *, now: datetime, shards: Collection[int] | None = None, limit: int = 100) -> list[StoredFeed]:
        """Return active feeds with `due_at <= now` that are not gone, the longest due first."""
        ...

    def due_shards(self, *, now: datetime) -> list[int]:
        """Return the shards that have feeds which are due, however many."""
        ...

    def record(self, feed_id: int, state: FeedState, *, before: FeedState | None = None) -> None:
        """Replace what is known about a feed (its part of transaction 1); if known as `before`, what differs."""
        ...

    def all(self) -> list[StoredFeed]:
        """Return the active feeds, by URL."""
        ...

    def next_due_at(self) -> datetime | None:
        """Return when the next active feed is due, None if there is none."""
        ...


class EntryStore(Protocol):
    """`tx.entries`"""

    def add(self, entries: Sequence[NewEntry], *, now: datetime) -> Sequence[NewEntry]:
        """Store those whose (feed, key) is new, conflicts ignored; return them, in the same order."""
        ...

    def waiting(self, *, now: datetime, shard: int | None = None, limit: int = 100) -> list[WaitingEntry]:
        """Return waiting entries that are due, in the order they were seen."""
        ...

    def settle(self, entry_id: int, state: EntryState, *, reason: str = "", article_id: int | None = None) -> bool:
        """Give a waiting entry its outcome; False if it was not waiting any more (compare-and-swap)."""
        ...

    def postpone(self, entry_id: int, *, due_at: datetime, reason: str, spare_after: datetime | None = None) -> bool:
        """Count an attempt and wait until then; False if it was not waiting any more.

        Of an entry that was seen after `spare_after` no attempt is counted.
        """
        ...

    def due_shards(self, *, now: datetime) -> list[int]:
        """Return the shards that have waiting entries which are due."""
        ...

    def list(self, *, state: EntryState | None = None, url_contains: str = "", limit: int = 50) -> list[StoredEntry]:
        """Return entries, the newest first."""
        ...


class ArticleStore(Protocol):
    """`tx.articles`"""

    def find(self, url_key: str) -> StoredArticle | None:
        """Return the article that has this normalised URL."""
        ...

    def was_let_go(self, url_key: str) -> bool:
        """Whether there was an article with this normalised URL (core.retention)."""
        ...

    def add(self, article: Article, *, url_key: str, rule_set: int, matched: bool, now: datetime) -> int | None:
        """Store a new article; return its id, None if there is one with this `url_key` already."""
        ...

    def carry(self, article_id: int, feed_id: int) -> bool:
        """Note that a feed brought the article; False if that was known."""
        ...

    def mark_matched(self, article_id: int, *, story_id: int) -> None:
        """Note that the article has a match and belongs to the story."""
        ...

    def list(self, *, matched: bool | None = None, url_contains: str = "", limit: int = 50) -> list[StoredArticle]:
        """Return articles, the newest first."""
        ...


class TextStore(Protocol):
    """`tx.texts`: how long the text of articles is kept."""

    def kept_before(self, moment: datetime, *, after: int, limit: int) -> list[int]:
        """Return articles behind `after` that have their text and were found before `moment`, the oldest first."""
        ...

    def let_go(self, article_ids: Sequence[int]) -> None:
        """Empty the texts of articles; everything else about them stays."""
        ...


class StoryStore(Protocol):
    """`tx.stories`"""

    def candidates(self, hashes: Iterable[int], *, opened_since: datetime) -> list[StoryCandidate]:
        """Return stories opened since then whose first article shares hashes: at most 32, those that share most."""
        ...

    def open(self, article_id: int, hashes: Iterable[int], *, now: datetime) -> int:
        """Make the article the first of a story; return the story's id, which is the article's."""
        ...


class MatchStore(Protocol):
    """`tx.matches`"""

    def add(
        self,
        article_id: int,
        match: Match,
        *,
        channel: str,
        resolved: str,
        story_id: int,
        outcome: MatchOutcome,
        reason: str = "",
        told_by: int | None = None,
        now: datetime,
    ) -> bool:
        """Store a match for one channel; False if (article, rule, channel) was known."""
        ...

    def of_story(self, story_id: int, *, resolved: str) -> list[StoredMatch]:
        """Return every match of a story in a channel, in the order they were found."""
        ...

    def of_article(self, article_id: int) -> list[StoredMatch]:
        """Return every match of an article, in the order they were found."""
        ...

    def renew(self, article_id: int, match: Match) -> None:
        """Replace the spans and excerpts of a rule's matches in an article, whose text has changed."""
        ...

    def settle(
        self, match_ids: Sequence[int], outcome: MatchOutcome, *, reason: str = "", told_by: int | None = None
    ) -> None:
        """Give matches their outcome and, with `told_by`, the delivery that tells them."""
        ...

    def list(self, *, rule: str | None = None, told_by: int | None = None, limit: int = 50) -> list[StoredMatch]:
        """Return matches, the newest first; with `told_by` those that a delivery tells."""
        ...


class OutboxStore(Protocol):
    """`tx.outbox`: deliveries and where they are on their way."""

    def add(self, delivery: NewDelivery, *, now: datetime) -> StoredDelivery | None:
        """Put a delivery in the outbox; None if its key was there already."""
        ...

    def of_channel(
        self,
        channel: str,
        states: Sequence[DeliveryState],
        *,
        due_by: datetime | None = None,
        told_by: int | None = None,
    ) -> list[StoredDelivery]:
        """Return the channel's deliveries in these states, the longest due first."""
        ...

    def of_story(self, story_id: int, channel: str) -> list[StoredDelivery]:
        """Return every delivery of a story in a channel, in the order they were made."""
        ...

    def claim(
        self, delivery: StoredDelivery, *, rendered: str, thread: str | None, now: datetime
    ) -> StoredDelivery | None:
        """Make it `sending` with these bytes, one attempt more; return it as it stands then.

        None if somebody changed it (compare-and-swap on state and attempt).
        """
        ...

    def settle(
        self,
        delivery: StoredDelivery,
        state: DeliveryState,
        *,
        reason: str = "",
        sent_id: str | None = None,
        due_at: datetime | None = None,
        told_by: int | None = None,
    ) -> bool:
        """Move it on from the state and attempt it was read in; False if somebody changed it."""
        ...

    def list(
        self,
        *,
        state: DeliveryState | None = None,
        number: int | None = None,
        kind: DeliveryKind | None = None,
        keys: tuple[str, str] | None = None,
        limit: int = 50,
    ) -> list[StoredDelivery]:
        """Return deliveries, the newest first; with `number` the one that has it as its id.

        With `keys` those whose key lies from the first on, before the second.
        """
        ...


class StandingStore(Protocol):
    """`tx.standing`: alerts that stand in their channel, and what they still have to show."""

    def ask_follow_up(self, alert_id: int, at: datetime | None) -> None:
        """Have later news told in the alert's thread from then on; None: there is none (any more)."""
        ...

    def due_follow_ups(self, channel: str, *, due_by: datetime) -> list[StoredDelivery]:
        """Return sent alerts whose follow-up is due, the longest due first."""
        ...

    def touch(self, alert_id: int) -> None:
        """Note that something happened that the alert's message should show, if it has one."""
        ...

    def outdated(self, channel: str) -> list[StoredDelivery]:
        """Return sent alerts whose message does not show everything that happened, the oldest first."""
        ...

    def shown(self, alert: StoredDelivery, *, rendered: str | None) -> None:
        """Note that the message shows, in these bytes, what happened up to `alert.revision`; None: it cannot."""
        ...

    def posted_since(self, channel: str, moment: datetime) -> int:
        """Return how many alerts went out in the channel itself since then; replies do not count."""
        ...


class ChannelStore(Protocol):
    """`tx.channels`"""

    def resolve(self, label: str, name: str, *, now: datetime) -> None:
        """Remember that people call the channel `name` `label`; alerts waiting under the label move to it."""
        ...

    def resolved(self) -> Mapping[str, str]:
        """Return the known names by label."""
        ...

    def get(self, name: str) -> ChannelRow | None:
        """Return a channel that was resolved or has a slot."""
        ...

    def pace(self, name: str, *, next_slot_at: datetime, trouble: str | None = None) -> None:
        """No post before `next_slot_at`; `trouble` says why, None clears it."""
        ...

    def sent(self, name: str, sent_id: str) -> None:
        """Remember the last message posted there."""
        ...

    def busy(self, *, now: datetime) -> list[tuple[str, datetime]]:
        """Return the channels with open alerts and when each can next be worked on."""
        ...


class RuleSetStore(Protocol):
    """`tx.rule_sets`"""

    def newest(self) -> tuple[int, str] | None:
        """Return the version in force and its digest."""
        ...

    def add(self, digest: str, *, now: datetime) -> int:
        """Make the rule set with this digest the one in force; return its version, the same if it was already."""
        ...


class WordCountStore(Protocol):
    """`tx.word_counts`: how common words are in what was read."""

    def load(self) -> tuple[float, dict[str, float]]:
        """Return the number of articles that were counted, and in how many of them each folded word stands."""
        ...

    def save(self, articles: float, counts: Mapping[str, float], *, now: datetime) -> None:
        """Keep these instead of those before."""
        ...


class BoilerplateLines(Protocol):
    """`tx.repeated_lines`: which lines a host shows page after page (`articles.repeated` says what follows)."""

    def known(self, host: str) -> frozenset[int]:
        """Return the numbers of the lines that were on at least three distinct pages of a host."""
        ...

    def learn(self, host: str, page: str, lines: AbstractSet[int], *, now: datetime) -> None:
        """Count lines for a page, named by its key; a page that was counted before counts no line twice.

        A line that was not seen for long may be forgotten, and so may the lines that few pages had.
        """
        ...


class Transaction(Protocol):
    """One unit of work: the ports on one connection."""

    feeds: FeedStore
    entries: EntryStore
    articles: ArticleStore
    archive: ArchiveStore
    texts: TextStore
    retention: RetentionStore
    stories: StoryStore
    matches: MatchStore
    outbox: OutboxStore
    standing: StandingStore
    mutes: MuteStore
    feedback: FeedbackStore
    channels: ChannelStore
    rule_sets: RuleSetStore
    rule_log: RuleLog
    word_counts: WordCountStore
    repeated_lines: BoilerplateLines
    rereads: RereadStore
    revisions: RevisionStore
    traces: TraceStore

    def counts(self) -> Counts:
        """Return how many of what there are; every figure comes from this one snapshot."""
        ...

    def part(self) -> AbstractContextManager[None]:
        """Open a part of a writing unit of work: whatever ends it early undoes it, and nothing that came before it.

        Parts come one after the other, never one inside another. Where the database could not but undo more, opening
        the next one raises StoreUnavailable, and so does the end of the unit of work, which is undone.
        """
        ...


class Store(Protocol):
    """The queue of record."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open a writing unit of work: commits at the end, rolls back on any exception."""
        ...

    def snapshot(self) -> AbstractContextManager[Transaction]:
        """Open a reading unit of work; a write inside fails."""
        ...

    def close(self) -> None:
        """Release every connection."""
        ...

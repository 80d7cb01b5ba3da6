"""What the store keeps and hands out: frozen rows, never live objects. All times are aware UTC."""

from dataclasses import dataclass, field
from datetime import datetime

from monitor.core.article import Article, TextState
from monitor.core.errors import FetchFailure
from monitor.core.feed import Entry
from monitor.core.match import Match
from monitor.core.message import Severity
from monitor.core.outbox import DeliveryKind, DeliveryState, EntryState, MatchOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A feed as the rule files name it."""

    url: str
    name: str  #: "" until the feed's own title is known
    host: str
    shard: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What polling has learnt about a feed."""

    due_at: datetime
    interval_s: float
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    title: str = ""
    failures: int = 0  #: in a row
    last_error: str | None = None
    gone: bool = False  #: answered 410: not polled any more
    polls: int = 0
    first_polled_at: datetime | None = None  #: of the first poll that succeeded
    last_polled_at: datetime | None = None
    last_new_at: datetime | None = None
    items: bytes = b""  #: what is seen of the newest document (feeds.unseen); b"": all of it is parsed
    rhythm: bytes = b""  #: when its entries came (feeds.rhythm)
    refresh_s: float | None = None  #: how long its document says that it stays as it is
    answered_at: datetime | None = None  #: of the last poll that succeeded
    failure: FetchFailure | None = None  #: what the last poll came to, if it failed
    silent: bool = False  #: answers, and brings nothing for far longer than its rhythm
    moved_to: str | None = None  #: where its permanent redirects lead (feeds.moves)
    moved_at: datetime | None = None  #: since when they lead there
    moves: int = 0  #: polls that were led there in a row
    lost_low: int = 0  #: entries that probably rolled off unseen so far: between so many …
    lost_high: int = 0  #: … and so many
    lost_at: datetime | None = None  #: when that was last found


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFeed:
    """A feed that is polled now."""

    id: int
    row: FeedRow
    state: FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry about to be stored; `(feed_id, entry.key)` is unique."""

    feed_id: int
    entry: Entry
    url_key: str  #: the normalised link: equal for the same article in every feed; "" without a link
    shard: int  #: of the link's host
    state: EntryState = EntryState.WAITING
    reason: str = ""
    words_hash: bytes = b""  #: equal for entries that say the same words


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEntry:
    """An entry that is due to be read."""

    id: int
    feed_id: int
    feed_url: str
    entry: Entry
    url_key: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry with its outcome, for listings."""

    id: int
    feed_url: str
    url: str
    title: str
    state: EntryState
    reason: str
    seen_at: datetime
    article_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article in the store; `article.feeds` and `.tags` are filled by the caller from `carriers`."""

    id: int
    url_key: str
    article: Article
    found_at: datetime
    story_id: int | None
    carriers: tuple[str, ...]  #: URLs of the feeds that brought it
    rule_set: int  #: version it was matched under
    matched: bool
    revision: int = 0  #: how often its text was replaced
    revised_at: datetime | None = None
    text_kept: bool = True  #: else text, lead and captions are empty since they were let go


#: Bounds of the stories that a new article is compared with, wherever they are kept: of a hash, so many stories are
#: looked up, the oldest that hold it …
STORY_HOLDERS = 16
#: … and so many stories at most; more than the holders, so that a copy is among them beside all that hold boilerplate.
STORY_NEAREST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCandidate:
    """An earlier article that opened a story and shares text with a new one."""

    story_id: int
    opened_at: datetime
    shared: int  #: hashes in both signatures
    size: int  #: hashes of the story's first article


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMatch:
    """A match of one article in one channel, with what a message needs of the article."""

    id: int
    article_id: int
    article: Article
    found_at: datetime
    match: Match
    channel: str  #: as the rule names it
    outcome: MatchOutcome
    reason: str = ""
    told_by: int | None = None  #: the delivery that tells it, or is about to


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A delivery about to be put in the outbox; its key is unique (DeliveryKind)."""

    key: str
    kind: DeliveryKind = DeliveryKind.ALERT
    rule: str = ""  #: "" where it is about several
    story_id: int = 0  #: 0 where it is about several
    channel: str  #: the resolved name
    severity: Severity = Severity.NORMAL
    weight: int = 0  #: required clauses of the rule; more of them leads among equals
    order: int = 0  #: place of the rule in its rule set
    due_at: datetime
    parent_id: int | None = None  #: the delivery whose thread it belongs to
    rendered: str | None = None  #: where its bytes are fixed from the start


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDelivery:
    """A delivery in the outbox: an alert, a follow-up, an edit, a digest or a notice."""

    id: int
    key: str
    kind: DeliveryKind = DeliveryKind.ALERT
    rule: str
    story_id: int
    channel: str
    severity: Severity
    weight: int
    order: int
    state: DeliveryState
    reason: str
    attempt: int
    created_at: datetime
    due_at: datetime
    claimed_at: datetime | None
    rendered: str | None  #: the bytes that are posted, fixed at the claim; of a sent one, what it shows now
    thread: str | None  #: where it is posted as a reply: the service's id of the first message
    sent_id: str | None  #: the service's id of the message (Slack: ts)
    parent_id: int | None = None  #: the delivery whose thread it belongs to
    told_by: int | None = None  #: the delivery that tells it: of another rule, or a digest
    follow_up_at: datetime | None = None  #: when its thread is due for later news
    revision: int = 0  #: counts what happened to the story that its message should show
    shown_revision: int = 0  #: what it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """A place that is posted to."""

    name: str  #: the resolved name: a Slack ID, `console`
    label: str  #: as people call it: `#korea-desk`
    next_slot_at: datetime  #: no post before
    last_sent_id: str | None = None  #: look-ups page from here
    trouble: str | None = None  #: why it is parked


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many of what; a state that is absent counts 0."""

    feeds: int = 0
    polls: int = 0
    entries: dict[str, int] = field(default_factory=dict)  #: by EntryState
    failures: dict[str, int] = field(default_factory=dict)  #: failed and filtered entries, by reason
    pages_passed: int = 0  #: entries that were read since their page had a rule's words
    pages_unread: int = 0  #: those that were not
    articles: dict[str, int] = field(default_factory=dict)  #: by TextState
    articles_matched: int = 0
    matches: dict[str, int] = field(default_factory=dict)  #: by MatchOutcome
    alerts: dict[str, int] = field(default_factory=dict)  #: by DeliveryState
    rereads: int = 0  #: how often articles were read again
    rereads_last: dict[str, int] = field(default_factory=dict)  #: articles read again, by the last RereadOutcome
    rereads_waiting: int = 0  #: articles that will be read again
    revisions: int = 0  #: texts that were replaced
    edits: dict[str, int] = field(default_factory=dict)  #: by EditKind
    deliveries: dict[str, int] = field(default_factory=dict)  #: sent ones that are no alerts, by DeliveryKind


__all__ = [
    "STORY_HOLDERS",
    "STORY_NEAREST",
    "ChannelRow",
    "Counts",
    "DeliveryState",
    "FeedRow",
    "FeedState",
    "NewDelivery",
    "NewEntry",
    "StoredArticle",
    "StoredDelivery",
    "StoredEntry",
    "StoredFeed",
    "StoredMatch",
    "StoryCandidate",
    "TextState",
    "WaitingEntry",
]

"""The tables. A change here needs a revision in `migrations/versions`; a test compares the two."""

import sqlalchemy as sa

from monitor.store.columns import Id, Utc, Words

#: The newest revision of `migrations/versions`, named here so that opening a store need not load Alembic.
REVISION = "0010"

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

feed = sa.Table(
    "feed",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("url", Words, nullable=False, unique=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("host", Words, nullable=False),
    sa.Column("shard", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),  # named by the rule files
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("due_at", Utc, nullable=False),
    sa.Column("interval_s", sa.Float, nullable=False),
    sa.Column("etag", Words),
    sa.Column("last_modified", Words),
    sa.Column("body_hash", Words),
    sa.Column("title", Words, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_error", Words),
    sa.Column("polls", sa.BigInteger, nullable=False),
    sa.Column("first_polled_at", Utc),
    sa.Column("last_polled_at", Utc),
    sa.Column("last_new_at", Utc),
    sa.Column("items", sa.LargeBinary),  # of the newest document: feeds.unseen; none: nothing is seen
    sa.Column("rhythm", sa.LargeBinary),  # feeds.rhythm; none: nothing is known
    sa.Column("refresh_s", sa.Float),
    sa.Column("answered_at", Utc),
    sa.Column("failure", sa.Text),
    sa.Column("silent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("moved_to", Words),
    sa.Column("moved_at", Utc),
    sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lost_low", sa.BigInteger, nullable=False, server_default="0"),  # entries that probably rolled off
    sa.Column("lost_high", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("lost_at", Utc),
    sa.Index("ix_feed_due", "active", "gone", "due_at"),
    sa.Index("ix_feed_shard_due", "active", "gone", "shard", "due_at"),
)

feed_gap = sa.Table(
    "feed_gap",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("feed_id", sa.ForeignKey("feed.id"), nullable=False),
    sa.Column("since", Utc),  # when it answered last before; none: it never had
    sa.Column("until", Utc, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("reason", Words, nullable=False),
    sa.Column("lost_low", sa.BigInteger, nullable=False),
    sa.Column("lost_high", sa.BigInteger, nullable=False),
    sa.Index("ix_feed_gap_feed", "feed_id", "id"),
)

rule_set = sa.Table(
    "rule_set",
    metadata,
    sa.Column("version", Id, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("adopted", sa.BigInteger, nullable=False, unique=True),  # the highest is the one in force
    sa.Column("adopted_at", Utc, nullable=False),
    sa.Column("parts", sa.LargeBinary),  # of the one in force, what it is made of: codec.pack_json
)

rule_event = sa.Table(
    "rule_event",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", Utc, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.ForeignKey("rule_set.version")),
    sa.Column("changes", Words, nullable=False),  # JSON
    sa.Column("problem", Words, nullable=False),
    sa.Column("problems", sa.Integer, nullable=False),
)

article = sa.Table(
    "article",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("url_hash", sa.LargeBinary, nullable=False, unique=True),  # URLs are longer than PostgreSQL can index
    sa.Column("url_key", Words, nullable=False),
    sa.Column("url", Words, nullable=False),
    sa.Column("title", Words, nullable=False),
    sa.Column("author", Words),
    sa.Column("site", Words),
    sa.Column("language", Words),
    sa.Column("published_at", Utc),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("state_reason", Words, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),  # text, lead, captions: codec.pack
    sa.Column("found_at", Utc, nullable=False),
    sa.Column("rule_set", sa.ForeignKey("rule_set.version"), nullable=False),
    sa.Column("matched", sa.Boolean, nullable=False),
    sa.Column("story_id", sa.ForeignKey("article.id")),  # a story has the id of its first article
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),  # how often its text was replaced
    sa.Column("revised_at", Utc),
    sa.Index("ix_article_state", "state"),
    sa.Index("ix_article_matched", "matched", "id"),
    sa.Index("ix_article_story", "story_id"),
    sqlite_autoincrement=True,  # a story's id is part of its alerts' keys: never one of a deleted article again
)

#: Articles that have their text, by id.
sa.Index(
    "ix_article_text",
    article.c.id,
    sqlite_where=sa.text("length(body) > 0"),
    postgresql_where=sa.text("length(body) > 0"),
)

carrier = sa.Table(
    "carrier",
    metadata,
    sa.Column("id", Id, primary_key=True),  # keeps the order in which feeds brought the article
    sa.Column("article_id", sa.ForeignKey("article.id"), nullable=False),
    sa.Column("feed_id", sa.ForeignKey("feed.id"), nullable=False),
    sa.UniqueConstraint("article_id", "feed_id"),
)

entry = sa.Table(
    "entry",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("feed_id", sa.ForeignKey("feed.id"), nullable=False),
    sa.Column("key_hash", sa.LargeBinary, nullable=False),  # feeds give keys of any length
    sa.Column("key", Words, nullable=False),
    sa.Column("url", Words, nullable=False),
    sa.Column("url_key", Words, nullable=False),
    sa.Column("title", Words, nullable=False),
    sa.Column("carried", sa.LargeBinary),  # what else the feed carried, while it waits: codec.pack
    sa.Column("shard", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", Words, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", Utc, nullable=False),
    sa.Column("seen_at", Utc, nullable=False),
    sa.Column("article_id", sa.ForeignKey("article.id")),
    sa.Column("words_hash", sa.LargeBinary),  # of what it says; none where it was stored before that was kept
    sa.UniqueConstraint("feed_id", "key_hash"),
    sa.Index("ix_entry_due", "state", "due_at"),
    sa.Index("ix_entry_shard_due", "state", "shard", "due_at"),
    sa.Index("ix_entry_article", "article_id"),
    sa.Index("ix_entry_state", "state", "id"),  # the newest of a state, however many it has
)

story = sa.Table(
    "story",
    metadata,
    sa.Column("id", sa.ForeignKey("article.id"), primary_key=True, autoincrement=False),
    sa.Column("opened_at", Utc, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),  # hashes in the signature of its first article
)

signature = sa.Table(
    "signature",
    metadata,
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    # When the story was opened: a phrase that many old stories share costs nothing.
    sa.Column("opened_at", Utc, primary_key=True, autoincrement=False),
    sa.Column("story_id", sa.ForeignKey("story.id"), primary_key=True, autoincrement=False),
    sa.Index("ix_signature_story", "story_id"),  # small: they are kept for days (core.retention.SIGNATURES_KEPT)
    sqlite_with_rowid=False,  # the key is all there is of a row: with a rowid it would be kept twice
)

match = sa.Table(
    "match",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("article_id", sa.ForeignKey("article.id"), nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("channel", Words, nullable=False),  # as the rule names it
    sa.Column("resolved", Words, nullable=False),  # the lasting name
    sa.Column("story_id", sa.ForeignKey("story.id"), nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("reason", Words, nullable=False),
    sa.Column("found_at", Utc, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # spans and excerpts: codec
    sa.Column("told_by", Id),  # the delivery that tells it, or is about to
    sa.UniqueConstraint("article_id", "rule", "channel"),
    sa.Index("ix_match_story", "story_id", "resolved"),
    sa.Index("ix_match_resolved", "resolved"),
    sa.Index("ix_match_outcome", "outcome"),
    sa.Index("ix_match_rule", "rule", "id"),
    sa.Index("ix_match_told_by", "told_by"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("key", Words, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False, server_default="alert"),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("story_id", sa.ForeignKey("story.id")),  # none: it is about several
    sa.Column("channel", Words, nullable=False),
    sa.Column("severity", sa.Integer, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),  # of the rule in its rule set
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", Words, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("due_at", Utc, nullable=False),
    sa.Column("claimed_at", Utc),
    sa.Column("rendered", Words),
    sa.Column("thread", Words),
    sa.Column("sent_id", Words),
    sa.Column("parent_id", Id),  # the delivery whose thread it belongs to
    sa.Column("told_by", Id),  # the delivery that tells it: of another rule, or a digest
    sa.Column("follow_up_at", Utc),  # when its thread is due for later news
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),  # counts what its message should show
    sa.Column("shown_revision", sa.Integer, nullable=False, server_default="0"),  # what it shows
    sa.Index("ix_outbox_due", "state", "channel", "due_at"),
    sa.Index("ix_outbox_story", "story_id", "channel"),
    sa.Index("ix_outbox_claimed", "channel", "claimed_at"),
)
for _name, _columns, _where in (
    ("ix_outbox_follow_up", ("channel", "follow_up_at"), outbox.c.follow_up_at.is_not(None)),
    ("ix_outbox_outdated", ("channel", "id"), outbox.c.revision > outbox.c.shown_revision),
    ("ix_outbox_told_by", ("told_by",), outbox.c.told_by.is_not(None)),
):
    sa.Index(_name, *(outbox.c[name] for name in _columns), sqlite_where=_where, postgresql_where=_where)

mute = sa.Table(
    "mute",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("target", Words, nullable=False),
    sa.Column("channel", Words),  # the resolved name; none: every channel
    sa.Column("since", Utc, nullable=False),
    sa.Column("until", Utc, nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Column("why", Words, nullable=False),
    sa.Index("ix_mute_until", "until"),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alert_id", sa.ForeignKey("outbox.id"), nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("words", Words, nullable=False),
    sa.Column("user", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("click", Words, nullable=False),  # the service's own time of it
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("alert_id", "user", "click"),
    sa.Index("ix_feedback_at", "at"),
)

channel = sa.Table(
    "channel",
    metadata,
    sa.Column("name", Words, primary_key=True),  # the resolved name
    sa.Column("label", Words, nullable=False),
    sa.Column("next_slot_at", Utc, nullable=False),
    sa.Column("last_sent_id", Words),
    sa.Column("trouble", Words),
)

channel_label = sa.Table(
    "channel_label",
    metadata,
    sa.Column("label", Words, primary_key=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("resolved_at", Utc, nullable=False),
)

word_counts = sa.Table(
    "word_counts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # one row
    sa.Column("articles", sa.Float, nullable=False),
    sa.Column("counts", sa.LargeBinary, nullable=False),  # by word: JSON, compressed
    sa.Column("saved_at", Utc, nullable=False),
)

recent_page = sa.Table(
    "recent_page",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("host", Words, nullable=False),
    sa.Column("page_hash", sa.LargeBinary, nullable=False),
    sa.Column("lines", sa.LargeBinary, nullable=False),  # the numbers of its lines, eight bytes each
    sa.UniqueConstraint("host", "page_hash"),
)

repeated_line = sa.Table(
    "repeated_line",
    metadata,
    sa.Column("host", Words, primary_key=True),
    sa.Column("line", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("since", Utc, nullable=False),
)

reread = sa.Table(
    "reread",
    metadata,
    sa.Column("article_id", sa.ForeignKey("article.id"), primary_key=True, autoincrement=False),
    sa.Column("feed_id", sa.ForeignKey("feed.id"), nullable=False),
    sa.Column("carried", sa.LargeBinary),  # the entry while a reading is due: codec.pack_whole_entry
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("shard", sa.Integer, nullable=False),
    sa.Column("due_at", Utc),  # none: nothing is due
    sa.Column("asked", sa.Integer, nullable=False),  # how often one was asked for
    sa.Column("changes", sa.Integer, nullable=False),  # of these, how often because the entry had changed
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),  # how often it was done
    sa.Column("outcome", sa.Text),  # of the last one
    sa.Column("reason", Words, nullable=False),
    sa.Column("done_at", Utc),
    sa.Index("ix_reread_due", "due_at"),
    sa.Index("ix_reread_shard_due", "shard", "due_at"),
)

revision = sa.Table(
    "revision",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("article_id", sa.ForeignKey("article.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),  # 0 is the article as it was first read
    sa.Column("read_at", Utc, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),  # of the reading that replaced it
    sa.Column("body", sa.LargeBinary, nullable=False),  # the whole article: codec.pack_whole_article
    sa.UniqueConstraint("article_id", "number"),
)

edit = sa.Table(
    "edit",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("article_id", sa.ForeignKey("article.id"), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),  # the one that it brought
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("sentences", sa.Text, nullable=False),  # removed and added ones: JSON
    sa.Column("found_at", Utc, nullable=False),
    sa.UniqueConstraint("article_id", "revision", "rule"),
)

seen_entry = sa.Table(  # what is left of an entry that was let go: its feed may bring it once more
    "seen_entry",
    metadata,
    sa.Column("feed_id", sa.ForeignKey("feed.id"), primary_key=True, autoincrement=False),
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),  # of its key: codec.mark_of
    sqlite_with_rowid=False,
)

seen_article = sa.Table(  # what is left of an article that was let go: any feed may bring it once more
    "seen_article",
    metadata,
    sa.Column("hash", Id, primary_key=True, autoincrement=False),  # of its normalised URL: codec.mark_of
)

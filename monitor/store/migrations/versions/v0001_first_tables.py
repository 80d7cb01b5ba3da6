"""The first tables.

Types are spelt out: what a revision makes never changes with the program.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table; those that are referred to come first."""
    _feeds()
    _articles()
    _entries()
    _stories()
    _delivery()


def _feeds() -> None:
    op.create_table(
        "feed",
        sa.Column("id", _ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("interval_s", sa.Float(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("body_hash", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.Column("polls", sa.BigInteger(), nullable=False),
        sa.Column("first_polled_at", sa.BigInteger()),
        sa.Column("last_polled_at", sa.BigInteger()),
        sa.Column("last_new_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("url", name=op.f("uq_feed_url")),
    )
    op.create_index("ix_feed_due", "feed", ["active", "gone", "due_at"])
    op.create_index("ix_feed_shard_due", "feed", ["active", "gone", "shard", "due_at"])


def _articles() -> None:
    op.create_table(
        "rule_set",
        sa.Column("version", _ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("adopted", sa.BigInteger(), nullable=False),
        sa.Column("adopted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_rule_set")),
        sa.UniqueConstraint("adopted", name=op.f("uq_rule_set_adopted")),
        sa.UniqueConstraint("digest", name=op.f("uq_rule_set_digest")),
    )
    op.create_table(
        "article",
        sa.Column("id", _ID, nullable=False),
        sa.Column("url_hash", sa.LargeBinary(), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text()),
        sa.Column("site", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("published_at", sa.BigInteger()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("rule_set", _ID, nullable=False),
        sa.Column("matched", sa.Boolean(), nullable=False),
        sa.Column("story_id", _ID),
        sa.ForeignKeyConstraint(["rule_set"], ["rule_set.version"], name=op.f("fk_article_rule_set")),
        sa.ForeignKeyConstraint(["story_id"], ["article.id"], name=op.f("fk_article_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("url_hash", name=op.f("uq_article_url_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_article_matched", "article", ["matched", "id"])
    op.create_index("ix_article_state", "article", ["state"])
    op.create_table(
        "carrier",
        sa.Column("id", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("feed_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_carrier_article_id")),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_carrier_feed_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier")),
        sa.UniqueConstraint("article_id", "feed_id", name=op.f("uq_carrier_article_id_feed_id")),
    )


def _entries() -> None:
    op.create_table(
        "entry",
        sa.Column("id", _ID, nullable=False),
        sa.Column("feed_id", _ID, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("carried", sa.LargeBinary()),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("article_id", _ID),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_entry_article_id")),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_entry_feed_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("feed_id", "key_hash", name=op.f("uq_entry_feed_id_key_hash")),
    )
    op.create_index("ix_entry_due", "entry", ["state", "due_at"])
    op.create_index("ix_entry_shard_due", "entry", ["state", "shard", "due_at"])


def _stories() -> None:
    op.create_table(
        "story",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["article.id"], name=op.f("fk_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_table(
        "signature",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("story_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_signature_story_id")),
        sa.PrimaryKeyConstraint("hash", "opened_at", "story_id", name=op.f("pk_signature")),
    )
    op.create_table(
        "match",
        sa.Column("id", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("resolved", sa.Text(), nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_match_article_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_match_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("article_id", "rule", "channel", name=op.f("uq_match_article_id_rule_channel")),
    )
    op.create_index("ix_match_outcome", "match", ["outcome"])
    op.create_index("ix_match_resolved", "match", ["resolved"])
    op.create_index("ix_match_rule", "match", ["rule", "id"])
    op.create_index("ix_match_story", "match", ["story_id", "resolved"])


def _delivery() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("story_id", _ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger()),
        sa.Column("rendered", sa.Text()),
        sa.Column("thread", sa.Text()),
        sa.Column("sent_id", sa.Text()),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_outbox_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "channel", "due_at"])
    op.create_index("ix_outbox_story", "outbox", ["story_id", "channel"])
    op.create_table(
        "channel",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("next_slot_at", sa.BigInteger(), nullable=False),
        sa.Column("last_sent_id", sa.Text()),
        sa.Column("trouble", sa.Text()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channel")),
    )
    op.create_table(
        "channel_label",
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("label", name=op.f("pk_channel_label")),
    )

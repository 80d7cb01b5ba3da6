"""What is left of entries and articles that are let go, and indexes by which they are found.

Stories are compared for three days; of those that are older than a week at the last one, nothing is compared any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_RECENT = """
    INSERT INTO signature_new SELECT hash, opened_at, story_id FROM signature
    WHERE opened_at >= (SELECT max(opened_at) FROM story) - 604800000000
"""


def upgrade() -> None:
    """Make the tables, the indexes, and the signatures anew without the old ones."""
    op.create_table(
        "seen_entry",
        sa.Column("feed_id", _ID, autoincrement=False, nullable=False),
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name="fk_seen_entry_feed_id"),
        sa.PrimaryKeyConstraint("feed_id", "hash", name="pk_seen_entry"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seen_article",
        sa.Column("hash", _ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_seen_article"),
    )
    has_text = sa.text("length(body) > 0")
    op.create_index("ix_article_text", "article", ["id"], sqlite_where=has_text, postgresql_where=has_text)
    op.create_index("ix_article_story", "article", ["story_id"])
    op.create_index("ix_entry_article", "entry", ["article_id"])
    op.create_index("ix_entry_state", "entry", ["state", "id"])
    op.create_table(
        "signature_new",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("story_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_signature_story_id"),
        sa.PrimaryKeyConstraint("hash", "opened_at", "story_id", name="pk_signature"),
        sqlite_with_rowid=False,
    )
    op.execute(_RECENT)
    op.drop_table("signature")
    op.rename_table("signature_new", "signature")
    op.create_index("ix_signature_story", "signature", ["story_id"])

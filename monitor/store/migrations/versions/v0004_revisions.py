"""Articles that are read again: when, what came of it, what they said before, which rules that concerned."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and make the tables; what was read before is revision 0 of its article."""
    op.add_column("article", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("article", sa.Column("revised_at", sa.BigInteger()))
    op.add_column("entry", sa.Column("words_hash", sa.LargeBinary()))
    _make_reread()
    op.create_table(
        "revision",
        sa.Column("id", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_revision_article_id"),
        sa.UniqueConstraint("article_id", "number", name="uq_revision_article_id_number"),
    )
    op.create_table(
        "edit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sentences", sa.Text(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edit"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_edit_article_id"),
        sa.UniqueConstraint("article_id", "revision", "rule", name="uq_edit_article_id_revision_rule"),
    )


def _make_reread() -> None:
    op.create_table(
        "reread",
        sa.Column("article_id", _ID, autoincrement=False, nullable=False),
        sa.Column("feed_id", _ID, nullable=False),
        sa.Column("carried", sa.LargeBinary()),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("article_id", name="pk_reread"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_reread_article_id"),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name="fk_reread_feed_id"),
    )
    op.create_index("ix_reread_due", "reread", ["due_at"])
    op.create_index("ix_reread_shard_due", "reread", ["shard", "due_at"])

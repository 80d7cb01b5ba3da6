"""When feeds were not seen in full: of the time before nothing is known."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "feed_gap",
        sa.Column("id", number, nullable=False),
        sa.Column("feed_id", number, nullable=False),
        sa.Column("since", sa.BigInteger()),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lost_low", sa.BigInteger(), nullable=False),
        sa.Column("lost_high", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feed_gap"),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name="fk_feed_gap_feed_id"),
    )
    op.create_index("ix_feed_gap_feed", "feed_gap", ["feed_id", "id"])

"""When a feed's entries come, what rolled off, where it moved; nothing is known of feeds that were polled before.

A feed answered last when it was polled last, unless it fails now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("feed") as feed:
        feed.add_column(sa.Column("rhythm", sa.LargeBinary()))
        feed.add_column(sa.Column("refresh_s", sa.Float()))
        feed.add_column(sa.Column("answered_at", sa.BigInteger()))
        feed.add_column(sa.Column("failure", sa.Text()))
        feed.add_column(sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()))
        feed.add_column(sa.Column("moved_to", sa.Text()))
        feed.add_column(sa.Column("moved_at", sa.BigInteger()))
        feed.add_column(sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
        feed.add_column(sa.Column("lost_low", sa.BigInteger(), nullable=False, server_default="0"))
        feed.add_column(sa.Column("lost_high", sa.BigInteger(), nullable=False, server_default="0"))
        feed.add_column(sa.Column("lost_at", sa.BigInteger()))
    op.execute("UPDATE feed SET answered_at = last_polled_at WHERE failures = 0 AND first_polled_at IS NOT NULL")

"""Which lines a host shows on page after page, and the pages of each host that were counted last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; they are filled while articles are read."""
    op.create_table(
        "recent_page",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("page_hash", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recent_page"),
        sa.UniqueConstraint("host", "page_hash", name="uq_recent_page_host_page_hash"),
    )
    op.create_table(
        "repeated_line",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("host", "line", name="pk_repeated_line"),
    )

"""What is seen of a feed's newest document; a feed that was polled before is parsed as a whole once more."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing is seen yet."""
    op.add_column("feed", sa.Column("items", sa.LargeBinary()))

"""What became of the rule files: versions with what they changed, and what was refused."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table; of the versions before nothing is known."""
    op.add_column("rule_set", sa.Column("parts", sa.LargeBinary()))
    op.create_table(
        "rule_event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", _ID),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule_event"),
        sa.ForeignKeyConstraint(["version"], ["rule_set.version"], name="fk_rule_event_version"),
    )

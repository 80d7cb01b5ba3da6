"""Follow-ups, edits, digests and notices in the outbox; what a message shows; mutes and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: An alert that was merged is told by the alert of the rule that its reason names: `into RULE`.
_MERGED_INTO = """
    UPDATE outbox SET told_by = (
        SELECT leader.id FROM outbox AS leader
        WHERE leader.story_id = outbox.story_id AND leader.channel = outbox.channel
        AND outbox.reason = 'into ' || leader.rule AND leader.id <> outbox.id
    )
    WHERE state = 'merged'
"""
#: A message that is on its way tells the matches that wait: its own rule's, and those of the rules merged into it.
_ON_ITS_WAY = """
    UPDATE "match" SET told_by = (
        SELECT min(COALESCE(alert.told_by, alert.id)) FROM outbox AS alert
        WHERE alert.story_id = "match".story_id AND alert.channel = "match".resolved AND alert.rule = "match".rule
        AND (alert.rendered IS NOT NULL OR alert.told_by IS NOT NULL)
    )
    WHERE outcome IN ('waiting', 'posted', 'merged', 'undelivered')
"""


def upgrade() -> None:
    """Add the columns and make the tables; an alert that was sent shows all that happened to its story."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("story_id", existing_type=_ID, nullable=True)
        outbox.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="alert"))
        outbox.add_column(sa.Column("parent_id", _ID))
        outbox.add_column(sa.Column("told_by", _ID))
        outbox.add_column(sa.Column("follow_up_at", sa.BigInteger()))
        outbox.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        outbox.add_column(sa.Column("shown_revision", sa.Integer(), nullable=False, server_default="0"))
    for name, columns, where in (
        ("ix_outbox_follow_up", ["channel", "follow_up_at"], "follow_up_at IS NOT NULL"),
        ("ix_outbox_outdated", ["channel", "id"], "revision > shown_revision"),
        ("ix_outbox_told_by", ["told_by"], "told_by IS NOT NULL"),
    ):
        op.create_index(name, "outbox", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_index("ix_outbox_claimed", "outbox", ["channel", "claimed_at"])
    op.add_column("match", sa.Column("told_by", _ID))
    op.create_index("ix_match_told_by", "match", ["told_by"])
    op.execute(_MERGED_INTO)
    op.execute(_ON_ITS_WAY)
    _halve_signatures()
    op.create_table(
        "mute",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mute"),
    )
    op.create_index("ix_mute_until", "mute", ["until"])
    op.create_table(
        "feedback",
        sa.Column("id", _ID, nullable=False),
        sa.Column("alert_id", _ID, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("click", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.ForeignKeyConstraint(["alert_id"], ["outbox.id"], name="fk_feedback_alert_id"),
        sa.UniqueConstraint("alert_id", "user", "click", name="uq_feedback_alert_id_user_click"),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])


def _halve_signatures() -> None:
    """Keep the hashes of stories once: on SQLite the table and the index of its key were two copies of the same."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.create_table(
        "signature_once",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("story_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_signature_story_id"),
        sa.PrimaryKeyConstraint("hash", "opened_at", "story_id", name="pk_signature"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO signature_once SELECT hash, opened_at, story_id FROM signature")
    op.drop_table("signature")
    op.rename_table("signature_once", "signature")

"""make-up study

Revision: 0010, after 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "make_ups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "REQUIRED",
                "SUBMITTED",
                "ACCEPTED",
                "VOID",
                name="make_up_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned", sa.String(length=100), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'ACCEPTED') = (hours IS NOT NULL)", name=op.f("ck_make_ups_hours_when_accepted")),
        sa.CheckConstraint("state <> 'ACCEPTED' OR decided_at IS NOT NULL", name=op.f("ck_make_ups_accepted_whole")),
        sa.CheckConstraint(
            "state <> 'SUBMITTED' OR submitted_at IS NOT NULL", name=op.f("ck_make_ups_submitted_whole")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_make_ups_decided_by_accounts")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_make_ups_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_make_ups_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_make_ups")),
        sa.UniqueConstraint("meeting_id", "member_id", name=op.f("uq_make_ups_meeting_id_member_id")),
    )
    with op.batch_alter_table("make_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_make_ups_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("make_ups")

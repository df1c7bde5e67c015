"""records of meetings, and forms that stand

Revision: 0013, after 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make both tables; a person may have a standing form beside the one he fills in."""
    op.create_table(
        "meeting_records",
        sa.Column("meeting_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("chair_id", _KEY, nullable=True),
        sa.Column("recorder_id", _KEY, nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undecided", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("activists", sa.Integer(), nullable=True),
        sa.Column("masses", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("consultations", sa.Integer(), nullable=True),
        sa.Column("changed_by", _KEY, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_meeting_records_number_counts_from_one")),
        sa.CheckConstraint(
            "members >= 0 AND activists >= 0 AND masses >= 0 AND hours >= 0 AND consultations >= 0",
            name=op.f("ck_meeting_records_figures"),
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_records_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["chair_id"], ["members.id"], name=op.f("fk_meeting_records_chair_id_members")),
        sa.ForeignKeyConstraint(["recorder_id"], ["members.id"], name=op.f("fk_meeting_records_recorder_id_members")),
        sa.ForeignKeyConstraint(["changed_by"], ["accounts.id"], name=op.f("fk_meeting_records_changed_by_accounts")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_meeting_records")),
    )
    op.create_index(op.f("ix_meeting_records_chair_id"), "meeting_records", ["chair_id"])
    op.create_index(op.f("ix_meeting_records_recorder_id"), "meeting_records", ["recorder_id"])
    op.create_table(
        "minute_entries",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("meeting_id", _KEY, nullable=False),
        sa.Column("item_id", _KEY, nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "TEXT",
                "VOICE",
                "PHOTO",
                "FILE",
                name="minute_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=4096), nullable=True),
        sa.Column("file_id", sa.String(length=200), nullable=True),
        sa.Column("file_unique_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", _KEY, nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'TEXT') = (file_id IS NULL)", name=op.f("ck_minute_entries_file_of_its_kind")),
        sa.CheckConstraint("kind <> 'TEXT' OR text IS NOT NULL", name=op.f("ck_minute_entries_text_of_its_kind")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_minute_entries_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["item_id"], ["meeting_items.id"], name=op.f("fk_minute_entries_item_id_meeting_items")),
        sa.ForeignKeyConstraint(["filed_by"], ["accounts.id"], name=op.f("fk_minute_entries_filed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_entries")),
        sa.UniqueConstraint("filed_by", "message_id", name=op.f("uq_minute_entries_filed_by_message_id")),
    )
    op.create_index(op.f("ix_minute_entries_meeting_id"), "minute_entries", ["meeting_id"])
    op.create_index(op.f("ix_minute_entries_item_id"), "minute_entries", ["item_id"])
    with op.batch_alter_table("drafts") as batch:
        batch.add_column(sa.Column("standing", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.drop_constraint(op.f("pk_drafts"), type_="primary")
        batch.create_primary_key(op.f("pk_drafts"), ["account_id", "standing"])


def downgrade() -> None:
    """Drop them."""
    op.execute("DELETE FROM drafts WHERE standing")
    with op.batch_alter_table("drafts") as batch:
        batch.drop_constraint(op.f("pk_drafts"), type_="primary")
        batch.create_primary_key(op.f("pk_drafts"), ["account_id"])
        batch.drop_column("standing")
    op.drop_table("minute_entries")
    op.drop_table("meeting_records")

"""study followed

Revision: 0019, after 0018.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "study_exemptions",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", _KEY, nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_study_exemptions_in_order")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_study_exemptions_made_by_accounts")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_study_exemptions_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_exemptions")),
    )
    with op.batch_alter_table("study_exemptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_exemptions_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "uq_study_exemptions_open",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "study_meetings",
        sa.Column("meeting_id", _KEY, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_study_meetings_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_study_meetings")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("study_meetings")
    with op.batch_alter_table("study_exemptions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_study_exemptions_open",
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_study_exemptions_member_id"))

    op.drop_table("study_exemptions")

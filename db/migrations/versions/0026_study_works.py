"""study works

Revision: 0026, after 0025.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "study_works",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column(
            "item",
            sa.Enum(
                "ATTEND",
                "THEMED_DAY",
                "LECTURE_ATTEND",
                "LECTURE_GIVE",
                "TRAINING",
                "ONLINE",
                "VOLUNTEER",
                "QUIZ",
                "QUIZ_EXCELLENT",
                "ESSAY",
                "NOTES",
                "READING",
                "MAKEUP",
                "MAKEUP_DUTY",
                name="study_item",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "ACCEPTED",
                "RETURNED",
                name="work_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=4000), nullable=True),
        sa.Column("characters", sa.Integer(), nullable=True),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned", sa.String(length=200), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", _KEY, nullable=True),
        sa.CheckConstraint("state <> 'ACCEPTED' OR decided_at IS NOT NULL", name=op.f("ck_study_works_accepted_whole")),
        sa.CheckConstraint(
            "state <> 'SUBMITTED' OR submitted_at IS NOT NULL", name=op.f("ck_study_works_submitted_whole")
        ),
        sa.CheckConstraint("characters >= 0 AND hours > 0", name=op.f("ck_study_works_of_something")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_study_works_in_order")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_study_works_decided_by_accounts")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_study_works_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_works")),
    )
    with op.batch_alter_table("study_works", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_works_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "uq_study_works_draft",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("state = 'DRAFT'"),
            postgresql_where=sa.text("state = 'DRAFT'"),
        )

    op.create_table(
        "study_work_files",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("work_id", _KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("DOCUMENT", "PHOTO", name="material_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("file_id", sa.String(length=200), nullable=False),
        sa.Column("file_unique_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["study_works.id"], name=op.f("fk_study_work_files_work_id_study_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_work_files")),
        sa.UniqueConstraint("work_id", "file_unique_id", name=op.f("uq_study_work_files_work_id_file_unique_id")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("study_work_files")
    with op.batch_alter_table("study_works", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_study_works_draft", sqlite_where=sa.text("state = 'DRAFT'"), postgresql_where=sa.text("state = 'DRAFT'")
        )
        batch_op.drop_index(batch_op.f("ix_study_works_member_id"))

    op.drop_table("study_works")

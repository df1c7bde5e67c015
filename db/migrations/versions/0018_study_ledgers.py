"""study ledgers

Revision: 0018, after 0017.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "study_schemes",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("member_target", sa.BigInteger(), nullable=False),
        sa.Column("committee_target", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", _KEY, nullable=True),
        sa.CheckConstraint("member_target >= 0 AND committee_target >= 0", name=op.f("ck_study_schemes_targets")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_study_schemes_made_by_accounts")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_study_schemes_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_schemes")),
    )
    with op.batch_alter_table("study_schemes", schema=None) as batch_op:
        batch_op.create_index("ix_study_schemes_organisation", ["organisation_id", "from_on"], unique=False)

    op.create_table(
        "study_entries",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column(
            "book",
            sa.Enum("HOURS", "CREDITS", name="study_book", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "MEETING",
                "MAKE_UP",
                "QUIZ",
                "READING",
                "WORK",
                "CORRECTION",
                name="study_source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
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
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", _KEY, nullable=True),
        sa.CheckConstraint(
            "CASE WHEN reverses IS NULL THEN amount > 0 ELSE amount < 0 END", name=op.f("ck_study_entries_signed")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_study_entries_counts_from_one")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_study_entries_of_something")),
        sa.CheckConstraint("reverses < number", name=op.f("ck_study_entries_reverses_what_was")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_study_entries_made_by_accounts")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_study_entries_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_entries")),
        sa.UniqueConstraint(
            "member_id",
            "book",
            "source",
            "source_id",
            "number",
            name=op.f("uq_study_entries_member_id_book_source_source_id_number"),
        ),
        sa.UniqueConstraint(
            "member_id",
            "book",
            "source",
            "source_id",
            "reverses",
            name=op.f("uq_study_entries_member_id_book_source_source_id_reverses"),
        ),
    )
    with op.batch_alter_table("study_entries", schema=None) as batch_op:
        batch_op.create_index("ix_study_entries_member_earned", ["member_id", "earned_on"], unique=False)
        batch_op.create_index("ix_study_entries_source", ["source", "source_id"], unique=False)

    op.create_table(
        "study_scheme_lines",
        sa.Column("scheme_id", _KEY, nullable=False),
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
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("credits >= 0 AND cap >= 0", name=op.f("ck_study_scheme_lines_nothing_below_zero")),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["study_schemes.id"], name=op.f("fk_study_scheme_lines_scheme_id_study_schemes")
        ),
        sa.PrimaryKeyConstraint("scheme_id", "item", name=op.f("pk_study_scheme_lines")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("study_scheme_lines")
    with op.batch_alter_table("study_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_study_entries_source")
        batch_op.drop_index("ix_study_entries_member_earned")

    op.drop_table("study_entries")
    with op.batch_alter_table("study_schemes", schema=None) as batch_op:
        batch_op.drop_index("ix_study_schemes_organisation")

    op.drop_table("study_schemes")

"""dues lines

Revision: 0014, after 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "dues_months",
        sa.Column("branch_id", _KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", _KEY, nullable=True),
        sa.CheckConstraint("month % 100 BETWEEN 1 AND 12", name=op.f("ck_dues_months_a_month")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_dues_months_branch_id_organisations")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["accounts.id"], name=op.f("fk_dues_months_entered_by_accounts")),
        sa.PrimaryKeyConstraint("branch_id", "month", name=op.f("pk_dues_months")),
    )
    op.create_table(
        "dues_profiles",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("from_month", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "MONTHLY_WAGE",
                "ANNUAL_SALARY",
                "IRREGULAR_INCOME",
                "RETIRED",
                "STUDENT",
                "FARMER",
                "UNEMPLOYED",
                "RELIEF",
                "MIN_LIVING",
                name="dues_category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "wage_rule",
            sa.Enum(
                "INSTITUTION", "ENTERPRISE", name="wage_rule", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("base", sa.BigInteger(), nullable=True),
        sa.Column("confirmed", sa.BigInteger(), nullable=True),
        sa.Column("quarterly", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", _KEY, nullable=True),
        sa.CheckConstraint("base > 0", name=op.f("ck_dues_profiles_base_positive")),
        sa.CheckConstraint("confirmed > 0", name=op.f("ck_dues_profiles_confirmed_positive")),
        sa.CheckConstraint("from_month % 100 BETWEEN 1 AND 12", name=op.f("ck_dues_profiles_from_a_month")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_dues_profiles_made_by_accounts")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_dues_profiles_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_profiles")),
    )
    with op.batch_alter_table("dues_profiles", schema=None) as batch_op:
        batch_op.create_index("ix_dues_profiles_member", ["member_id", "from_month"], unique=False)

    op.create_table(
        "dues_reliefs",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("REDUCTION", "EXEMPTION", name="relief_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("from_month", sa.Integer(), nullable=False),
        sa.Column("to_month", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("by_superior", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", _KEY, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'REDUCTION') = (amount IS NOT NULL)", name=op.f("ck_dues_reliefs_amount_of_reductions")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_dues_reliefs_amount_positive")),
        sa.CheckConstraint(
            "from_month % 100 BETWEEN 1 AND 12 AND to_month % 100 BETWEEN 1 AND 12",
            name=op.f("ck_dues_reliefs_of_months"),
        ),
        sa.CheckConstraint("from_month <= to_month", name=op.f("ck_dues_reliefs_in_order")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_dues_reliefs_made_by_accounts")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_dues_reliefs_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_reliefs")),
    )
    with op.batch_alter_table("dues_reliefs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dues_reliefs_member_id"), ["member_id"], unique=False)

    op.create_table(
        "dues_assessments",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("branch_id", _KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("profile_id", _KEY, nullable=False),
        sa.Column("relief_id", _KEY, nullable=True),
        sa.Column(
            "category",
            sa.Enum(
                "MONTHLY_WAGE",
                "ANNUAL_SALARY",
                "IRREGULAR_INCOME",
                "RETIRED",
                "STUDENT",
                "FARMER",
                "UNEMPLOYED",
                "RELIEF",
                "MIN_LIVING",
                name="dues_category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("rate", sa.String(length=8), nullable=True),
        sa.Column("capped", sa.Boolean(), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN reverses IS NULL THEN amount >= 0 ELSE amount <= 0 END", name=op.f("ck_dues_assessments_signed")
        ),
        sa.CheckConstraint("month % 100 BETWEEN 1 AND 12", name=op.f("ck_dues_assessments_a_month")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_dues_assessments_counts_from_one")),
        sa.CheckConstraint("reverses < number", name=op.f("ck_dues_assessments_reverses_what_was")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_dues_assessments_branch_id_organisations")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_dues_assessments_member_id_members")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["dues_profiles.id"], name=op.f("fk_dues_assessments_profile_id_dues_profiles")
        ),
        sa.ForeignKeyConstraint(
            ["relief_id"], ["dues_reliefs.id"], name=op.f("fk_dues_assessments_relief_id_dues_reliefs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_assessments")),
        sa.UniqueConstraint("member_id", "month", "number", name=op.f("uq_dues_assessments_member_id_month_number")),
        sa.UniqueConstraint(
            "member_id", "month", "reverses", name=op.f("uq_dues_assessments_member_id_month_reverses")
        ),
    )
    with op.batch_alter_table("dues_assessments", schema=None) as batch_op:
        batch_op.create_index("ix_dues_assessments_branch", ["branch_id", "month"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("dues_assessments", schema=None) as batch_op:
        batch_op.drop_index("ix_dues_assessments_branch")

    op.drop_table("dues_assessments")
    with op.batch_alter_table("dues_reliefs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dues_reliefs_member_id"))

    op.drop_table("dues_reliefs")
    with op.batch_alter_table("dues_profiles", schema=None) as batch_op:
        batch_op.drop_index("ix_dues_profiles_member")

    op.drop_table("dues_profiles")
    op.drop_table("dues_months")

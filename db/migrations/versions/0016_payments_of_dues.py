"""payments of dues

Revision: 0016, after 0015.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "dues_payments",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("branch_id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("DUES", "LARGE", name="dues_payment_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.Integer(), nullable=True),
        sa.Column("reverses", _KEY, nullable=True),
        sa.Column("reason", sa.String(length=100), nullable=True),
        sa.Column("token", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", _KEY, nullable=True),
        sa.CheckConstraint("(reverses IS NULL) = (reason IS NULL)", name=op.f("ck_dues_payments_reason_of_reversals")),
        sa.CheckConstraint(
            "(reverses IS NULL) = (receipt IS NOT NULL)", name=op.f("ck_dues_payments_receipt_of_payments")
        ),
        sa.CheckConstraint(
            "CASE WHEN reverses IS NULL THEN amount > 0 ELSE amount < 0 END", name=op.f("ck_dues_payments_signed")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_dues_payments_branch_id_organisations")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_dues_payments_member_id_members")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_dues_payments_recorded_by_accounts")),
        sa.ForeignKeyConstraint(
            ["reverses"], ["dues_payments.id"], name=op.f("fk_dues_payments_reverses_dues_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_payments")),
        sa.UniqueConstraint("branch_id", "year", "receipt", name=op.f("uq_dues_payments_branch_id_year_receipt")),
        sa.UniqueConstraint("reverses", name=op.f("uq_dues_payments_reverses")),
        sa.UniqueConstraint("token", name=op.f("uq_dues_payments_token")),
    )
    with op.batch_alter_table("dues_payments", schema=None) as batch_op:
        batch_op.create_index("ix_dues_payments_branch", ["branch_id", "received_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_dues_payments_member_id"), ["member_id"], unique=False)

    op.create_table(
        "dues_parts",
        sa.Column("payment_id", _KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_dues_parts_something")),
        sa.CheckConstraint("month % 100 BETWEEN 1 AND 12", name=op.f("ck_dues_parts_a_month")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_dues_parts_member_id_members")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["dues_payments.id"], name=op.f("fk_dues_parts_payment_id_dues_payments")
        ),
        sa.PrimaryKeyConstraint("payment_id", "month", name=op.f("pk_dues_parts")),
    )
    with op.batch_alter_table("dues_parts", schema=None) as batch_op:
        batch_op.create_index("ix_dues_parts_member", ["member_id", "month"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("dues_parts", schema=None) as batch_op:
        batch_op.drop_index("ix_dues_parts_member")

    op.drop_table("dues_parts")
    with op.batch_alter_table("dues_payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dues_payments_member_id"))
        batch_op.drop_index("ix_dues_payments_branch")

    op.drop_table("dues_payments")

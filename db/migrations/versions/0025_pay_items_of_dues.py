"""pay items of dues

Revision: 0025, after 0024.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "dues_pay_slips",
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("from_month", sa.Integer(), nullable=False),
        sa.Column("items_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", _KEY, nullable=True),
        sa.CheckConstraint("from_month % 100 BETWEEN 1 AND 12", name=op.f("ck_dues_pay_slips_from_a_month")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_dues_pay_slips_made_by_accounts")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_dues_pay_slips_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", "from_month", name=op.f("pk_dues_pay_slips")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("dues_pay_slips")

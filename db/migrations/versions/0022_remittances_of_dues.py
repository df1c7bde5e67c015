"""remittances of dues

Revision: 0022, after 0021.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "dues_remittances",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("branch_id", _KEY, nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("charged", sa.BigInteger(), nullable=False),
        sa.Column("collected", sa.BigInteger(), nullable=False),
        sa.Column("ratio", sa.String(length=8), nullable=False),
        sa.Column("remitted", sa.BigInteger(), nullable=False),
        sa.Column("retained", sa.BigInteger(), nullable=False),
        sa.Column("large", sa.BigInteger(), nullable=False),
        sa.Column("remitted_on", sa.Date(), nullable=False),
        sa.Column("voucher", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", _KEY, nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "first_month % 100 BETWEEN 1 AND 12 AND last_month % 100 BETWEEN 1 AND 12",
            name=op.f("ck_dues_remittances_of_months"),
        ),
        sa.CheckConstraint("first_month <= last_month", name=op.f("ck_dues_remittances_in_order")),
        sa.CheckConstraint("remitted + retained = collected", name=op.f("ck_dues_remittances_adds_up")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_dues_remittances_branch_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts.id"], name=op.f("fk_dues_remittances_recorded_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_remittances")),
    )
    with op.batch_alter_table("dues_remittances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dues_remittances_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(
            "uq_dues_remittances_period",
            ["branch_id", "first_month"],
            unique=True,
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("dues_remittances", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_dues_remittances_period",
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_dues_remittances_branch_id"))

    op.drop_table("dues_remittances")

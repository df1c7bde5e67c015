"""claims of dues

Revision: 0017, after 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "dues_claims",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("branch_id", _KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "OPEN",
                "CONFIRMED",
                "DECLINED",
                "WITHDRAWN",
                name="dues_claim_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", _KEY, nullable=True),
        sa.Column("payment_id", _KEY, nullable=True),
        sa.CheckConstraint(
            "(state = 'OPEN') = (decided_at IS NULL)", name=op.f("ck_dues_claims_decided_with_its_moment")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_dues_claims_amount_positive")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_dues_claims_branch_id_organisations")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_dues_claims_decided_by_accounts")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_dues_claims_member_id_members")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["dues_payments.id"], name=op.f("fk_dues_claims_payment_id_dues_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_claims")),
    )
    with op.batch_alter_table("dues_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dues_claims_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "uq_dues_claims_open",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("state = 'OPEN'"),
            postgresql_where=sa.text("state = 'OPEN'"),
        )


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("dues_claims", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_dues_claims_open", sqlite_where=sa.text("state = 'OPEN'"), postgresql_where=sa.text("state = 'OPEN'")
        )
        batch_op.drop_index(batch_op.f("ix_dues_claims_member_id"))

    op.drop_table("dues_claims")

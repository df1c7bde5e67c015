"""handing a secretary's work over

Revision: 0038, after 0044.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0044"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("state = 'OFFERED'")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "handovers",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("giver_id", _KEY, nullable=True),
        sa.Column("taker_id", _KEY, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "OFFERED",
                "ACCEPTED",
                "DECLINED",
                "WITHDRAWN",
                "EXPIRED",
                name="handover_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("offered_by", _KEY, nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contents", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("giver_id <> taker_id", name=op.f("ck_handovers_between_two")),
        sa.CheckConstraint(
            "(state = 'OFFERED') = (answered_at IS NULL)", name=op.f("ck_handovers_answered_with_its_moment")
        ),
        sa.CheckConstraint(
            "(state = 'ACCEPTED') = (contents IS NOT NULL)", name=op.f("ck_handovers_accepted_with_its_contents")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["members.id"], name=op.f("fk_handovers_giver_id_members")),
        sa.ForeignKeyConstraint(["offered_by"], ["accounts.id"], name=op.f("fk_handovers_offered_by_accounts")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_handovers_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["taker_id"], ["members.id"], name=op.f("fk_handovers_taker_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handovers_giver_id"), ["giver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_taker_id"), ["taker_id"], unique=False)
        batch_op.create_index(
            "uq_handovers_open", ["organisation_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("handovers")

"""study appeals

Revision: 0021, after 0020.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "study_appeals",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=True),
        sa.Column(
            "state",
            sa.Enum("OPEN", "ANSWERED", name="appeal_state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", _KEY, nullable=True),
        sa.CheckConstraint(
            "(state = 'OPEN') = (decided_at IS NULL)", name=op.f("ck_study_appeals_answered_with_its_moment")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_study_appeals_decided_by_accounts")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_study_appeals_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_appeals")),
    )
    with op.batch_alter_table("study_appeals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_appeals_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "uq_study_appeals_open",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("state = 'OPEN'"),
            postgresql_where=sa.text("state = 'OPEN'"),
        )


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("study_appeals", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_study_appeals_open", sqlite_where=sa.text("state = 'OPEN'"), postgresql_where=sa.text("state = 'OPEN'")
        )
        batch_op.drop_index(batch_op.f("ix_study_appeals_member_id"))

    op.drop_table("study_appeals")

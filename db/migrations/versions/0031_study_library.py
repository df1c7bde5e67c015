"""study library

Revision: 0031, after 0030.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "study_week_cards",
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("material_id", _KEY, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", _KEY, nullable=False),
        sa.Column("people_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_study_week_cards_made_by_accounts")),
        sa.ForeignKeyConstraint(
            ["material_id"], ["study_materials.id"], name=op.f("fk_study_week_cards_material_id_study_materials")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_study_week_cards_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "week_on", name=op.f("pk_study_week_cards")),
    )
    op.create_table(
        "study_remarks",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("material_id", _KEY, nullable=False),
        sa.Column("branch_id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_study_remarks_branch_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["study_materials.id"], name=op.f("fk_study_remarks_material_id_study_materials")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_study_remarks_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_remarks")),
    )
    with op.batch_alter_table("study_remarks", schema=None) as batch_op:
        batch_op.create_index("ix_study_remarks_material_branch", ["material_id", "branch_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_study_remarks_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("study_remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_remarks_member_id"))
        batch_op.drop_index("ix_study_remarks_material_branch")

    op.drop_table("study_remarks")
    op.drop_table("study_week_cards")

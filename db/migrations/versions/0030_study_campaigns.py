"""study campaigns

Revision: 0030, after 0029.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "study_campaigns",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("readings", sa.Integer(), nullable=True),
        sa.Column("essays", sa.Integer(), nullable=True),
        sa.Column("characters", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", _KEY, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "hours > 0 AND readings > 0 AND essays > 0 AND characters > 0",
            name=op.f("ck_study_campaigns_targets_positive"),
        ),
        sa.CheckConstraint(
            "hours IS NOT NULL OR readings IS NOT NULL OR essays IS NOT NULL OR characters IS NOT NULL",
            name=op.f("ck_study_campaigns_asks_something"),
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_study_campaigns_in_order")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_study_campaigns_made_by_accounts")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_study_campaigns_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_campaigns")),
    )
    with op.batch_alter_table("study_campaigns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_campaigns_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "study_materials",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("body", sa.String(length=3000), nullable=True),
        sa.Column("link", sa.String(length=300), nullable=True),
        sa.Column(
            "file_kind",
            sa.Enum("DOCUMENT", "PHOTO", name="material_kind", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("file_id", sa.String(length=200), nullable=True),
        sa.Column("file_unique_id", sa.String(length=64), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", _KEY, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(file_id IS NULL) = (file_kind IS NULL)", name=op.f("ck_study_materials_file_whole")),
        sa.CheckConstraint(
            "body IS NOT NULL OR link IS NOT NULL OR file_id IS NOT NULL",
            name=op.f("ck_study_materials_something_to_read"),
        ),
        sa.CheckConstraint("hours > 0", name=op.f("ck_study_materials_hours_positive")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_study_materials_made_by_accounts")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_study_materials_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_materials")),
    )
    with op.batch_alter_table("study_materials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_materials_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "study_readings",
        sa.Column("material_id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("asked", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["material_id"], ["study_materials.id"], name=op.f("fk_study_readings_material_id_study_materials")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_study_readings_member_id_members")),
        sa.PrimaryKeyConstraint("material_id", "member_id", name=op.f("pk_study_readings")),
    )
    with op.batch_alter_table("study_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_readings_member_id"), ["member_id"], unique=False)

    op.create_table(
        "study_weeklies",
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_study_weeklies_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_study_weeklies")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("study_weeklies")
    with op.batch_alter_table("study_readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_readings_member_id"))

    op.drop_table("study_readings")
    with op.batch_alter_table("study_materials", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_materials_organisation_id"))

    op.drop_table("study_materials")
    with op.batch_alter_table("study_campaigns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_campaigns_organisation_id"))

    op.drop_table("study_campaigns")

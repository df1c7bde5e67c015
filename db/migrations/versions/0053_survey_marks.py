"""What is marked of a multiple choice before it is handed in.

Revision: 0053, after 0052.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "survey_marks",
        sa.Column("sheet", sa.String(length=12), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_marks_survey_id_surveys")),
        sa.PrimaryKeyConstraint("sheet", "place", name=op.f("pk_survey_marks")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("survey_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_marks_survey_id"), ["survey_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("survey_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_marks_survey_id"))
    op.drop_table("survey_marks")

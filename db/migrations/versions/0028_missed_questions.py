"""missed questions

Revision: 0028, after 0027.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "missed_questions",
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("question_id", _KEY, nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_missed_questions_member_id_members")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_missed_questions_question_id_questions")
        ),
        sa.PrimaryKeyConstraint("member_id", "question_id", name=op.f("pk_missed_questions")),
    )
    with op.batch_alter_table("missed_questions", schema=None) as batch_op:
        batch_op.create_index("ix_missed_questions_member_id_due_at", ["member_id", "due_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("missed_questions", schema=None) as batch_op:
        batch_op.drop_index("ix_missed_questions_member_id_due_at")

    op.drop_table("missed_questions")

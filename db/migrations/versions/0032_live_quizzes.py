"""live quizzes

Revision: 0032, after 0031.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "live_quizzes",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("quiz_id", _KEY, nullable=False),
        sa.Column("meeting_id", _KEY, nullable=False),
        sa.Column("version_ids", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("made_by", _KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("position >= 0 AND seconds > 0", name=op.f("ck_live_quizzes_counts")),
        sa.CheckConstraint(
            "(position = 0) = (asked_at IS NULL)", name=op.f("ck_live_quizzes_asked_with_its_moment")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_live_quizzes_made_by_accounts")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_live_quizzes_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_live_quizzes_quiz_id_quizzes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_quizzes")),
    )
    with op.batch_alter_table("live_quizzes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_live_quizzes_quiz_id"), ["quiz_id"], unique=False)
        batch_op.create_index(
            "uq_live_quizzes_running",
            ["meeting_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "live_answers",
        sa.Column("live_id", _KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["live_id"], ["live_quizzes.id"], name=op.f("fk_live_answers_live_id_live_quizzes")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_live_answers_member_id_members")),
        sa.PrimaryKeyConstraint("live_id", "position", "member_id", name=op.f("pk_live_answers")),
    )
    with op.batch_alter_table("live_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_live_answers_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("live_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_live_answers_member_id"))

    op.drop_table("live_answers")
    with op.batch_alter_table("live_quizzes", schema=None) as batch_op:
        batch_op.drop_index("uq_live_quizzes_running")
        batch_op.drop_index(batch_op.f("ix_live_quizzes_quiz_id"))

    op.drop_table("live_quizzes")

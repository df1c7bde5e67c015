"""quizzes

Revision: 0024, after 0023.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "quizzes",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("audience_id", _KEY, nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "OPEN",
                "CLOSED",
                "WITHDRAWN",
                name="quiz_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column(
            "difficulty",
            sa.Enum("EASY", "MEDIUM", "HARD", name="difficulty", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("excellent_mark", sa.Integer(), nullable=False),
        sa.Column("opens_in_days", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("shuffle", sa.Boolean(), nullable=False),
        sa.Column("for_credit", sa.Boolean(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", _KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'CLOSED') = (closed_at IS NOT NULL)", name=op.f("ck_quizzes_closed_with_its_moment")
        ),
        sa.CheckConstraint(
            "state NOT IN ('OPEN', 'CLOSED') OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)",
            name=op.f("ck_quizzes_sent_out_whole"),
        ),
        sa.CheckConstraint(
            "0 < pass_mark AND pass_mark <= excellent_mark AND excellent_mark <= 100", name=op.f("ck_quizzes_marks")
        ),
        sa.CheckConstraint("retries >= 0 AND many > 0 AND days > 0", name=op.f("ck_quizzes_counts")),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["organisations.id"], name=op.f("fk_quizzes_audience_id_organisations")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_quizzes_made_by_accounts")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_quizzes_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes")),
    )
    with op.batch_alter_table("quizzes", schema=None) as batch_op:
        batch_op.create_index("ix_quizzes_organisation_id_state", ["organisation_id", "state"], unique=False)
        batch_op.create_index("ix_quizzes_state_closes_at", ["state", "closes_at"], unique=False)

    op.create_table(
        "attempts",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("quiz_id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("OPEN", "DONE", name="attempt_state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("version_ids", sa.JSON(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("right_many", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'DONE') = (finished_at IS NOT NULL)", name=op.f("ck_attempts_done_with_its_moment")
        ),
        sa.CheckConstraint("(state = 'DONE') = (score IS NOT NULL)", name=op.f("ck_attempts_score_when_done")),
        sa.CheckConstraint("0 <= right_many AND right_many <= answered", name=op.f("ck_attempts_right_of_answered")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_attempts_member_id_members")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_attempts_quiz_id_quizzes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("quiz_id", "member_id", "number", name=op.f("uq_attempts_quiz_id_member_id_number")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "ix_attempts_open_ends_at",
            ["ends_at"],
            unique=False,
            sqlite_where=sa.text("state = 'OPEN'"),
            postgresql_where=sa.text("state = 'OPEN'"),
        )
        batch_op.create_index(
            "uq_attempts_open",
            ["quiz_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("state = 'OPEN'"),
            postgresql_where=sa.text("state = 'OPEN'"),
        )

    op.create_table(
        "quiz_items",
        sa.Column("quiz_id", _KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_id", _KEY, nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_quiz_items_position_counts_from_one")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_quiz_items_question_id_questions")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_items_quiz_id_quizzes")),
        sa.PrimaryKeyConstraint("quiz_id", "position", name=op.f("pk_quiz_items")),
        sa.UniqueConstraint("quiz_id", "question_id", name=op.f("uq_quiz_items_quiz_id_question_id")),
    )
    op.create_table(
        "quiz_people",
        sa.Column("quiz_id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("expected", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_quiz_people_member_id_members")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_people_quiz_id_quizzes")),
        sa.PrimaryKeyConstraint("quiz_id", "member_id", name=op.f("pk_quiz_people")),
    )
    with op.batch_alter_table("quiz_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_people_member_id"), ["member_id"], unique=False)

    op.create_table(
        "answers",
        sa.Column("attempt_id", _KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("typed", sa.String(length=200), nullable=True),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_answers_position_counts_from_one")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_answers_attempt_id_attempts")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["question_versions.id"], name=op.f("fk_answers_version_id_question_versions")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "position", name=op.f("pk_answers")),
    )
    op.create_table(
        "item_counts",
        sa.Column("quiz_id", _KEY, nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right_many", sa.Integer(), nullable=False),
        sa.Column("chosen_a", sa.Integer(), nullable=False),
        sa.Column("chosen_b", sa.Integer(), nullable=False),
        sa.Column("chosen_c", sa.Integer(), nullable=False),
        sa.Column("chosen_d", sa.Integer(), nullable=False),
        sa.Column("chosen_e", sa.Integer(), nullable=False),
        sa.Column("chosen_f", sa.Integer(), nullable=False),
        sa.Column("chosen_g", sa.Integer(), nullable=False),
        sa.Column("chosen_h", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("ended_right", sa.Integer(), nullable=False),
        sa.Column("rest", sa.Integer(), nullable=False),
        sa.Column("rest_squared", sa.BigInteger(), nullable=False),
        sa.Column("rest_right", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "right_many <= answers AND ended_right <= ended", name=op.f("ck_item_counts_right_of_answers")
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_item_counts_quiz_id_quizzes")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["question_versions.id"], name=op.f("fk_item_counts_version_id_question_versions")
        ),
        sa.PrimaryKeyConstraint("quiz_id", "version_id", name=op.f("pk_item_counts")),
    )
    with op.batch_alter_table("item_counts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_counts_version_id"), ["version_id"], unique=False)



def downgrade() -> None:
    with op.batch_alter_table("item_counts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_counts_version_id"))

    op.drop_table("item_counts")
    op.drop_table("answers")
    with op.batch_alter_table("quiz_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_people_member_id"))

    op.drop_table("quiz_people")
    op.drop_table("quiz_items")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attempts_open", sqlite_where=sa.text("state = 'OPEN'"), postgresql_where=sa.text("state = 'OPEN'")
        )
        batch_op.drop_index(
            "ix_attempts_open_ends_at",
            sqlite_where=sa.text("state = 'OPEN'"),
            postgresql_where=sa.text("state = 'OPEN'"),
        )
        batch_op.drop_index(batch_op.f("ix_attempts_member_id"))

    op.drop_table("attempts")
    with op.batch_alter_table("quizzes", schema=None) as batch_op:
        batch_op.drop_index("ix_quizzes_state_closes_at")
        batch_op.drop_index("ix_quizzes_organisation_id_state")

    op.drop_table("quizzes")

"""surveys and nominations

Revision: 0040, after 0046.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0046"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "surveys",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("kind", _enum("survey_kind", "SURVEY", "NOMINATION"), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("state", _enum("survey_state", "DRAFT", "OPEN", "CLOSED"), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", _KEY, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'DRAFT') = (closes_at IS NULL)", name=op.f("ck_surveys_ends_once_sent")),
        _to("surveys", "made_by", "accounts"),
        _to("surveys", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    with op.batch_alter_table("surveys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_surveys_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_surveys_state_closes", ["state", "closes_at"], unique=False)

    op.create_table(
        "survey_questions",
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asks", _enum("asked_for", "ONE", "MANY", "WORDS", "PEOPLE"), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("most > 0", name=op.f("ck_survey_questions_something_to_choose")),
        _to("survey_questions", "survey_id", "surveys"),
        sa.PrimaryKeyConstraint("survey_id", "position", name=op.f("pk_survey_questions")),
    )
    op.create_table(
        "survey_people",
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.CheckConstraint("answered >= 0", name=op.f("ck_survey_people_counted")),
        _to("survey_people", "member_id", "members"),
        _to("survey_people", "survey_id", "surveys"),
        sa.PrimaryKeyConstraint("survey_id", "member_id", name=op.f("pk_survey_people")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("survey_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_people_member_id"), ["member_id"], unique=False)

    op.create_table(
        "survey_answers",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=True),
        _to("survey_answers", "survey_id", "surveys"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
    )
    with op.batch_alter_table("survey_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_answers_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "survey_named_answers",
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=True),
        _to("survey_named_answers", "member_id", "members"),
        _to("survey_named_answers", "survey_id", "surveys"),
        sa.PrimaryKeyConstraint("survey_id", "position", "member_id", name=op.f("pk_survey_named_answers")),
    )
    with op.batch_alter_table("survey_named_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_named_answers_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    for table in ("survey_named_answers", "survey_answers", "survey_people", "survey_questions", "surveys"):
        op.drop_table(table)

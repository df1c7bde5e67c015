"""suggestions

Revision: 0039, after 0037.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0037"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _topic() -> sa.Enum:
    return sa.Enum(
        "BRANCH_WORK",
        "ACTIVITIES",
        "CONDUCT",
        "HOSPITAL",
        name="suggestion_topic",
        native_enum=False,
        create_constraint=True,
        length=32,
    )


def _taker() -> sa.Enum:
    names = ("LEADERS", "DISCIPLINE", "OFFICE")
    return sa.Enum(*names, name="suggestion_taker", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "suggestions",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("taker", _taker(), nullable=False),
        sa.Column("topic", _topic(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("member_id", _KEY, nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "RECEIVED",
                "LOOKED_AT",
                "ANSWERED",
                "CLOSED",
                name="suggestion_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.CheckConstraint("signed OR member_id IS NULL", name=op.f("ck_suggestions_anonymous_names_nobody")),
        sa.CheckConstraint("signed = (code_hash IS NULL)", name=op.f("ck_suggestions_a_code_for_the_anonymous")),
        sa.CheckConstraint(
            "state <> 'ANSWERED' OR answer IS NOT NULL", name=op.f("ck_suggestions_answered_with_words")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_suggestions_member_id_members")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_suggestions_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_suggestions_code_hash")),
    )
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestions_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_suggestions_organisation_state", ["organisation_id", "state"], unique=False)

    op.create_table(
        "suggestion_arrivals",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("taker", _taker(), nullable=False),
        sa.Column("topic", _topic(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_suggestion_arrivals_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_arrivals")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_suggestion_arrivals_code_hash")),
    )
    op.create_table(
        "suggestion_day_keys",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_suggestion_day_keys")),
    )
    op.create_table(
        "suggestion_marks",
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_suggestion_marks_counted")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_suggestion_marks")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("suggestion_marks")
    op.drop_table("suggestion_day_keys")
    op.drop_table("suggestion_arrivals")
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestions_organisation_state")
        batch_op.drop_index(batch_op.f("ix_suggestions_member_id"))

    op.drop_table("suggestions")

"""group polls

Revision: 0029, after 0028.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "group_polls",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("chat_id", _KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("poll_id", sa.String(length=64), nullable=True),
        sa.Column("made_by", _KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["bound_chats.id"], name=op.f("fk_group_polls_chat_id_bound_chats")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_group_polls_made_by_accounts")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_group_polls_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["question_versions.id"], name=op.f("fk_group_polls_version_id_question_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_polls")),
        sa.UniqueConstraint("chat_id", "day", name=op.f("uq_group_polls_chat_id_day")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_group_polls_poll_id")),
    )
    with op.batch_alter_table("group_polls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_polls_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "group_poll_answers",
        sa.Column("poll_id", _KEY, nullable=False),
        sa.Column("member_id", _KEY, nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_group_poll_answers_member_id_members")),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["group_polls.id"], name=op.f("fk_group_poll_answers_poll_id_group_polls")
        ),
        sa.PrimaryKeyConstraint("poll_id", "member_id", name=op.f("pk_group_poll_answers")),
    )
    with op.batch_alter_table("group_poll_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_poll_answers_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("group_poll_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_poll_answers_member_id"))

    op.drop_table("group_poll_answers")
    with op.batch_alter_table("group_polls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_polls_organisation_id"))

    op.drop_table("group_polls")

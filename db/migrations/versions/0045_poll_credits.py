"""A question of the day may give credits.

Revision: 0045, after 0039.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0039"
branch_labels = None
depends_on = None

_SOURCES = ("MEETING", "MAKE_UP", "QUIZ", "READING", "WORK", "CORRECTION")


def _may_be(*sources: str) -> str:
    return f"source IN ({', '.join(repr(one) for one in sources)})"


def upgrade() -> None:
    """Add what was chosen when a poll was sent, and polls as a source of the ledgers."""
    with op.batch_alter_table("group_polls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("for_credit", sa.Boolean(), nullable=False, server_default=sa.false()))
    # The default was for the rows there are.
    with op.batch_alter_table("group_polls", schema=None) as batch_op:
        batch_op.alter_column("for_credit", server_default=None, existing_type=sa.Boolean(), existing_nullable=False)
    with op.batch_alter_table("study_entries", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_study_entries_study_source"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_study_entries_study_source"), _may_be(*_SOURCES[:3], "POLL", *_SOURCES[3:])
        )


def downgrade() -> None:
    """Take it back; what polls gave goes with them."""
    op.execute("DELETE FROM study_entries WHERE source = 'POLL'")
    with op.batch_alter_table("study_entries", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_study_entries_study_source"), type_="check")
        batch_op.create_check_constraint(op.f("ck_study_entries_study_source"), _may_be(*_SOURCES))
    with op.batch_alter_table("group_polls", schema=None) as batch_op:
        batch_op.drop_column("for_credit")

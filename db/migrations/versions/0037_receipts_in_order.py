"""open receipts in the order of their screen: by branch, party group, person

Revision: 0037, after 0043.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0043"
branch_labels = None
depends_on = None

_OPEN = sa.text("confirmed_at IS NULL AND told_at IS NULL")


def upgrade() -> None:
    """Make the index anew."""
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index("ix_receipts_open")
        batch_op.create_index(
            "ix_receipts_open",
            ["announcement_id", "branch_id", "group_id", "member_id"],
            unique=False,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        )


def downgrade() -> None:
    """Make it as it was."""
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index("ix_receipts_open")
        batch_op.create_index(
            "ix_receipts_open",
            ["announcement_id", "branch_id", "member_id"],
            unique=False,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        )

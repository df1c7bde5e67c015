"""who hears more than one thing soon

Revision: 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes of the waiting messages of a person."""
    for name, column in (("member", "member_id"), ("account", "account_id")):
        waiting = sa.text(f"state = 'QUEUED' AND {column} IS NOT NULL")
        op.create_index(
            f"ix_outbox_messages_waiting_{name}",
            "outbox_messages",
            [column],
            sqlite_where=waiting,
            postgresql_where=waiting,
        )


def downgrade() -> None:
    """Drop them."""
    for name in ("member", "account"):
        op.drop_index(f"ix_outbox_messages_waiting_{name}", table_name="outbox_messages")

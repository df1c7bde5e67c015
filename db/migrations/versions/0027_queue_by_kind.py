"""an index of what is queued, by kind

Revision: 0027, after 0026.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_NAME = "ix_outbox_messages_queued_kind"


def upgrade() -> None:
    """Add it."""
    queued = sa.text("state = 'QUEUED'")
    op.create_index(_NAME, "outbox_messages", ["kind"], sqlite_where=queued, postgresql_where=queued)


def downgrade() -> None:
    """Drop it."""
    op.drop_index(_NAME, table_name="outbox_messages")

"""queues that need not be compared again

Revision: 0012, after 0011.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of settled queues."""
    op.create_table(
        "settled_queues",
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_settled_queues")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("settled_queues")

"""the last day an account was heard of

Revision: 0036, after 0033.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin to keep it: nothing was kept before, so nobody counts as silent before a month has passed from today."""
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heard_on", sa.Date(), nullable=True))
    op.execute("UPDATE accounts SET heard_on = CURRENT_DATE")


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("heard_on")

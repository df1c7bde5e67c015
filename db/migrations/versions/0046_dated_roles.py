"""Whether the first day of a role is known.

Revision: 0046, after 0038.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; of the roles there are nobody knows which day came from a roster, so their year counts as before."""
    with op.batch_alter_table("role_grants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dated", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("role_grants", schema=None) as batch_op:
        batch_op.alter_column("dated", server_default=None, existing_type=sa.Boolean(), existing_nullable=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("role_grants", schema=None) as batch_op:
        batch_op.drop_column("dated")

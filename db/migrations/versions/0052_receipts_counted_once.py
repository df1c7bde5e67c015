"""Of those who have confirmed or been told, how many no copy had reached: everybody is counted once.

Revision: 0052, after 0041.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0041"
branch_labels = None
depends_on = None

_COUNTED = """
UPDATE announcement_counts SET closed_unreached = (
    SELECT count(*) FROM receipts
    WHERE receipts.announcement_id = announcement_counts.announcement_id
    AND receipts.copy IN ('UNREACHABLE', 'FAILED', 'SKIPPED')
    AND (receipts.confirmed_at IS NOT NULL OR receipts.told_at IS NOT NULL)
)
"""


def upgrade() -> None:
    """Add it, and count it from the receipts there are."""
    with op.batch_alter_table("announcement_counts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_unreached", sa.Integer(), nullable=False, server_default="0"))
    op.execute(_COUNTED)
    with op.batch_alter_table("announcement_counts", schema=None) as batch_op:
        batch_op.alter_column(
            "closed_unreached", server_default=None, existing_type=sa.Integer(), existing_nullable=False
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_announcement_counts_closed_unreached"),
            "closed_unreached >= 0 AND closed_unreached <= confirmed + told"
            " AND closed_unreached <= unreachable + failed + skipped",
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("announcement_counts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_announcement_counts_closed_unreached"), type_="check")
    with op.batch_alter_table("announcement_counts", schema=None) as batch_op:
        batch_op.drop_column("closed_unreached")

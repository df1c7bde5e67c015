"""questions of make-up study, and its day that has passed

Revision: 0020, after 0019.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_STATES = ("REQUIRED", "SUBMITTED", "ACCEPTED", "EXPIRED", "VOID")
_BEFORE = tuple(one for one in _STATES if one != "EXPIRED")


def upgrade() -> None:
    """Add the state and the column."""
    with op.batch_alter_table("make_ups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked", sa.JSON(), nullable=True))
        _states(batch_op, _STATES)


def downgrade() -> None:
    """Take them away; what has expired waits again."""
    op.execute("UPDATE make_ups SET state = 'REQUIRED' WHERE state = 'EXPIRED'")
    with op.batch_alter_table("make_ups", schema=None) as batch_op:
        _states(batch_op, _BEFORE)
        batch_op.drop_column("asked")


def _states(batch_op: BatchOperations, states: tuple[str, ...]) -> None:
    values = ", ".join(f"'{one}'" for one in states)
    batch_op.drop_constraint(op.f("ck_make_ups_make_up_state"), type_="check")
    batch_op.create_check_constraint(op.f("ck_make_ups_make_up_state"), f"state IN ({values})")

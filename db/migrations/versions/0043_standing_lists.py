"""standing lists: the task board and the talks

Revision: 0043, after 0042.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SAID = (
    "CASE WHEN key IS NULL THEN 0 ELSE 1 END + CASE WHEN text IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN with_id IS NULL THEN 0 ELSE 1 END = 1"
)
_TOLD = "done_at IS NOT NULL OR (done_on IS NULL AND note IS NULL)"


def upgrade() -> None:
    """Add what a talk and a task of the board say; two branches may have a list about the same thing."""
    with op.batch_alter_table("checklists", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_checklists_subject_preset"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_checklists_organisation_id_subject_preset"), ["organisation_id", "subject", "preset"]
        )
    with op.batch_alter_table("checklist_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("with_id", _KEY, nullable=True))
        batch_op.add_column(sa.Column("note", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("source", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("done_on", sa.Date(), nullable=True))
        batch_op.drop_constraint(op.f("ck_checklist_items_said_once"), type_="check")
        batch_op.create_check_constraint(op.f("ck_checklist_items_said_once"), _SAID)
        batch_op.create_check_constraint(op.f("ck_checklist_items_told_when_done"), _TOLD)
        batch_op.create_unique_constraint(
            op.f("uq_checklist_items_checklist_id_source_text"), ["checklist_id", "source", "text"]
        )
        batch_op.create_foreign_key(op.f("fk_checklist_items_with_id_members"), "members", ["with_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_checklist_items_with_id"), ["with_id"], unique=False)


def downgrade() -> None:
    """Take it back; talks cannot be said without whom they are with, so they go."""
    op.execute(
        "DELETE FROM checklist_ticks WHERE item_id IN (SELECT id FROM checklist_items WHERE with_id IS NOT NULL)"
    )
    op.execute("DELETE FROM checklist_items WHERE with_id IS NOT NULL")
    with op.batch_alter_table("checklist_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checklist_items_with_id"))
        batch_op.drop_constraint(op.f("fk_checklist_items_with_id_members"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_checklist_items_checklist_id_source_text"), type_="unique")
        batch_op.drop_constraint(op.f("ck_checklist_items_told_when_done"), type_="check")
        batch_op.drop_constraint(op.f("ck_checklist_items_said_once"), type_="check")
        batch_op.create_check_constraint(op.f("ck_checklist_items_said_once"), "(key IS NULL) <> (text IS NULL)")
        for name in ("done_on", "source", "note", "with_id"):
            batch_op.drop_column(name)
    with op.batch_alter_table("checklists", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_checklists_organisation_id_subject_preset"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_checklists_subject_preset"), ["subject", "preset"])

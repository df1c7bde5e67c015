"""democratic review

Revision: 0041, after 0047.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0047"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NUMBERS = (
    "expected",
    "present",
    "sent",
    "returned",
    "valid",
    "assessed",
    "excellent",
    "qualified",
    "basically_qualified",
    "unqualified",
)
_CHECKS = {
    "present_of_expected": "present >= 0 AND present <= expected",
    "a_form_each": "sent <= present",
    "forms_in_order": "valid >= 0 AND valid <= returned AND returned <= sent",
    "assessed_of_expected": "assessed <= expected",
    "grades_add_up": "excellent + qualified + basically_qualified + unqualified = assessed",
    "grades_counted": "excellent >= 0 AND qualified >= 0 AND basically_qualified >= 0 AND unqualified >= 0",
}


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "democratic_reviews",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("organisation_id", _KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _NUMBERS),
        sa.Column("changed_by", _KEY, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_democratic_reviews_{name}"))
            for name, rule in _CHECKS.items()
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["accounts.id"], name=op.f("fk_democratic_reviews_changed_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_democratic_reviews_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_democratic_reviews")),
        sa.UniqueConstraint("organisation_id", "year", name=op.f("uq_democratic_reviews_organisation_id_year")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("democratic_reviews")

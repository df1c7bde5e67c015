"""pairing

Revision: 0047, after 0040.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.create_table('pairings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('ASKED', 'AGREED', 'DECLINED', 'ENDED', name='pairing_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('asked_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('asking_id <> asked_id', name=op.f('ck_pairings_two_branches')),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_pairings_asked_by_accounts')),
    sa.ForeignKeyConstraint(['asked_id'], ['organisations.id'], name=op.f('fk_pairings_asked_id_organisations')),
    sa.ForeignKeyConstraint(['asking_id'], ['organisations.id'], name=op.f('fk_pairings_asking_id_organisations')),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_pairings_decided_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairings'))
    )
    with op.batch_alter_table('pairings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pairings_asked_id'), ['asked_id'], unique=False)
        batch_op.create_index('uq_pairings_open', ['asking_id', 'asked_id'], unique=True, sqlite_where=sa.text("state IN ('ASKED', 'AGREED')"), postgresql_where=sa.text("state IN ('ASKED', 'AGREED')"))

    op.create_table('retired_contacts',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('set_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_retired_contacts_member_id_members')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_retired_contacts_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['set_by'], ['accounts.id'], name=op.f('fk_retired_contacts_set_by_accounts')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('pk_retired_contacts'))
    )
    with op.batch_alter_table('retired_contacts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_retired_contacts_member_id'), ['member_id'], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table('retired_contacts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_retired_contacts_member_id'))

    op.drop_table('retired_contacts')
    with op.batch_alter_table('pairings', schema=None) as batch_op:
        batch_op.drop_index('uq_pairings_open', sqlite_where=sa.text("state IN ('ASKED', 'AGREED')"), postgresql_where=sa.text("state IN ('ASKED', 'AGREED')"))
        batch_op.drop_index(batch_op.f('ix_pairings_asked_id'))

    op.drop_table('pairings')
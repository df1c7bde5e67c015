"""announcements

Revision: 0033, after 0032.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table('announcements',
    sa.Column('id', _KEY, nullable=False),
    sa.Column('organisation_id', _KEY, nullable=False),
    sa.Column('made_by', _KEY, nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.Enum('NOTICE', 'URGENT', 'DIGEST_ITEM', name='announcement_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('state', sa.Enum('DRAFT', 'SCHEDULED', 'CANCELLED', 'RELEASED', 'PAUSED', 'STOPPED', 'WITHDRAWN', name='announcement_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('confirm', sa.Boolean(), nullable=False),
    sa.Column('confirm_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('timing', sa.Enum('NOW', 'AT', 'FREE', name='release_timing', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('release_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('protect', sa.Boolean(), nullable=False),
    sa.Column('previews', sa.Boolean(), nullable=False),
    sa.Column('urgent_reason', sa.String(length=200), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=True),
    sa.Column('token_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_by', _KEY, nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by', _KEY, nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_unknown', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL)", name=op.f('ck_announcements_withdrawn_with_its_moment')),
    sa.CheckConstraint("(state IN ('DRAFT', 'SCHEDULED', 'CANCELLED')) = (released_at IS NULL)", name=op.f('ck_announcements_released_with_its_moment')),
    sa.CheckConstraint("kind <> 'URGENT' OR released_at IS NULL OR urgent_reason IS NOT NULL", name=op.f('ck_announcements_urgent_with_its_reason')),
    sa.CheckConstraint("state <> 'SCHEDULED' OR release_at IS NOT NULL", name=op.f('ck_announcements_scheduled_with_its_moment')),
    sa.CheckConstraint('(token IS NULL) = (token_until IS NULL)', name=op.f('ck_announcements_token_with_its_end')),
    sa.CheckConstraint('version >= 1 AND asked_unknown >= 0', name=op.f('ck_announcements_counts')),
    sa.ForeignKeyConstraint(['made_by'], ['accounts.id'], name=op.f('fk_announcements_made_by_accounts')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_announcements_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['released_by'], ['accounts.id'], name=op.f('fk_announcements_released_by_accounts')),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['accounts.id'], name=op.f('fk_announcements_withdrawn_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcements'))
    )
    with op.batch_alter_table('announcements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcements_made_by'), ['made_by'], unique=False)
        batch_op.create_index('ix_announcements_organisation_id_state', ['organisation_id', 'state'], unique=False)
        batch_op.create_index('ix_announcements_scheduled', ['release_at'], unique=False, sqlite_where=sa.text("state = 'SCHEDULED'"), postgresql_where=sa.text("state = 'SCHEDULED'"))
        batch_op.create_index('ix_announcements_unfinished', ['id'], unique=False, sqlite_where=sa.text('released_at IS NOT NULL AND finished_at IS NULL'), postgresql_where=sa.text('released_at IS NOT NULL AND finished_at IS NULL'))

    op.create_table('announcement_counts',
    sa.Column('announcement_id', _KEY, nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('unreachable', sa.Integer(), nullable=False),
    sa.Column('failed', sa.Integer(), nullable=False),
    sa.Column('unknown', sa.Integer(), nullable=False),
    sa.Column('skipped', sa.Integer(), nullable=False),
    sa.Column('confirmed', sa.Integer(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.CheckConstraint('people >= 0 AND sent >= 0 AND unreachable >= 0 AND failed >= 0 AND unknown >= 0 AND skipped >= 0 AND confirmed >= 0 AND told >= 0 AND confirmed + told <= people AND sent + unreachable + failed + unknown + skipped <= people', name=op.f('ck_announcement_counts_counts')),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcements.id'], name=op.f('fk_announcement_counts_announcement_id_announcements')),
    sa.PrimaryKeyConstraint('announcement_id', name=op.f('pk_announcement_counts'))
    )
    op.create_table('announcement_parts',
    sa.Column('announcement_id', _KEY, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('TEXT', 'PHOTO', 'DOCUMENT', 'VIDEO', 'ALBUM', name='announcement_part_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('made_by', _KEY, nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('position >= 1 AND version >= 1', name=op.f('ck_announcement_parts_counts_from_one')),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcements.id'], name=op.f('fk_announcement_parts_announcement_id_announcements')),
    sa.ForeignKeyConstraint(['made_by'], ['accounts.id'], name=op.f('fk_announcement_parts_made_by_accounts')),
    sa.PrimaryKeyConstraint('announcement_id', 'position', 'version', name=op.f('pk_announcement_parts'))
    )
    op.create_table('announcement_screens',
    sa.Column('announcement_id', _KEY, nullable=False),
    sa.Column('account_id', _KEY, nullable=False),
    sa.Column('message_id', _KEY, nullable=False),
    sa.Column('seen', sa.String(length=60), nullable=True),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_announcement_screens_account_id_accounts')),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcements.id'], name=op.f('fk_announcement_screens_announcement_id_announcements')),
    sa.PrimaryKeyConstraint('announcement_id', 'account_id', name=op.f('pk_announcement_screens'))
    )
    with op.batch_alter_table('announcement_screens', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_screens_account_id'), ['account_id'], unique=False)

    op.create_table('receipts',
    sa.Column('announcement_id', _KEY, nullable=False),
    sa.Column('member_id', _KEY, nullable=False),
    sa.Column('branch_id', _KEY, nullable=False),
    sa.Column('group_id', _KEY, nullable=True),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('copy', sa.Enum('WAITING', 'SENT', 'UNREACHABLE', 'FAILED', 'UNKNOWN', 'SKIPPED', name='copy_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason', sa.Enum('VOID', 'EXPIRED', 'MERGED', 'PAUSED', 'MUTED', 'NOT_TRUE', 'NEVER_STARTED', 'BLOCKED', 'DEACTIVATED', 'CHAT_GONE', 'REFUSED', 'EXHAUSTED', 'UNRENDERABLE', 'CRASHED', 'ERASED', name='outbox_reason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('copied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_by', _KEY, nullable=True),
    sa.Column('told_by_name', sa.String(length=40), nullable=True),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(copy = 'WAITING') = (copied_at IS NULL)", name=op.f('ck_receipts_copy_with_its_moment')),
    sa.CheckConstraint('(reminders = 0) = (reminded_at IS NULL)', name=op.f('ck_receipts_reminded_with_its_moment')),
    sa.CheckConstraint('(told_at IS NULL) = (told_by_name IS NULL)', name=op.f('ck_receipts_told_by_somebody')),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcements.id'], name=op.f('fk_receipts_announcement_id_announcements')),
    sa.ForeignKeyConstraint(['branch_id'], ['organisations.id'], name=op.f('fk_receipts_branch_id_organisations')),
    sa.ForeignKeyConstraint(['group_id'], ['organisations.id'], name=op.f('fk_receipts_group_id_organisations')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_receipts_member_id_members')),
    sa.ForeignKeyConstraint(['told_by'], ['accounts.id'], name=op.f('fk_receipts_told_by_accounts')),
    sa.PrimaryKeyConstraint('announcement_id', 'member_id', name=op.f('pk_receipts'))
    )
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipts_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_receipts_open', ['announcement_id', 'branch_id', 'member_id'], unique=False, sqlite_where=sa.text('confirmed_at IS NULL AND told_at IS NULL'), postgresql_where=sa.text('confirmed_at IS NULL AND told_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_receipts_told_by'), ['told_by'], unique=False)



def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_receipts_told_by'))
        batch_op.drop_index('ix_receipts_open', sqlite_where=sa.text('confirmed_at IS NULL AND told_at IS NULL'), postgresql_where=sa.text('confirmed_at IS NULL AND told_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_receipts_member_id'))

    op.drop_table('receipts')
    with op.batch_alter_table('announcement_screens', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcement_screens_account_id'))

    op.drop_table('announcement_screens')
    op.drop_table('announcement_parts')
    op.drop_table('announcement_counts')
    with op.batch_alter_table('announcements', schema=None) as batch_op:
        batch_op.drop_index('ix_announcements_unfinished', sqlite_where=sa.text('released_at IS NOT NULL AND finished_at IS NULL'), postgresql_where=sa.text('released_at IS NOT NULL AND finished_at IS NULL'))
        batch_op.drop_index('ix_announcements_scheduled', sqlite_where=sa.text("state = 'SCHEDULED'"), postgresql_where=sa.text("state = 'SCHEDULED'"))
        batch_op.drop_index('ix_announcements_organisation_id_state')
        batch_op.drop_index(batch_op.f('ix_announcements_made_by'))

    op.drop_table('announcements')

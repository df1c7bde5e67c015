"""activity reports

Revision: 0044, after 0045.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.create_table('activity_reports',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('branch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('meeting_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('words', sa.String(length=800), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('DRAFT', 'HANDED_IN', 'RETURNED', 'ACCEPTED', name='report_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('remark', sa.String(length=200), nullable=True),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state <> 'RETURNED' OR remark IS NOT NULL", name=op.f('ck_activity_reports_returned_with_a_word')),
    sa.CheckConstraint('(times = 0) = (handed_in_at IS NULL)', name=op.f('ck_activity_reports_handed_in_with_its_moment')),
    sa.ForeignKeyConstraint(['branch_id'], ['organisations.id'], name=op.f('fk_activity_reports_branch_id_organisations')),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_activity_reports_decided_by_accounts')),
    sa.ForeignKeyConstraint(['made_by'], ['accounts.id'], name=op.f('fk_activity_reports_made_by_accounts')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_activity_reports_meeting_id_meetings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_reports')),
    sa.UniqueConstraint('meeting_id', name=op.f('uq_activity_reports_meeting_id'))
    )
    with op.batch_alter_table('activity_reports', schema=None) as batch_op:
        batch_op.create_index('ix_activity_reports_branch', ['branch_id', 'id'], unique=False)

    op.create_table('report_photos',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('report_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_id', sa.String(length=200), nullable=False),
    sa.Column('unique_id', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['activity_reports.id'], name=op.f('fk_report_photos_report_id_activity_reports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_photos')),
    sa.UniqueConstraint('report_id', 'unique_id', name=op.f('uq_report_photos_report_id_unique_id'))
    )
    op.create_table('report_posts',
    sa.Column('report_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('chat_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('posted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chat_id'], ['bound_chats.id'], name=op.f('fk_report_posts_chat_id_bound_chats')),
    sa.ForeignKeyConstraint(['posted_by'], ['accounts.id'], name=op.f('fk_report_posts_posted_by_accounts')),
    sa.ForeignKeyConstraint(['report_id'], ['activity_reports.id'], name=op.f('fk_report_posts_report_id_activity_reports')),
    sa.PrimaryKeyConstraint('report_id', 'chat_id', name=op.f('pk_report_posts'))
    )

def downgrade() -> None:
    """Take it back."""
    op.drop_table('report_posts')
    op.drop_table('report_photos')
    with op.batch_alter_table('activity_reports', schema=None) as batch_op:
        batch_op.drop_index('ix_activity_reports_branch')

    op.drop_table('activity_reports')
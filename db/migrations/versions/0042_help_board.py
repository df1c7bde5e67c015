"""help board

Revision: 0042, after 0036.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.create_table('help_questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('branch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('solved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('solved_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('hidden_why', sa.Enum('PRIVACY', 'INTERNAL', 'WORDING', 'ELSEWHERE', name='hide_reason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.CheckConstraint('solved_at IS NOT NULL OR solved_by IS NULL', name=op.f('ck_help_questions_solved_by_when_solved')),
    sa.ForeignKeyConstraint(['branch_id'], ['organisations.id'], name=op.f('fk_help_questions_branch_id_organisations')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_help_questions_member_id_members')),
    sa.ForeignKeyConstraint(['solved_by'], ['accounts.id'], name=op.f('fk_help_questions_solved_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_questions'))
    )
    with op.batch_alter_table('help_questions', schema=None) as batch_op:
        batch_op.create_index('ix_help_questions_branch', ['branch_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_questions_member_id'), ['member_id'], unique=False)

    op.create_table('help_answers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hidden_why', sa.Enum('PRIVACY', 'INTERNAL', 'WORDING', 'ELSEWHERE', name='hide_reason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_help_answers_member_id_members')),
    sa.ForeignKeyConstraint(['question_id'], ['help_questions.id'], name=op.f('fk_help_answers_question_id_help_questions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_answers'))
    )
    with op.batch_alter_table('help_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_answers_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_help_answers_question', ['question_id', 'id'], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table('help_answers', schema=None) as batch_op:
        batch_op.drop_index('ix_help_answers_question')
        batch_op.drop_index(batch_op.f('ix_help_answers_member_id'))

    op.drop_table('help_answers')
    with op.batch_alter_table('help_questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_help_questions_member_id'))
        batch_op.drop_index('ix_help_questions_branch')

    op.drop_table('help_questions')
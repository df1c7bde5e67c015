"""What is over is emptied or deleted; running it again, or by several processes, changes nothing more."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from sqlalchemy import Text, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.attendance import Attendance, AttendanceChange
from db.dues_pay import DuesPaySlip
from db.help_board import HelpQuestion
from db.meetings import Meeting
from db.members import Member
from db.names import MemberStatus
from db.outbox import OutboxMessage
from db.quizzes import Answer, Attempt
from db.study import StudyAppeal
from db.survey_names import SurveyState
from db.surveys import Survey, SurveyNamedAnswer, SurveyPerson
from services import shipped
from services.help_board.acts import forget
from services.privacy import scrubbing
from services.privacy.words import BLANK
from services.recurrence.series import add_months
from services.shipped import Section

#: Rows of a kind in one transaction, so that nobody waits for it.
_AT_ONCE = 500
#: What an emptied message's payload ends with.
_EMPTY = '"vars":{},"buttons":[]'


class Months(Section):
    """Whole months, by kind; see the file."""

    messages: int
    absence_reasons: int
    typed_answers: int
    appeals: int
    strangers: int
    pay_items: int
    left: int
    help_board: int
    named_answers: int


class _Rules(Section):
    version: str
    months: Months


@cache
def months() -> Months:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(_Rules, "retention").months


def before(now: dt.datetime, many: int) -> dt.datetime:
    """The moment so many months ago; what is older is over."""
    return dt.datetime.combine(add_months(now.date(), -many), now.timetz())


async def sweep(session: AsyncSession, now: dt.datetime) -> int:
    """End what is over. Returns how many rows."""
    kept = months()
    ended = await _messages(session, before(now, kept.messages))
    ended += await _absences(session, before(now, kept.absence_reasons))
    ended += await _typed(session, before(now, kept.typed_answers))
    ended += await _appeals(session, before(now, kept.appeals))
    ended += await _strangers(session, before(now, kept.strangers), now)
    ended += await _pay(session, before(now, kept.pay_items))
    ended += await _gone(session, before(now, kept.left))
    ended += await _help(session, before(now, kept.help_board), now)
    return ended + await _named(session, before(now, kept.named_answers))


async def _messages(session: AsyncSession, limit: dt.datetime) -> int:
    position = func.strpos if session.get_bind().dialect.name == "postgresql" else func.instr
    full = position(func.replace(cast(OutboxMessage.payload, Text), " ", ""), _EMPTY) == 0
    query = (
        select(OutboxMessage)
        .where(
            OutboxMessage.ended_at < limit,
            or_(full, OutboxMessage.sent_address.is_not(None)),
        )
        .order_by(OutboxMessage.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = list(await session.scalars(query))
    for row in rows:
        row.payload = {"key": row.payload["key"], "vars": {}, "buttons": []}
        row.sent_address = row.message_ids = None
    await session.flush()
    return len(rows)


async def _absences(session: AsyncSession, limit: dt.datetime) -> int:
    old = select(Meeting.id).where(Meeting.starts_at < limit)
    many = 0
    for column in (Attendance.reason, AttendanceChange.reason, AttendanceChange.why):
        table = column.class_
        over = update(table).where(table.meeting_id.in_(old), column.is_not(None), column != BLANK)
        many += await _count(session, over.values({column.key: BLANK}).returning(table.id))
    return many


async def _typed(session: AsyncSession, limit: dt.datetime) -> int:
    old = select(Attempt.id).where(Attempt.ends_at < limit)
    over = update(Answer).where(Answer.attempt_id.in_(old), Answer.typed.is_not(None))
    return await _count(session, over.values(typed=None).returning(Answer.attempt_id))


async def _appeals(session: AsyncSession, limit: dt.datetime) -> int:
    over = update(StudyAppeal).where(
        StudyAppeal.decided_at < limit, or_(StudyAppeal.words.is_not(None), StudyAppeal.answer.is_not(None))
    )
    return await _count(session, over.values(words=None, answer=None).returning(StudyAppeal.id))


async def _strangers(session: AsyncSession, limit: dt.datetime, now: dt.datetime) -> int:
    bound = select(Binding.account_id).where(Binding.unbound_at.is_(None) | (Binding.unbound_at >= limit))
    query = (
        select(Account)
        .where(
            Account.created_at < limit,
            Account.heard_on.is_(None) | (Account.heard_on < limit.date()),
            Account.is_administrator.is_(False),
            Account.address.not_like("erased:%"),
            Account.id.not_in(bound),
        )
        .order_by(Account.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = list(await session.scalars(query))
    for account in found:
        await scrubbing.scrub_account(session, account, now)
    return len(found)


async def _pay(session: AsyncSession, limit: dt.datetime) -> int:
    over = delete(DuesPaySlip).where(DuesPaySlip.made_at < limit).returning(DuesPaySlip.member_id)
    return await _count(session, over)


async def _gone(session: AsyncSession, limit: dt.datetime) -> int:
    kept: dict[str, Any] = dict.fromkeys(("phone_sealed", "phone_index", "department", "post", "education"))
    over = update(Member).where(
        Member.status == MemberStatus.LEFT,
        Member.left_at < limit,
        or_(*(getattr(Member, name).is_not(None) for name in kept)),
    )
    return await _count(session, over.values(kept).returning(Member.id))


async def _help(session: AsyncSession, limit: dt.datetime, now: dt.datetime) -> int:
    query = select(HelpQuestion.id).where(HelpQuestion.made_at < limit).order_by(HelpQuestion.id).limit(_AT_ONCE)
    old = list(await session.scalars(query))
    if old:
        await forget(session, old, now)
    return len(old)


async def _named(session: AsyncSession, limit: dt.datetime) -> int:
    old = select(Survey.id).where(Survey.state == SurveyState.CLOSED, Survey.closes_at < limit)
    many = 0
    for table in (SurveyNamedAnswer, SurveyPerson):
        many += await _count(session, delete(table).where(table.survey_id.in_(old)).returning(table.survey_id))
    return many


async def _count(session: AsyncSession, statement: Any) -> int:
    return len((await session.execute(statement)).all())

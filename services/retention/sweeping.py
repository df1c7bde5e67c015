"""What is over is emptied or deleted; running it again, or by several processes, changes nothing more.

What is over is looked for in a reading transaction, because that goes through everything there is of a kind: nobody who
writes waits for it. What was found is looked at once more where it is ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import Select, Text, cast, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

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
from services.house import House
from services.privacy import scrubbing
from services.privacy.words import BLANK
from services.recurrence.series import add_months
from services.shipped import Section

#: A query for the keys of rows.
_Keys = Select[*tuple[Any, ...]]
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


@dataclass(frozen=True)
class _Kind:
    """A kind of data that is kept for some months.

    Attributes:
        months: How many, of the rules.
        key: The columns by which its rows are known.
        over: Selects these of what was over at a moment.
        end: Empties or deletes rows by their keys, at a moment; gives how many.
    """

    months: Callable[[Months], int]
    key: tuple[InstrumentedAttribute[Any], ...]
    over: Callable[[AsyncSession, dt.datetime], _Keys]
    end: Callable[[AsyncSession, Sequence[Any], dt.datetime], Awaitable[int]]

    def again(self, query: _Keys, found: Sequence[Any]) -> _Keys:
        """The same of some rows alone, held; those that somebody else holds are left for the next time."""
        one = self.key[0]
        mine = one.in_([row[0] for row in found]) if len(self.key) == 1 else tuple_(*self.key).in_(map(tuple, found))
        return query.where(mine).with_for_update(skip_locked=True, of=one.class_)


async def sweep(house: House) -> int:
    """End what is over, a few hundred rows of a kind at most. Returns how many."""
    now = house.now()
    return sum([await _sweep(house, kind, now) for kind in _KINDS])


async def _sweep(house: House, kind: _Kind, now: dt.datetime) -> int:
    limit = before(now, kind.months(months()))
    async with house.db.read() as session:
        found = (await session.execute(kind.over(session, limit).order_by(*kind.key).limit(_AT_ONCE))).all()
    if not found:
        return 0
    async with house.db.write() as session:
        still = (await session.execute(kind.again(kind.over(session, limit), found))).all()
        return await kind.end(session, still, now) if still else 0


def _messages(session: AsyncSession, limit: dt.datetime) -> _Keys:
    position = func.strpos if session.get_bind().dialect.name == "postgresql" else func.instr
    full = position(func.replace(cast(OutboxMessage.payload, Text), " ", ""), _EMPTY) == 0
    return select(OutboxMessage.id).where(
        OutboxMessage.ended_at < limit, or_(full, OutboxMessage.sent_address.is_not(None))
    )


async def _empty_messages(session: AsyncSession, found: Sequence[Any], _now: dt.datetime) -> int:
    rows = list(await session.scalars(select(OutboxMessage).where(OutboxMessage.id.in_([row.id for row in found]))))
    for row in rows:
        row.payload = {"key": row.payload["key"], "vars": {}, "buttons": []}
        row.sent_address = row.message_ids = None
    await session.flush()
    return len(rows)


def _absences(column: InstrumentedAttribute[Any], _session: AsyncSession, limit: dt.datetime) -> _Keys:
    table = column.class_
    old = select(Meeting.id).where(Meeting.starts_at < limit)
    return select(table.id).where(table.meeting_id.in_(old), column.is_not(None), column != BLANK)


async def _blank(
    column: InstrumentedAttribute[Any], session: AsyncSession, found: Sequence[Any], _now: dt.datetime
) -> int:
    table = column.class_
    ids = [row.id for row in found]
    await session.execute(update(table).where(table.id.in_(ids)).values({column.key: BLANK}))
    return len(ids)


def _typed(_session: AsyncSession, limit: dt.datetime) -> _Keys:
    typed = select(Answer.attempt_id).where(Answer.attempt_id == Attempt.id, Answer.typed.is_not(None))
    return select(Attempt.id).where(Attempt.ends_at < limit, typed.exists())


async def _forget_typed(session: AsyncSession, found: Sequence[Any], _now: dt.datetime) -> int:
    his = Answer.attempt_id.in_([row.id for row in found])
    await session.execute(update(Answer).where(his, Answer.typed.is_not(None)).values(typed=None))
    return len(found)


def _appeals(_session: AsyncSession, limit: dt.datetime) -> _Keys:
    said = or_(StudyAppeal.words.is_not(None), StudyAppeal.answer.is_not(None))
    return select(StudyAppeal.id).where(StudyAppeal.decided_at < limit, said)


async def _forget_appeals(session: AsyncSession, found: Sequence[Any], _now: dt.datetime) -> int:
    these = StudyAppeal.id.in_([row.id for row in found])
    await session.execute(update(StudyAppeal).where(these).values(words=None, answer=None))
    return len(found)


def _strangers(_session: AsyncSession, limit: dt.datetime) -> _Keys:
    bound = select(Binding.account_id).where(Binding.unbound_at.is_(None) | (Binding.unbound_at >= limit))
    return select(Account.id).where(
        Account.created_at < limit,
        Account.heard_on.is_(None) | (Account.heard_on < limit.date()),
        Account.is_administrator.is_(False),
        Account.address.not_like("erased:%"),
        Account.id.not_in(bound),
    )


async def _forget_strangers(session: AsyncSession, found: Sequence[Any], now: dt.datetime) -> int:
    accounts = await session.scalars(select(Account).where(Account.id.in_([row.id for row in found])))
    for account in list(accounts):
        await scrubbing.scrub_account(session, account, now)
    return len(found)


def _pay(_session: AsyncSession, limit: dt.datetime) -> _Keys:
    return select(DuesPaySlip.member_id, DuesPaySlip.from_month).where(DuesPaySlip.made_at < limit)


async def _forget_pay(session: AsyncSession, found: Sequence[Any], _now: dt.datetime) -> int:
    these = tuple_(DuesPaySlip.member_id, DuesPaySlip.from_month).in_(map(tuple, found))
    await session.execute(delete(DuesPaySlip).where(these))
    return len(found)


#: What is kept of who has left, for a time.
_LEFT_BEHIND = ("phone_sealed", "phone_index", "department", "post", "education")


def _gone(_session: AsyncSession, limit: dt.datetime) -> _Keys:
    return select(Member.id).where(
        Member.status == MemberStatus.LEFT,
        Member.left_at < limit,
        or_(*(getattr(Member, name).is_not(None) for name in _LEFT_BEHIND)),
    )


async def _forget_gone(session: AsyncSession, found: Sequence[Any], _now: dt.datetime) -> int:
    these = Member.id.in_([row.id for row in found])
    await session.execute(update(Member).where(these).values(dict.fromkeys(_LEFT_BEHIND)))
    return len(found)


def _help(_session: AsyncSession, limit: dt.datetime) -> _Keys:
    return select(HelpQuestion.id).where(HelpQuestion.made_at < limit)


async def _forget_help(session: AsyncSession, found: Sequence[Any], now: dt.datetime) -> int:
    await forget(session, [row.id for row in found], now)
    return len(found)


def _named(_session: AsyncSession, limit: dt.datetime) -> _Keys:
    left = [select(one.survey_id).where(one.survey_id == Survey.id).exists() for one in _NAMED]
    return select(Survey.id).where(Survey.state == SurveyState.CLOSED, Survey.closes_at < limit, or_(*left))


#: Where a survey keeps who answered.
_NAMED = (SurveyNamedAnswer, SurveyPerson)


async def _forget_named(session: AsyncSession, found: Sequence[Any], _now: dt.datetime) -> int:
    ids, many = [row.id for row in found], 0
    for table in _NAMED:
        gone = await session.execute(delete(table).where(table.survey_id.in_(ids)).returning(table.survey_id))
        many += len(gone.all())
    return many


_KINDS = (
    _Kind(lambda kept: kept.messages, (OutboxMessage.id,), _messages, _empty_messages),
    *(
        _Kind(lambda kept: kept.absence_reasons, (key,), partial(_absences, column), partial(_blank, column))
        for key, column in (
            (Attendance.id, Attendance.reason),
            (AttendanceChange.id, AttendanceChange.reason),
            (AttendanceChange.id, AttendanceChange.why),
        )
    ),
    _Kind(lambda kept: kept.typed_answers, (Attempt.id,), _typed, _forget_typed),
    _Kind(lambda kept: kept.appeals, (StudyAppeal.id,), _appeals, _forget_appeals),
    _Kind(lambda kept: kept.strangers, (Account.id,), _strangers, _forget_strangers),
    _Kind(lambda kept: kept.pay_items, (DuesPaySlip.member_id, DuesPaySlip.from_month), _pay, _forget_pay),
    _Kind(lambda kept: kept.left, (Member.id,), _gone, _forget_gone),
    _Kind(lambda kept: kept.help_board, (HelpQuestion.id,), _help, _forget_help),
    _Kind(lambda kept: kept.named_answers, (Survey.id,), _named, _forget_named),
)

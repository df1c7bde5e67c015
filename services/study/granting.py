"""What meetings and make-up studies give: from closed roll-calls and accepted make-ups to the lines of the ledgers.

::

    roll-calls ended ── changed since they were followed? ──> follow_meeting: who was there gets its hours and credits
                                                              └─ who made it up gets the make-up's, unless he was there
    corrected, called off ── followed again ──> reversals

It may run any time, twice, anywhere; a quiet run only reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance, RollCall
from db.inserting import insert_into
from db.leave import LeaveRequest
from db.makeups import MakeUp
from db.meetings import Meeting
from db.names import EventType, LeaveState, LeaveType, MakeUpState, MeetingState, Sitting
from db.study import StudyEntry, StudyMeeting
from db.study_names import StudyBook, StudyItem, StudySource
from services.attendance.counting import THERE
from services.attendance.facts import ended
from services.house import House
from services.leave import rules as leave_rules
from services.meetings import usual
from services.meetings.expected import Occasion, occasion
from services.outbox import Reconciled
from services.shards import WHOLE, Shard
from services.study import ledger, rules, schemes
from services.study.ledger import Due
from services.study.rules import Scheme, Unit, load, units

#: Meetings that are followed in one transaction.
_TOGETHER = 20
_NONE = Decimal(0)


# --- pure -------------------------------------------------------------------------------------------------------------


def by_year(amount: Decimal, starts_at: dt.datetime, minutes: int, zone: ZoneInfo) -> list[tuple[dt.date, Decimal]]:
    """What was earned, by day: one, or over New Year the last and the first day (``domain_rules.md`` 4.1).

    Args:
        amount: Hours.
        starts_at: UTC.
        minutes: How long it lasted.
        zone: For the days.
    """
    first = starts_at.astimezone(zone).date()
    new_year = dt.datetime(first.year + 1, 1, 1, tzinfo=zone)
    before = int((new_year - starts_at) / dt.timedelta(minutes=1))
    if before >= minutes:
        return [(first, amount)]
    step = load().meeting.split_step
    old = (amount * before / minutes / step).to_integral_value(rounding=ROUND_DOWN) * step
    return [(new_year.date() - dt.timedelta(days=1), old), (new_year.date(), amount - old)]


def of_meeting(
    types: Collection[EventType],
    parts: Sequence[tuple[dt.date, Decimal]],
    by_hand: Decimal | None,
    scheme: Scheme,
) -> list[Due]:
    """The lines of somebody who was at a meeting.

    Args:
        types: What it is.
        parts: Its hours by day (``by_year``).
        by_hand: Credits a human said it gives; None: what the scheme says.
        scheme: His.
    """
    column = next((item for type_, item in load().meeting.hours if type_ in types), StudyItem.ATTEND)
    version = usual.load().version
    found = [Due(StudyBook.HOURS, column, part, day, version, part) for day, part in parts if part]
    if by_hand is not None:
        return [*found, Due(StudyBook.CREDITS, column, by_hand, parts[0][0], scheme.version)]
    candidates = [_credits(scheme, item, parts) for item, _ in rules.of_meeting(types, Decimal(0))]
    return found + max(candidates, key=lambda dues: sum(one.amount for one in dues), default=[])


def _credits(scheme: Scheme, item: StudyItem, parts: Sequence[tuple[dt.date, Decimal]]) -> list[Due]:
    if units()[item] is Unit.HOUR:
        return [due for day, part in parts for due in ledger.credits_for(scheme, item, part, day)]
    return ledger.credits_for(scheme, item, Decimal(1), parts[0][0])


def of_makeup(hours: Decimal, on: dt.date, *, duty: bool, scheme: Scheme) -> list[Due]:
    """The lines of an accepted make-up study.

    Args:
        hours: Granted with it.
        on: The day it was handed in.
        duty: He had been away for the work of the hospital.
        scheme: His.
    """
    if hours <= 0:
        return []
    item = StudyItem.MAKEUP_DUTY if duty else StudyItem.MAKEUP
    credits_ = ledger.credits_for(scheme, item, hours, on)
    return [Due(StudyBook.HOURS, StudyItem.MAKEUP, hours, on, usual.load().version, hours), *credits_]


# --- with the database ------------------------------------------------------------------------------------------------


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Follow every meeting whose roll-call has ended, or was put right, since it was followed last."""
    async with house.db.read() as session:
        changes = (
            select(RollCall.meeting_id, func.sum(RollCall.changes).label("changes"))
            .group_by(RollCall.meeting_id)
            .subquery()
        )
        rows = await session.execute(
            select(Meeting.id, Meeting.organisation_id)
            .join(RollCall, ended())
            .join(changes, changes.c.meeting_id == Meeting.id)
            .outerjoin(StudyMeeting, StudyMeeting.meeting_id == Meeting.id)
            .where(
                StudyMeeting.meeting_id.is_(None)
                | (StudyMeeting.changes != changes.c.changes)
                | (StudyMeeting.changed_at != Meeting.changed_at)
            )
            .order_by(Meeting.id)
        )
        found = {row.id: row.organisation_id for row in rows}
    mine = set(shard.of_these(set(found.values())))
    ids = [meeting_id for meeting_id, host in found.items() if host in mine]
    total = Reconciled(0, 0)
    for start in range(0, len(ids), _TOGETHER):
        async with house.db.write() as session:
            for one in ids[start : start + _TOGETHER]:
                total += await follow_meeting(session, one, house.now())
    return total


async def follow_meeting(session: AsyncSession, meeting_id: int, now: dt.datetime) -> Reconciled:
    """Make the lines of a meeting and of its make-up studies what they should be, in the caller's transaction."""
    meeting = await session.get_one(Meeting, meeting_id)
    seen = await occasion(session, meeting_id)
    # Read before the rows: a change that comes meanwhile is followed again.
    noted = await session.scalar(select(func.sum(RollCall.changes)).where(RollCall.meeting_id == meeting_id))
    there = await _there(session, seen)
    of = await schemes.of_members(session, there, seen.day)
    parts = {one.sitting: by_year(seen.hours, one.starts_at, one.minutes, seen.zone) for one in seen.sessions}
    wanted = {
        member_id: of_meeting(seen.types, parts[sitting], meeting.credits, of[member_id])
        for member_id, sitting in there.items()
    }
    done = await ledger.follow(session, StudySource.MEETING, meeting_id, wanted, now, whole=True)
    accepted = select(MakeUp).where(MakeUp.meeting_id == meeting_id, MakeUp.state == MakeUpState.ACCEPTED)
    for makeup in await session.scalars(accepted.order_by(MakeUp.id)):
        done += await _follow_makeup(session, makeup, seen, now, was_there=makeup.member_id in there)
    await _note(session, meeting, int(noted or 0))
    return done


async def follow_makeup(session: AsyncSession, makeup: MakeUp, seen: Occasion, now: dt.datetime) -> Reconciled:
    """Make the lines of one accepted make-up study what they should be, in the transaction that accepts it."""
    there = await _there(session, seen)
    return await _follow_makeup(session, makeup, seen, now, was_there=makeup.member_id in there)


async def _follow_makeup(
    session: AsyncSession, makeup: MakeUp, seen: Occasion, now: dt.datetime, *, was_there: bool
) -> Reconciled:
    wanted: list[Due] = []
    if not was_there and seen.state is not MeetingState.CANCELLED:
        day = (makeup.submitted_at or now).astimezone(seen.zone).date()
        scheme = (await schemes.of_members(session, [makeup.member_id], day))[makeup.member_id]
        duty = await _was_on_duty(session, makeup)
        wanted = of_makeup(makeup.hours or _NONE, day, duty=duty, scheme=scheme)
    return await ledger.follow(session, StudySource.MAKE_UP, makeup.id, {makeup.member_id: wanted}, now)


async def _there(session: AsyncSession, seen: Occasion) -> Mapping[int, Sitting]:
    """Who was at a meeting whose roll-call has ended, and at which sitting."""
    query = (
        select(Attendance.member_id, Attendance.sitting)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(RollCall, ended())
        .where(
            Attendance.meeting_id == seen.id,
            Attendance.status.in_(THERE),
            Meeting.state != MeetingState.CANCELLED,
        )
    )
    last = {one.sitting for one in seen.sessions}
    return {row.member_id: row.sitting if row.sitting in last else Sitting.A for row in await session.execute(query)}


async def _was_on_duty(session: AsyncSession, makeup: MakeUp) -> bool:
    # Why somebody was away is forgotten after a year; what was granted then stays what it was.
    granted = select(StudyEntry.id).where(
        StudyEntry.source == StudySource.MAKE_UP,
        StudyEntry.source_id == makeup.id,
        StudyEntry.item == StudyItem.MAKEUP_DUTY,
    )
    if await session.scalar(granted.limit(1)) is not None:
        return True
    marked: LeaveType | None = await session.scalar(
        select(Attendance.leave_type).where(
            Attendance.meeting_id == makeup.meeting_id, Attendance.member_id == makeup.member_id
        )
    )
    asked: LeaveType | None = await session.scalar(
        select(LeaveRequest.type).where(
            LeaveRequest.meeting_id == makeup.meeting_id,
            LeaveRequest.member_id == makeup.member_id,
            LeaveRequest.state == LeaveState.APPROVED,
        )
    )
    of_leave = marked or asked
    return of_leave is not None and leave_rules.load().kind(of_leave).duty


async def _note(session: AsyncSession, meeting: Meeting, changes: int) -> None:
    new = insert_into(session, StudyMeeting)
    row = {"meeting_id": meeting.id, "changes": changes, "changed_at": meeting.changed_at}
    seen = {"changes": new.excluded.changes, "changed_at": new.excluded.changed_at}
    await session.execute(new.values(row).on_conflict_do_update(index_elements=["meeting_id"], set_=seen))

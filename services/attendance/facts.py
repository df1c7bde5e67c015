"""Marks as they are stored: rows of roll-calls that have ended, with the leave beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance, RollCall
from db.leave import LeaveRequest
from db.makeups import MakeUp
from db.meetings import Meeting
from db.members import Membership
from db.names import AttendanceStatus, LeaveState, LeaveType, MakeUpState, MeetingState, Sitting
from services.attendance.counting import THERE, Mark
from services.leave import rules as leave_rules


def ended() -> ColumnElement[bool]:
    """A join of ``roll_calls``: the roll-call of a meeting's last sitting, once it has been closed."""
    last = case((Meeting.second_starts_at.is_(None), Sitting.A), else_=Sitting.B)
    return and_(RollCall.meeting_id == Meeting.id, RollCall.sitting == last, RollCall.closed_at.is_not(None))


def members_between(organisation_id: int, first: dt.date, last: dt.date) -> Select[Any]:
    """Ids of the members of a branch or a group on any day of ``[first, last]``."""
    return select(Membership.member_id).where(
        (Membership.branch_id == organisation_id) | (Membership.group_id == organisation_id),
        Membership.starts_on <= last,
        Membership.ends_on.is_(None) | (Membership.ends_on >= first),
    )


async def marks_of(
    session: AsyncSession, members: Select[Any] | Collection[int], first: dt.datetime, last: dt.datetime, zone: ZoneInfo
) -> list[Mark]:
    """The marks of some members at meetings that began in ``[first, last)``, in the order of the meetings.

    Args:
        session: Any session.
        members: Their ids, or a query for them.
        first: UTC.
        last: UTC.
        zone: For the days.
    """
    begun = (Meeting.starts_at >= first, Meeting.starts_at < last, Meeting.state != MeetingState.CANCELLED)
    whose = Attendance.member_id.in_(members)
    rows = await session.execute(
        select(Attendance.member_id, Attendance.meeting_id, Attendance.status, Attendance.leave_type, Meeting.starts_at)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(RollCall, ended())
        .where(whose, *begun)
        .order_by(Meeting.starts_at, Meeting.id, Attendance.member_id)
    )
    approved = await session.execute(
        select(LeaveRequest.member_id, LeaveRequest.meeting_id, LeaveRequest.type)
        .join(Meeting, Meeting.id == LeaveRequest.meeting_id)
        .where(LeaveRequest.member_id.in_(members), LeaveRequest.state == LeaveState.APPROVED, *begun)
    )
    leave = {(one.meeting_id, one.member_id): one.type for one in approved}
    made_up = await session.execute(
        select(MakeUp.member_id, MakeUp.meeting_id)
        .join(Meeting, Meeting.id == MakeUp.meeting_id)
        .where(MakeUp.member_id.in_(members), MakeUp.state == MakeUpState.ACCEPTED, *begun)
    )
    done = {(one.meeting_id, one.member_id) for one in made_up}
    return [_mark(row, leave, done, row.starts_at.astimezone(zone).date()) for row in rows]


def _mark(row: Any, leave: dict[tuple[int, int], LeaveType | None], done: set[tuple[int, int]], day: dt.date) -> Mark:
    key = (row.meeting_id, row.member_id)
    status = standing(row.status, has_leave=key in leave)
    leave_type = row.leave_type or leave.get(key)
    return Mark(
        member_id=row.member_id,
        meeting_id=row.meeting_id,
        day=day,
        status=status,
        duty=status is AttendanceStatus.LEAVE and is_duty(leave_type),
        made_up=key in done and status not in THERE,
    )


async def rows_of(session: AsyncSession, meeting_id: int) -> Sequence[Attendance]:
    """What is recorded of a meeting so far."""
    return list(await session.scalars(select(Attendance).where(Attendance.meeting_id == meeting_id)))


async def make_ups(session: AsyncSession, meeting_id: int) -> dict[int, MakeUpState]:
    """By member: how far the make-up study of a meeting has come; what fell away is left out."""
    rows = await session.execute(
        select(MakeUp.member_id, MakeUp.state).where(MakeUp.meeting_id == meeting_id, MakeUp.state != MakeUpState.VOID)
    )
    return {row.member_id: row.state for row in rows}


def standing(status: AttendanceStatus, *, has_leave: bool) -> AttendanceStatus:
    """A row's status as it reads beside the leave: an absence for which leave was approved is leave."""
    return AttendanceStatus.LEAVE if status is AttendanceStatus.ABSENT and has_leave else status


def is_duty(leave_type: LeaveType | None) -> bool:
    """Whether a leave is the work of the hospital, taken out of the adjusted rate (``domain_rules.md`` 6.2)."""
    return leave_type is not None and leave_rules.load().kind(leave_type).duty

"""Who was expected at a meeting and how he stands, line by line, as the forms show it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.leave import LeaveRequest
from db.members import Member
from db.minutes import MeetingRecord
from db.names import LeaveState, LeaveType
from services.attendance import facts
from services.attendance.sheet import Line
from services.meetings.expected import expected


async def lines_of(session: AsyncSession, meeting_id: int) -> tuple[Line, ...]:
    """The lines of a meeting, in the order of its forms.

    Raises:
        NotAllowed: There is no such meeting.
    """
    due = await expected(session, meeting_id)
    known = {one.member_id: one for one in await facts.rows_of(session, meeting_id)}
    leave = await _leave(session, meeting_id)
    study = await facts.make_ups(session, meeting_id)
    more = await people(session, set(known) - {one.member_id for one in due})
    several = len({one.organisation_id for one in due}) > 1
    lines = [
        Line(
            name=one.name,
            place=(f"{one.organisation} {one.group or ''}".strip() if several else one.group or ""),
            probationary=one.probationary,
            row=known.get(one.member_id),
            leave=leave.get(one.member_id),
            on_leave=one.member_id in leave,
            made_up=study.get(one.member_id),
        )
        for one in due
    ]
    # Recorded then, and not seen as expected any more: he stays on the form.
    lines += [Line(one.name or one.code, "", False, known[one.id], leave.get(one.id), one.id in leave) for one in more]
    return tuple(lines)


async def people(session: AsyncSession, ids: Collection[int]) -> list[Member]:
    """Members in the order of the roster."""
    return list(await session.scalars(select(Member).where(Member.id.in_(sorted(ids))).order_by(Member.id)))


async def officers(session: AsyncSession, meeting_id: int) -> tuple[str, str]:
    """Who chairs a meeting and who keeps its record; empty: nobody has said so."""
    record = await session.get(MeetingRecord, meeting_id)
    if record is None:
        return "", ""
    ids = [one for one in (record.chair_id, record.recorder_id) if one is not None]
    names = {one.id: one.name or "" for one in await people(session, ids)}
    return names.get(record.chair_id or 0, ""), names.get(record.recorder_id or 0, "")


async def _leave(session: AsyncSession, meeting_id: int) -> dict[int, LeaveType | None]:
    rows = await session.execute(
        select(LeaveRequest.member_id, LeaveRequest.type).where(
            LeaveRequest.meeting_id == meeting_id, LeaveRequest.state == LeaveState.APPROVED
        )
    )
    return {row.member_id: row.type for row in rows}

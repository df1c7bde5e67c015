"""Messages of a roll-call, and when they are no longer true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance
from db.names import AttendanceStatus, MeetingState
from services import kinds
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.rollcall import people, scenes

#: Kinds: the button for who is not recorded; the unexplained names for stewards; the counts for a group.
ASK, LEFT, GROUP = "rollcall_ask", "rollcall_left", "rollcall_group"


async def _stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """The roll-call is over, or he is recorded, or on leave, meanwhile."""
    del now
    meeting_of = {one.id: int(one.subject.split(":")[1]) for one in pending}
    ids = set(meeting_of.values())
    known = await scenes.load(house, session, ids)
    query = select(Attendance.meeting_id, Attendance.member_id).where(
        Attendance.meeting_id.in_(sorted(ids)), Attendance.status != AttendanceStatus.UNMARKED
    )
    recorded = {(row.meeting_id, row.member_id) for row in await session.execute(query)}
    leave = {meeting_id: await people.on_leave(session, meeting_id) for meeting_id in known}
    found: set[int] = set()
    for one in pending:
        scene = known.get(meeting_of[one.id])
        if (
            scene is None
            or scene.closed
            or scene.state is MeetingState.CANCELLED
            or (
                one.kind == ASK
                and ((scene.meeting_id, one.member_id or 0) in recorded or one.member_id in leave[scene.meeting_id])
            )
        ):
            found.add(one.id)
    return found


kinds.register(ASK, Policy(on_pause=OnPause.SKIP, stale=_stale, mutable=True))
kinds.register(LEFT, Policy(stale=_stale))
kinds.register(GROUP, Policy(stale=_stale))

"""What members took part in: by roll-calls that have ended, and what was noted by hand (``services.dual``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance, RollCall
from db.dual import DualRecord
from db.meetings import Meeting
from db.names import DualPart, MeetingState
from services.attendance import facts as attendance
from services.attendance.counting import THERE


@dataclass(frozen=True)
class Record:
    """What counts once for a member: noted by hand, or recorded by a roll-call (no ``id``, no ``part``)."""

    id: int | None
    member_id: int
    organisation_id: int
    meeting_id: int | None
    activity: str | None
    held_on: dt.date
    part: DualPart | None


async def records(session: AsyncSession, members: Collection[int], year: int, zone: ZoneInfo) -> list[Record]:
    """What counts for some members in a year, the newest first; a meeting that was noted as well counts once.

    Args:
        session: Any session.
        members: Their ids.
        year: Which year.
        zone: For the days of roll-calls: of their branch.
    """
    noted = await _by_hand(session, members, year)
    known = {(one.member_id, one.meeting_id) for one in noted}
    called = [
        one for one in await _by_roll_call(session, members, year, zone) if (one.member_id, one.meeting_id) not in known
    ]
    return sorted([*noted, *called], key=lambda one: (one.held_on, one.id or 0, one.meeting_id or 0), reverse=True)


async def _by_roll_call(session: AsyncSession, members: Collection[int], year: int, zone: ZoneInfo) -> list[Record]:
    """Meetings whose roll-call has ended and at which they were; the bot's own record, so nobody enters it again."""
    begin = dt.datetime(year, 1, 1, tzinfo=zone).astimezone(dt.UTC)
    end = dt.datetime(year + 1, 1, 1, tzinfo=zone).astimezone(dt.UTC)
    rows = await session.execute(
        select(Attendance.member_id, Meeting.id, Meeting.organisation_id, Meeting.starts_at)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(RollCall, attendance.ended())
        .where(
            Attendance.member_id.in_(sorted(members)),
            Attendance.status.in_(THERE),
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= begin,
            Meeting.starts_at < end,
        )
    )
    return [
        Record(None, row.member_id, row.organisation_id, row.id, None, row.starts_at.astimezone(zone).date(), None)
        for row in rows
    ]


async def _by_hand(session: AsyncSession, members: Collection[int], year: int) -> list[Record]:
    query = select(DualRecord).where(
        DualRecord.member_id.in_(sorted(members)),
        DualRecord.annulled_at.is_(None),
        DualRecord.held_on >= dt.date(year, 1, 1),
        DualRecord.held_on <= dt.date(year, 12, 31),
    )
    return [
        Record(row.id, row.member_id, row.organisation_id, row.meeting_id, row.activity, row.held_on, row.part)
        for row in await session.scalars(query)
    ]


def there(member_id: int) -> Select[Any]:
    """Ids of the meetings at which somebody was by a roll-call that has ended."""
    return (
        select(Attendance.meeting_id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(RollCall, attendance.ended())
        .where(Attendance.member_id == member_id, Attendance.status.in_(THERE))
    )

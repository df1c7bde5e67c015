"""After a year a private reason is forgotten: what stays is that somebody was on leave (``rules_data/leave.toml``)."""

from __future__ import annotations

import calendar
import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.leave import LeaveRequest
from db.meetings import Meeting
from services.leave import book, rules


async def fold(session: AsyncSession, now: dt.datetime) -> int:
    """Forget the private reasons whose time is over, of refused and withdrawn requests as well.

    Returns:
        How many.
    """
    kept = rules.load()
    private = [one.name for one in kept.type if one.private]
    query = (
        select(LeaveRequest.id)
        .join(Meeting, Meeting.id == LeaveRequest.meeting_id)
        .where(LeaveRequest.type.in_(private), Meeting.starts_at <= _months_before(now, kept.asking.keep_reason_months))
    )
    found = list(await session.scalars(query))
    if found:
        await book.fold(session, found, now)
    return len(found)


def _months_before(now: dt.datetime, months: int) -> dt.datetime:
    number = now.year * 12 + now.month - 1 - months
    year, month = divmod(number, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, calendar.monthrange(year, month + 1)[1]))

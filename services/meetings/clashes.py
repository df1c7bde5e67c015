"""Meetings that a holiday has moved onto another one of the same organisation: their stewards hear of it in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.meetings import Meeting, MeetingType
from db.names import EventType, MeetingState

#: No meeting takes longer: how far around one its neighbours are read.
_A_DAY = dt.timedelta(days=1)


async def beside(
    session: AsyncSession, meetings: Sequence[Meeting], zones: Mapping[int, ZoneInfo]
) -> Mapping[int, tuple[str | None, tuple[EventType, ...]]]:
    """For meetings of rules that a holiday moved and no human has looked at: the other one at that time, if any.

    Where both were moved, the younger one has it, so that it is said once.

    Args:
        session: Any session.
        meetings: Of some organisations.
        zones: Theirs.

    Returns:
        Meeting → title and types of the other one.
    """
    moved = {
        row.id: row
        for row in meetings
        if row.reference_on is not None
        and row.changed_by is None
        and row.starts_at.astimezone(zones[row.organisation_id]).date() != row.reference_on
    }
    if not moved:
        return {}
    near: dict[int, list[Meeting]] = {}
    for one in await session.scalars(
        select(Meeting)
        .where(
            among(Meeting.organisation_id, {row.organisation_id for row in moved.values()}),
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at > min(row.starts_at for row in moved.values()) - _A_DAY,
            Meeting.starts_at < max(row.starts_at for row in moved.values()) + _A_DAY,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ):
        near.setdefault(one.organisation_id, []).append(one)
    others = {}
    for row in moved.values():
        rows = near.get(row.organisation_id, ())
        other = next((one for one in rows if _overlap(one, row) and (one.id not in moved or one.id < row.id)), None)
        if other is not None:
            others[row.id] = other
    if not others:
        return {}
    types: dict[int, list[EventType]] = {}
    query = select(MeetingType.meeting_id, MeetingType.type)
    for its in await session.execute(query.where(among(MeetingType.meeting_id, {one.id for one in others.values()}))):
        types.setdefault(its.meeting_id, []).append(its.type)
    return {row_id: (one.title, tuple(sorted(types.get(one.id, ())))) for row_id, one in others.items()}


def _overlap(one: Meeting, other: Meeting) -> bool:
    return (
        one.id != other.id
        and one.starts_at < other.starts_at + dt.timedelta(minutes=other.minutes)
        and other.starts_at < one.starts_at + dt.timedelta(minutes=one.minutes)
    )

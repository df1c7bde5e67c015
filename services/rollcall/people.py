"""Who is expected at a meeting, who has leave and who said he comes, as the roll-call needs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.among import among
from db.meetings import Meeting, MeetingPart, MeetingPerson, MeetingReply
from db.names import MeetingState, PartState, Reach, Sitting
from services.leave import leave_of
from services.meetings.expected import Expected, expected, expected_among
from services.rollcall.scenes import Scene

#: Meetings around a moment: those that began at most so long before and begin at most so long after.
_AROUND = dt.timedelta(hours=18)


async def due_at(session: AsyncSession, meeting_id: int) -> dict[int, Expected]:
    """Everybody who is expected at a meeting, by member, in the order of lists."""
    return {one.member_id: one for one in await expected(session, meeting_id)}


async def due_among(session: AsyncSession, scene: Scene, member_ids: Collection[int]) -> set[int]:
    """Which of some members are expected at a meeting."""
    return await expected_among(session, scene.row, scene.place, scene.zone, member_ids)


async def on_leave(session: AsyncSession, meeting_id: int) -> set[int]:
    """Who has an approved leave from a meeting."""
    return set(await leave_of(session, meeting_id))


async def reachable_among(session: AsyncSession, member_ids: Collection[int]) -> set[int]:
    """Which of some members have a chat the bot may write to."""
    query = (
        select(Binding.member_id)
        .join(Account, Account.id == Binding.account_id)
        .where(among(Binding.member_id, member_ids), Binding.unbound_at.is_(None), Account.reach == Reach.REACHABLE)
    )
    return set(await session.scalars(query))


async def wishes(session: AsyncSession, meeting_id: int, member_ids: Collection[int]) -> dict[int, Sitting]:
    """The sittings some members said they come to."""
    rows = await session.execute(
        select(MeetingReply.member_id, MeetingReply.sitting).where(
            MeetingReply.meeting_id == meeting_id, MeetingReply.member_id.in_(sorted(member_ids))
        )
    )
    return {row.member_id: row.sitting for row in rows}


async def around(session: AsyncSession, chain: Collection[int], member_id: int, now: dt.datetime) -> list[int]:
    """Meetings around now that somebody may be expected at; whether he is, ``due_at`` says.

    Args:
        session: Any session.
        chain: Organisations whose meetings may be his.
        member_id: Who.
        now: UTC.
    """
    joint = select(MeetingPart.meeting_id).where(
        MeetingPart.organisation_id.in_(sorted(chain)), MeetingPart.state == PartState.AGREED
    )
    named = select(MeetingPerson.meeting_id).where(MeetingPerson.member_id == member_id)
    query = select(Meeting.id).where(
        or_(Meeting.organisation_id.in_(sorted(chain)), Meeting.id.in_(joint), Meeting.id.in_(named)),
        Meeting.starts_at.between(now - _AROUND, now + _AROUND),
        Meeting.state != MeetingState.CANCELLED,
    )
    return list(await session.scalars(query))

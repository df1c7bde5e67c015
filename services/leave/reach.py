"""Who may answer for somebody, and how acts on one meeting take turns.

Order of locks: the person, the meeting's organisation, his leave. Whoever moves a meeting holds its organisation too.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting
from db.members import Member, Membership
from db.names import BranchRole
from db.organisations import Organisation
from services import organisations
from services.access import STEWARDS, Actor
from services.house import House
from services.leave.errors import NotInvited
from services.meetings import planner

#: Who may answer for somebody and decide on his leave: his group leader, his branch's leaders, the office above.
DECIDERS = STEWARDS | {BranchRole.GROUP_LEADER}


async def reaches(session: AsyncSession, actor: Actor, member_id: int) -> bool:
    """Whether somebody may answer for a member and decide on his leave."""
    row = (
        await session.execute(
            select(Organisation.path, Membership.group_id)
            .join(Membership, Membership.branch_id == Organisation.id)
            .where(Membership.member_id == member_id, Membership.ends_on.is_(None))
        )
    ).one_or_none()
    if row is None:
        return False
    path = f"{row.path}{row.group_id}/" if row.group_id is not None else row.path
    return actor.reaches(path, DECIDERS)


async def lock_member(session: AsyncSession, member_id: int) -> Member:
    """Whoever acts for one person takes turns."""
    # Not the key: rows of others may go on pointing at him.
    query = select(Member).where(Member.id == member_id).with_for_update(key_share=True)
    return (await session.scalars(query)).one()


async def lock_meeting(session: AsyncSession, meeting_id: int, *, to_look: bool = False) -> None:
    """Whoever changes a meeting or its messages takes turns.

    Args:
        session: A writing session that has not read the meeting yet.
        meeting_id: Which.
        to_look: Only make sure that it does not change meanwhile; any number may do that at once.

    Raises:
        NotInvited: There is no such meeting.
    """
    if to_look:
        query = select(Meeting.id).where(Meeting.id == meeting_id).with_for_update(read=True)
        found = await session.scalar(query)
    else:
        found = await session.scalar(select(Meeting.organisation_id).where(Meeting.id == meeting_id))
        if found is not None:
            await organisations.lock(session, found)
    if found is None:
        raise NotInvited


async def retell(house: House, session: AsyncSession, meeting_id: int, now: dt.datetime) -> None:
    """Bring the messages about a meeting up to date with who comes; its organisation is locked by the caller."""
    row = await session.get_one(Meeting, meeting_id)
    if (row.second_starts_at or row.starts_at) > now:
        await planner.tell(session, await planner.scene_for(house, session, row.organisation_id), [row], now)

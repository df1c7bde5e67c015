"""What a new meeting takes over from an earlier one it is planned like, besides its own fields."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting, MeetingGuest, MeetingItem, MeetingMaterial, MeetingPart, MeetingPerson
from db.members import Member
from db.names import PartState
from db.organisations import Organisation
from services.access import Actor
from services.audiences import PRESENT
from services.house import House
from services.meetings import facts as gathering
from services.meetings import joining


async def copy(
    house: House, session: AsyncSession, actor: Actor, like: Meeting, row: Meeting, now: dt.datetime
) -> None:
    """Give a new meeting the people, guests, agenda and files of an earlier one; other branches are asked again.

    Who answered, and how, belongs to the earlier one alone.
    """
    await _people(house, session, actor, like, row, now)
    guests = select(MeetingGuest).where(MeetingGuest.meeting_id == like.id).order_by(MeetingGuest.id)
    for guest in list(await session.scalars(guests)):
        session.add(MeetingGuest(meeting_id=row.id, kind=guest.kind, name=guest.name, post=guest.post))
    items = (await gathering.items_of(session, [like.id])).get(like.id, ())
    session.add_all(
        [MeetingItem(meeting_id=row.id, position=number, title=item) for number, item in enumerate(items, 1)]
    )
    files = select(MeetingMaterial).where(MeetingMaterial.meeting_id == like.id).order_by(MeetingMaterial.id)
    for file in list(await session.scalars(files)):
        session.add(
            MeetingMaterial(
                meeting_id=row.id,
                kind=file.kind,
                file_id=file.file_id,
                file_unique_id=file.file_unique_id,
                name=file.name,
                added_by=file.added_by,
                added_at=now,
            )
        )
    await session.flush()


async def _people(
    house: House, session: AsyncSession, actor: Actor, like: Meeting, row: Meeting, now: dt.datetime
) -> None:
    parts = await session.scalars(
        select(Organisation)
        .join(MeetingPart, MeetingPart.organisation_id == Organisation.id)
        .where(
            MeetingPart.meeting_id == like.id,
            MeetingPart.state != PartState.DECLINED,
            Organisation.ended_at.is_(None),
        )
    )
    for part in list(parts):
        await joining.add(house, session, actor, row, part, now)
    people = await session.scalars(
        select(MeetingPerson.member_id)
        .join(Member, Member.id == MeetingPerson.member_id)
        .where(MeetingPerson.meeting_id == like.id, Member.status.in_(PRESENT))
    )
    session.add_all([MeetingPerson(meeting_id=row.id, member_id=member_id) for member_id in people])

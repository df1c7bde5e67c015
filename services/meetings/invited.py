"""Whom meetings are for today: an audience of their organisation, other organisations that agreed, people by name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting, MeetingPart, MeetingPerson
from db.members import Member
from db.names import Audience, OrgLevel, PartState
from db.organisations import Organisation
from services import audiences
from services.audiences import Person, Roles

#: An organisation as audiences need it: id, path and level.
Where = tuple[int, str, OrgLevel]


@dataclass(frozen=True)
class Chosen:
    """Whom a meeting is for beside the audience of its organisation.

    Attributes:
        parts: Organisations whose members are meant; those of others only once their leaders agreed.
        people: Members by name who are on the roster.
    """

    parts: tuple[Where, ...] = ()
    people: tuple[Person, ...] = ()


_NOBODY = Chosen()


async def chosen_of(session: AsyncSession, ids: Collection[int]) -> dict[int, Chosen]:
    """Whom some meetings are for beside the audience of their organisation, in two queries; the others are left out."""
    if not ids:
        return {}
    parts: dict[int, list[Where]] = {}
    rows = await session.execute(
        select(MeetingPart.meeting_id, Organisation.id, Organisation.path, Organisation.level)
        .join(Organisation, Organisation.id == MeetingPart.organisation_id)
        .where(
            MeetingPart.meeting_id.in_(sorted(ids)),
            MeetingPart.state == PartState.AGREED,
            Organisation.ended_at.is_(None),
        )
        .order_by(Organisation.path)
    )
    for row in rows:
        parts.setdefault(row.meeting_id, []).append((row.id, row.path, row.level))
    people: dict[int, list[Person]] = {}
    named = await session.execute(
        select(MeetingPerson.meeting_id, Member.id, Member.key)
        .join(Member, Member.id == MeetingPerson.member_id)
        .where(MeetingPerson.meeting_id.in_(sorted(ids)), Member.status.in_(audiences.PRESENT))
    )
    for one in named:
        people.setdefault(one.meeting_id, []).append(Person(one.id, one.key))
    return {
        meeting_id: Chosen(tuple(parts.get(meeting_id, ())), tuple(people.get(meeting_id, ())))
        for meeting_id in {*parts, *people}
    }


async def people_of(
    session: AsyncSession, roles: Roles, where: Where, meetings: Sequence[Meeting]
) -> dict[int, list[Person]]:
    """Whom some meetings of one organisation are for today, each person once.

    Args:
        session: Any session.
        roles: Who holds what today.
        where: The organisation.
        meetings: Its meetings.
    """
    chosen = await chosen_of(session, [row.id for row in meetings])
    known: dict[object, list[Person]] = {}

    async def members(place: Where) -> list[Person]:
        if place not in known:
            known[place] = await audiences.members_of(session, *place)
        return known[place]

    async def audience(asked: Audience) -> list[Person]:
        if asked not in known:
            known[asked] = await audiences.people(session, roles, where, asked)
        return known[asked]

    found: dict[int, list[Person]] = {}
    for row in meetings:
        also = chosen.get(row.id, _NOBODY)
        groups = [await members(place) for place in also.parts]
        if row.audience is not None:
            groups.append(await audience(row.audience))
        found[row.id] = audiences.together(*groups, also.people)
    return found

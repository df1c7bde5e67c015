"""Whom meetings are for today: an audience of their organisation, other organisations that agreed, people by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
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
            among(MeetingPart.meeting_id, ids),
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
        .where(among(MeetingPerson.meeting_id, ids), Member.status.in_(audiences.PRESENT))
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
    return await people_of_some(session, roles, {where[0]: where}, meetings)


async def people_of_some(
    session: AsyncSession, roles: Roles, places: Mapping[int, Where], meetings: Sequence[Meeting]
) -> dict[int, list[Person]]:
    """Whom meetings of some organisations are for today, each person once, in a fixed number of queries.

    Args:
        session: Any session.
        roles: Who holds what today.
        places: The organisations.
        meetings: Theirs.

    Returns:
        Meeting → people by id; meetings for the same people share one list.
    """
    chosen = await chosen_of(session, [row.id for row in meetings])
    asked = {place for also in chosen.values() for place in also.parts}
    asked |= {places[row.organisation_id] for row in meetings if row.audience is Audience.MEMBERS}
    members = await audiences.members_of_some(session, asked)
    known: dict[tuple[int, Audience], list[Person]] = {}
    found: dict[int, list[Person]] = {}
    for row in meetings:
        also = chosen.get(row.id, _NOBODY)
        groups = [members[place[0]] for place in also.parts]
        if row.audience is Audience.MEMBERS:
            groups.append(members[row.organisation_id])
        elif row.audience is not None:
            key = row.organisation_id, row.audience
            if key not in known:
                known[key] = await audiences.people(session, roles, places[row.organisation_id], row.audience)
            groups.append(known[key])
        alone = len(groups) == 1 and not also.people
        found[row.id] = groups[0] if alone else audiences.together(*groups, also.people)
    return found

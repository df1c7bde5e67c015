"""For whom a meeting is: an audience of its organisation, groups, other branches, members by name, guests.

Organisations the steward reaches are meant at once. Another branch is asked (``joining``), and its members are invited
once it has agreed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting, MeetingGuest, MeetingPart, MeetingPerson
from db.members import Member, Membership
from db.names import Audience, GuestKind, OrgLevel, PartState
from db.organisations import Organisation
from services import access
from services.access import STEWARD_OF, STEWARDS, Actor
from services.audiences import PRESENT
from services.branch import TooLong
from services.errors import NotAllowed
from services.house import House
from services.meetings import invited, joining, planner, usual
from services.meetings.changing import change, check_open
from services.meetings.errors import TooMany
from services.meetings.expected import Guest, guests
from services.meetings.facts import Scene
from services.meetings.looking import Seen, find
from services.naming import shown_apart_each
from services.org_settings import settings_of_some

NAME_LENGTH = 40
POST_LENGTH = 60
#: Organisations or people in one list.
SHOWN = 40


@dataclass(frozen=True)
class Part:
    """An organisation that may be meant beside the meeting's own.

    Attributes:
        state: None: it is not.
        own: The actor reaches it: it need not be asked.
    """

    organisation_id: int
    name: str
    state: PartState | None
    own: bool


@dataclass(frozen=True)
class Who:
    """For whom a meeting is, as its stewards see and change it.

    Attributes:
        parts: Groups and branches below, those of the same parent, and whatever else is meant already.
        people: Members by name: id, and what they are called.
        count: How many are invited today.
    """

    audience: Audience | None
    parts: tuple[Part, ...]
    people: tuple[tuple[int, str], ...]
    guests: tuple[Guest, ...]
    count: int


async def who(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Who:
    """For whom a meeting is.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await find(session, organisation_id, meeting_id)
        scene = await planner.scene_for(house, session, organisation_id)
        parts = {
            one.organisation_id: one.state
            for one in await session.scalars(select(MeetingPart).where(MeetingPart.meeting_id == meeting_id))
        }
        place = (scene.place.id, scene.place.path, scene.place.level)
        found = await session.execute(
            select(Organisation.id, Organisation.name, Organisation.path)
            .where(
                Organisation.id.in_(sorted(parts))
                | ((Organisation.parent_id == organisation_id) & Organisation.ended_at.is_(None))
                | (_beside(scene) & Organisation.ended_at.is_(None))
            )
            .order_by(Organisation.parent_id != organisation_id, Organisation.id)
            .limit(SHOWN)
        )
        return Who(
            audience=row.audience,
            parts=tuple(
                Part(one.id, one.name, parts.get(one.id), own=actor.reaches(one.path, STEWARDS)) for one in found
            ),
            people=tuple(await _named(house, session, meeting_id)),
            guests=tuple(await guests(session, meeting_id)),
            count=len((await invited.people_of(session, scene.roles, place, [row]))[row.id]),
        )


def _beside(scene: Scene) -> ColumnElement[bool]:
    """The other branches of the same parent, for a joint meeting."""
    return and_(
        Organisation.parent_id == scene.place.parent_id,
        Organisation.level == OrgLevel.BRANCH,
        Organisation.id != scene.place.id,
    )


async def _named(house: House, session: AsyncSession, meeting_id: int) -> list[tuple[int, str]]:
    rows = await session.execute(
        select(Member.id, Member.name, Member.code, Membership.branch_id)
        .join(MeetingPerson, MeetingPerson.member_id == Member.id)
        .join(Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None))
        .where(MeetingPerson.meeting_id == meeting_id)
        .order_by(Member.id)
    )
    return await _called(house, session, list(rows))


async def _called(
    house: House, session: AsyncSession, rows: Sequence[Row[int, str | None, str, int]]
) -> list[tuple[int, str]]:
    """People by what they are called, each as his own branch chose."""
    settings = await settings_of_some(house, session, {row.branch_id for row in rows})
    names = shown_apart_each([(settings[row.branch_id].names_in_chat, row.name, row.code) for row in rows])
    return [(row.id, name) for row, name in zip(rows, names, strict=True)]


async def candidates(house: House, actor: Actor, organisation_id: int, typed: str) -> list[tuple[int, str]]:
    """Members the actor may invite by name: those of the organisation and below, by a part of the name or the code.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    wanted = typed.strip().lower()
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        rows = await session.execute(_members(await session.get_one(Organisation, organisation_id)))
        found = [row for row in rows if wanted in (row.name or "").lower() or wanted == row.code.lower()][:SHOWN]
        return await _called(house, session, found)


def _members(organisation: Organisation) -> Select[int, str | None, str, int]:
    query = (
        select(Member.id, Member.name, Member.code, Membership.branch_id)
        .join(Membership, Membership.member_id == Member.id)
        .join(Organisation, Organisation.id == Membership.branch_id)
        .where(Membership.ends_on.is_(None), Member.status.in_(PRESENT))
        .order_by(Member.id)
    )
    if organisation.level is OrgLevel.PARTY_GROUP:  # its branch: somebody of another group may be asked in
        return query.where(Membership.branch_id == organisation.parent_id)
    return query.where(Organisation.path.startswith(organisation.path, autoescape=True))


# --- changing -------------------------------------------------------------------------------------------------------


async def set_audience(
    house: House, actor: Actor, organisation_id: int, meeting_id: int, audience: Audience | None
) -> Seen:
    """Say for whom of its own organisation a meeting is; None: only for whom it names.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        MeetingOver: It has begun, or is called off.
    """

    async def alter(_session: AsyncSession, row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        if row.audience is audience:
            return False
        check_open(row, now)
        row.audience, row.pinned = audience, True  # its rule does not set it back
        return True

    return await change(house, actor, organisation_id, meeting_id, "audience_set", alter)


async def toggle_part(
    house: House, actor: Actor, organisation_id: int, meeting_id: int, part_id: int, *, meant: bool
) -> Seen:
    """Say whether a meeting is for another organisation's members as well; one out of reach is asked.

    Args:
        house: The house.
        actor: Who says it.
        organisation_id: Whose meeting.
        meeting_id: Which.
        part_id: The organisation: below it, or a branch of the same parent.
        meant: Whether it is meant.

    Raises:
        NotAllowed: The actor does not reach the organisation, it has no such meeting, or the part lies elsewhere.
        MeetingOver: It has begun, or is called off.
        TooMany: There are too many already.
    """

    async def alter(session: AsyncSession, row: Meeting, scene: Scene, now: dt.datetime) -> bool:
        there = await session.get(MeetingPart, (row.id, part_id))
        if (there is not None) is meant:
            return False
        check_open(row, now)
        if there is not None:
            await joining.drop(session, row, there, now)
            return True
        part = await session.get(Organisation, part_id)
        if part is None or part.ended_at is not None or not _may_be_meant(scene, part):
            raise NotAllowed
        count = await session.scalar(select(func.count()).where(MeetingPart.meeting_id == row.id))
        if (count or 0) >= usual.load().limits.parts:
            raise TooMany(most=usual.load().limits.parts)
        await joining.add(house, session, actor, row, part, now)
        return True

    return await change(house, actor, organisation_id, meeting_id, "part_set", alter)


def _may_be_meant(scene: Scene, part: Organisation) -> bool:
    below = part.path.startswith(scene.place.path) and part.id != scene.place.id
    beside = part.level is OrgLevel.BRANCH and part.parent_id == scene.place.parent_id and part.id != scene.place.id
    return below or (beside and part.parent_id is not None)


async def toggle_person(
    house: House, actor: Actor, organisation_id: int, meeting_id: int, member_id: int, *, meant: bool
) -> Seen:
    """Invite a member by name, or no more.

    Raises:
        NotAllowed: The actor does not reach the organisation, it has no such meeting, or the member lies elsewhere.
        MeetingOver: It has begun, or is called off.
        TooMany: There are too many already.
    """

    async def alter(session: AsyncSession, row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        there = await session.get(MeetingPerson, (row.id, member_id))
        if (there is not None) is meant:
            return False
        check_open(row, now)
        if there is not None:
            await session.delete(there)
            return True
        organisation = await session.get_one(Organisation, organisation_id)
        if (await session.execute(_members(organisation).where(Member.id == member_id))).first() is None:
            raise NotAllowed
        count = await session.scalar(select(func.count()).where(MeetingPerson.meeting_id == row.id))
        if (count or 0) >= usual.load().limits.people:
            raise TooMany(most=usual.load().limits.people)
        session.add(MeetingPerson(meeting_id=row.id, member_id=member_id))
        return True

    return await change(house, actor, organisation_id, meeting_id, "person_set", alter)


async def add_guests(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    names: Sequence[tuple[str, str | None]],
    kind: GuestKind = GuestKind.GUEST,
) -> Seen:
    """Note who comes from outside, by name and post; who is noted already stays as he is. Nobody is told.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        TooLong: A name or a post is too long.
        TooMany: There are too many.
    """
    for name, post in names:
        if len(name) > NAME_LENGTH:
            raise TooLong(limit=NAME_LENGTH)
        if post is not None and len(post) > POST_LENGTH:
            raise TooLong(limit=POST_LENGTH)

    async def alter(session: AsyncSession, row: Meeting, _scene: Scene, _now: dt.datetime) -> bool:
        known = set(await session.scalars(select(MeetingGuest.name).where(MeetingGuest.meeting_id == row.id)))
        new = {name: post for name, post in names if name and name not in known}
        if len(known) + len(new) > usual.load().limits.guests:
            raise TooMany(most=usual.load().limits.guests)
        session.add_all(
            [MeetingGuest(meeting_id=row.id, kind=kind, name=name, post=post) for name, post in new.items()]
        )
        return bool(new)

    return await change(house, actor, organisation_id, meeting_id, "guests_added", alter)


async def remove_guest(house: House, actor: Actor, organisation_id: int, meeting_id: int, guest_id: int) -> Seen:
    """Somebody from outside does not come.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
    """

    async def alter(session: AsyncSession, row: Meeting, _scene: Scene, _now: dt.datetime) -> bool:
        gone = await session.execute(
            delete(MeetingGuest)
            .where(MeetingGuest.id == guest_id, MeetingGuest.meeting_id == row.id)
            .returning(MeetingGuest.id)
        )
        return gone.first() is not None

    return await change(house, actor, organisation_id, meeting_id, "guest_removed", alter)

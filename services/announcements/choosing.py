"""What an audience may be narrowed to: places below, meetings and announcements of late, people by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import Announcement
from db.attendance import Attendance
from db.meetings import Meeting, MeetingType
from db.members import Member, Membership
from db.organisations import Organisation
from services import naming
from services.access import Actor
from services.announcements import store
from services.announcements.audience import NOT_THERE, Audience, audience_of, people
from services.announcements.drafts import opening_of
from services.house import House
from services.meetings.messages import type_key
from services.org_settings import settings_of
from services.tree_order import place_in_tree

#: Choices on a screen.
PAGE = 8
_LATELY = dt.timedelta(days=60)


@dataclass(frozen=True)
class Choice:
    """One thing to choose.

    Attributes:
        name: Its own name; of a meeting the catalogue key of its type.
        day: Of a meeting or an announcement.
        chosen: It is among the filters.
    """

    id: int
    name: str
    day: dt.date | None
    chosen: bool


async def places(house: House, actor: Actor, announcement_id: int, page: int) -> tuple[list[Choice], bool]:
    """Branches and groups below, a page of them, and whether there are more.

    Raises:
        NotAllowed: As always.
    """
    async with house.db.read() as session:
        audience, here = await _here(session, actor, announcement_id)
        rows = await session.execute(
            select(Organisation.id, Organisation.name, Organisation.path).where(
                Organisation.path.startswith(here.path, autoescape=True),
                Organisation.id != here.id,
                Organisation.ended_at.is_(None),
            )
        )
        below = sorted(rows, key=lambda row: place_in_tree(row.path))
        found = [Choice(row.id, row.name, None, row.id in audience.places) for row in below[(page - 1) * PAGE :]]
    return found[:PAGE], len(found) > PAGE


async def meetings(house: House, actor: Actor, announcement_id: int) -> list[Choice]:
    """Meetings of the last two months at which somebody was missing, the newest first.

    Raises:
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.read() as session:
        audience, here = await _here(session, actor, announcement_id)
        zone = await store.zone_of(house, session, here.id)
        rows = await session.execute(
            select(Meeting.id, Meeting.starts_at, Meeting.title)
            .join(Organisation, Organisation.id == Meeting.organisation_id)
            .where(
                Organisation.path.startswith(here.path, autoescape=True),
                Meeting.starts_at.between(now - _LATELY, now),
                Meeting.id.in_(select(Attendance.meeting_id).where(Attendance.status.in_(NOT_THERE))),
            )
            .order_by(Meeting.starts_at.desc())
            .limit(PAGE)
        )
        found = list(rows)
        types = await session.execute(
            select(MeetingType.meeting_id, MeetingType.type).where(
                MeetingType.meeting_id.in_([row.id for row in found])
            )
        )
        named = {row.meeting_id: type_key(row.type) for row in types}
    return [
        Choice(
            row.id,
            named.get(row.id, "announcements-some-meeting"),
            row.starts_at.astimezone(zone).date(),
            row.id == audience.absent_of,
        )
        for row in found
    ]


async def earlier(house: House, actor: Actor, announcement_id: int) -> list[Choice]:
    """Announcements of the organisation that asked for a confirmation, the newest first.

    Raises:
        NotAllowed: As always.
    """
    async with house.db.read() as session:
        audience, here = await _here(session, actor, announcement_id)
        zone = await store.zone_of(house, session, here.id)
        rows = list(
            await session.execute(
                select(Announcement.id, Announcement.released_at)
                .where(
                    Announcement.organisation_id == here.id,
                    Announcement.released_at.is_not(None),
                    Announcement.confirm.is_(True),
                )
                .order_by(Announcement.id.desc())
                .limit(PAGE)
            )
        )
        parts = await store.parts_of(session, [row.id for row in rows])
    return [
        Choice(
            row.id,
            opening_of(parts.get(row.id, [])),
            row.released_at.astimezone(zone).date(),
            row.id == audience.unconfirmed_of,
        )
        for row in rows
    ]


async def members(house: House, actor: Actor, announcement_id: int, page: int) -> tuple[list[Choice], bool]:
    """Everybody in it by name, a page of them, and whether there are more.

    Raises:
        NotAllowed: As always.
    """
    async with house.db.read() as session:
        audience, here = await _here(session, actor, announcement_id)
        everybody = await people(session, Audience(here.id), house.today())
        shown = everybody[(page - 1) * PAGE : page * PAGE + 1]
        rows = await session.execute(
            select(Member.id, Member.name, Member.code, Membership.branch_id)
            .join(Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None))
            .where(Member.id.in_([one.id for one in shown]))
            .order_by(Member.id)
        )
        listed = list(rows)
        modes = [(await settings_of(house, session, row.branch_id)).names_in_chat for row in listed]
    names = naming.shown_apart_each([(mode, row.name, row.code) for mode, row in zip(modes, listed, strict=True)])
    found = [Choice(row.id, name, None, row.id in audience.members) for row, name in zip(listed, names, strict=True)]
    return found[:PAGE], len(found) > PAGE


async def _here(session: AsyncSession, actor: Actor, announcement_id: int) -> tuple[Audience, Organisation]:
    row = await store.announcement_of(session, actor, announcement_id)
    return audience_of(row.audience), await session.get_one(Organisation, row.organisation_id)

"""Meetings as their stewards see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting
from db.names import Audience, EventType, MeetingState, OrgLevel
from services import access
from services.access import Actor
from services.branch import STEWARD_OF
from services.errors import NotAllowed
from services.house import House
from services.meetings import facts as gathering
from services.meetings import planner
from services.meetings.facts import Scene
from services.org_settings import settings_of

#: Meetings on one page of a list.
PAGE = 8


@dataclass(frozen=True)
class Seen:
    """A meeting as its stewards see it.

    Attributes:
        theme_by_plan: The annual plan gave it its theme.
        by_rule: A rule made it.
        looked_at: A human has confirmed or changed it.
        told: How many people were told of it, or may have been.
        audience: Of its organisation; None: only whom it names.
        audience_size: How many it is for.
    """

    id: int
    organisation_id: int
    organisation: str
    types: tuple[EventType, ...]
    title: str | None
    theme: str | None
    theme_by_plan: bool
    place: str | None
    starts_at: dt.datetime
    minutes: int
    audience: Audience | None
    audience_size: int
    state: MeetingState
    by_rule: bool
    looked_at: bool
    told: int
    over: bool
    zone: ZoneInfo


@dataclass(frozen=True)
class Agenda:
    """One page of the meetings to come of an organisation."""

    organisation: str
    level: OrgLevel
    number: int
    pages: int
    meetings: tuple[Seen, ...]
    zone: ZoneInfo


async def agenda(house: House, actor: Actor, organisation_id: int, number: int = 1) -> Agenda:
    """The meetings to come, soonest first; those a rule gave up again are left out.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    now = house.now()
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        scene = await planner.scene_for(house, session, organisation_id)
        rows = [
            row
            for row in await gathering.upcoming(session, organisation_id, now)
            if row.state is not MeetingState.CANCELLED or row.pinned
        ]
        pages = max(1, -(-len(rows) // PAGE))
        number = min(max(number, 1), pages)
        seen = await seen_of(session, scene, rows[(number - 1) * PAGE : number * PAGE], now)
        return Agenda(scene.place.name, scene.place.level, number, pages, tuple(seen), scene.zone)


async def view(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Seen:
    """One meeting.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await find(session, organisation_id, meeting_id)
        scene = await planner.scene_for(house, session, organisation_id)
        (seen,) = await seen_of(session, scene, [row], house.now())
        return seen


async def seen_of(session: AsyncSession, scene: Scene, rows: list[Meeting], now: dt.datetime) -> list[Seen]:
    """Some meetings of one organisation, for an answer."""
    found = await gathering.facts_of(session, scene, rows)
    return [
        Seen(
            id=row.id,
            organisation_id=row.organisation_id,
            organisation=scene.place.name,
            types=one.meeting.types,
            title=row.title,
            theme=row.theme,
            theme_by_plan=row.theme_by_plan,
            place=row.place,
            starts_at=row.starts_at,
            minutes=row.minutes,
            audience=row.audience,
            audience_size=len(one.audience),
            state=row.state,
            by_rule=row.rule is not None,
            looked_at=row.changed_by is not None,
            told=len(one.told),
            over=row.starts_at <= now,
            zone=scene.zone,
        )
        for row, one in zip(rows, found, strict=True)
    ]


async def find(session: AsyncSession, organisation_id: int, meeting_id: int) -> Meeting:
    """A meeting of an organisation.

    Raises:
        NotAllowed: It has no such meeting.
    """
    row = await session.get(Meeting, meeting_id)
    if row is None or row.organisation_id != organisation_id:
        raise NotAllowed
    return row


async def zone_of(house: House, organisation_id: int) -> ZoneInfo:
    """The zone of an organisation's wall clock."""
    async with house.db.read() as session:
        return ZoneInfo((await settings_of(house, session, organisation_id)).timezone)

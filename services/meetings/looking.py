"""Meetings as their stewards see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.attendance import Attendance, RollCall
from db.meetings import Meeting
from db.minutes import MeetingRecord, MinuteEntry
from db.names import Audience, EventType, MeetingState, OrgLevel, RuleKind
from services import access
from services.access import STEWARD_OF, Actor
from services.errors import NotAllowed
from services.house import House
from services.meetings import facts as gathering
from services.meetings import planner, usual
from services.meetings.expected import Session, sessions_of
from services.meetings.facts import Scene
from services.org_settings import settings_of
from services.paging import page_of
from services.recurrence import moment
from services.study import schemes
from services.study.rules import Scheme, meeting_credits

#: Meetings on one page of a list.
PAGE = 8
#: Days ahead in which a date is offered.
_SOON_DAYS = 45


@dataclass(frozen=True)
class Seen:
    """A meeting as its stewards see it.

    Attributes:
        theme_by_plan: The annual plan gave it its theme.
        sessions: Its sittings, in order.
        items: The agenda.
        files: How many files go out with the invitation.
        hours, credits: What it gives; ``usual_gives``: nobody has said otherwise.
        by_rule: A rule made it.
        looked_at: A human has confirmed or changed it.
        told: How many people were told of it, or may have been.
        invited: When its invitations go out, UTC; in the past: they do so at once, or did.
        audience: Of its organisation; None: only whom it names.
        audience_size: How many it is for.
        only_noted: It was noted when it was over, and nothing of it is kept so far: a slip may still be taken back.
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
    invited: dt.datetime
    over: bool
    zone: ZoneInfo
    link: str | None
    sessions: tuple[Session, ...]
    items: tuple[str, ...]
    files: int
    hours: Decimal
    credits: Decimal
    usual_gives: bool
    answer_by: dt.datetime | None
    only_noted: bool


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
        number, pages = page_of(number, len(rows), PAGE)
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
    # What the organisation's own scheme of today gives; who comes from another branch is given what his gives.
    scheme = await schemes.in_force(session, scene.place.path, now.astimezone(scene.zone).date())
    noted = await only_noted(session, rows)
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
            invited=one.meeting.invited,
            over=row.starts_at <= now,
            zone=scene.zone,
            link=row.link,
            sessions=sessions_of(row),
            items=one.meeting.items,
            files=len(one.meeting.files),
            hours=row.hours if row.hours is not None else usual.hours(one.meeting.types, row.minutes),
            credits=_credits(row, one.meeting.types, scheme),
            usual_gives=row.hours is None and row.credits is None,
            answer_by=row.answer_by,
            only_noted=row.id in noted,
        )
        for row, one in zip(rows, found, strict=True)
    ]


async def only_noted(session: AsyncSession, rows: Collection[Meeting]) -> set[int]:
    """Those of some meetings that are held and of which nothing is kept: no roll, no mark, no record."""
    held = {row.id for row in rows if row.state is MeetingState.HELD}
    if not held:
        return set()
    kept = union(
        *(
            select(column).where(among(column, held))
            for column in (RollCall.meeting_id, Attendance.meeting_id, MeetingRecord.meeting_id, MinuteEntry.meeting_id)
        )
    )
    return held - set(await session.scalars(kept))


def _credits(row: Meeting, types: Collection[EventType], scheme: Scheme) -> Decimal:
    if row.credits is not None:
        return row.credits
    hours = row.hours if row.hours is not None else usual.hours(types, row.minutes)
    return meeting_credits(scheme, types, hours)


async def past(house: House, actor: Actor, organisation_id: int, number: int = 1) -> Agenda:
    """The meetings that have begun, newest first; what was called off is left out.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    now = house.now()
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        scene = await planner.scene_for(house, session, organisation_id)
        held = (
            Meeting.organisation_id == organisation_id,
            Meeting.starts_at <= now,
            Meeting.state != MeetingState.CANCELLED,
        )
        count = await session.scalar(select(func.count(Meeting.id)).where(*held)) or 0
        number, pages = page_of(number, count, PAGE)
        query = select(Meeting).where(*held).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        rows = list(await session.scalars(query.offset((number - 1) * PAGE).limit(PAGE)))
        seen = await seen_of(session, scene, rows, now)
        return Agenda(scene.place.name, scene.place.level, number, pages, tuple(seen), scene.zone)


async def likely(
    house: House, actor: Actor, organisation_id: int, event_type: EventType
) -> list[tuple[dt.date, dt.time]]:
    """Days and times at which such a meeting is likely: as the organisation's rules have it, else as is usual.

    What is planned already is left out.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    now, rules = house.now(), usual.load().likely
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        scene = await planner.scene_for(house, session, organisation_id)
        today = now.astimezone(scene.zone).date()
        rows = await gathering.upcoming(session, organisation_id, now)
        types = await gathering.types_of(session, [row.id for row in rows])
        taken = {
            row.starts_at.astimezone(scene.zone).date()
            for row in rows
            if event_type in types.get(row.id, ()) and row.state is not MeetingState.CANCELLED
        }
        found: set[tuple[dt.date, dt.time]] = set()
        for rule in scene.rules:
            if rule.kind is RuleKind.MEETING and event_type in rule.types and rule.start is not None:
                dates = rule.next(today, 2 * rules.offered, scene.table)
                found |= {(one.day, rule.start) for one in dates if (one.day - today).days <= _SOON_DAYS}
        if not found:
            first = today + dt.timedelta(days=(rules.weekday - today.isoweekday()) % 7 or 7)
            found = {(first + dt.timedelta(weeks=week), rules.start) for week in range(rules.offered)}
        free = sorted(one for one in found if one[0] not in taken and moment(*one, scene.zone) > now)
        return free[: rules.offered]


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

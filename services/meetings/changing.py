"""How anything about a meeting is changed: one transaction for the meeting, its audit entry and its messages.

Acts lock the organisation first, so that two stewards take turns; messages are brought up to date at the end, from
whatever the rows say then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting
from db.names import EventType, MeetingState
from services import access, audit, organisations
from services.access import STEWARD_OF, Actor
from services.branch import TooLong
from services.house import House
from services.leave import book as leave
from services.meetings import facts as gathering
from services.meetings import planner
from services.meetings.errors import MeetingOver, MeetingTooFar, SameTime
from services.meetings.facts import Scene
from services.meetings.looking import Seen, find, seen_of
from services.recurrence import moment
from services.reminder_rules import presets
from services.reminder_rules.checking import TITLE_LENGTH
from services.reminder_rules.errors import BadLength, TooShort

PLACE_LENGTH = 60
THEME_LENGTH = 100
LINK_LENGTH = 300
#: How far ahead a meeting may be planned and how long ago one may have been held, days.
FURTHEST_DAYS = 400

#: Changes a meeting; says whether there was anything to change.
Alter = Callable[[AsyncSession, Meeting, Scene, dt.datetime], Awaitable[bool]]


async def change(house: House, actor: Actor, organisation_id: int, meeting_id: int, action: str, alter: Alter) -> Seen:
    """Change a meeting and everything said about it.

    Args:
        house: The house.
        actor: Who changes it; a steward of the organisation.
        organisation_id: Whose meeting.
        meeting_id: Which.
        action: For the audit log: ``moved``.
        alter: Changes it, and says whether there was anything to change.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        SameTime: It was moved to where the organisation has such a meeting already.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        await organisations.lock(session, organisation_id)
        row = await find(session, organisation_id, meeting_id)
        scene = await planner.scene_for(house, session, organisation_id)
        if await altered(session, row, scene, alter, now):
            row.changed_by = actor.account_id
            await session.flush()
            await planner.give_themes(session, scene, [row], now)
            await planner.tell(session, scene, [row], now)
            await note(session, actor, row, action, now)
        (seen,) = await seen_of(session, scene, [row], now)
        return seen


async def altered(session: AsyncSession, row: Meeting, scene: Scene, alter: Alter, now: dt.datetime) -> bool:
    """Alter a meeting, with what follows for its twin and for the answers; ``foreseeing`` does it without keeping it.

    Raises:
        SameTime: The organisation has such a meeting at its new moment already.
    """
    before, on = row.starts_at, row.state is not MeetingState.CANCELLED
    if not await alter(session, row, scene, now):
        return False
    if row.starts_at != before:
        types = (await gathering.types_of(session, [row.id])).get(row.id, ())
        await refuse_twin(session, row, types, row.starts_at)
    off = on and row.state is MeetingState.CANCELLED
    if off or not planner.same_day(before, row.starts_at, scene.zone):
        await leave.forget(session, [row.id], now)
    return True


def next_version(row: Meeting, now: dt.datetime) -> None:
    """What people were told is no longer so."""
    row.version, row.changed_at = row.version + 1, now


def check_open(row: Meeting, now: dt.datetime) -> None:
    """It may still be changed.

    Raises:
        MeetingOver: It has begun, or is called off.
    """
    if row.starts_at <= now or row.state in (MeetingState.HELD, MeetingState.CANCELLED):
        raise MeetingOver


def check_length(types: tuple[EventType, ...], minutes: int) -> None:
    """A length that its types allow.

    Raises:
        TooShort, BadLength: As they say.
    """
    shipped = presets.load()
    shortest, least, most = shipped.shortest(types), shipped.defaults.least_minutes, shipped.defaults.most_minutes
    if least <= minutes < shortest:
        raise TooShort(minutes=shortest)
    if not least <= minutes <= most:
        raise BadLength(least=least, most=most)


def check_texts(
    title: str | None = None, place: str | None = None, theme: str | None = None, link: str | None = None
) -> None:
    """Texts that fit their columns.

    Raises:
        TooLong: One does not.
    """
    for text, limit in ((title, TITLE_LENGTH), (place, PLACE_LENGTH), (theme, THEME_LENGTH), (link, LINK_LENGTH)):
        if text is not None and len(text) > limit:
            raise TooLong(limit=limit)


def moment_of(zone: ZoneInfo, day: dt.date, start: dt.time, now: dt.datetime) -> dt.datetime:
    """A moment by a wall clock, UTC.

    Raises:
        MeetingTooFar: Too far ahead or too long ago.
    """
    starts_at = moment(day, start, zone)
    if abs((starts_at - now).days) > FURTHEST_DAYS:
        raise MeetingTooFar(days=FURTHEST_DAYS)
    return starts_at


async def refuse_twin(
    session: AsyncSession, row: Meeting, types: tuple[EventType, ...], starts_at: dt.datetime
) -> None:
    """Two gatherings of one kind at one moment are a second tap, not two gatherings.

    Raises:
        SameTime: There is one already.
    """
    with session.no_autoflush:
        others = list(
            await session.execute(
                select(Meeting.id, Meeting.title).where(
                    Meeting.organisation_id == row.organisation_id,
                    Meeting.starts_at == starts_at,
                    Meeting.state != MeetingState.CANCELLED,
                )
            )
        )
    kinds_of = await gathering.types_of(session, [other.id for other in others])
    for other in others:
        theirs = kinds_of.get(other.id, ())
        same = set(theirs) & set(types) or (not theirs and not types and other.title == row.title)
        if other.id != row.id and same:
            raise SameTime


async def note(
    session: AsyncSession,
    actor: Actor,
    row: Meeting,
    action: str,
    now: dt.datetime,
    more: Mapping[str, str | int] | None = None,
) -> None:
    """Write it into the log. Places, themes and names are what people typed: they stay out of it."""
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"meeting.{action}",
        subject=f"organisation:{row.organisation_id}",
        now=now,
        details={"meeting": row.id, "version": row.version, "starts_at": row.starts_at.isoformat(), **(more or {})},
    )

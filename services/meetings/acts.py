"""What stewards do with meetings: plan, move, call off, take back, say where and about what.

Each act is one transaction: the meeting, its audit entry, and every message about it. Moving or calling off voids what
is queued and tells those who were told already, once; people who were told nothing hear of the new time only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting
from db.names import Audience, EventType, MeetingState
from services import access, audit
from services.access import Actor
from services.branch import STEWARD_OF, TooLong
from services.house import House
from services.leave import book as leave
from services.meetings import facts as gathering
from services.meetings import planner
from services.meetings.errors import MeetingInPast, MeetingOver, MeetingTooFar, SameTime
from services.meetings.facts import Scene
from services.meetings.looking import Seen, find, seen_of
from services.recurrence import moment
from services.reminder_rules import presets
from services.reminder_rules.checking import TITLE_LENGTH
from services.reminder_rules.errors import BadLength, BadTitle, EmptyAudience, TooShort

PLACE_LENGTH = 60
THEME_LENGTH = 100
#: How far ahead a meeting may be planned and how long ago one may have been held, days.
FURTHEST_DAYS = 400


@dataclass(frozen=True)
class Wish:
    """A meeting as somebody plans it.

    Attributes:
        day, start: By the organisation's wall clock.
        title: Where no type names it.
    """

    types: tuple[EventType, ...]
    day: dt.date
    start: dt.time
    minutes: int
    title: str | None = None
    place: str | None = None
    theme: str | None = None
    audience: Audience = Audience.MEMBERS


# --- planning -------------------------------------------------------------------------------------------------------


def _check_length(types: tuple[EventType, ...], minutes: int) -> None:
    shipped = presets.load()
    shortest, least, most = shipped.shortest(types), shipped.defaults.least_minutes, shipped.defaults.most_minutes
    if least <= minutes < shortest:
        raise TooShort(minutes=shortest)
    if not least <= minutes <= most:
        raise BadLength(least=least, most=most)


def _check_texts(title: str | None, place: str | None, theme: str | None) -> None:
    for text, limit in ((title, TITLE_LENGTH), (place, PLACE_LENGTH), (theme, THEME_LENGTH)):
        if text is not None and len(text) > limit:
            raise TooLong(limit=limit)


async def plan(house: House, actor: Actor, organisation_id: int, wish: Wish) -> Seen:
    """Plan a meeting; one that lies behind is noted as held, and nobody is told of it.

    Args:
        house: The house.
        actor: Who plans; a steward of the organisation.
        organisation_id: Whose meeting.
        wish: What, when and where.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        MeetingTooFar: Too far ahead or too long ago.
        SameTime: The organisation has such a meeting at that moment already; a second tap makes no second one.
        TooShort, BadLength, BadTitle, TooLong: As they say.
        EmptyAudience: Nobody would be invited.
    """
    if not wish.types and not (wish.title or "").strip():
        raise BadTitle(limit=TITLE_LENGTH)
    _check_length(wish.types, wish.minutes)
    _check_texts(wish.title, wish.place, wish.theme)
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        await planner.lock(session, organisation_id)
        scene = await planner.scene_for(house, session, organisation_id)
        starts_at = _moment(scene.zone, wish.day, wish.start, now)
        row = Meeting(
            organisation_id=organisation_id,
            title=(wish.title or "").strip() or None,
            theme=wish.theme or None,
            themed_at=now if wish.theme else None,
            place=wish.place or None,
            starts_at=starts_at,
            minutes=wish.minutes,
            audience=wish.audience,
            state=MeetingState.PLANNED if starts_at > now else MeetingState.HELD,
            version=1,
            pinned=True,
            changed_by=actor.account_id,
            changed_at=now,
        )
        await _refuse_twin(session, row, wish.types, starts_at)
        session.add(row)
        await session.flush()
        await planner.set_types(session, row.id, wish.types)
        await planner.give_themes(session, scene, [row], now)
        (seen,) = await seen_of(session, scene, [row], now)
        if row.state is MeetingState.PLANNED and not seen.audience_size:
            raise EmptyAudience
        await planner.tell(session, scene, [row], now)
        await _note(session, actor, row, "planned", now)
        return seen


def _moment(zone: ZoneInfo, day: dt.date, start: dt.time, now: dt.datetime) -> dt.datetime:
    starts_at = moment(day, start, zone)
    if abs((starts_at - now).days) > FURTHEST_DAYS:
        raise MeetingTooFar(days=FURTHEST_DAYS)
    return starts_at


async def _refuse_twin(
    session: AsyncSession, row: Meeting, types: tuple[EventType, ...], starts_at: dt.datetime
) -> None:
    """Two gatherings of one kind at one moment are a second tap, not two gatherings."""
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


# --- changing -------------------------------------------------------------------------------------------------------


async def _change(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    action: str,
    alter: Callable[[Meeting, Scene, dt.datetime], bool],
) -> Seen:
    """Change a meeting and everything said about it; ``alter`` says whether there is anything to change."""
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        await planner.lock(session, organisation_id)
        row = await find(session, organisation_id, meeting_id)
        scene = await planner.scene_for(house, session, organisation_id)
        before = row.starts_at
        if alter(row, scene, now):
            row.changed_by = actor.account_id
            if action == "cancelled" or not planner.same_day(before, row.starts_at, scene.zone):
                await leave.forget(session, [row.id], now)
            if action == "moved":
                types = (await gathering.types_of(session, [row.id])).get(row.id, ())
                await _refuse_twin(session, row, types, row.starts_at)
            await session.flush()
            await planner.give_themes(session, scene, [row], now)
            await planner.tell(session, scene, [row], now)
            await _note(session, actor, row, action, now)
        (seen,) = await seen_of(session, scene, [row], now)
        return seen


def _next_version(row: Meeting, now: dt.datetime) -> None:
    row.version, row.changed_at = row.version + 1, now


async def move(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    day: dt.date,
    start: dt.time,
    minutes: int | None = None,
) -> Seen:
    """Move a meeting; to the time it has already changes nothing. A cancelled one takes place again.

    Args:
        house: The house.
        actor: Who moves it.
        organisation_id: Whose meeting.
        meeting_id: Which.
        day: The new day, by the organisation's wall clock.
        start: The new start.
        minutes: The new length; None: as it was.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        MeetingOver: It has begun.
        MeetingInPast: The new time is over.
        MeetingTooFar: The new time is too far ahead.
        SameTime: The organisation has such a meeting at that moment already.
        TooShort, BadLength: As they say.
    """
    async with house.db.read() as session:
        types = (await gathering.types_of(session, [meeting_id])).get(meeting_id, ())
    if minutes is not None:
        _check_length(types, minutes)

    def alter(row: Meeting, scene: Scene, now: dt.datetime) -> bool:
        starts_at = _moment(scene.zone, day, start, now)
        length = minutes if minutes is not None else row.minutes
        if (row.starts_at, row.minutes) == (starts_at, length) and row.state is not MeetingState.CANCELLED:
            return False
        if row.starts_at <= now or row.state is MeetingState.HELD:
            raise MeetingOver
        if starts_at <= now:
            raise MeetingInPast
        if row.second_starts_at is not None:
            row.second_starts_at += starts_at - row.starts_at  # the second sitting moves along
        row.starts_at, row.minutes, row.state, row.pinned = starts_at, length, MeetingState.MOVED, True
        _next_version(row, now)
        return True

    return await _change(house, actor, organisation_id, meeting_id, "moved", alter)


async def cancel(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Seen:
    """Call a meeting off; one that is off already stays so.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        MeetingOver: It has begun.
    """

    def alter(row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        if row.state is MeetingState.CANCELLED:
            pinned, row.pinned = row.pinned, True  # its rule does not bring it back
            return not pinned
        if row.starts_at <= now or row.state is MeetingState.HELD:
            raise MeetingOver
        row.state, row.pinned = MeetingState.CANCELLED, True
        _next_version(row, now)
        return True

    return await _change(house, actor, organisation_id, meeting_id, "cancelled", alter)


async def describe(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    *,
    place: str | None = None,
    theme: str | None = None,
) -> Seen:
    """Say where a meeting is, or what it is about; None leaves it, an empty text removes it.

    A new place is news: who was told already is told again. A theme is in whatever is still to be sent; who was told
    another one is told. Without a theme of its own the meeting has that of the annual plan, where there is one.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        MeetingOver: It has begun, or is called off.
        TooLong: A text is longer than its column.
    """
    _check_texts(None, place, theme)

    def alter(row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        new_place = row.place if place is None else (place.strip() or None)
        new_theme = row.theme if theme is None else (theme.strip() or None)
        if (row.place, row.theme) == (new_place, new_theme):
            return False
        if row.starts_at <= now or row.state in (MeetingState.HELD, MeetingState.CANCELLED):
            raise MeetingOver
        if row.place != new_place:
            _next_version(row, now)
        if row.theme != new_theme:
            row.theme_by_plan, row.themed_at = False, now
        row.place, row.theme = new_place, new_theme
        return True

    return await _change(house, actor, organisation_id, meeting_id, "described", alter)


async def confirm(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Seen:
    """Say that a rule's meeting takes place as it stands: its stewards are not asked to look at it any more.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
    """

    def alter(row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        return row.changed_by is None and row.starts_at > now

    return await _change(house, actor, organisation_id, meeting_id, "confirmed", alter)


async def _note(session: AsyncSession, actor: Actor, row: Meeting, action: str, now: dt.datetime) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"meeting.{action}",
        subject=f"organisation:{row.organisation_id}",
        now=now,
        # Places and themes are what people typed: they stay out of the log.
        details={"meeting": row.id, "version": row.version, "starts_at": row.starts_at.isoformat()},
    )

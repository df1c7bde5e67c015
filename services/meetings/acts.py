"""What stewards do with meetings: plan, plan again, move, call off, take back, say where and about what.

Each act is one transaction: the meeting, its audit entry, and every message about it. Moving or calling off voids what
is queued and tells those who were told already, once; people who were told nothing hear of the new time only. What else
a meeting has (agenda, sittings, people) is changed in ``details`` and ``people``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting
from db.names import Audience, EventType, MeetingState
from services import access, organisations
from services.access import STEWARD_OF, Actor
from services.house import House
from services.meetings import alike, planner
from services.meetings import facts as gathering
from services.meetings.changing import (
    Alter,
    change,
    check_length,
    check_open,
    check_texts,
    moment_of,
    next_version,
    note,
    refuse_twin,
)
from services.meetings.errors import MeetingInPast, MeetingOver
from services.meetings.facts import Scene
from services.meetings.looking import Seen, find, only_noted, seen_of
from services.reminder_rules.checking import TITLE_LENGTH
from services.reminder_rules.errors import BadTitle, EmptyAudience


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
    check_length(wish.types, wish.minutes)
    check_texts(wish.title, wish.place, wish.theme)
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        await organisations.lock(session, organisation_id)
        scene = await planner.scene_for(house, session, organisation_id)
        starts_at = moment_of(scene.zone, wish.day, wish.start, now)
        row = Meeting(
            organisation_id=organisation_id,
            title=(wish.title or "").strip() or None,
            theme=wish.theme or None,
            themed_at=now if wish.theme else None,
            place=wish.place or None,
            starts_at=starts_at,
            minutes=wish.minutes,
            audience=wish.audience,
        )
        await _enter(session, actor, row, wish.types, now)
        await planner.give_themes(session, scene, [row], now)
        (seen,) = await seen_of(session, scene, [row], now)
        if row.state is MeetingState.PLANNED and not seen.audience_size:
            raise EmptyAudience
        await planner.tell(session, scene, [row], now)
        return seen


async def _enter(
    session: AsyncSession, actor: Actor, row: Meeting, types: tuple[EventType, ...], now: dt.datetime
) -> None:
    """Store a meeting a human plans; what hangs on it, and its messages, are the caller's."""
    row.state = MeetingState.PLANNED if row.starts_at > now else MeetingState.HELD
    row.version, row.pinned, row.changed_by, row.changed_at = 1, True, actor.account_id, now
    await refuse_twin(session, row, types, row.starts_at)
    session.add(row)
    await session.flush()
    await planner.set_types(session, row.id, types)
    await note(session, actor, row, "planned", now)


async def again(
    house: House, actor: Actor, organisation_id: int, meeting_id: int, day: dt.date, start: dt.time
) -> Seen:
    """Plan a meeting like an earlier one: everything but who answered.

    Args:
        house: The house.
        actor: Who plans; a steward of the organisation.
        organisation_id: Whose meeting.
        meeting_id: Which one it is like.
        day: The day, by the organisation's wall clock.
        start: When it starts.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        MeetingInPast: The time is over.
        MeetingTooFar: It is too far ahead.
        SameTime: The organisation has such a meeting at that moment already.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        await organisations.lock(session, organisation_id)
        like = await find(session, organisation_id, meeting_id)
        scene = await planner.scene_for(house, session, organisation_id)
        starts_at = moment_of(scene.zone, day, start, now)
        if starts_at <= now:
            raise MeetingInPast
        apart = starts_at - like.starts_at
        row = Meeting(
            organisation_id=organisation_id,
            title=like.title,
            theme=None if like.theme_by_plan else like.theme,
            themed_at=now if like.theme and not like.theme_by_plan else None,
            place=like.place,
            link=like.link,
            starts_at=starts_at,
            minutes=like.minutes,
            second_starts_at=like.second_starts_at + apart if like.second_starts_at is not None else None,
            second_minutes=like.second_minutes,
            second_place=like.second_place,
            answer_by=like.answer_by + apart if like.answer_by is not None else None,
            audience=like.audience,
            hours=like.hours,
            credits=like.credits,
        )
        types = (await gathering.types_of(session, [like.id])).get(like.id, ())
        await _enter(session, actor, row, types, now)
        await alike.copy(house, session, actor, like, row, now)
        await planner.give_themes(session, scene, [row], now)
        await planner.tell(session, scene, [row], now)
        (seen,) = await seen_of(session, scene, [row], now)
        return seen


# --- changing -------------------------------------------------------------------------------------------------------


def moving(day: dt.date, start: dt.time, minutes: int | None = None) -> Alter:
    """How a meeting is moved; ``move`` does it, ``foreseeing`` looks what it would do.

    Raises:
        MeetingOver, MeetingInPast, MeetingTooFar, TooShort, BadLength: When it is done; as ``move`` says.
    """

    async def alter(session: AsyncSession, row: Meeting, scene: Scene, now: dt.datetime) -> bool:
        if minutes is not None:
            check_length((await gathering.types_of(session, [row.id])).get(row.id, ()), minutes)
        starts_at = moment_of(scene.zone, day, start, now)
        length = minutes if minutes is not None else row.minutes
        if (row.starts_at, row.minutes) == (starts_at, length) and row.state is not MeetingState.CANCELLED:
            return False
        if row.starts_at <= now or row.state is MeetingState.HELD:
            raise MeetingOver
        if starts_at <= now:
            raise MeetingInPast
        apart = starts_at - row.starts_at
        if row.second_starts_at is not None:
            row.second_starts_at += apart  # the second sitting moves along
        if row.answer_by is not None:
            row.answer_by += apart
        row.starts_at, row.minutes, row.state, row.pinned = starts_at, length, MeetingState.MOVED, True
        next_version(row, now)
        return True

    return alter


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
    return await change(house, actor, organisation_id, meeting_id, "moved", moving(day, start, minutes))


async def cancelling(session: AsyncSession, row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
    """How a meeting is called off; ``cancel`` does it, ``foreseeing`` looks what it would do.

    One that was only noted afterwards goes too: somebody mistook the time, or the day.

    Raises:
        MeetingOver: It has begun.
    """
    if row.state is MeetingState.CANCELLED:
        pinned, row.pinned = row.pinned, True  # its rule does not bring it back
        return not pinned
    if (row.starts_at <= now or row.state is MeetingState.HELD) and not await only_noted(session, [row]):
        raise MeetingOver
    row.state, row.pinned = MeetingState.CANCELLED, True
    next_version(row, now)
    return True


async def cancel(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Seen:
    """Call a meeting off; one that is off already stays so.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        MeetingOver: It has begun.
    """
    return await change(house, actor, organisation_id, meeting_id, "cancelled", cancelling)


async def describe(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    *,
    place: str | None = None,
    theme: str | None = None,
    link: str | None = None,
) -> Seen:
    """Say where a meeting is, or what it is about; None leaves it, an empty text removes it.

    A new place is news, and so is a new link: who was told already is told again. A theme is in whatever is still to be
    sent; who was told another one is told. Without a theme of its own the meeting has that of the annual plan, where
    there is one. Place and theme of one that has begun may still be written, for the papers: nobody is told.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        MeetingOver: It is called off; or it has begun, and its link would change or a sitting is still to come.
        TooLong: A text is longer than its column.
    """
    check_texts(place=place, theme=theme, link=link)

    async def alter(_session: AsyncSession, row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        new_place = row.place if place is None else (place.strip() or None)
        new_theme = row.theme if theme is None else (theme.strip() or None)
        new_link = row.link if link is None else (link.strip() or None)
        if (row.place, row.theme, row.link) == (new_place, new_theme, new_link):
            return False
        begun = (row.second_starts_at or row.starts_at) <= now and row.state is not MeetingState.CANCELLED
        if not begun or row.link != new_link:
            check_open(row, now)
        if not begun and (row.place, row.link) != (new_place, new_link):
            next_version(row, now)
        if row.theme != new_theme:
            row.theme_by_plan, row.themed_at = False, now
        row.place, row.theme, row.link = new_place, new_theme, new_link
        return True

    return await change(house, actor, organisation_id, meeting_id, "described", alter)


async def announce(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Seen:
    """Have the invitations sent now, before they are due; who was told already hears nothing, twice changes nothing.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        MeetingOver: It has begun, or is called off.
    """

    async def alter(_session: AsyncSession, row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        check_open(row, now)
        if row.announced_at is not None:
            return False
        row.announced_at = now
        return True

    return await change(house, actor, organisation_id, meeting_id, "announced", alter)


async def confirm(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Seen:
    """Say that a rule's meeting takes place as it stands: its stewards are not asked to look at it any more.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
    """

    async def alter(_session: AsyncSession, row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        return row.changed_by is None and row.starts_at > now

    return await change(house, actor, organisation_id, meeting_id, "confirmed", alter)

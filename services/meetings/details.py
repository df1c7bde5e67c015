"""What else a meeting has: its types, its second sitting, its agenda, its files, what it gives, when to answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting, MeetingItem, MeetingMaterial
from db.minutes import MinuteEntry
from db.names import EventType, MaterialKind, MeetingState
from services.access import Actor
from services.branch import TooLong
from services.house import House
from services.meetings import facts as gathering
from services.meetings import planner, usual
from services.meetings.acts import describe
from services.meetings.changing import (
    change,
    check_length,
    check_open,
    check_texts,
    moment_of,
    next_version,
    refuse_twin,
)
from services.meetings.errors import BadFile, BadLink, MeetingInPast, MeetingOver, NoSecond, TooMany
from services.meetings.facts import Scene
from services.meetings.looking import Seen
from services.reminder_rules.checking import TITLE_LENGTH
from services.reminder_rules.errors import BadTitle

ITEM_LENGTH = 100
FILE_NAME_LENGTH = 100
_LINK = re.compile(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)


async def set_types(
    house: House, actor: Actor, organisation_id: int, meeting_id: int, types: Sequence[EventType]
) -> Seen:
    """Say what a meeting is: one thing or several at once (``domain_rules.md`` 2.1).

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        BadTitle: Nothing is left that names it.
        TooShort: It is shorter than one of the types allows.
        MeetingOver: It has begun, or is called off.
        SameTime: The organisation has such a meeting at that moment already.
    """
    wanted = tuple(sorted(set(types)))

    async def alter(session: AsyncSession, row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        if (await gathering.types_of(session, [row.id])).get(row.id, ()) == wanted:
            return False
        check_open(row, now)
        if not wanted and not row.title:
            raise BadTitle(limit=TITLE_LENGTH)
        check_length(wanted, row.minutes)
        await refuse_twin(session, row, wanted, row.starts_at)
        await planner.set_types(session, row.id, wanted)
        row.pinned = True  # its rule does not set them back
        return True

    return await change(house, actor, organisation_id, meeting_id, "types_set", alter)


async def set_second(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    second: tuple[dt.date, dt.time] | None,
    place: str | None = None,
) -> Seen:
    """Give a meeting a second sitting (B) of the same length for people on shifts, or take it away. It is news.

    Args:
        house: The house.
        actor: Who does.
        organisation_id: Whose meeting.
        meeting_id: Which.
        second: Day and start by the organisation's wall clock; None: there is one sitting.
        place: Where, when it is elsewhere.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        NoSecond: It would not lie after the first.
        MeetingTooFar: It is too far ahead.
        MeetingOver: The first has begun, or it is called off.
        TooLong: The place is too long.
    """
    check_texts(place=place)

    async def alter(_session: AsyncSession, row: Meeting, scene: Scene, now: dt.datetime) -> bool:
        starts_at = moment_of(scene.zone, *second, now) if second is not None else None
        wanted = (starts_at, row.minutes if starts_at is not None else None, place if starts_at is not None else None)
        if (row.second_starts_at, row.second_minutes, row.second_place) == wanted:
            return False
        check_open(row, now)
        if starts_at is not None and starts_at <= row.starts_at:
            raise NoSecond
        row.second_starts_at, row.second_minutes, row.second_place = wanted
        next_version(row, now)
        return True

    return await change(house, actor, organisation_id, meeting_id, "second_set", alter)


async def set_link(house: House, actor: Actor, organisation_id: int, meeting_id: int, link: str) -> Seen:
    """Say where a meeting is online; an empty text removes it.

    Raises:
        BadLink: It is no address of a page.
        NotAllowed, MeetingOver, TooLong: As ``acts.describe`` says.
    """
    if link and not _LINK.match(link.strip()):
        raise BadLink
    return await describe(house, actor, organisation_id, meeting_id, link=link)


async def set_agenda(house: House, actor: Actor, organisation_id: int, meeting_id: int, items: Sequence[str]) -> Seen:
    """Say what is on the agenda, in order; nothing removes it.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        TooLong: An item is too long.
        TooMany: There are too many.
        MeetingOver: It is called off, or closed.
    """
    wanted = tuple(text for item in items if (text := item.strip()))
    if any(len(item) > ITEM_LENGTH for item in wanted):
        raise TooLong(limit=ITEM_LENGTH)
    most = usual.load().limits.items
    if len(wanted) > most:
        raise TooMany(most=most)

    async def alter(session: AsyncSession, row: Meeting, _scene: Scene, _now: dt.datetime) -> bool:
        there = {
            one.position: one
            for one in await session.scalars(select(MeetingItem).where(MeetingItem.meeting_id == row.id))
        }
        if tuple(there[position].title for position in sorted(there)) == wanted:
            return False
        _check_not_closed(row)
        # Rows are kept where they can be: the minutes hang on them.
        for number, title in enumerate(wanted, 1):
            item = there.pop(number, None)
            if item is None:
                session.add(MeetingItem(meeting_id=row.id, position=number, title=title))
            else:
                item.title = title
        gone = sorted(item.id for item in there.values())
        await session.execute(update(MinuteEntry).where(MinuteEntry.item_id.in_(gone)).values(item_id=None))
        for item in there.values():
            await session.delete(item)
        return True

    return await change(house, actor, organisation_id, meeting_id, "agenda_set", alter)


async def set_gives(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    *,
    hours: Decimal | None,
    credit: Decimal | None,
) -> Seen:
    """Say how many hours of study and credits it gives; None: what is usual for its types.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        TooMany: More than a meeting may give.
        MeetingOver: It is called off, or closed.
    """
    limits = usual.load().limits
    for value, most in ((hours, limits.most_hours), (credit, limits.most_credits)):
        if value is not None and not 0 <= value <= most:
            raise TooMany(most=int(most))

    async def alter(_session: AsyncSession, row: Meeting, _scene: Scene, _now: dt.datetime) -> bool:
        if (row.hours, row.credits) == (hours, credit):
            return False
        _check_not_closed(row)
        row.hours, row.credits = hours, credit
        return True

    return await change(house, actor, organisation_id, meeting_id, "gives_set", alter)


async def set_answer_by(
    house: House, actor: Actor, organisation_id: int, meeting_id: int, until: tuple[dt.date, dt.time] | None
) -> Seen:
    """Say until when people answer; None: until it starts. Who asks leave later is marked late.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        MeetingInPast: That moment is over.
        MeetingOver: It has begun, or is called off, or would have begun by then.
        MeetingTooFar: It is too far ahead.
    """

    async def alter(_session: AsyncSession, row: Meeting, scene: Scene, now: dt.datetime) -> bool:
        moment = moment_of(scene.zone, *until, now) if until is not None else None
        if row.answer_by == moment:
            return False
        check_open(row, now)
        if moment is not None and moment <= now:
            raise MeetingInPast
        if moment is not None and moment > row.starts_at:
            raise MeetingOver
        row.answer_by = moment
        return True

    return await change(house, actor, organisation_id, meeting_id, "answer_by_set", alter)


async def add_material(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    *,
    kind: MaterialKind,
    file_id: str,
    file_unique_id: str,
    name: str,
) -> Seen:
    """Send a file along with the invitation; the same file twice is one.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        BadFile: The messenger gave it no name.
        TooMany: There are too many already.
        MeetingOver: It has begun, or is called off.
    """
    if not file_id or not file_unique_id or actor.account_id is None:
        raise BadFile
    account_id = actor.account_id

    async def alter(session: AsyncSession, row: Meeting, _scene: Scene, now: dt.datetime) -> bool:
        known = list(
            await session.scalars(select(MeetingMaterial.file_unique_id).where(MeetingMaterial.meeting_id == row.id))
        )
        if file_unique_id in known:
            return False
        check_open(row, now)
        if len(known) >= usual.load().limits.materials:
            raise TooMany(most=usual.load().limits.materials)
        session.add(
            MeetingMaterial(
                meeting_id=row.id,
                kind=kind,
                file_id=file_id,
                file_unique_id=file_unique_id,
                name=name[:FILE_NAME_LENGTH],
                added_by=account_id,
                added_at=now,
            )
        )
        return True

    return await change(house, actor, organisation_id, meeting_id, "material_added", alter)


async def remove_materials(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Seen:
    """Send no files along; those that went out stay where they are.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
    """

    async def alter(session: AsyncSession, row: Meeting, _scene: Scene, _now: dt.datetime) -> bool:
        gone = await session.execute(
            delete(MeetingMaterial).where(MeetingMaterial.meeting_id == row.id).returning(MeetingMaterial.id)
        )
        return bool(gone.all())

    return await change(house, actor, organisation_id, meeting_id, "materials_removed", alter)


def _check_not_closed(row: Meeting) -> None:
    if row.state in (MeetingState.HELD, MeetingState.CANCELLED):
        raise MeetingOver

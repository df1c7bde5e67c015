"""Who comes and who does not, for the stewards of a meeting; private reasons are plain leave here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from db.meetings import MeetingReply
from db.names import LeaveState, LeaveType, Sitting
from services import access
from services.access import STEWARD_OF, Actor
from services.errors import NotAllowed
from services.house import House
from services.leave.errors import NotInvited
from services.leave.facts import OPEN, Leave, leave_of
from services.leave.reach import reaches
from services.leave.standing import Standing, of_member
from services.meetings.expected import Occasion, expected, occasion
from services.naming import shown_apart, shown_apart_each
from services.org_settings import settings_of, settings_of_some
from services.paging import page_of

#: Names on one page.
PAGE = 24


class Said(StrEnum):
    """What somebody has answered. The order is that of the list: what needs a hand comes first."""

    ASKED = "ASKED"
    SILENT = "SILENT"
    AWAY = "AWAY"
    COMING = "COMING"


@dataclass(frozen=True)
class Answer:
    """What one person has answered.

    Attributes:
        name: As the branch names people in chat.
        type: Of his leave, as everybody may see it.
    """

    member_id: int
    name: str
    said: Said
    sitting: Sitting | None
    leave_id: int | None
    type: LeaveType | None
    late: bool


@dataclass(frozen=True)
class Answers:
    """One page of the answers, and how many there are in all.

    Attributes:
        counts: People by what they said.
        number, pages: Which page, of how many.
    """

    meeting: Occasion
    counts: dict[Said, int]
    number: int
    pages: int
    people: tuple[Answer, ...]


def _of_leave(leave: Leave) -> Said:
    return Said.ASKED if leave.state is LeaveState.PENDING else Said.AWAY


async def answers(house: House, actor: Actor, organisation_id: int, meeting_id: int, number: int = 1) -> Answers:
    """Who comes and who does not, a page at a time.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        seen = await occasion(session, meeting_id)
        if seen.organisation_id != organisation_id:
            raise NotAllowed
        people = await expected(session, meeting_id)
        # A joint meeting: each is named as his own branch chose.
        settings = await settings_of_some(house, session, {one.organisation_id for one in people})
        names = shown_apart_each([(settings[one.organisation_id].names_in_chat, one.name, one.code) for one in people])
        leave = await leave_of(session, meeting_id, OPEN)
        sittings = {
            row.member_id: row.sitting
            for row in await session.scalars(select(MeetingReply).where(MeetingReply.meeting_id == meeting_id))
        }
        found = [
            _answer(one.member_id, name, leave.get(one.member_id), sittings.get(one.member_id))
            for one, name in zip(people, names, strict=True)
        ]
        order = list(Said)
        found.sort(key=lambda one: order.index(one.said))
        counts = Counter(one.said for one in found)
        number, pages = page_of(number, len(found), PAGE)
        return Answers(
            seen,
            {one: counts.get(one, 0) for one in Said},
            number,
            pages,
            tuple(found[(number - 1) * PAGE : number * PAGE]),
        )


def _answer(member_id: int, name: str, leave: Leave | None, sitting: Sitting | None) -> Answer:
    if leave is not None:
        return Answer(member_id, name, _of_leave(leave), None, leave.id, leave.type, leave.late)
    said = Said.SILENT if sitting is None else Said.COMING
    return Answer(member_id, name, said, sitting, None, None, late=False)


async def for_member(house: House, actor: Actor, meeting_id: int, member_id: int) -> tuple[str, Standing]:
    """How somebody stands to a meeting, for who may answer for him.

    Returns:
        His name as his branch names people in chat, and how he stands.

    Raises:
        NotInvited: There is no such meeting, it is not for him, or the actor does not reach him.
    """
    async with house.db.read() as session:
        if not await reaches(session, actor, member_id):
            raise NotInvited
        standing = await of_member(session, meeting_id, member_id, house.now())
        mode = (await settings_of(house, session, standing.who.organisation_id)).names_in_chat
        (name,) = shown_apart(mode, [(standing.who.name, standing.who.code)])
        return name, standing

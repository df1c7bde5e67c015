"""How a person stands to a meeting: what he has answered, what he may still answer, and what his shift suggests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.leave import LeaveRequest
from db.meetings import Meeting, MeetingItem, MeetingMaterial, MeetingPart, MeetingPerson, MeetingReply
from db.members import ShiftMark
from db.names import LeaveState, LeaveType, MeetingState, Sitting
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.leave import rules
from services.leave.errors import NotInvited
from services.meetings.expected import Expected, Occasion, expected, occasion

#: How far ahead a person's own list looks.
AHEAD = dt.timedelta(days=60)
#: Meetings in a person's own list.
MOST = 10


@dataclass(frozen=True)
class Mine:
    """The newest leave a person asked for, as he and whoever decides may see it.

    Attributes:
        type: None: the reason has been forgotten.
    """

    id: int
    type: LeaveType | None
    state: LeaveState
    late: bool


@dataclass(frozen=True)
class Standing:
    """How a person stands to a meeting.

    Attributes:
        coming: Which sitting he said he comes to; None: he has not said so.
        leave: Asked for and not withdrawn; None: there is none.
        may_come, may_ask: What he may still answer.
        late: Leave asked for now is marked late.
        types: Kinds of leave in the order in which they are offered; what his on-shift mark suggests comes first.
        suggested: The kind his mark suggests.
        suggested_sitting: The sitting his mark leaves free, where there are two.
        items: The agenda.
        files: How many files there are.
        answer_by: Until when leave is in time, UTC.
    """

    meeting: Occasion
    who: Expected
    coming: Sitting | None
    leave: Mine | None
    may_come: bool
    may_ask: bool
    late: bool
    types: tuple[LeaveType, ...]
    suggested: LeaveType | None
    suggested_sitting: Sitting | None
    items: tuple[str, ...]
    files: int
    answer_by: dt.datetime


async def of_member(session: AsyncSession, meeting_id: int, member_id: int, now: dt.datetime) -> Standing:
    """How a member stands to a meeting.

    Args:
        session: Any session.
        meeting_id: Which meeting.
        member_id: Who.
        now: UTC.

    Raises:
        NotInvited: There is no such meeting, or it is not for him.
    """
    who, seen = await invited(session, meeting_id, member_id)
    row = await session.get_one(Meeting, meeting_id)
    reply = await session.get(MeetingReply, (meeting_id, member_id))
    leave = (
        await session.scalars(
            select(LeaveRequest)
            .where(
                LeaveRequest.meeting_id == meeting_id,
                LeaveRequest.member_id == member_id,
                LeaveRequest.state.not_in((LeaveState.WITHDRAWN, LeaveState.VOID)),
            )
            .order_by(LeaveRequest.id.desc())
            .limit(1)
        )
    ).first()
    marks = await _marks(session, seen, member_id)
    suggested = _suggested(marks.get(seen.day))
    on = seen.state is not MeetingState.CANCELLED
    items = await session.scalars(
        select(MeetingItem.title).where(MeetingItem.meeting_id == meeting_id).order_by(MeetingItem.position)
    )
    files = list(await session.scalars(select(MeetingMaterial.id).where(MeetingMaterial.meeting_id == meeting_id)))
    until = answer_by(row, seen)
    return Standing(
        meeting=seen,
        who=who,
        coming=reply.sitting if reply is not None else None,
        leave=Mine(leave.id, leave.type, leave.state, leave.late) if leave is not None else None,
        may_come=on and now < seen.sessions[-1].starts_at,
        may_ask=on and now < last_moment(seen),
        late=now > until,
        types=_in_order(suggested),
        suggested=suggested,
        suggested_sitting=_free_sitting(seen, marks),
        items=tuple(items),
        files=len(files),
        answer_by=until,
    )


async def invited(session: AsyncSession, meeting_id: int, member_id: int) -> tuple[Expected, Occasion]:
    """A member and the meeting he is expected at.

    Raises:
        NotInvited: There is no such meeting, or it is not for him.
    """
    try:
        seen = await occasion(session, meeting_id)
        found = await expected(session, meeting_id, only=member_id)
    except NotAllowed as error:
        raise NotInvited from error
    if not found:
        raise NotInvited
    return found[0], seen


def answer_by(row: Meeting, seen: Occasion) -> dt.datetime:
    """Until when leave is in time: the moment the meeting names, else as the rules have it."""
    before = dt.timedelta(minutes=rules.load().asking.minutes_before)
    return row.answer_by if row.answer_by is not None else seen.sessions[-1].starts_at - before


def last_moment(seen: Occasion) -> dt.datetime:
    """Until when leave may be asked at all."""
    return seen.sessions[-1].starts_at + dt.timedelta(days=rules.load().asking.late_days)


async def _marks(session: AsyncSession, seen: Occasion, member_id: int) -> dict[dt.date, ShiftMark]:
    days = [one.starts_at.astimezone(seen.zone).date() for one in seen.sessions]
    rows = await session.scalars(
        select(ShiftMark).where(ShiftMark.member_id == member_id, ShiftMark.day.in_(sorted(set(days))))
    )
    return {row.day: row for row in rows}


def _suggested(mark: ShiftMark | None) -> LeaveType | None:
    if mark is None:
        return None
    return next((one.name for one in rules.load().type if mark.kind in one.marks), None)


def _in_order(suggested: LeaveType | None) -> tuple[LeaveType, ...]:
    every = [one.name for one in rules.load().type]
    return tuple(every if suggested is None else [suggested, *(one for one in every if one is not suggested)])


def _free_sitting(seen: Occasion, marks: dict[dt.date, ShiftMark]) -> Sitting | None:
    if len(seen.sessions) == 1:
        return None
    busy = {one.sitting for one in seen.sessions if one.starts_at.astimezone(seen.zone).date() in marks}
    free = [one.sitting for one in seen.sessions if one.sitting not in busy]
    return free[0] if busy and free else None


async def look(house: House, actor: Actor, meeting_id: int) -> Standing:
    """How the actor stands to a meeting.

    Raises:
        NotInvited: There is no such meeting, or it is not for him.
    """
    if actor.member is None:
        raise NotInvited
    async with house.db.read() as session:
        return await of_member(session, meeting_id, actor.member.id, house.now())


async def mine(house: House, actor: Actor) -> Sequence[Standing]:
    """The meetings to come that are for the actor, soonest first; at most ``MOST``.

    Raises:
        NotInvited: He is no member.
    """
    if actor.member is None:
        raise NotInvited
    now, member_id = house.now(), actor.member.id
    chain = [int(part) for part in actor.member.branch_path.strip("/").split("/")]
    async with house.db.read() as session:
        ids = await session.scalars(
            select(Meeting.id)
            .where(
                Meeting.state != MeetingState.CANCELLED,
                Meeting.starts_at < now + AHEAD,
                (Meeting.starts_at > now) | (Meeting.second_starts_at > now),
                Meeting.organisation_id.in_(chain)
                | Meeting.id.in_(select(MeetingPart.meeting_id).where(MeetingPart.organisation_id.in_(chain)))
                | Meeting.id.in_(select(MeetingPerson.meeting_id).where(MeetingPerson.member_id == member_id)),
            )
            .order_by(Meeting.starts_at, Meeting.id)
        )
        found: list[Standing] = []
        for meeting_id in list(ids):
            if len(found) == MOST:
                break
            try:
                found.append(await of_member(session, meeting_id, member_id, now))
            except NotInvited:
                continue  # his organisation's, but not for him
        return found

"""What stewards record for others: marks for the unexplained, many at once, corrections, annulment. History is kept.

::

    unexplained ── mark (duty, leave, late, here for him with a reason, absent, exempt) ──> recorded, by whom and why
    recorded ── correct (reason) ──> as it is now      ── annul (reason) ──> unexplained again
    closed ── mark, correct, annul: by stewards alone, with the reason in the audit log too
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance
from db.inserting import insert_into
from db.names import AttendanceStatus, ChangeKind, CheckInWay, LeaveType, MeetingState
from services import audit
from services.access import STEWARDS, Actor
from services.errors import NotAllowed
from services.house import House
from services.meetings.expected import Expected
from services.rollcall import board as boards
from services.rollcall import people, scenes
from services.rollcall.board import Board
from services.rollcall.errors import ClosedForCallers, MeetingOff, NeedsReason
from services.rollcall.history import keep
from services.rollcall.running import at
from services.rollcall.scenes import Scene
from services.rollcall.windows import to_use

REASON_LENGTH = 100
#: Telephone and staff numbers.
_NUMBERS = re.compile(r"\d{5,}")


class Mark(StrEnum):
    """What a steward says of somebody, by the letter in the buttons."""

    HERE = "H"
    LATE = "T"
    EARLY = "E"
    DUTY = "D"
    LEAVE = "L"
    ABSENT = "A"
    EXEMPT = "X"


@dataclass(frozen=True)
class _Meaning:
    status: AttendanceStatus
    leave_type: LeaveType | None = None


_MEANINGS = {
    Mark.HERE: _Meaning(AttendanceStatus.PRESENT),
    Mark.LATE: _Meaning(AttendanceStatus.LATE),
    Mark.EARLY: _Meaning(AttendanceStatus.LEFT_EARLY),
    Mark.DUTY: _Meaning(AttendanceStatus.LEAVE, LeaveType.DUTY),
    Mark.LEAVE: _Meaning(AttendanceStatus.LEAVE),
    Mark.ABSENT: _Meaning(AttendanceStatus.ABSENT),
    Mark.EXEMPT: _Meaning(AttendanceStatus.EXEMPT),
}
#: Marks by which somebody was there.
_THERE = (Mark.HERE, Mark.LATE, Mark.EARLY)


def _reason(text: str | None, *, needed: bool) -> str | None:
    """A reason as it is stored.

    Raises:
        NeedsReason: There is none where one is needed, or it is too long.
    """
    plain = (text or "").strip()
    if len(plain) > REASON_LENGTH or (needed and not plain):
        raise NeedsReason(limit=REASON_LENGTH)
    return plain or None


async def mark(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    member_ids: Collection[int],
    what: Mark,
    reason: str | None = None,
) -> Board:
    """Say of some of the unexplained what they are; whoever is recorded meanwhile stays as he is.

    Args:
        house: The house.
        actor: Who calls the roll.
        organisation_id: Whose meeting.
        meeting_id: Which.
        member_ids: Of whom; those who are recorded or not expected are left alone.
        what: What they are.
        reason: Needed for ``HERE``, which is a check-in for somebody else, and for everything after the end.

    Raises:
        NotAllowed: The actor may not call its roll.
        NeedsReason: There is no reason where one is needed.
        MeetingOff: The meeting was called off.
        ClosedForCallers: The roll-call has ended, and the actor is no steward.
    """
    now = house.now()
    async with house.db.write() as session:
        scene = await _scene(house, session, actor, organisation_id, meeting_id)
        why = _reason(reason, needed=what is Mark.HERE or scene.closed)
        due = await people.due_at(session, meeting_id)
        wanted = [due[one] for one in dict.fromkeys(member_ids) if one in due]
        written = await _insert(session, actor, scene, [one.member_id for one in wanted], what, why, now)
        for one in wanted:
            if one.member_id in written:
                await _note(session, actor, scene, "marked", one, now, what=what, reason=why)
        if written:
            await scenes.touch(session, [meeting_id])
        return await boards.look(house, session, scene)


async def _insert(
    session: AsyncSession,
    actor: Actor,
    scene: Scene,
    member_ids: Collection[int],
    what: Mark,
    why: str | None,
    now: dt.datetime,
) -> set[int]:
    """Rows for those who have none, or one that says nothing; gives whom it was written of."""
    if not member_ids:
        return set()
    rows = [
        {"meeting_id": scene.meeting_id, "member_id": one} | _values(actor, scene, what, why, now) for one in member_ids
    ]
    new = insert_into(session, Attendance)
    statement = new.on_conflict_do_update(
        index_elements=["meeting_id", "member_id"],
        set_={name: new.excluded[name] for name in rows[0]},
        where=Attendance.status == AttendanceStatus.UNMARKED,
    ).returning(Attendance.member_id)
    return {row.member_id for row in await (await session.connection()).execute(statement, rows)}


def _values(actor: Actor, scene: Scene, what: Mark, why: str | None, now: dt.datetime) -> dict[str, Any]:
    meaning, window = _MEANINGS[what], to_use(scene.windows, now)
    # A check-in somebody else writes down later happened during the meeting: nobody knows when, so no time is made up.
    came = now if what in _THERE and window.opens_at <= now <= window.closes_at else None
    return {
        "sitting": window.sitting,
        "status": meaning.status,
        "leave_type": meaning.leave_type,
        "way": CheckInWay.BEHALF if what is Mark.HERE else CheckInWay.STEWARD,
        "came_at": came,
        "left_at": None,
        "recorded_at": now,
        "recorded_by": actor.account_id,
        "reason": why,
        "slot": None,
    }


async def correct(
    house: House,
    actor: Actor,
    organisation_id: int,
    meeting_id: int,
    member_id: int,
    what: Mark,
    reason: str,
) -> Board:
    """Put right what is recorded of somebody; what it was is kept. The same again changes nothing.

    Raises:
        NotAllowed: The actor may not call its roll, or he is not expected there.
        NeedsReason: There is no reason.
        MeetingOff: The meeting was called off.
        ClosedForCallers: The roll-call has ended, and the actor is no steward.
    """
    now, why = house.now(), _reason(reason, needed=True)
    async with house.db.write() as session:
        scene, due, row = await _his(house, session, actor, organisation_id, meeting_id, member_id)
        meaning = _MEANINGS[what]
        if row is None:
            await _insert(session, actor, scene, [member_id], what, why, now)
        elif (row.status, row.leave_type) == (meaning.status, meaning.leave_type):
            return await boards.look(house, session, scene)
        else:
            keep(session, row, ChangeKind.CORRECTED, at=now, by=actor.account_id, why=why)
            await session.flush()
            values = _values(actor, scene, what, why, now)
            # When he came is a fact of its own; it stays where he still counts as there.
            values["came_at"] = (row.came_at or values["came_at"]) if what in _THERE else None
            values["sitting"] = row.sitting
            await session.execute(update(Attendance).where(Attendance.id == row.id).values(**values))
        await _note(session, actor, scene, "corrected", due, now, what=what, reason=why)
        await scenes.touch(session, [meeting_id])
        return await boards.look(house, session, scene)


async def annul(
    house: House, actor: Actor, organisation_id: int, meeting_id: int, member_id: int, reason: str
) -> Board:
    """Take back what is recorded of somebody: he is unexplained again and may check in; what it was is kept.

    Raises:
        NotAllowed: The actor may not call its roll, or he is not expected there.
        NeedsReason: There is no reason.
        MeetingOff: The meeting was called off.
        ClosedForCallers: The roll-call has ended, and the actor is no steward.
    """
    now, why = house.now(), _reason(reason, needed=True)
    async with house.db.write() as session:
        scene, due, row = await _his(house, session, actor, organisation_id, meeting_id, member_id)
        if row is None or row.status is AttendanceStatus.UNMARKED:
            return await boards.look(house, session, scene)
        keep(session, row, ChangeKind.ANNULLED, at=now, by=actor.account_id, why=why)
        await session.flush()
        blank = {
            "status": AttendanceStatus.UNMARKED,
            "leave_type": None,
            "way": CheckInWay.STEWARD,
            "came_at": None,
            "left_at": None,
            "recorded_at": now,
            "recorded_by": actor.account_id,
            "reason": why,
            "slot": None,
        }
        await session.execute(update(Attendance).where(Attendance.id == row.id).values(**blank))
        await _note(session, actor, scene, "annulled", due, now, reason=why)
        await scenes.touch(session, [meeting_id])
        return await boards.look(house, session, scene)


async def _his(
    house: House, session: AsyncSession, actor: Actor, organisation_id: int, meeting_id: int, member_id: int
) -> tuple[Scene, Expected, Attendance | None]:
    """What is recorded of somebody who is expected, if anything is."""
    scene = await _scene(house, session, actor, organisation_id, meeting_id)
    due = await people.due_at(session, meeting_id)
    if member_id not in due:
        raise NotAllowed
    return scene, due[member_id], await _row(session, meeting_id, member_id)


async def _scene(house: House, session: AsyncSession, actor: Actor, organisation_id: int, meeting_id: int) -> Scene:
    scene = await at(house, session, actor, organisation_id, meeting_id)
    if scene.state is MeetingState.CANCELLED:
        raise MeetingOff
    if scene.closed and not may_correct(actor, scene):
        raise ClosedForCallers
    return scene


def may_correct(actor: Actor, scene: Scene) -> bool:
    """Whether somebody who calls its roll may still change what is recorded: after the end, stewards alone."""
    return not scene.closed or actor.reaches(scene.path, STEWARDS)


async def _row(session: AsyncSession, meeting_id: int, member_id: int) -> Attendance | None:
    query = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.member_id == member_id)
    return (await session.scalars(query.with_for_update())).one_or_none()


async def _note(
    session: AsyncSession,
    actor: Actor,
    scene: Scene,
    action: str,
    member: Expected,
    now: dt.datetime,
    *,
    reason: str | None,
    what: Mark | None = None,
) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"attendance.{action}",
        subject=f"member:{member.key}",
        now=now,
        details={
            "meeting": scene.meeting_id,
            "mark": what.value if what is not None else None,
            "closed": scene.closed,
            "reason": await _without_names(session, scene, reason),
        },
    )


async def _without_names(session: AsyncSession, scene: Scene, reason: str | None) -> str | None:
    """A reason as the audit log may hold it: whoever is expected there by his code, long numbers blanked."""
    if reason is None:
        return None
    for one in (await people.due_at(session, scene.meeting_id)).values():
        reason = reason.replace(one.name, one.code)
    return _NUMBERS.sub("＊＊", reason)

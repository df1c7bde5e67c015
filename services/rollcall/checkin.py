"""Three equal ways in for a member: a tap, a link in a QR picture, six typed digits; and the way out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from db.attendance import Attendance
from db.names import AttendanceStatus, ChangeKind, CheckInWay, EventType
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.rollcall import codes, people, scenes
from services.rollcall.errors import NotExpected, NotThereYet, OldCode, RollCallOver, WrongCode
from services.rollcall.history import keep
from services.rollcall.presses import THERE, CheckedIn, Press, desk, told_of_row
from services.rollcall.running import CALLER_OF
from services.rollcall.scenes import Scene
from services.rollcall.windows import Phase, to_use


def _press(house: House, actor: Actor, way: CheckInWay, **what: Any) -> Press:
    if actor.member is None or actor.account_id is None:
        raise NotAllowed
    return Press(actor.member.id, actor.account_id, _chain(actor), way, house.now(), **what)


def _chain(actor: Actor) -> tuple[int, ...]:
    if actor.member is None:
        return ()
    path = [int(part) for part in actor.member.branch_path.strip("/").split("/")]
    return (*path, *sorted({grant.organisation_id for grant in actor.grants} - set(path)))


async def tap(house: House, actor: Actor, meeting_id: int) -> CheckedIn:
    """Check in by a button. However often it is pressed, the first result is told.

    Raises:
        NotAllowed: The actor is no member.
        NotOpenYet, RollCallOver, MeetingOff, NotExpected: As they say; nothing is recorded.
    """
    return await desk(house).put(_press(house, actor, CheckInWay.BUTTON, meeting_id=meeting_id))


async def scan(house: House, actor: Actor, payload: str) -> CheckedIn:
    """Check in by the link of a QR picture.

    Args:
        house: The house.
        actor: Who scanned it.
        payload: Of the deep link, after its prefix.

    Raises:
        OldCode: The picture has changed meanwhile, or the link is not ours.
        NotAllowed, NotOpenYet, RollCallOver, MeetingOff, NotExpected: As they say; nothing is recorded.
    """
    found = codes.read_link(house.vault, payload)
    if found is None:
        raise OldCode
    press = _press(house, actor, CheckInWay.QR, roll_call_id=found.roll_call_id, slot=found.slot)
    return await desk(house).put(press)


async def type_code(house: House, actor: Actor, typed: str, *, in_group: bool = False) -> CheckedIn:
    """Check in by six typed digits; five wrong ones in ten minutes pause typing, and nothing else.

    Raises:
        WrongCode: It belongs to no roll-call that is open to him; the try is counted.
        OldCode: It was right a moment ago; the try is not counted.
        Paused: Too many wrong codes.
        NotAllowed, NothingOpen, NotOpenYet, RollCallOver, MeetingOff: As they say; nothing is recorded.
    """
    code = codes.typed_code(typed)
    if code is None:
        raise WrongCode(left=0)
    way = CheckInWay.GROUP if in_group else CheckInWay.CODE
    return await desk(house).put(_press(house, actor, way, code=code))


async def go(house: House, actor: Actor, meeting_id: int) -> CheckedIn:
    """Say that he goes; before the end, by more than being late allows, he has left early. The first time counts.

    Raises:
        NotThereYet: He was never recorded as there.
        RollCallOver: The roll-call was closed.
        NotAllowed: The actor is no member, or there is no such meeting.
    """
    if actor.member is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        scene = await scenes.one(house, session, meeting_id)
        query = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.member_id == actor.member.id)
        row = (await session.scalars(query.with_for_update())).one_or_none()
        if row is None or row.status not in THERE:
            if not await people.due_among(session, scene, [actor.member.id]):
                raise NotExpected
            raise NotThereYet
        if row.left_at is None:
            if scene.closed:
                raise RollCallOver
            keep(session, row, ChangeKind.LEFT, at=now, by=actor.account_id, why=None)
            await session.flush()
            window = scene.window(row.sitting)
            grace = dt.timedelta(minutes=scene.settings.late_minutes)
            status = window.status_leaving(now, row.status, grace)
            await session.execute(update(Attendance).where(Attendance.id == row.id).values(left_at=now, status=status))
            row.left_at, row.status = now, status
            await scenes.touch(session, [meeting_id])
        return told_of_row(scene, row)


# --- what is on for him -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mine:
    """A meeting around now, as one who is expected sees it.

    Attributes:
        opens_at: When it takes check-ins.
        phase: Whether it does now.
        standing: How he stands; None: not recorded.
        may_call: He may call its roll.
    """

    meeting_id: int
    organisation_id: int
    types: tuple[EventType, ...]
    title: str | None
    starts_at: dt.datetime
    opens_at: dt.datetime
    phase: Phase
    standing: CheckedIn | None
    may_call: bool
    zone: Any


async def mine(house: House, actor: Actor) -> list[Mine]:
    """The meetings around now that the actor is expected at, soonest first; cancelled ones are left out.

    Raises:
        NotAllowed: The actor is no member.
    """
    if actor.member is None:
        raise NotAllowed
    now = house.now()
    async with house.db.read() as session:
        ids = await people.around(session, _chain(actor), actor.member.id, now)
        known = await scenes.load(house, session, ids)
        found: list[Mine] = []
        for scene in known.values():
            if not await people.due_among(session, scene, [actor.member.id]):
                continue
            query = select(Attendance).where(
                Attendance.meeting_id == scene.meeting_id, Attendance.member_id == actor.member.id
            )
            row = (await session.scalars(query)).one_or_none()
            may_call = actor.reaches(scene.path, CALLER_OF.roles)
            found.append(_mine(scene, row, now, may_call=may_call))
    return sorted(found, key=lambda one: (one.starts_at, one.meeting_id))


def _mine(scene: Scene, row: Attendance | None, now: dt.datetime, *, may_call: bool) -> Mine:
    window = to_use(scene.windows, now)
    recorded = row is not None and row.status is not AttendanceStatus.UNMARKED
    return Mine(
        meeting_id=scene.meeting_id,
        organisation_id=scene.organisation_id,
        types=scene.types,
        title=scene.title,
        starts_at=window.starts_at,
        opens_at=window.opens_at,
        phase=window.phase(now),
        standing=told_of_row(scene, row) if row is not None and recorded else None,
        may_call=may_call,
        zone=scene.zone,
    )

"""Makes what is to be made up from roll-calls that have ended, takes it back, reminds of it. It may run any time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance, RollCall
from db.inserting import insert_into
from db.leave import LeaveRequest
from db.makeups import MakeUp
from db.meetings import Meeting
from db.members import Member
from db.names import AttendanceStatus, LeaveState, MakeUpState, MeetingState, Sitting
from services import kinds, outbox
from services.audiences import PRESENT
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.leave import rules as leave_rules
from services.makeup import evidence
from services.meetings.expected import Occasion, occasion
from services.meetings.messages import type_key
from services.outbox import Button, Message, Payload, Reconciled
from services.recurrence import moment
from services.shards import WHOLE, Shard

#: Kinds: the task and its reminders; the card for who decides and its edits; what was decided.
TASK, CARD, CARD_CLOSED, RESULT = "makeup_task", "makeup_card", "makeup_card_closed", "makeup_result"
_ABSENT = (AttendanceStatus.ABSENT, AttendanceStatus.LEAVE)
_OPEN = (MakeUpState.REQUIRED, MakeUpState.SUBMITTED, MakeUpState.EXPIRED)


def subject_of(makeup_id: int) -> str:
    """The outbox subject, and the key of the hours it grants."""
    return f"makeup:{makeup_id}"


def about(seen: Occasion) -> dict[str, object]:
    """What meeting it is, as payloads carry it."""
    what: object = seen.title or {"keys": [type_key(one) for one in seen.types]}
    return {"what": what, "held": {"date": seen.day.isoformat()}}


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Bring what is to be made up, and its messages, up to date."""
    now = house.now()
    since = now - dt.timedelta(days=evidence.load().look_back_days)
    last = case((Meeting.second_starts_at.is_(None), Sitting.A), else_=Sitting.B)
    async with house.db.read() as session:
        rows = await session.execute(
            select(Meeting.id, Meeting.organisation_id)
            .join(RollCall, (RollCall.meeting_id == Meeting.id) & (RollCall.sitting == last))
            .where(RollCall.closed_at >= since, Meeting.state != MeetingState.CANCELLED)
            .order_by(Meeting.id)
        )
        meetings = {row.id: row.organisation_id for row in rows}
    mine = set(shard.of_these(set(meetings.values())))
    ids = [meeting_id for meeting_id, host in meetings.items() if host in mine]
    done = Reconciled(0, 0)
    for meeting_id in ids:
        async with house.db.write() as session:
            done += await follow(session, meeting_id, now)
    return done


async def follow(session: AsyncSession, meeting_id: int, now: dt.datetime) -> Reconciled:
    """What is to be made up of one meeting, in the caller's transaction."""
    seen = await occasion(session, meeting_id)
    rows = {
        row.member_id: row
        for row in await session.execute(
            select(Attendance.member_id, Attendance.status, Attendance.leave_type)
            .join(Member, Member.id == Attendance.member_id)
            .where(Attendance.meeting_id == meeting_id, Attendance.status.in_(_ABSENT), Member.status.in_(PRESENT))
        )
    }
    leave = {
        row.member_id: row.type
        for row in await session.execute(
            select(LeaveRequest.member_id, LeaveRequest.type).where(
                LeaveRequest.meeting_id == meeting_id, LeaveRequest.state == LeaveState.APPROVED
            )
        )
    }
    wanted: list[dict[str, Any]] = []
    for member_id, row in rows.items() if seen.hours else ():
        of_leave = row.leave_type or leave.get(member_id)
        duty = of_leave is not None and leave_rules.load().kind(of_leave).duty
        wanted.append(
            {
                "meeting_id": meeting_id,
                "member_id": member_id,
                "state": MakeUpState.REQUIRED,
                "due_on": evidence.due_on(seen.day, duty=duty),
                "created_at": now,
                "times": 0,
            }
        )
    if wanted:
        new = insert_into(session, MakeUp)
        # One that was taken back is wanted again; any other stays as it is.
        query = new.on_conflict_do_update(
            index_elements=["meeting_id", "member_id"],
            set_={"state": MakeUpState.REQUIRED, "due_on": new.excluded.due_on},
            where=MakeUp.state == MakeUpState.VOID,
        )
        await (await session.connection()).execute(query, wanted)
    await _end(session, seen, [one["member_id"] for one in wanted], now)
    done = Reconciled(0, 0)
    for one in await session.scalars(select(MakeUp).where(MakeUp.meeting_id == meeting_id).order_by(MakeUp.id)):
        if one.state is MakeUpState.REQUIRED:
            done += Reconciled(await outbox.enqueue(session, task_messages(one, seen, now), now), 0)
        elif one.state is MakeUpState.VOID:
            done += Reconciled(0, await outbox.void(session, subject_of(one.id), now))
    return done


async def _end(session: AsyncSession, seen: Occasion, wanted: Sequence[int], now: dt.datetime) -> None:
    """Take back what nobody needs to make up any more; what nobody handed in by its day has expired."""
    of_meeting = update(MakeUp).where(MakeUp.meeting_id == seen.id)
    await session.execute(
        of_meeting.where(MakeUp.state.in_(_OPEN), MakeUp.member_id.not_in(sorted(wanted))).values(
            state=MakeUpState.VOID
        )
    )
    today = now.astimezone(seen.zone).date()
    await session.execute(
        of_meeting.where(MakeUp.state == MakeUpState.REQUIRED, MakeUp.due_on < today).values(state=MakeUpState.EXPIRED)
    )


def task_messages(row: MakeUp, seen: Occasion, now: dt.datetime) -> list[Message]:
    """The task, and the reminders of it that still lie ahead. Pure."""
    rules = evidence.load()
    ends = moment(row.due_on + dt.timedelta(days=1), dt.time(), seen.zone)
    found = [("task", now)] if now < ends else []
    for days in rules.remind_days:
        at = moment(row.due_on - dt.timedelta(days=days), rules.remind_at, seen.zone)
        if at > now:
            found.append((f"before-{days}", at))
    return [
        Message(
            kind=TASK,
            dedupe_key=f"{subject_of(row.id)}:{word}",
            subject=subject_of(row.id),
            payload=Payload(
                "makeup-task" if word == "task" else "makeup-remind",
                about(seen) | {"due": {"date": row.due_on.isoformat()}},
                ((Button("makeup-button-look", data=f"mku:{row.id}"),),),
            ),
            due_at=at,
            member_id=row.member_id,
            expires_at=ends,
        )
        for word, at in found
    ]


async def _stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """It was handed in, accepted, or fell away meanwhile."""
    del house, now
    wanted = {TASK: MakeUpState.REQUIRED, CARD: MakeUpState.SUBMITTED}
    ids = sorted({one.about for one in pending})
    rows = await session.execute(select(MakeUp.id, MakeUp.state).where(MakeUp.id.in_(ids)))
    states = {row.id: row.state for row in rows}
    return {one.id for one in pending if states.get(one.about) is not wanted[one.kind]}


kinds.register(TASK, Policy(on_pause=OnPause.HOLD, stale=_stale, merges=False))
kinds.register(CARD, Policy(stale=_stale))

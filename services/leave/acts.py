"""Answers to an invitation: I come, I ask leave, I take it back; by the person, or by a steward for him.

::

    (nothing) ── come ──> coming                    ask ──> PENDING ── approve ──> APPROVED
        ^                   │  └──────── ask ───────────────^ │  └──── refuse ──> REFUSED
        └──── withdraw, or come again ────────────────────────┴──────────────────> WITHDRAWN
    the meeting on another day, or called off: both are forgotten (VOID), everybody is asked anew

Saying that one comes is no attendance; leave never changes one. Whoever acts for one person takes turns at his row, and
the database allows one open leave a member and meeting.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.leave import LeaveRequest
from db.meetings import Meeting, MeetingReply
from db.members import Member
from db.names import LeaveState, LeaveType, MeetingState, Sitting
from services import audit
from services.access import Actor
from services.errors import BadInput
from services.house import House
from services.leave import book, deciding
from services.leave.errors import LeaveOver, MeetingBegun, MeetingOff, NotInvited
from services.leave.facts import OPEN
from services.leave.reach import lock_meeting, lock_member, reaches, retell
from services.leave.standing import Standing, invited, last_moment, of_member


@dataclass(frozen=True)
class _Whom:
    """For whom somebody acts.

    Attributes:
        himself: The actor is that person.
    """

    member: Member
    himself: bool


async def come(
    house: House, actor: Actor, meeting_id: int, sitting: Sitting = Sitting.A, *, member_id: int | None = None
) -> Standing:
    """Say that somebody comes; leave he asked for is taken back.

    Args:
        house: The house.
        actor: Who says it.
        meeting_id: To which meeting.
        sitting: To which sitting.
        member_id: For whom a steward writes it down; None: for the actor himself.

    Raises:
        NotInvited: There is no such meeting, it is not for him, or the actor does not reach him.
        MeetingOff: It is called off.
        MeetingBegun: That sitting has begun.
        BadInput: There is no such sitting.
    """
    now = house.now()
    async with house.db.write() as session:
        whom = await _whom(session, actor, member_id)
        # Most taps change no message: a whole branch may press at once without waiting for each other.
        await lock_meeting(session, meeting_id, to_look=await _is_plain(session, meeting_id, whom.member.id))
        _, seen = await invited(session, meeting_id, whom.member.id)
        if seen.state is MeetingState.CANCELLED:
            raise MeetingOff
        chosen = next((one for one in seen.sessions if one.sitting is sitting), None)
        if chosen is None:
            raise BadInput
        if chosen.starts_at <= now:
            raise MeetingBegun
        leave = await book.open_leave(session, meeting_id, whom.member.id)
        if leave is not None:
            await _end(session, actor, leave, whom, now)
        reply = await session.get(MeetingReply, (meeting_id, whom.member.id))
        changes = reply is None or reply.sitting is not sitting
        if reply is None:
            reply = MeetingReply(meeting_id=meeting_id, member_id=whom.member.id)
            session.add(reply)
        if changes:
            reply.sitting, reply.answered_at, reply.answered_by = sitting, now, _account(actor)
            await session.flush()
            if not whom.himself:
                await _note(session, actor, whom, "meeting.reply_entered", meeting_id, now)
        if leave is not None or (changes and len(seen.sessions) > 1):
            await retell(house, session, meeting_id, now)
        return await of_member(session, meeting_id, whom.member.id, now)


async def ask(
    house: House, actor: Actor, meeting_id: int, leave_type: LeaveType, *, member_id: int | None = None
) -> Standing:
    """Ask leave, or enter it for somebody, which approves it at once.

    Leave of another type replaces one that waits; what is approved stays as it is.

    Args:
        house: The house.
        actor: Who asks.
        meeting_id: From which meeting.
        leave_type: Why; no text is asked for.
        member_id: For whom a steward enters it; None: for the actor himself.

    Raises:
        NotInvited: There is no such meeting, it is not for him, or the actor does not reach him.
        MeetingOff: It is called off.
        LeaveOver: It was too long ago.
    """
    now = house.now()
    async with house.db.write() as session:
        whom = await _whom(session, actor, member_id)
        await lock_meeting(session, meeting_id)
        _, seen = await invited(session, meeting_id, whom.member.id)
        if seen.state is MeetingState.CANCELLED:
            raise MeetingOff
        if now >= last_moment(seen):
            raise LeaveOver(days=(last_moment(seen) - seen.sessions[-1].starts_at).days)
        standing = await of_member(session, meeting_id, whom.member.id, now)
        there = await book.open_leave(session, meeting_id, whom.member.id)
        if there is not None and _settled(there, leave_type, whom):
            return standing
        if there is not None:
            await book.end(session, there, LeaveState.WITHDRAWN, now)
        reply = await session.get(MeetingReply, (meeting_id, whom.member.id))
        if reply is not None:
            await session.delete(reply)
        leave = LeaveRequest(
            meeting_id=meeting_id,
            member_id=whom.member.id,
            type=leave_type,
            state=LeaveState.PENDING,
            late=standing.late,
            asked_at=now,
            asked_by=_account(actor),
        )
        session.add(leave)
        await session.flush()
        await _note(session, actor, whom, "leave.asked" if whom.himself else "leave.entered", meeting_id, now)
        if not whom.himself:
            leave.state, leave.decided_at, leave.decided_by = LeaveState.APPROVED, now, _account(actor)
            await session.flush()
        elif not await deciding.tell_deciders(house, session, leave, seen, now):
            # Nobody is there who could decide: nothing is gained by keeping him waiting.
            leave.state, leave.decided_at = LeaveState.APPROVED, now
            await session.flush()
        await retell(house, session, meeting_id, now)
        return await of_member(session, meeting_id, whom.member.id, now)


def _settled(there: LeaveRequest, leave_type: LeaveType, whom: _Whom) -> bool:
    """Whether what there is needs no change: a second tap, or a decision that was made."""
    if there.state is LeaveState.APPROVED:
        return whom.himself or there.type is leave_type
    return whom.himself and there.type is leave_type


async def withdraw(house: House, actor: Actor, meeting_id: int, *, member_id: int | None = None) -> Standing:
    """Take an answer back, whichever it was; without one, nothing changes.

    Args:
        house: The house.
        actor: Who takes it back.
        meeting_id: Which meeting.
        member_id: Whose answer a steward takes back; None: the actor's own.

    Raises:
        NotInvited: There is no such meeting, it is not for him, or the actor does not reach him.
    """
    now = house.now()
    async with house.db.write() as session:
        whom = await _whom(session, actor, member_id)
        await lock_meeting(session, meeting_id)
        _, seen = await invited(session, meeting_id, whom.member.id)
        leave = await book.open_leave(session, meeting_id, whom.member.id)
        reply = await session.get(MeetingReply, (meeting_id, whom.member.id))
        if leave is not None and now < last_moment(seen):
            await _end(session, actor, leave, whom, now)
        if reply is not None:
            await session.delete(reply)
            await session.flush()
        if leave is not None or (reply is not None and len(seen.sessions) > 1):
            await retell(house, session, meeting_id, now)
        return await of_member(session, meeting_id, whom.member.id, now)


# --- shared ---------------------------------------------------------------------------------------------------------


async def _is_plain(session: AsyncSession, meeting_id: int, member_id: int) -> bool:
    """Whether saying that one comes changes no message: one sitting, and no leave to take back."""
    query = select(Meeting.id).where(
        Meeting.id == meeting_id,
        Meeting.second_starts_at.is_(None),
        ~exists().where(
            LeaveRequest.meeting_id == meeting_id, LeaveRequest.member_id == member_id, LeaveRequest.state.in_(OPEN)
        ),
    )
    return await session.scalar(query) is not None


async def _whom(session: AsyncSession, actor: Actor, member_id: int | None) -> _Whom:
    if actor.member is not None and member_id in (None, actor.member.id):
        return _Whom(await lock_member(session, actor.member.id), himself=True)
    if member_id is None or not await reaches(session, actor, member_id):
        raise NotInvited
    return _Whom(await lock_member(session, member_id), himself=False)


async def _end(session: AsyncSession, actor: Actor, leave: LeaveRequest, whom: _Whom, now: dt.datetime) -> None:
    await book.end(session, leave, LeaveState.WITHDRAWN, now)
    await _note(session, actor, whom, "leave.withdrawn", leave.meeting_id, now)


def _account(actor: Actor) -> int:
    if actor.account_id is None:
        raise NotInvited
    return actor.account_id


async def _note(
    session: AsyncSession, actor: Actor, whom: _Whom, action: str, meeting_id: int, now: dt.datetime
) -> None:
    # Why somebody is away is nobody's business but his and the decider's: it stays out of the log.
    await audit.record(
        session,
        actor=actor.audit_name,
        action=action,
        subject=f"member:{whom.member.key}",
        now=now,
        details={"meeting": meeting_id},
    )

"""The one decision on a request for leave: whoever presses first decides, everybody else sees how.

Who decides: the person's group leader and the leaders of his branch; where there is none but himself, the office above,
then the administrators. A private reason is on no card: whoever decides may look at it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.leave import LeaveRequest
from db.meetings import MeetingReply
from db.members import Member, Membership
from db.names import BranchRole, Lane, LeaveState, LeaveType, MeetingState
from db.organisations import Organisation, RoleGrant, held_on
from services import audit, cards, escalation, naming, outbox
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.leave import book, rules
from services.leave.book import CARD, CARD_CLOSED, RESULT, subject_of
from services.leave.errors import OwnLeave
from services.leave.reach import lock_meeting, lock_member, reaches, retell
from services.leave.standing import last_moment
from services.meetings.expected import Occasion, occasion
from services.meetings.messages import type_key
from services.org_settings import settings_of
from services.outbox import Button, Message, Payload
from services.registration.facts import Decider, deciders_of


@dataclass(frozen=True)
class Decision:
    """What a press led to.

    Attributes:
        card: The card as it stands now, to be shown in place of the pressed one.
        done: Whether this press decided.
    """

    card: Payload
    done: bool


@dataclass(frozen=True)
class Reason:
    """A request as its decider sees it when he asks why."""

    leave_id: int
    who: str
    type: LeaveType | None
    waiting: bool


async def decide(house: House, actor: Actor, leave_id: int, *, approve: bool) -> Decision:
    """Approve or refuse; one that is decided, withdrawn or void already only shows how it stands.

    Raises:
        NotAllowed: There is no such request, or its person is out of reach.
        OwnLeave: It is his own.
    """
    now = house.now()
    state = LeaveState.APPROVED if approve else LeaveState.REFUSED
    async with house.db.write() as session:
        leave = await _reached(session, actor, leave_id)
        await lock_meeting(session, leave.meeting_id)
        changed = await session.scalar(
            update(LeaveRequest)
            .where(LeaveRequest.id == leave_id, LeaveRequest.state == LeaveState.PENDING)
            .values(state=state, decided_at=now, decided_by=actor.account_id)
            .returning(LeaveRequest.id)
        )
        if changed is None:
            return Decision(await _card_now(house, session, leave), done=False)
        await escalation.acknowledged(session, subject_of(leave.id), now)
        return await _decided(house, session, actor, leave, now, "closed")


async def relent(house: House, actor: Actor, leave_id: int) -> Decision:
    """Approve after all what was refused, once; where he has answered otherwise meanwhile, nothing changes.

    Raises:
        NotAllowed: There is no such request, or its person is out of reach.
        OwnLeave: It is his own.
    """
    now = house.now()
    async with house.db.write() as session:
        leave = await _reached(session, actor, leave_id)
        await lock_member(session, leave.member_id)
        await lock_meeting(session, leave.meeting_id)
        await session.refresh(leave)  # it may have been decided while others had the turn
        seen = await occasion(session, leave.meeting_id)
        if not await _may_relent(session, leave, seen, now):
            return Decision(await _card_now(house, session, leave), done=False)
        leave.state, leave.decided_at, leave.decided_by = LeaveState.APPROVED, now, actor.account_id
        await session.flush()
        return await _decided(house, session, actor, leave, now, "relented")


async def _may_relent(session: AsyncSession, leave: LeaveRequest, seen: Occasion, now: dt.datetime) -> bool:
    """Whether a refusal may still be taken back: it stands, and he has not answered anything since."""
    over = seen.state is MeetingState.CANCELLED or now >= last_moment(seen)
    if leave.state is not LeaveState.REFUSED or over:
        return False
    newer = select(LeaveRequest.id).where(
        LeaveRequest.meeting_id == leave.meeting_id,
        LeaveRequest.member_id == leave.member_id,
        LeaveRequest.id > leave.id,
    )
    if await session.scalar(newer.limit(1)) is not None:
        return False
    return await session.get(MeetingReply, (leave.meeting_id, leave.member_id)) is None


async def _decided(
    house: House, session: AsyncSession, actor: Actor, leave: LeaveRequest, now: dt.datetime, word: str
) -> Decision:
    """Tell of a decision: every card, the person, the log, and the messages about the meeting."""
    await session.refresh(leave)
    seen = await occasion(session, leave.meeting_id)
    card = await view(house, session, leave, seen)
    await cards.settle(session, subject_of(leave.id), (CARD, CARD_CLOSED), card, now, word)
    await _tell_person(session, leave, seen, now, word)
    member = await session.get_one(Member, leave.member_id)
    await audit.record(
        session,
        actor=actor.audit_name,
        action="leave.approved" if leave.state is LeaveState.APPROVED else "leave.refused",
        subject=f"member:{member.key}",
        now=now,
        details={"meeting": leave.meeting_id},
    )
    await retell(house, session, leave.meeting_id, now)
    return Decision(card, done=True)


async def _card_now(house: House, session: AsyncSession, leave: LeaveRequest) -> Payload:
    await session.refresh(leave)
    return await view(house, session, leave, await occasion(session, leave.meeting_id))


async def look(house: House, actor: Actor, leave_id: int) -> Payload:
    """The card of a request as it stands now.

    Raises:
        NotAllowed: There is no such request, or its person is out of reach.
        OwnLeave: It is his own.
    """
    async with house.db.read() as session:
        leave = await _reached(session, actor, leave_id)
        return await view(house, session, leave, await occasion(session, leave.meeting_id))


async def reason(house: House, actor: Actor, leave_id: int) -> Reason:
    """Why somebody asks leave, a private reason included: only for who decides.

    Raises:
        NotAllowed: There is no such request, or its person is out of reach.
        OwnLeave: It is his own.
    """
    async with house.db.read() as session:
        leave = await _reached(session, actor, leave_id)
        return Reason(
            leave.id, await _name(house, session, leave.member_id), leave.type, leave.state is LeaveState.PENDING
        )


async def _reached(session: AsyncSession, actor: Actor, leave_id: int) -> LeaveRequest:
    leave = await session.get(LeaveRequest, leave_id)
    if leave is None:
        raise NotAllowed
    if actor.member is not None and actor.member.id == leave.member_id:
        raise OwnLeave
    if not await reaches(session, actor, leave.member_id):
        raise NotAllowed
    return leave


# --- the card -------------------------------------------------------------------------------------------------------


async def view(house: House, session: AsyncSession, leave: LeaveRequest, seen: Occasion) -> Payload:
    """What the card of a request shows now. It never holds a private reason."""
    shown: dict[str, Any] = _about(seen) | {"who": await _name(house, session, leave.member_id)}
    if leave.state is LeaveState.PENDING:
        shown |= {"type": {"key": book.open_type_key(leave.type)}, "late": int(leave.late)}
        row = [
            Button("leave-button-approve", data=f"lv.ok:{leave.id}"),
            Button("leave-button-refuse", data=f"lv.no:{leave.id}"),
        ]
        if leave.type is not None and rules.load().kind(leave.type).private:
            return Payload("leave-card", shown, (tuple(row), (Button("leave-button-why", data=f"lv.why:{leave.id}"),)))
        return Payload("leave-card", shown, (tuple(row),))
    if leave.state in (LeaveState.APPROVED, LeaveState.REFUSED):
        shown["by"] = await _by(house, session, leave)
    if await _may_relent(session, leave, seen, house.now()):
        after_all = Button("leave-button-relent", data=f"lv.re:{leave.id}")
        return Payload("leave-card-refused", shown, ((after_all,),))
    return Payload(f"leave-card-{leave.state.value.lower()}", shown)


def _about(seen: Occasion) -> dict[str, Any]:
    return {
        "what": seen.title or {"keys": [type_key(one) for one in seen.types]},
        "time": {"time": seen.starts_at.isoformat()},
    }


async def _name(house: House, session: AsyncSession, member_id: int) -> str:
    """As his branch names people in chat."""
    member = await session.get_one(Member, member_id)
    branch = await session.scalar(
        select(Membership.branch_id).where(Membership.member_id == member_id, Membership.ends_on.is_(None))
    )
    if branch is None:
        return member.code
    return naming.shown((await settings_of(house, session, branch)).names_in_chat, member.name, member.code)


async def _by(house: House, session: AsyncSession, leave: LeaveRequest) -> Any:
    query = select(Binding.member_id).where(Binding.account_id == leave.decided_by, Binding.unbound_at.is_(None))
    member_id = await session.scalar(query) if leave.decided_by is not None else None
    return await _name(house, session, member_id) if member_id is not None else {"key": "leave-by-office"}


async def tell_deciders(
    house: House, session: AsyncSession, leave: LeaveRequest, seen: Occasion, now: dt.datetime
) -> int:
    """Queue the card for everybody who decides. Returns how many there are."""
    payload = await view(house, session, leave, seen)
    subject = subject_of(leave.id)
    found = await _deciders(house, session, leave.member_id)
    await outbox.enqueue(session, cards.deal(CARD, subject, payload, found, now), now)
    if found:
        known = {name: value for name, value in payload.vars.items() if name in ("who", "what", "time")}
        again = Button("leave-button-card", data=f"lv.see:{leave.id}")
        await escalation.start(
            session,
            "leave",
            subject,
            await _branch_of(session, leave.member_id),
            [escalation.Asked(one.member_id, one.account_id) for one in found],
            Payload("leave-still-waiting", known, ((again,),)),
            now,
        )
    return len(found)


async def _branch_of(session: AsyncSession, member_id: int) -> int:
    query = select(Membership.branch_id).where(Membership.member_id == member_id, Membership.ends_on.is_(None))
    return (await session.scalars(query)).one()


async def _deciders(house: House, session: AsyncSession, member_id: int) -> list[Decider]:
    row = (
        await session.execute(
            select(Organisation.id, Organisation.path, Membership.group_id)
            .join(Membership, Membership.branch_id == Organisation.id)
            .where(Membership.member_id == member_id, Membership.ends_on.is_(None))
        )
    ).one_or_none()
    if row is None:
        return []
    found = set(await deciders_of(house, session, row.id, row.path, member_id))
    if row.group_id is not None:
        today = house.today()
        leaders = await session.scalars(
            select(RoleGrant.member_id)
            .join(Binding, Binding.member_id == RoleGrant.member_id)
            .where(
                RoleGrant.organisation_id == row.group_id,
                RoleGrant.role == BranchRole.GROUP_LEADER,
                held_on(today),
                Binding.unbound_at.is_(None),
            )
        )
        found |= {Decider(member_id=leader) for leader in leaders}
    return sorted((one for one in found if one.member_id != member_id), key=lambda one: one.word)


async def _tell_person(session: AsyncSession, leave: LeaveRequest, seen: Occasion, now: dt.datetime, word: str) -> None:
    approved = leave.state is LeaveState.APPROVED
    back = Button("leave-button-see", data=f"rs:{seen.id}")
    message = Message(
        kind=RESULT,
        dedupe_key=f"{subject_of(leave.id)}:result" + ("" if word == "closed" else f":{word}"),
        subject=subject_of(leave.id),
        payload=Payload("leave-approved" if approved else "leave-refused", _about(seen), ((back,),)),
        due_at=now,
        member_id=leave.member_id,
        expires_at=max(seen.ends_at, now) + dt.timedelta(days=1),
        lane=Lane.INTERACTIVE,
        priority=outbox.PRIORITY_ANSWER,
    )
    await outbox.enqueue(session, [message], now)

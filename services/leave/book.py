"""Leave as rows and cards: what ends it, and what its deciders see then. Who may do what stands in the acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.leave import LeaveRequest
from db.meetings import MeetingReply
from db.names import LeaveState, LeaveType
from db.outbox import OutboxMessage
from services import cards, escalation
from services.leave import rules
from services.leave.facts import OPEN
from services.outbox import Payload

#: Kinds: the card somebody decides on, its edits, and what the person hears of the decision.
CARD, CARD_CLOSED, RESULT = "leave_card", "leave_card_closed", "leave_result"


def subject_of(leave_id: int) -> str:
    """The outbox subject of everything about a request."""
    return f"leave:{leave_id}"


def type_key(leave_type: LeaveType | None) -> str:
    """Catalogue key of a type's name; None: plain leave."""
    return f"leave-type-{leave_type.value.lower().replace('_', '-')}" if leave_type is not None else "leave-type-plain"


def open_type_key(leave_type: LeaveType | None) -> str:
    """Catalogue key of a type as everybody may see it."""
    return type_key(rules.shown_type(leave_type))


async def open_leave(session: AsyncSession, meeting_id: int, member_id: int) -> LeaveRequest | None:
    """The leave a member has or has asked for, locked."""
    query = select(LeaveRequest).where(
        LeaveRequest.meeting_id == meeting_id, LeaveRequest.member_id == member_id, LeaveRequest.state.in_(OPEN)
    )
    return (await session.scalars(query.with_for_update(key_share=True))).one_or_none()


async def end(session: AsyncSession, leave: LeaveRequest, state: LeaveState, now: dt.datetime) -> None:
    """End a request that nobody decided, or that was granted; the cards say so, with no name of who did it."""
    leave.state = state
    await session.flush()
    word = {LeaveState.WITHDRAWN: "withdrawn", LeaveState.VOID: "void"}[state]
    payload = Payload(f"leave-card-{word}", await _known(session, leave.id))
    await escalation.acknowledged(session, subject_of(leave.id), now)
    await cards.settle(session, subject_of(leave.id), (CARD, CARD_CLOSED), payload, now, word)


async def _known(session: AsyncSession, leave_id: int) -> dict[str, Any]:
    """Who and what a card was about, as it said."""
    query = select(OutboxMessage.payload).where(
        OutboxMessage.subject == subject_of(leave_id), OutboxMessage.kind == CARD
    )
    stored = (await session.scalars(query.limit(1))).first()
    return {name: value for name, value in (stored or {}).get("vars", {}).items() if name in ("who", "what", "time")}


async def forget(session: AsyncSession, meeting_ids: Collection[int], now: dt.datetime) -> int:
    """Forget who comes and who does not: the meeting is on another day, or called off, and everybody is asked anew.

    Returns:
        How many had answered.
    """
    if not meeting_ids:
        return 0
    gone = await session.execute(
        delete(MeetingReply).where(MeetingReply.meeting_id.in_(sorted(meeting_ids))).returning(MeetingReply.member_id)
    )
    found = list(
        await session.scalars(
            select(LeaveRequest)
            .where(LeaveRequest.meeting_id.in_(sorted(meeting_ids)), LeaveRequest.state.in_(OPEN))
            .order_by(LeaveRequest.id)
            .with_for_update(key_share=True)
        )
    )
    for leave in found:
        await end(session, leave, LeaveState.VOID, now)
    return len(gone.all()) + len(found)


async def fold(session: AsyncSession, ids: Collection[int], now: dt.datetime) -> None:
    """Forget why: the requests are plain leave from now on."""
    await session.execute(
        update(LeaveRequest)
        .where(LeaveRequest.id.in_(sorted(ids)), LeaveRequest.type.is_not(None))
        .values(type=None, folded_at=now)
    )

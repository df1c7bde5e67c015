"""Leave as other features may know it: who has it for a meeting, and never a private reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.leave import LeaveRequest
from db.names import LeaveState, LeaveType
from services.leave import rules


@dataclass(frozen=True)
class Leave:
    """The leave of a member from a meeting that is approved, or waits for its decision.

    Attributes:
        type: None: plain leave; a private reason is never told from here.
        duty: The work of the hospital, taken out of the adjusted rate (``domain_rules.md`` 6.2).
        late: Asked after the last moment for it.
    """

    id: int
    member_id: int
    state: LeaveState
    type: LeaveType | None
    duty: bool
    late: bool


#: States in which leave counts: it was given, or nobody has decided yet.
OPEN = (LeaveState.PENDING, LeaveState.APPROVED)


async def leave_of(
    session: AsyncSession, meeting_id: int, states: Collection[LeaveState] = (LeaveState.APPROVED,)
) -> dict[int, Leave]:
    """By member: the leave from a meeting.

    Args:
        session: Any session.
        meeting_id: Which meeting.
        states: Of ``OPEN``; a member has at most one leave in these.
    """
    rows = await session.scalars(
        select(LeaveRequest).where(
            LeaveRequest.meeting_id == meeting_id, LeaveRequest.state.in_([one for one in OPEN if one in states])
        )
    )
    return {row.member_id: seen(row) for row in rows}


def seen(row: LeaveRequest) -> Leave:
    """A request as everybody may see it."""
    return Leave(
        row.id,
        row.member_id,
        row.state,
        rules.shown_type(row.type),
        duty=row.type is not None and rules.load().kind(row.type).duty,
        late=row.late,
    )

"""What moving or calling off a meeting would do, before it is done: the same code runs, and nothing of it is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.leave import LeaveRequest
from db.meetings import Meeting, MeetingReply
from db.names import OutboxState
from db.outbox import OutboxMessage
from services import access, organisations
from services.access import STEWARD_OF, Actor
from services.house import House
from services.leave.facts import OPEN
from services.meetings import planner
from services.meetings.changing import Alter, altered
from services.meetings.looking import Seen, find, seen_of
from services.meetings.messages import NOTICE, REMINDER
from services.org_settings import settings_of
from services.outbox import Message
from services.quiet import next_free, window_of


@dataclass(frozen=True)
class Foreseen:
    """What a change would do.

    Attributes:
        seen: The meeting as it would be.
        changes: Whether there is anything to change.
        told: People who were told already and get one message.
        reminders: Reminders that wait now.
        moved: Reminders that will wait at the new time.
        asked_anew: People who answered, and are asked again because it is another day, or called off.
        held_until: When those are told who were told already, where it is quiet now, UTC; None: at once.
        too_late: It would have begun by then.
    """

    seen: Seen
    changes: bool
    told: int
    reminders: int
    moved: int
    asked_anew: int
    held_until: dt.datetime | None
    too_late: bool

    @property
    def dropped(self) -> int:
        """Reminders nobody will get any more."""
        return max(0, self.reminders - self.moved)


async def foresee(house: House, actor: Actor, organisation_id: int, meeting_id: int, alter: Alter) -> Foreseen:
    """What a change would do.

    Args:
        house: The house.
        actor: A steward of the organisation.
        organisation_id: Whose meeting.
        meeting_id: Which.
        alter: The change: ``acts.moving(...)``, ``acts.cancelling``.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such meeting.
        DomainError: What the change itself would raise.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        await organisations.lock(session, organisation_id)
        row = await find(session, organisation_id, meeting_id)
        scene = await planner.scene_for(house, session, organisation_id)
        before = row.starts_at
        reminders, answered = await _waiting(session, row), await _answered(session, row)
        trial = await session.begin_nested()
        changes = await altered(session, row, scene, alter, now)
        await session.flush()
        messages = [message for made in await planner.plans(session, scene, [row], now) for message in made.wanted]
        (seen,) = await seen_of(session, scene, [row], now)
        left = await _answered(session, row)
        await trial.rollback()
        told = sum(_is_news(message) for message in messages)
        settings = await settings_of(house, session, organisation_id)
        free = next_free(now, window_of(settings.quiet_start, settings.quiet_end, scene.zone))
        held = free if told and free > now else None
        return Foreseen(
            seen=seen,
            changes=changes,
            told=told,
            held_until=held,
            # Whoever still believes in the old time goes there before he hears of it.
            too_late=held is not None and held >= min(before, seen.starts_at),
            reminders=reminders,
            moved=sum(message.kind == REMINDER for message in messages),
            asked_anew=answered - left,
        )


def _is_news(message: Message) -> bool:
    return message.kind == NOTICE and ":invite:" not in message.dedupe_key


async def _waiting(session: AsyncSession, row: Meeting) -> int:
    query = select(func.count()).where(
        OutboxMessage.subject == f"meeting:{row.id}",
        OutboxMessage.kind == REMINDER,
        OutboxMessage.state == OutboxState.QUEUED,
    )
    return await session.scalar(query) or 0


async def _answered(session: AsyncSession, row: Meeting) -> int:
    replies = await session.scalar(select(func.count()).where(MeetingReply.meeting_id == row.id))
    leave = await session.scalar(
        select(func.count()).where(LeaveRequest.meeting_id == row.id, LeaveRequest.state.in_(OPEN))
    )
    return (replies or 0) + (leave or 0)

"""While copies go out: hold them, let them go on, drop the rest, send again what did not arrive.

::

    RELEASED ⇄ PAUSED        copies that wait are moved away and back; those on their way are not called back
        └───────┴─> STOPPED  copies that wait end as skipped
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.announcements import Announcement, Receipt
from db.outbox import OutboxMessage
from services import audit
from services.access import Actor
from services.announcements import counts, messages, store
from services.announcements.messages import subject_of
from services.house import House
from services.names import AnnouncementState, CopyState, OutboxReason, OutboxState
from services.settling import IS_QUEUED

#: Where copies wait while it is paused, where it never expires.
_FAR = dt.timedelta(days=400)
_GOING = (AnnouncementState.RELEASED, AnnouncementState.PAUSED)


async def pause(house: House, actor: Actor, announcement_id: int) -> None:
    """Hold what waits; twice is once.

    Raises:
        NotAllowed: As always.
    """
    await _turn(house, actor, announcement_id, AnnouncementState.PAUSED)


async def resume(house: House, actor: Actor, announcement_id: int) -> None:
    """Let it go on; twice is once.

    Raises:
        NotAllowed: As always.
    """
    await _turn(house, actor, announcement_id, AnnouncementState.RELEASED)


async def _turn(house: House, actor: Actor, announcement_id: int, into: AnnouncementState) -> None:
    """From going out to being paused, or back; in any other state nothing changes."""
    now = house.now()
    pausing = into is AnnouncementState.PAUSED
    # Back in their places, those that have a later hour of their own wait for it.
    back = case((OutboxMessage.due_at > now, OutboxMessage.due_at), else_=now)
    async with house.db.write() as session:
        row = await store.hold(session, actor, announcement_id)
        if row.state not in _GOING or row.state is into:
            return
        row.state = into
        moved = [subject_of(row.id)]
        if not pausing:
            # A correction of a copy of which some messages have arrived waits behind the rest of it.
            moved += messages.edit_subjects(row.id, (await store.parts_of(session, [row.id])).get(row.id, []))
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.subject.in_(moved), IS_QUEUED)
            .values(not_before=_away(row, now) if pausing else back)
            .execution_options(synchronize_session=False)
        )
        await _note(session, actor, row, "announcement.paused" if pausing else "announcement.resumed", now)


def _away(row: Announcement, now: dt.datetime) -> dt.datetime:
    """When copies that are held come up again: when they expire, to be ended then."""
    return row.expires_at if row.expires_at is not None else now + _FAR


async def stop(house: House, actor: Actor, announcement_id: int) -> None:
    """Drop the rest; what was sent stays. Twice is once.

    Raises:
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await store.hold(session, actor, announcement_id)
        if row.state not in _GOING:
            return
        row.state = AnnouncementState.STOPPED
        await session.flush()
        await drop_waiting(session, row.id, now)
        await _note(session, actor, row, "announcement.stopped", now)


async def drop_waiting(session: AsyncSession, announcement_id: int, now: dt.datetime) -> None:
    """End the copies that wait, and say so in their receipts."""
    dropped = await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject == subject_of(announcement_id), IS_QUEUED)
        .values(state=OutboxState.SKIPPED, reason=OutboxReason.VOID, ended_at=now)
        .returning(OutboxMessage.member_id)
        .execution_options(synchronize_session=False)
    )
    members = [one for one in dropped.scalars() if one is not None]
    if members:
        change = await messages.put(session, announcement_id, members, CopyState.SKIPPED, OutboxReason.VOID, now)
        await counts.add(session, announcement_id, change)


async def resend(house: House, actor: Actor, announcement_id: int, states: Sequence[CopyState]) -> int:
    """Queue again the copies in some states: failed, unreachable, or of which nobody knows; the latter may be doubled.

    A message of which some parts had arrived goes on after them.

    Returns:
        How many.

    Raises:
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await store.hold(session, actor, announcement_id)
        if row.state not in _GOING or (row.expires_at is not None and row.expires_at <= now):
            return 0
        # An unknown one that was let be has ended in the queue and is still unknown in its receipt.
        wanted = list(
            await session.scalars(
                select(Receipt.member_id).where(Receipt.announcement_id == row.id, Receipt.copy.in_(states))
            )
        )
        members = await queue_again(session, row, wanted, now)
        if not members:
            return 0
        row.finished_at, row.asked_unknown = None, 0
        await session.flush()
        await _note(session, actor, row, "announcement.sent_again", now, people=len(members))
        return len(members)


async def queue_again(session: AsyncSession, row: Announcement, wanted: Sequence[int], now: dt.datetime) -> list[int]:
    """Queue the copies of some people again, as far as they have ended; the caller holds copies and announcement.

    Returns:
        Whose.
    """
    if not wanted:
        return []
    ended = (OutboxState.FAILED, OutboxState.UNKNOWN, OutboxState.UNREACHABLE, OutboxState.SKIPPED)
    at = _away(row, now) if row.state is AnnouncementState.PAUSED else now
    again = await session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.subject == subject_of(row.id),
            OutboxMessage.state.in_(ended),
            among(OutboxMessage.member_id, wanted),
        )
        .values(state=OutboxState.QUEUED, reason=None, not_before=at, attempts=0, ended_at=None)
        .returning(OutboxMessage.member_id)
        .execution_options(synchronize_session=False)
    )
    members = [one for one in again.scalars() if one is not None]
    if members:
        change = await messages.put(session, row.id, members, CopyState.WAITING, None, now)
        await counts.add(session, row.id, change)
    return members


async def let_be(house: House, actor: Actor, announcement_id: int) -> int:
    """Leave the copies nobody knows the fate of as they are: a human has looked. Their receipts still say so.

    Returns:
        How many.

    Raises:
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await store.hold(session, actor, announcement_id)
        done = await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.subject == subject_of(row.id), OutboxMessage.state == OutboxState.UNKNOWN)
            .values(state=OutboxState.SKIPPED, reason=OutboxReason.CRASHED, ended_at=now)
            .returning(OutboxMessage.id)
            .execution_options(synchronize_session=False)
        )
        many = len(done.all())
        if many:
            await _note(session, actor, row, "announcement.let_be", now, people=many)
        return many


async def _note(
    session: AsyncSession, actor: Actor, row: Announcement, action: str, now: dt.datetime, **details: int
) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=action,
        subject=f"announcement:{row.id}",
        now=now,
        details=dict(details),
    )

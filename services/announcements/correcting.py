"""After the release: say it right, or take it back. Both are recorded; the words sent before stay in their versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import Announcement
from db.members import Member
from db.outbox import OutboxMessage
from services import audit, outbox
from services.access import Actor
from services.announcements import messages, rules, store
from services.announcements.content import Words
from services.announcements.drafts import BEFORE
from services.announcements.errors import AnnouncementOver, PartTooLong
from services.announcements.messages import subject_of
from services.announcements.steering import drop_waiting
from services.errors import BadInput
from services.house import House
from services.names import AnnouncementKind, AnnouncementState, OutboxState
from services.outbox import Message, Payload
from services.settling import IS_QUEUED

#: Copies that are with their people, or may be.
_OUT = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNKNOWN)


@dataclass(frozen=True)
class Corrected:
    """What a correction set going.

    Attributes:
        version: Of the words, from now on.
        edits: Copies that are edited; those that still wait go out corrected.
        seconds: How long the messenger's budget makes it last.
    """

    version: int
    edits: int
    seconds: int


@dataclass(frozen=True)
class Withdrawn:
    """What a withdrawal set going.

    Attributes:
        deletions: Copies that are deleted.
        too_old: Copies the messenger does not delete any more.
    """

    deletions: int
    too_old: int


async def correct(
    house: House, actor: Actor, announcement_id: int, position: int, words: Words, version: int
) -> Corrected:
    """Say one message of it otherwise: every copy that was sent is edited, once.

    Args:
        house: The house.
        actor: Who corrects.
        announcement_id: Which.
        position: Of the message.
        words: What it says from now on.
        version: That was on the screen; a second press finds a newer one and does nothing.

    Raises:
        PartTooLong: They do not fit the message.
        BadInput: There is no such message, or they say nothing.
        AnnouncementOver: It was withdrawn, or was never sent.
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        await store.hold_copies(session, announcement_id)
        row = await store.announcement_of(session, actor, announcement_id, lock=True)
        if row.state is AnnouncementState.WITHDRAWN or row.released_at is None:
            raise AnnouncementOver
        if row.version != version:
            return Corrected(row.version, 0, 0)
        part = next(
            (one for one in (await store.parts_of(session, [row.id]))[row.id] if one.position == position), None
        )
        if part is None or not words.text:
            raise BadInput
        limit = rules.load().digest_most if row.kind is AnnouncementKind.DIGEST_ITEM else part.limit
        if words.units > limit:
            raise PartTooLong(limit=limit)
        row.version += 1
        session.add(store.as_row(part.saying(words), row.id, row.version, actor.account_id, now))
        await session.flush()
        edits = await _edits(session, row, position, words, now)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="announcement.corrected",
            subject=f"announcement:{row.id}",
            now=now,
            details={"part": position, "version": row.version, "edits": edits},
        )
        return Corrected(row.version, edits, round(edits / house.limits.messages_per_second))


async def _edits(session: AsyncSession, row: Announcement, position: int, words: Words, now: dt.datetime) -> int:
    """Queue an edit of every copy that is out; one of the same message that still waits is spared."""
    await outbox.void(session, _edits_of(row.id, position), now)
    payload = None
    if row.kind is AnnouncementKind.DIGEST_ITEM:
        payload = Payload(messages.ITEM_KEY, {"text": words.text})
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.subject == subject_of(row.id), IS_QUEUED)
            .values(payload=payload.as_json())
            .execution_options(synchronize_session=False)
        )
    found: list[Message] = []
    for copy in await _out(session, row.id):
        made = messages.edit(row, copy.member_id, copy.key, position, now)
        # An item that came alone is edited; one that came in a digest stays as it was said there.
        found.append(made if payload is None else replace(made, payload=replace(payload, of=made.payload.of)))
    return await outbox.enqueue(session, found, now)


async def _out(session: AsyncSession, announcement_id: int) -> list[_Copy]:
    rows = await session.execute(
        select(OutboxMessage.member_id, Member.key, OutboxMessage.state, OutboxMessage.ended_at)
        .join(Member, Member.id == OutboxMessage.member_id)
        .where(OutboxMessage.subject == subject_of(announcement_id), OutboxMessage.state.in_(_OUT))
        .order_by(OutboxMessage.id)
    )
    return [_Copy(row.member_id, row.key, row.ended_at) for row in rows]


@dataclass(frozen=True)
class _Copy:
    member_id: int
    key: str
    sent_at: dt.datetime | None


async def withdraw(house: House, actor: Actor, announcement_id: int) -> Withdrawn:
    """Take it back: what waits is dropped, what was sent in the last 48 hours is deleted. Twice is once.

    Raises:
        AnnouncementOver: It was never sent; it is cancelled instead.
        NotAllowed: As always.
    """
    now = house.now()
    lifetime = dt.timedelta(hours=rules.load().withdraw_hours)
    async with house.db.write() as session:
        await store.hold_copies(session, announcement_id)
        row = await store.announcement_of(session, actor, announcement_id, lock=True)
        if row.state in BEFORE or row.state is AnnouncementState.CANCELLED:
            raise AnnouncementOver
        if row.state is AnnouncementState.WITHDRAWN:
            return Withdrawn(0, 0)
        row.state, row.withdrawn_at, row.withdrawn_by = AnnouncementState.WITHDRAWN, now, actor.account_id
        await session.flush()
        await drop_waiting(session, row.id, now)
        for position in range(1, rules.load().most_parts + 1):
            await outbox.void(session, _edits_of(row.id, position), now)
        copies = await _out(session, row.id)
        young = [one for one in copies if one.sent_at is None or one.sent_at + lifetime > now]
        found = [
            messages.deletion(row.id, one.member_id, one.key, now, (one.sent_at or now) + lifetime) for one in young
        ]
        await outbox.enqueue(session, found, now)
        done = Withdrawn(len(young), len(copies) - len(young))
        await audit.record(
            session,
            actor=actor.audit_name,
            action="announcement.withdrawn",
            subject=f"announcement:{row.id}",
            now=now,
            details={"deletions": done.deletions, "too_old": done.too_old},
        )
        return done


def _edits_of(announcement_id: int, position: int) -> str:
    """The outbox subject of the edits of one message of it."""
    return f"{subject_of(announcement_id)}:edit:{position}"

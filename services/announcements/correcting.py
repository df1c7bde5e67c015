"""After the release: say it right, or take it back. Both are recorded; the words sent before stay in their versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import Announcement, AnnouncementPart
from db.members import Member
from db.outbox import OutboxMessage
from services import audit, outbox
from services.access import Actor
from services.announcements import messages, rules, store
from services.announcements.content import File, Part, Words
from services.announcements.drafts import BEFORE
from services.announcements.errors import AnnouncementOver, PartTooLong, WrongFile
from services.announcements.messages import Spot, subject_of
from services.announcements.steering import drop_waiting
from services.errors import BadInput
from services.house import House
from services.names import AnnouncementKind, AnnouncementState, OutboxState
from services.outbox import Message, Payload
from services.settling import IS_QUEUED

#: Of copies that are with their people, or may be.
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
    house: House,
    actor: Actor,
    announcement_id: int,
    position: int,
    words: Words,
    version: int,
    *,
    file: File | None = None,
    place: int = 0,
) -> Corrected:
    """Say or show one message of it otherwise: every copy that was sent is edited, once.

    Args:
        house: The house.
        actor: Who corrects.
        announcement_id: Which.
        position: Of the message.
        words: What it says from now on; with a file, no words leave those there are.
        version: That was on the screen; a second press finds a newer one and does nothing.
        file: In the place of the one there is.
        place: Of an album, which of its files, from 0.

    Raises:
        PartTooLong: They do not fit the message.
        WrongFile: The messenger does not put such a file there.
        BadInput: There is no such message, or they say nothing.
        AnnouncementOver: It was withdrawn, or was never sent.
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await store.hold(session, actor, announcement_id)
        if row.state is AnnouncementState.WITHDRAWN or row.released_at is None:
            raise AnnouncementOver
        if row.version != version:
            return Corrected(row.version, 0, 0)
        part = next(
            (one for one in (await store.parts_of(session, [row.id]))[row.id] if one.position == position), None
        )
        if part is None or not 0 <= place < max(1, len(part.files)):
            raise BadInput
        part = _corrected(part, words, file, place, item=row.kind is AnnouncementKind.DIGEST_ITEM)
        row.version += 1
        session.add(store.as_row(part, row.id, row.version, actor.account_id, now))
        await session.flush()
        edits = await _edits(session, row, part, place, now)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="announcement.corrected",
            subject=f"announcement:{row.id}",
            now=now,
            details={"part": position, "version": row.version, "edits": edits},
        )
        return Corrected(row.version, edits, round(edits / house.limits.messages_per_second))


def limit_of(part: Part, *, item: bool) -> int:
    """How long the words of a message may be, UTF-16 units; those of a digest's item are short."""
    return rules.load().digest_most if item else part.limit


def _corrected(part: Part, words: Words, file: File | None, place: int, *, item: bool) -> Part:
    """The message as it is from now on. Pure; raises as ``correct``."""
    if file is not None:
        if not part.files or part.files[place].seen is not file.seen:
            raise WrongFile
        words = words if words.text else part.files[place].words
        part = part.showing(file, place)
    elif not words.text:
        raise BadInput
    limit = limit_of(part, item=item)
    if words.units > limit:
        raise PartTooLong(limit=limit)
    return part.saying(words, place)


async def _edits(session: AsyncSession, row: Announcement, part: Part, place: int, now: dt.datetime) -> int:
    """Queue an edit of every copy that is out; one of the same message that still waits is spared."""
    spot = Spot(part.position, place, await _changed(session, row.id, part, place))
    await outbox.void(session, spot.subject(row.id), now)
    payload = None
    if row.kind is AnnouncementKind.DIGEST_ITEM:
        payload = Payload(messages.ITEM_KEY, {"text": part.words.text})
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.subject == subject_of(row.id), IS_QUEUED)
            .values(payload=payload.as_json())
            .execution_options(synchronize_session=False)
        )
    found: list[Message] = []
    for copy in await _out(session, row.id):
        made = messages.edit(row, copy.member_id, copy.key, spot, now)
        # An item that came alone is edited; one that came in a digest stays as it was said there.
        found.append(made if payload is None else replace(made, payload=replace(payload, of=made.payload.of)))
    return await outbox.enqueue(session, found, now)


async def _changed(session: AsyncSession, announcement_id: int, part: Part, place: int) -> bool:
    """Whether another file stood there once: an edit that is spared may have been the one that brings this one."""
    if not part.files:
        return False
    rows = await session.scalars(
        select(AnnouncementPart.content).where(
            AnnouncementPart.announcement_id == announcement_id, AnnouncementPart.position == part.position
        )
    )
    return len({content["files"][place]["id"] for content in rows}) > 1


async def _out(session: AsyncSession, announcement_id: int) -> list[_Copy]:
    """Copies that are with their people, or may be; those of which only some messages arrived are among them."""
    rows = await session.execute(
        select(
            OutboxMessage.member_id, Member.key, OutboxMessage.state, OutboxMessage.ended_at, OutboxMessage.message_ids
        )
        .join(Member, Member.id == OutboxMessage.member_id)
        .where(OutboxMessage.subject == subject_of(announcement_id))
        .order_by(OutboxMessage.id)
    )
    return [_Copy(row.member_id, row.key, row.ended_at) for row in rows if row.state in _OUT or row.message_ids]


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
        row = await store.hold(session, actor, announcement_id)
        if row.state in BEFORE or row.state is AnnouncementState.CANCELLED:
            raise AnnouncementOver
        if row.state is AnnouncementState.WITHDRAWN:
            return Withdrawn(0, 0)
        row.state, row.withdrawn_at, row.withdrawn_by = AnnouncementState.WITHDRAWN, now, actor.account_id
        await session.flush()
        await drop_waiting(session, row.id, now)
        for subject in messages.edit_subjects(row.id, (await store.parts_of(session, [row.id])).get(row.id, [])):
            await outbox.void(session, subject, now)
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

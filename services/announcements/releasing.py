"""An announcement goes out, once: at a press of the one button that was shown with its preview, or at its minute.

::

    preview ── token in the row, and in one button ── pressed ── UPDATE … WHERE token AND state = DRAFT ──> released
                   └ half an hour, a change, another preview, a start of the process: forgotten              │
                                              the audience as it is now: receipts, counts, copies, one transaction
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import Announcement, AnnouncementCount, Receipt
from db.names import OutboxTarget
from services import audit, outbox, recipients
from services.access import Actor
from services.announcements import audience as audiences
from services.announcements import messages, rules, store
from services.announcements.audience import Addressee, audience_of
from services.announcements.counts import Counts
from services.announcements.drafts import Draft, draft_of, fits_digest, moments
from services.announcements.errors import AnnouncementOut, EmptyAnnouncement, NobodyToTell, SendButtonOld
from services.announcements.messages import Reader
from services.gate import Recipient, free_from
from services.house import House
from services.names import AnnouncementKind, AnnouncementState, CopyState, ReleaseTiming
from services.quiet import is_paused, resumes_at
from services.shards import WHOLE, Shard

_HOUR = dt.timedelta(hours=1)
#: Recipients looked at together.
_TOGETHER = 500


@dataclass(frozen=True)
class Preview:
    """What is shown before it is sent.

    Attributes:
        token: What the one button that sends it carries.
    """

    draft: Draft
    token: str


async def preview(house: House, actor: Actor, announcement_id: int) -> Preview:
    """Send whoever composes it his own copy, just as everybody's will look, and make the button that sends it.

    Raises:
        EmptyAnnouncement: It says nothing yet.
        AnnouncementOut: It is no draft any more.
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await store.announcement_of(session, actor, announcement_id, lock=True)
        if row.state is not AnnouncementState.DRAFT:
            raise AnnouncementOut
        draft = await draft_of(house, session, row)
        if not draft.parts:
            raise EmptyAnnouncement
        row.token = secrets.token_hex(6)
        row.token_until = now + dt.timedelta(minutes=rules.load().token_minutes)
        if actor.account_id is not None:
            await outbox.enqueue(session, [messages.preview(row, actor.account_id, row.token, now)], now)
        await session.flush()
        return Preview(draft, row.token)


async def release(house: House, actor: Actor, announcement_id: int, token: str) -> Draft:
    """Send it, or plan it for its minute. The second press of the button finds it released.

    Raises:
        SendButtonOld: The button was used for another preview, is too old, or from before a restart.
        EmptyAnnouncement, NobodyToTell, ReleaseInPast: It cannot be sent as it is.
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await store.announcement_of(session, actor, announcement_id)
        scheduled = row.timing is ReleaseTiming.AT
        taken = await session.execute(
            update(Announcement)
            .where(
                Announcement.id == row.id,
                Announcement.state == AnnouncementState.DRAFT,
                Announcement.token == token,
                Announcement.token_until > now,
            )
            .values(token=None, token_until=None)
            .returning(Announcement.id)
            .execution_options(synchronize_session=False)
        )
        pressed = taken.first() is not None
        await session.refresh(row)
        if not pressed:
            if row.state is AnnouncementState.DRAFT:
                raise SendButtonOld
            return await draft_of(house, session, row)
        moments(row, now)
        if scheduled:
            await _plan(session, actor, row, now)
        else:
            row.released_by = actor.account_id
            await _send(house, session, row, actor.audit_name, now)
        return await draft_of(house, session, row)


async def _plan(session: AsyncSession, actor: Actor, row: Announcement, now: dt.datetime) -> None:
    if not (await store.parts_of(session, [row.id])).get(row.id):
        raise EmptyAnnouncement
    row.state, row.released_by = AnnouncementState.SCHEDULED, actor.account_id
    await audit.record(
        session,
        actor=actor.audit_name,
        action="announcement.scheduled",
        subject=f"announcement:{row.id}",
        now=now,
        details={"at": row.release_at.isoformat() if row.release_at is not None else None},
    )
    await session.flush()


async def release_due(house: House, shard: Shard = WHOLE) -> int:
    """Send what is scheduled for a minute that has come, of a shard's announcements. Returns how many."""
    now = house.now()
    async with house.db.read() as session:
        due = list(
            await session.scalars(
                select(Announcement.id).where(
                    Announcement.state == AnnouncementState.SCHEDULED, Announcement.release_at <= now
                )
            )
        )
    sent = 0
    for announcement_id in shard.of_these(due):
        async with house.db.write() as session:
            row = await session.get(Announcement, announcement_id, with_for_update=True, populate_existing=True)
            if row is None or row.state is not AnnouncementState.SCHEDULED or row.release_at is None:
                continue
            if row.release_at > now:
                continue  # it was moved meanwhile
            await _send(house, session, row, "system", now)
            sent += 1
    return sent


async def forget_buttons(house: House) -> None:
    """A process starts: buttons from before send nothing any more."""
    async with house.db.write() as session:
        await session.execute(
            update(Announcement).where(Announcement.token.is_not(None)).values(token=None, token_until=None)
        )


async def _send(house: House, session: AsyncSession, row: Announcement, by: str, now: dt.datetime) -> None:
    """Fix the audience, and queue everybody's copy."""
    parts = (await store.parts_of(session, [row.id])).get(row.id, [])
    found = await audiences.people(session, audience_of(row.audience), house.today())
    if not parts:
        raise EmptyAnnouncement
    if row.kind is AnnouncementKind.DIGEST_ITEM:
        fits_digest(parts)
    if not found and by != "system":
        raise NobodyToTell
    if row.expires_at is None:
        days = dt.timedelta(days=rules.load().expires_days)
        row.expires_at = max(now, row.confirm_by or now) + days
    row.state, row.released_at = AnnouncementState.RELEASED, now
    await session.flush()
    await _fix(session, row, found)
    due = await _due(house, session, row, [one.id for one in found], now)
    readers = [Reader(one.id, one.key, due.get(one.id, now)) for one in found]
    await outbox.enqueue(session, messages.copies(row, readers, parts), now)
    await audit.record(
        session,
        actor=by,
        action="announcement.released",
        subject=f"announcement:{row.id}",
        now=now,
        details={"kind": row.kind.value, "people": len(found), "reason": row.urgent_reason},
    )


async def _fix(session: AsyncSession, row: Announcement, found: Sequence[Addressee]) -> None:
    """A receipt a person; one he has already, as somebody who joined meanwhile, stays."""
    connection = await session.connection()
    values = [
        {
            "announcement_id": row.id,
            "member_id": one.id,
            "branch_id": one.branch_id,
            "group_id": one.group_id,
            "late": False,
            "copy": CopyState.WAITING,
            "reminders": 0,
        }
        for one in found
    ]
    if values:
        await connection.execute(insert(Receipt), values)
    zero = asdict(Counts())
    await connection.execute(insert(AnnouncementCount).values(announcement_id=row.id, **zero | {"people": len(found)}))


async def _due(
    house: House, session: AsyncSession, row: Announcement, ids: Sequence[int], now: dt.datetime
) -> dict[int, dt.datetime]:
    """When copies are due that are not due at once: each at his own hour; items of a digest the next morning."""
    if row.timing is not ReleaseTiming.FREE and row.kind is not AnnouncementKind.DIGEST_ITEM:
        return {}
    found: dict[int, dt.datetime] = {}
    for start in range(0, len(ids), _TOGETHER):
        page = {(OutboxTarget.MEMBER, one) for one in ids[start : start + _TOGETHER]}
        for (_, member_id), person in (await recipients.load(house, session, page)).items():
            if row.kind is AnnouncementKind.DIGEST_ITEM:
                found[member_id] = _morning(person.zone, now)
            else:
                found[member_id] = next_free_hour(person, now)
    return found


def _morning(zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    at, local = rules.load().digest_at, now.astimezone(zone)
    day = local.date() if local.time() < at else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, at, zone).astimezone(dt.UTC)


def next_free_hour(person: Recipient, now: dt.datetime) -> dt.datetime:
    """The next full hour in which neither quiet hours, a shift nor his pause holds a message (UTC)."""
    local = now.astimezone(person.zone)
    hour = local.replace(minute=0, second=0, microsecond=0)
    at = hour if hour == local else hour + _HOUR
    if person.paused_until is not None and is_paused(person.paused_until, now, person.zone):
        at = max(at, resumes_at(person.paused_until, person.zone))
    return free_from(person, at)

"""By itself: who comes later gets what is still valid, once; and a notice that nobody confirms becomes a human's task.

::

    a membership that began after the release, in the audience ──> a receipt (late), a copy
    registered, or unblocked the bot, after it could not be sent ─> his copy, again
    of such a copy nobody knows whether it arrived ───────────────> the sender is asked, as for everybody else's
    two days without everybody ──────────────────────────────────> a task for who leads what sent it (the ladder)
    withdrawn, expired, or everybody is accounted for ────────────> the ladder ends

Every part looks at what there is, so running it twice changes nothing.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.announcement_names import AnnouncementState, CopyState
from db.announcements import Announcement, AnnouncementCount, Receipt
from db.escalations import Escalation
from db.names import Reach
from services import escalation, outbox
from services.announcements import audience, counts, looking, messages, steering, store
from services.announcements.audience import Addressee, audience_of
from services.announcements.messages import Reader
from services.house import House
from services.outbox import Payload, Reconciled
from services.receipts.acts import LADDER, subject_of
from services.shards import WHOLE, Shard


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Look at every notice that is still valid.

    Args:
        house: The house.
        shard: Which organisations.
    """
    now = house.now()
    valid = (Announcement.state == AnnouncementState.RELEASED) & (Announcement.expires_at > now)
    async with house.db.read() as session:
        rows = (await session.execute(select(Announcement.id, Announcement.organisation_id).where(valid))).all()
    mine = set(shard.of_these({row.organisation_id for row in rows}))
    added = 0
    for row in rows:
        if row.organisation_id in mine:
            added += await _one(house, row.id, now)
    return Reconciled(added, await _ended(house, now))


async def _one(house: House, announcement_id: int, now: dt.datetime) -> int:
    async with house.db.read() as session:
        row = await session.get_one(Announcement, announcement_id)
        if (
            not await _newcomers(house, session, row)
            and not await _back(session, row.id)
            and await _waits(session, row)
            and not await _unclear(session, row)
        ):
            return 0
    async with house.db.write() as session:
        await store.hold_copies(session, announcement_id)
        found = await session.get(Announcement, announcement_id, with_for_update=True, populate_existing=True)
        if found is None or found.state is not AnnouncementState.RELEASED or found.released_at is None:
            return 0
        added = await _add(session, found, await _newcomers(house, session, found), now)
        again = await steering.queue_again(session, found, await _back(session, found.id), now)
        if not await _waits(session, found):
            words = Payload(
                "receipts-remind-files", {"organisation": ""}
            )  # the ladder's first step is the sender's own
            here, at = found.organisation_id, found.released_at
            await escalation.start(session, LADDER, subject_of(found.id), here, [], words, at)
        return added + len(again) + await looking.ask_late(session, found, now)


async def _newcomers(house: House, session: AsyncSession, row: Announcement) -> list[Addressee]:
    """Members of the audience who came after the release and have no receipt."""
    if row.released_at is None:
        return []
    since = row.released_at.astimezone(house.zone).date()
    return await audience.newcomers(session, audience_of(row.audience), row.id, house.today(), since)


async def _add(session: AsyncSession, row: Announcement, found: list[Addressee], now: dt.datetime) -> int:
    if not found:
        return 0
    session.add_all(
        [
            Receipt(
                announcement_id=row.id,
                member_id=one.id,
                branch_id=one.branch_id,
                group_id=one.group_id,
                late=True,
                copy=CopyState.WAITING,
                reminders=0,
            )
            for one in found
        ]
    )
    await session.flush()
    parts = (await store.parts_of(session, [row.id])).get(row.id, [])
    readers = [Reader(one.id, one.key, now) for one in found]
    added = await outbox.enqueue(session, messages.copies(row, readers, parts), now)
    await counts.add(session, row.id, {"people": len(found)})
    return added


async def _back(session: AsyncSession, announcement_id: int) -> list[int]:
    """Those it could not be sent to, whom a message reaches now, and who have heard of it in no other way."""
    query = (
        select(Receipt.member_id)
        .join(Binding, (Binding.member_id == Receipt.member_id) & Binding.unbound_at.is_(None))
        .join(Account, Account.id == Binding.account_id)
        .where(
            Receipt.announcement_id == announcement_id,
            Receipt.confirmed_at.is_(None),
            Receipt.told_at.is_(None),
            Receipt.copy == CopyState.UNREACHABLE,
            Account.reach == Reach.REACHABLE,
            Account.consent_version.is_not(None),
        )
        .order_by(Receipt.member_id)
    )
    return list(await session.scalars(query))


async def _unclear(session: AsyncSession, row: Announcement) -> bool:
    """Whether it has come to its end and there are more copies of unknown fate than its sender was asked about."""
    return row.finished_at is not None and (await counts.of(session, row.id)).unknown > row.asked_unknown


async def _waits(session: AsyncSession, row: Announcement) -> bool:
    """Whether its ladder stands, or it needs none."""
    if not row.confirm:
        return True
    query = select(Escalation.id).where(Escalation.subject == subject_of(row.id), Escalation.ladder == LADDER)
    return await session.scalar(query) is not None


async def _ended(house: House, now: dt.datetime) -> int:
    """End the ladders of notices that are over, or of which everybody is accounted for."""
    waiting = select(Escalation.subject).where(Escalation.ladder == LADDER, Escalation.ended_at.is_(None))
    async with house.db.read() as session:
        numbers = {int(one.split(":")[1]) for one in await session.scalars(waiting)}
        if not numbers:
            return 0
        open_ = set(
            await session.scalars(
                select(Announcement.id)
                .join(AnnouncementCount, AnnouncementCount.announcement_id == Announcement.id)
                .where(
                    Announcement.id.in_(sorted(numbers)),
                    Announcement.state != AnnouncementState.WITHDRAWN,
                    Announcement.expires_at > now,
                    AnnouncementCount.people > AnnouncementCount.confirmed + AnnouncementCount.told,
                )
            )
        )
    over = sorted(numbers - open_)
    if not over:
        return 0
    async with house.db.write() as session:
        return sum([await escalation.acknowledged(session, subject_of(one), now) for one in over])

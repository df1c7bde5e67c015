"""Change the key of what is encrypted at rest: everything is sealed again with the key in use, a batch at a time.

Each batch is one transaction and leaves out what is sealed with the key in use already, so a rotation that was cut off
goes on where it stopped when it is started again. Until it has ended, values open with any of the keys and are looked
up under all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from db.annual_plans import CalendarFeed
from db.dues_pay import DuesPaySlip
from db.inbox import InboxUpdate
from db.incidents import Incident
from db.members import Member
from db.vault import Vault, VaultError
from services import audit, inbox, incidents, phones
from services.annual_plan import feeds
from services.dues import pay
from services.dues.months import Month
from services.house import House

BATCH = 200


@dataclass(frozen=True)
class Rotated:
    """What a rotation did.

    Attributes:
        total: Sealed values there are.
        resealed: How many were sealed again.
        unreadable: How many open with none of the keys; they are left as they are.
    """

    total: int
    resealed: int
    unreadable: int


def _reseal_phone(vault: Vault, member: Member) -> bool:
    if member.phone_sealed is None or vault.is_current(member.phone_sealed):
        return False
    number = vault.open(member.phone_sealed, phones.place(member.key))
    member.phone_sealed = vault.seal(number, phones.place(member.key))
    member.phone_index = phones.index(vault, number)
    return True


def _reseal_incident(vault: Vault, incident: Incident) -> bool:
    if vault.is_current(incident.update_sealed):
        return False
    update = vault.open(incident.update_sealed, incidents.place(incident.id))
    incident.update_sealed = vault.seal(update, incidents.place(incident.id))
    return True


def _reseal_update(vault: Vault, update: InboxUpdate) -> bool:
    if update.payload_sealed is None or vault.is_current(update.payload_sealed):
        return False
    place = inbox.place(update.bot_id, update.update_id)
    update.payload_sealed = vault.seal(vault.open(update.payload_sealed, place), place)
    return True


def _reseal_feed(vault: Vault, feed: CalendarFeed) -> bool:
    if vault.is_current(feed.secret_sealed):
        return False
    where = feeds.place(feed.secret_hash)
    feed.secret_sealed = vault.seal(vault.open(feed.secret_sealed, where), where)
    return True


def _reseal_slip(vault: Vault, slip: DuesPaySlip, key: str) -> bool:
    if vault.is_current(slip.items_sealed):
        return False
    where = pay.place(key, Month.numbered(slip.from_month))
    slip.items_sealed = vault.seal(vault.open(slip.items_sealed, where), where)
    return True


@dataclass
class _Tally:
    """Counts over the batches."""

    step: Callable[[int], None]
    resealed: int = 0
    unreadable: int = 0

    def add(self, reseal: Callable[[], bool]) -> None:
        """Seal one value again and count how it went."""
        try:
            self.resealed += reseal()
        except VaultError:  # counted and told at the end
            self.unreadable += 1
        self.step(1)


async def count(session: AsyncSession) -> int:
    """How many sealed values there are."""
    numbers = await session.scalar(select(func.count()).where(Member.phone_sealed.is_not(None)))
    updates = await session.scalar(select(func.count()).select_from(Incident))
    waiting = await session.scalar(select(func.count()).where(InboxUpdate.done_at.is_(None)))
    calendars = await session.scalar(select(func.count()).select_from(CalendarFeed))
    slips = await session.scalar(select(func.count()).select_from(DuesPaySlip))
    return int(slips or 0) + int(numbers or 0) + int(updates or 0) + int(waiting or 0) + int(calendars or 0)


async def rotate(house: House, *, step: Callable[[int], None] = lambda _done: None) -> Rotated:
    """Seal everything with the key in use.

    Args:
        house: The process's things; its vault has the new key first and the old one after it.
        step: Called with the number of values looked at, for a progress bar.
    """
    async with house.db.read() as session:
        total = await count(session)
    tally = _Tally(step)
    await _members(house, tally)
    await _incidents(house, tally)
    await _updates(house, tally)
    await _feeds(house, tally)
    await _slips(house, tally)
    async with house.db.write() as session:
        await audit.record(
            session,
            actor="terminal",
            action="keyring.rotated",
            subject="keyring",
            now=house.now(),
            details={"resealed": tally.resealed, "unreadable": tally.unreadable},
        )
    return Rotated(total=total, resealed=tally.resealed, unreadable=tally.unreadable)


async def _members(house: House, tally: _Tally) -> None:
    after = 0
    while True:
        async with house.db.write() as session:
            # Locked, or an import of this moment would lose the number it has just written.
            batch = list(
                await session.scalars(
                    select(Member)
                    .where(Member.id > after, Member.phone_sealed.is_not(None))
                    .order_by(Member.id)
                    .limit(BATCH)
                    .with_for_update()
                )
            )
            for member in batch:
                tally.add(partial(_reseal_phone, house.vault, member))
        if not batch:
            return
        after = batch[-1].id


async def _incidents(house: House, tally: _Tally) -> None:
    after = ""
    while True:
        async with house.db.write() as session:
            batch = list(
                await session.scalars(select(Incident).where(Incident.id > after).order_by(Incident.id).limit(BATCH))
            )
            for incident in batch:
                tally.add(partial(_reseal_incident, house.vault, incident))
        if not batch:
            return
        after = batch[-1].id


async def _updates(house: House, tally: _Tally) -> None:
    after = (0, 0)
    while True:
        async with house.db.write() as session:
            batch = list(
                await session.scalars(
                    select(InboxUpdate)
                    .where(
                        InboxUpdate.done_at.is_(None),
                        tuple_(InboxUpdate.bot_id, InboxUpdate.update_id) > tuple_(*after),
                    )
                    .order_by(InboxUpdate.bot_id, InboxUpdate.update_id)
                    .limit(BATCH)
                    .with_for_update()
                )
            )
            for update in batch:
                tally.add(partial(_reseal_update, house.vault, update))
        if not batch:
            return
        after = (batch[-1].bot_id, batch[-1].update_id)


async def _feeds(house: House, tally: _Tally) -> None:
    after = 0
    while True:
        async with house.db.write() as session:
            batch = list(
                await session.scalars(
                    select(CalendarFeed)
                    .where(CalendarFeed.id > after)
                    .order_by(CalendarFeed.id)
                    .limit(BATCH)
                    .with_for_update()
                )
            )
            for feed in batch:
                tally.add(partial(_reseal_feed, house.vault, feed))
        if not batch:
            return
        after = batch[-1].id


async def _slips(house: House, tally: _Tally) -> None:
    after = (0, 0)
    while True:
        async with house.db.write() as session:
            batch = list(
                await session.execute(
                    select(DuesPaySlip, Member.key)
                    .join(Member, Member.id == DuesPaySlip.member_id)
                    .where(tuple_(DuesPaySlip.member_id, DuesPaySlip.from_month) > tuple_(*after))
                    .order_by(DuesPaySlip.member_id, DuesPaySlip.from_month)
                    .limit(BATCH)
                    .with_for_update(of=DuesPaySlip)
                )
            )
            for slip, key in batch:
                tally.add(partial(_reseal_slip, house.vault, slip, key))
        if not batch:
            return
        after = (batch[-1][0].member_id, batch[-1][0].from_month)


async def unreadable(house: House) -> int:
    """How many of the first hundred sealed numbers open with none of the keys: the wrong key shows at once."""
    async with house.db.read() as session:
        rows = await session.execute(
            select(Member.key, Member.phone_sealed)
            .where(Member.phone_sealed.is_not(None))
            .order_by(Member.id)
            .limit(100)
        )
        bad = 0
        for key, sealed in rows:
            try:
                house.vault.open(sealed or b"", phones.place(key))
            except VaultError:  # counted: the doctor tells how many
                bad += 1
    return bad

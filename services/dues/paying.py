"""What the organisation member says he has received: recorded once, never changed, taken back by a reversal.

::

    one tap ──┐   what the button said is what is open?  no: nothing happens, the screen shows how it is
    all paid ─┼─> lock the branch ──> payment, its parts by month, receipt number, message, audit: one transaction
    typed ────┘   a form makes one payment: UNIQUE token

The bot moves no money and holds none; there is no button that pays (``domain_rules.md`` 3.5, 12.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesPart, DuesPayment
from db.dues_names import DuesClaimState, DuesPaymentKind
from db.members import Member
from services import audit, kinds, organisations, outbox
from services.access import Actor
from services.audit import Entry
from services.dues import book as rules
from services.dues import keepers
from services.dues.bills import Bill, Everybody, Paid, Parts, bill_at, number_of, open_at, paid_of, payer_at
from services.dues.calculation import ZERO, check_amount
from services.dues.claim_cards import close
from services.dues.errors import NoReason, NotLarge
from services.dues.keepers import Here
from services.dues.months import Month
from services.dues.sharing import share
from services.errors import NotAllowed
from services.house import House
from services.kinds import Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload

RECEIPT = "dues_receipt"
_REASON_LENGTH = 100


@dataclass(frozen=True)
class Taken:
    """What came of recording.

    Attributes:
        bill: As it stands now.
        payment: What was recorded; None: what the button said is no longer so, nothing happened.
    """

    bill: Bill
    payment: Paid | None


# --- recording --------------------------------------------------------------------------------------------------------


async def take(
    house: House, actor: Actor, branch_id: int, member_id: int, expected: Decimal, until: Month | None = None
) -> Taken:
    """Record that somebody has paid what a button said: everything that is open, and months ahead up to one.

    Args:
        house: The house.
        actor: Who keeps the dues.
        branch_id: Whose.
        member_id: Who has paid.
        expected: What the button said, yuan. Where that is not what is open any more, nothing happens.
        until: The last month; None: this one.

    Raises:
        NotAllowed: The actor does not keep the dues there, or the member has nothing to do with it.
    """
    async with house.db.write() as session:
        place, member = await _locked(house, session, actor, branch_id, member_id)
        seen = await bill_at(session, place, member)
        parts = seen.until(until or place.month)
        if not parts or sum(parts.values(), ZERO) != expected:
            return Taken(seen, None)
        paid = await store(house, session, actor, place, [(member, parts)])
        return Taken(await bill_at(session, place, member), paid[0])


async def take_amount(
    house: House,
    actor: Actor,
    branch_id: int,
    member_id: int,
    amount: Decimal,
    token: str,
    *,
    latest: int | None = None,
) -> Taken:
    """Record an amount that was typed: for what is open, the oldest first, then for months ahead. A form records once.

    Args:
        house: The house.
        actor: Who keeps the dues.
        branch_id: Whose.
        member_id: Who has paid.
        amount: Yuan.
        token: Names the form.
        latest: The newest of his payments when it was asked for. Where somebody has recorded one since, it may be the
            same money: nothing happens, and the screen shows how it is. None: whatever it was.

    Raises:
        NotAllowed: The actor does not keep the dues there, or the member has nothing to do with it.
        BadAmount, TooMuch: As they say.
    """
    check_amount(amount, rules.load().payment.largest_amount)
    async with house.db.write() as session:
        place, member = await _locked(house, session, actor, branch_id, member_id)
        seen = await bill_at(session, place, member)
        if await _recorded_since(session, seen, token, latest):
            return Taken(seen, None)
        parts = share(amount, seen.owed, seen.ahead)
        paid = await store(house, session, actor, place, [(member, parts)], token=token)
        return Taken(await bill_at(session, place, member), paid[0])


async def take_large(
    house: House,
    actor: Actor,
    branch_id: int,
    member_id: int,
    amount: Decimal,
    token: str,
    *,
    latest: int | None = None,
) -> Taken:
    """Record large dues: voluntary, in one payment, apart from the months (2008 规定 art. 11). A form records once.

    Arguments as for ``take_amount``.

    Raises:
        NotAllowed: The actor does not keep the dues there, or the member has nothing to do with it.
        BadAmount, NotLarge: As they say.
    """
    payment = rules.load().payment
    if check_amount(amount, payment.largest_amount) < payment.large_from:
        raise NotLarge(least=str(payment.large_from))
    async with house.db.write() as session:
        place, member = await _locked(house, session, actor, branch_id, member_id)
        seen = await bill_at(session, place, member)
        if await _recorded_since(session, seen, token, latest):
            return Taken(seen, None)
        paid = await store(house, session, actor, place, [(member, {})], token=token, large=amount)
        return Taken(await bill_at(session, place, member), paid[0])


async def _recorded_since(session: AsyncSession, seen: Bill, token: str, latest: int | None) -> bool:
    """Whether this form has recorded already, or somebody else has since it was opened."""
    if latest is not None and seen.latest != latest:
        return True
    return await session.scalar(select(DuesPayment.id).where(DuesPayment.token == token)) is not None


async def take_all(
    house: House, actor: Actor, branch_id: int, expected: Decimal, only: Sequence[int] | None = None
) -> tuple[Paid, ...]:
    """Record that everybody of a branch, or some of them, have paid what is open.

    Args:
        house: The house.
        actor: Who keeps the dues.
        branch_id: Whose.
        expected: What the button said, yuan. Where that is not what is open any more, nothing happens.
        only: Members; None: everybody who has something open.

    Returns:
        What was recorded; empty: nothing happened.

    Raises:
        NotAllowed: The actor does not keep the dues there.
    """
    async with house.db.write() as session:
        place = await keepers.here(house, session, actor, branch_id)
        await organisations.lock(session, branch_id)
        found = await open_at(session, place)
        if only is not None:
            found = Everybody({one: parts for one, parts in found.bills.items() if one in set(only)})
        if not found.bills or found.total != expected:
            return ()
        members = {one.id: one for one in await session.scalars(select(Member).where(among(Member.id, found.bills)))}
        rows = [(members[one], parts) for one, parts in sorted(found.bills.items())]
        return tuple(await store(house, session, actor, place, rows))


async def _locked(
    house: House, session: AsyncSession, actor: Actor, branch_id: int, member_id: int
) -> tuple[Here, Member]:
    """Two who record in one branch take turns: numbers follow one another, and one payment is recorded once."""
    await keepers.here(house, session, actor, branch_id)
    await organisations.lock(session, branch_id)
    return await payer_at(house, session, actor, branch_id, member_id)


async def store(
    house: House,
    session: AsyncSession,
    actor: Actor,
    place: Here,
    payers: Sequence[tuple[Member, Parts]],
    *,
    token: str | None = None,
    large: Decimal | None = None,
) -> list[Paid]:
    """Store payments of a branch whose lock the caller holds: rows, parts, numbers, messages, audit.

    What members have said of having paid is confirmed with it.
    """
    now = house.now()
    today = now.astimezone(ZoneInfo(place.settings.timezone)).date()
    last = await session.scalar(
        select(func.max(DuesPayment.receipt)).where(DuesPayment.branch_id == place.id, DuesPayment.year == today.year)
    )
    rows = [
        DuesPayment(
            branch_id=place.id,
            member_id=member.id,
            kind=DuesPaymentKind.DUES if large is None else DuesPaymentKind.LARGE,
            amount=sum(parts.values(), ZERO) if large is None else large,
            received_on=today,
            year=today.year,
            receipt=receipt,
            token=token,
            recorded_at=now,
            recorded_by=actor.account_id,
        )
        for receipt, (member, parts) in enumerate(payers, (last or 0) + 1)
    ]
    session.add_all(rows)
    await session.flush()
    session.add_all(
        DuesPart(payment_id=row.id, month=month.number, member_id=member.id, amount=amount)
        for row, (member, parts) in zip(rows, payers, strict=True)
        for month, amount in parts.items()
    )
    await session.flush()
    paid = [
        paid_of(row, (min(parts), max(parts)) if parts else None, taken_back=False)
        for row, (_, parts) in zip(rows, payers, strict=True)
    ]
    receipts = [_receipt(one, member, now) for one, (member, _) in zip(paid, payers, strict=True)]
    await outbox.enqueue(session, receipts, now)
    entries = [
        Entry(actor.audit_name, "dues.recorded", f"member:{member.key}", {"receipt": one.number, "months": len(parts)})
        for one, (member, parts) in zip(paid, payers, strict=True)
    ]
    await audit.record_all(session, entries, now)
    if large is None:
        of = {row.member_id: row.id for row in rows}
        await close(house, session, of, DuesClaimState.CONFIRMED, actor.account_id, now)
    return paid


def _receipt(paid: Paid, member: Member, now: dt.datetime) -> Message:
    shown: dict[str, object] = {"amount": str(paid.amount), "number": paid.number or ""}
    if paid.first is None or paid.last is None:
        key = "dues-receipt-large"
    elif paid.first == paid.last:
        key, shown = "dues-receipt", shown | {"month": {"month": str(paid.first)}}
    else:
        key = "dues-receipt-months"
        shown |= {"first": {"month": str(paid.first)}, "last": {"month": str(paid.last)}}
    return Message(
        kind=RECEIPT,
        dedupe_key=f"dues-receipt:{paid.id}:{member.key}",
        subject=f"dues-receipt:{paid.id}",
        payload=Payload(key, shown),
        due_at=now,
        member_id=member.id,
        priority=PRIORITY_NOTICE,
    )


# --- taking back ------------------------------------------------------------------------------------------------------


async def reverse(house: House, actor: Actor, branch_id: int, payment_id: int, reason: str) -> Bill:
    """Take a payment back that was recorded by mistake; what it was for is open again. Once, however often it is asked.

    Raises:
        NotAllowed: The actor does not keep the dues of that branch, or there is no such payment of it.
        NoReason: No reason, or too long a one.
    """
    words = " ".join(reason.split())
    if not 0 < len(words) <= _REASON_LENGTH:
        raise NoReason(most=_REASON_LENGTH)
    now = house.now()
    async with house.db.write() as session:
        place = await keepers.here(house, session, actor, branch_id)
        await organisations.lock(session, branch_id)
        row = await session.get(DuesPayment, payment_id)
        if row is None or row.branch_id != branch_id or row.reverses is not None:
            raise NotAllowed
        member = await session.get_one(Member, row.member_id)
        twin = select(DuesPayment.id).where(DuesPayment.reverses == payment_id)
        if await session.scalar(twin) is None:
            await _take_back(session, actor, place, row, words, now)
            await outbox.enqueue(session, [_taken_back(row, member, words, now)], now)
            await audit.record(
                session,
                actor=actor.audit_name,
                action="dues.reversed",
                subject=f"member:{member.key}",
                now=now,
                details={"receipt": number_of(row.year, row.receipt or 0)},
            )
        return await bill_at(session, place, member)


async def _take_back(
    session: AsyncSession, actor: Actor, place: Here, row: DuesPayment, reason: str, now: dt.datetime
) -> None:
    today = now.astimezone(ZoneInfo(place.settings.timezone)).date()
    back = DuesPayment(
        branch_id=row.branch_id,
        member_id=row.member_id,
        kind=row.kind,
        amount=-row.amount,
        received_on=today,
        year=today.year,
        reverses=row.id,
        reason=reason,
        recorded_at=now,
        recorded_by=actor.account_id,
    )
    session.add(back)
    await session.flush()
    parts = await session.scalars(select(DuesPart).where(DuesPart.payment_id == row.id))
    session.add_all(
        DuesPart(payment_id=back.id, month=one.month, member_id=one.member_id, amount=-one.amount) for one in parts
    )
    await session.flush()


def _taken_back(row: DuesPayment, member: Member, reason: str, now: dt.datetime) -> Message:
    shown = {"number": number_of(row.year, row.receipt or 0), "amount": str(row.amount), "reason": reason}
    return Message(
        kind=RECEIPT,
        dedupe_key=f"dues-reversed:{row.id}:{member.key}",
        subject=f"dues-receipt:{row.id}",
        payload=Payload("dues-receipt-reversed", shown),
        due_at=now,
        member_id=member.id,
        priority=PRIORITY_NOTICE,
    )


kinds.register(RECEIPT, Policy())

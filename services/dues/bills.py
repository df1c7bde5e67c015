"""What is open, of one member and of a branch, and what was paid: for who keeps the dues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesPart, DuesPayment
from db.dues_names import DuesPaymentKind
from db.members import Member, Membership
from db.names import MemberStatus
from services.access import Actor
from services.dues import balance, keepers, quarters
from services.dues import book as rules
from services.dues.balance import Account
from services.dues.calculation import ZERO
from services.dues.facts import load
from services.dues.keepers import Here
from services.dues.lines import owner, profile_at
from services.dues.months import Month
from services.dues.profiles import reckoned
from services.dues.sharing import ahead_of
from services.errors import NotAllowed
from services.house import House

#: Payments of a member shown on his screen.
_SHOWN = 5

#: Yuan by month.
Parts = Mapping[Month, Decimal]


@dataclass(frozen=True)
class Paid:
    """One payment, or a reversal.

    Attributes:
        number: Of the receipt, ``2026-0012``; None: a reversal.
        taken_back: It was reversed.
        first: The first month it is for; None: large dues.
        last: The last month it is for.
    """

    id: int
    kind: DuesPaymentKind
    amount: Decimal
    received_on: dt.date
    number: str | None
    taken_back: bool
    first: Month | None
    last: Month | None


@dataclass(frozen=True)
class Bill:
    """What a member has open at a branch, for who keeps its dues.

    Attributes:
        name: As the branch names people in chat.
        owed: What is open, yuan by month.
        ahead: What months to come may still take, yuan by month.
        payments: The newest first.
        left: What is open of every month that has a line, yuan; negative where more was paid.
    """

    branch_id: int
    member_id: int
    name: str
    month: Month
    owed: Parts
    ahead: Parts
    payments: tuple[Paid, ...]
    left: Parts

    @property
    def over(self) -> Decimal:
        """What was paid more than months come to, because they came to less later, yuan."""
        return -sum((left for left in self.left.values() if left < 0), ZERO)

    @property
    def latest(self) -> int:
        """The id of the newest entry of his payments; 0: there is none."""
        return self.payments[0].id if self.payments else 0

    @property
    def open(self) -> Decimal:
        """Everything that is open, yuan."""
        return sum(self.owed.values(), ZERO)

    def until(self, last: Month) -> dict[Month, Decimal]:
        """What is open, and months ahead up to one."""
        return {**self.owed, **{month: left for month, left in self.ahead.items() if month <= last}}


def number_of(year: int, receipt: int) -> str:
    """A receipt's number as people read it."""
    return f"{year}-{receipt:04d}"


def reach(month: Month) -> tuple[Month, Month]:
    """The first month that may still be made good, and the last that may be paid ahead."""
    payment = rules.load().payment
    return month.plus(-payment.supplement_months), month.plus(payment.advance_months_most)


async def bill(house: House, actor: Actor, branch_id: int, member_id: int) -> Bill:
    """What a member has open at a branch.

    Raises:
        NotAllowed: The actor does not keep its dues, or the member has nothing to do with it.
    """
    async with house.db.read() as session:
        place, member = await payer_at(house, session, actor, branch_id, member_id)
        return await bill_at(session, place, member)


async def payer_at(
    house: House, session: AsyncSession, actor: Actor, branch_id: int, member_id: int
) -> tuple[Here, Member]:
    """A member of a branch, or somebody who still owes it months.

    Raises:
        NotAllowed: The actor does not keep its dues, or the member has nothing to do with it.
    """
    place = await keepers.here(house, session, actor, branch_id)
    member = await session.get(Member, member_id)
    if member is None or member.status is MemberStatus.ERASED:
        raise NotAllowed
    inside = select(Membership.id).where(
        Membership.member_id == member_id, Membership.branch_id == branch_id, Membership.ends_on.is_(None)
    )
    first, _ = reach(place.month)
    here = await session.scalar(inside) is not None
    if not here and member_id not in await balance.owing(session, branch_id, first, place.month):
        raise NotAllowed
    return place, member


async def bill_at(session: AsyncSession, place: Here, member: Member) -> Bill:
    """What a member has open at a branch the actor was found to keep."""
    first, last = reach(place.month)
    account = (await balance.accounts(session, [member.id], first, last))[member.id]
    mine = (await balance.owing(session, place.id, first, place.month)).get(member.id, set())
    owed = {month: open_ for month, open_ in account.owed(first, place.month).items() if month in mine}
    return Bill(
        place.id,
        member.id,
        place.shown(member.name, member.code),
        place.month,
        owed,
        await _ahead(session, place, member, account),
        await history(session, member.id, _SHOWN),
        {month: account.open(month) for month in account.charged if month <= place.month},
    )


async def _ahead(session: AsyncSession, place: Here, member: Member, account: Account) -> Parts:
    """What may be paid ahead: by what is in force next month, as far as the branch lets it; a quarter with consent."""
    following = place.month.plus(1)
    payer = (await load(session, [member.id], following, following)).payers.get(member.id)
    here = payer is not None and owner(payer, following) == place.id
    profile = profile_at(payer.profiles, following) if payer is not None and here else None
    monthly = reckoned(profile, None, following, place).amount if profile is not None else None
    months = place.settings.dues_advance_months
    if profile is not None and profile.quarterly:
        months = max(months, place.month.until(quarters.last_of(place.month)))
    return ahead_of(place.month, months, monthly, account.paid)


async def history(session: AsyncSession, member_id: int, most: int) -> tuple[Paid, ...]:
    """The payments of a member, the newest first."""
    rows = list(
        await session.scalars(
            select(DuesPayment).where(DuesPayment.member_id == member_id).order_by(DuesPayment.id.desc()).limit(most)
        )
    )
    ids = [row.id for row in rows]
    spans = {
        payment_id: (Month.numbered(first), Month.numbered(last))
        for payment_id, first, last in await session.execute(
            select(DuesPart.payment_id, func.min(DuesPart.month), func.max(DuesPart.month))
            .where(among(DuesPart.payment_id, ids))
            .group_by(DuesPart.payment_id)
        )
    }
    back = set(await session.scalars(select(DuesPayment.reverses).where(among(DuesPayment.reverses, ids))))
    return tuple(paid_of(row, spans.get(row.id), taken_back=row.id in back) for row in rows)


def paid_of(row: DuesPayment, span: tuple[Month, Month] | None, *, taken_back: bool) -> Paid:
    """A stored payment, with the months it is for."""
    number = number_of(row.year, row.receipt) if row.receipt is not None else None
    first, last = span if span is not None else (None, None)
    return Paid(row.id, row.kind, row.amount, row.received_on, number, taken_back, first, last)


@dataclass(frozen=True)
class Everybody:
    """Who has something open at a branch.

    Attributes:
        bills: What is open, yuan by month, by member.
    """

    bills: Mapping[int, Parts]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.bills)

    @property
    def total(self) -> Decimal:
        """All together, yuan."""
        return sum((amount for parts in self.bills.values() for amount in parts.values()), ZERO)


async def open_at(session: AsyncSession, place: Here) -> Everybody:
    """Who has something open at a branch, and how much of which month."""
    first, _ = reach(place.month)
    owing = await balance.owing(session, place.id, first, place.month)
    found = await balance.accounts(session, owing, first, place.month)
    bills = {
        one: {month: open_ for month, open_ in found[one].owed(first, place.month).items() if month in months}
        for one, months in owing.items()
    }
    return Everybody({one: parts for one, parts in bills.items() if parts})

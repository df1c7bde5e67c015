"""What goes up and what stays: by period and ratio, noted once a period; large dues outside the split.

::

    payments received in a period ── ratio (the superior's; no default) ──> remit = round(total × ratio), rest stays
    large dues received in it ────────────────────────────────────────────> go up whole, noted apart

The sums are those of the ledger; the bot moves none of it (``domain_rules.md`` 3.6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Binding
from db.dues import DuesAssessment, DuesPayment, DuesRemittance
from db.dues_names import DuesPaymentKind
from db.inserting import insert_into
from db.members import Member
from services import audit, organisations
from services.access import Actor
from services.dues import keepers
from services.dues.calculation import ZERO, Split, split
from services.dues.errors import NoRatio, NotedOtherwise, NotOver, VoucherTooLong
from services.dues.keepers import Here
from services.dues.months import Month, span
from services.errors import NotAllowed
from services.house import House

_LENGTH = {"MONTH": 1, "QUARTER": 3, "HALF_YEAR": 6, "YEAR": 12}
_VOUCHER = 40


@dataclass(frozen=True)
class Period:
    """The months dues go up for together."""

    first: Month
    last: Month

    def before(self) -> Period:
        """The one before."""
        months = self.first.until(self.last) + 1
        return Period(self.first.plus(-months), self.first.plus(-1))

    def after(self) -> Period:
        """The next one."""
        months = self.first.until(self.last) + 1
        return Period(self.last.plus(1), self.last.plus(months))


def period_of(month: Month, kind: str) -> Period:
    """The period a month lies in: a month, quarter, half-year or year of the calendar."""
    months = _LENGTH[kind]
    first = Month(month.year, (month.month - 1) // months * months + 1)
    return Period(first, first.plus(months - 1))


@dataclass(frozen=True)
class Sums:
    """What the ledger says of a branch in a period, yuan.

    Attributes:
        members: Who had a line in it.
        charged: What its months come to.
        collected: What was received in it, without large dues.
        large: Large dues received in it.
    """

    members: int
    charged: Decimal
    collected: Decimal
    large: Decimal


@dataclass(frozen=True)
class Noted:
    """A remittance that was noted.

    Attributes:
        by: Who noted it; None: nobody who can be named.
    """

    id: int
    sums: Sums
    ratio: Decimal
    split: Split
    remitted_on: dt.date
    voucher: str | None
    by: str | None


@dataclass(frozen=True)
class Account:
    """A period of a branch.

    Attributes:
        ratio: In force now; None: nobody has set it.
        split: What would go up and stay by it.
        noted: What was noted of it.
        over: The period is.
    """

    branch_id: int
    branch: str
    period: Period
    sums: Sums
    ratio: Decimal | None
    split: Split | None
    noted: Noted | None
    over: bool


async def account(house: House, actor: Actor, branch_id: int, month: Month | None = None) -> Account:
    """A period of a branch; without a month the last one that is over.

    Raises:
        NotAllowed: The actor does not keep its dues.
    """
    async with house.db.read() as session:
        place = await keepers.here(house, session, actor, branch_id)
        last = period_of(place.month, place.settings.dues_remit_period).before().last
        period, _ = await _period_at(session, place, month or last)
        return await account_of(session, place, period)


async def _period_at(session: AsyncSession, place: Here, month: Month) -> tuple[Period, bool]:
    """The period a month goes up in, and whether it was noted. No month goes up twice, and none is left out.

    Where the length was changed between, what was noted stays as it was noted, and the months around it go up together.
    """
    kind = place.settings.dues_remit_period
    plain = period_of(month, kind)
    noted = await _noted_in(session, place.id, plain)
    period = next(one for one in periods_of(plain, noted, kind) if one.first <= month <= one.last)
    return period, period in noted


async def _noted_in(session: AsyncSession, branch_id: int, period: Period) -> list[Period]:
    """The periods that were noted and have a month in common with this one, the first first."""
    rows = await session.execute(
        select(DuesRemittance.first_month, DuesRemittance.last_month)
        .where(
            DuesRemittance.branch_id == branch_id,
            DuesRemittance.annulled_at.is_(None),
            DuesRemittance.first_month <= period.last.number,
            DuesRemittance.last_month >= period.first.number,
        )
        .order_by(DuesRemittance.first_month)
    )
    return [Period(Month.numbered(first), Month.numbered(last)) for first, last in rows]


async def account_of(session: AsyncSession, place: Here, period: Period) -> Account:
    """A period of a branch the actor was found to keep."""
    sums, ratio = await sums_of(session, place, period), place.settings.dues_remit_ratio
    return Account(
        place.id,
        place.name,
        period,
        sums,
        ratio,
        split(sums.collected, ratio) if ratio is not None else None,
        await noted_of(session, place.id, period),
        period.last < place.month,
    )


async def sums_of(session: AsyncSession, place: Here, period: Period) -> Sums:
    """What the ledger says of a branch in a period."""
    months = DuesAssessment.month.between(period.first.number, period.last.number)
    each = live_lines(DuesAssessment.branch_id == place.id, months).subquery()
    members, charged = (
        await session.execute(select(func.count().filter(each.c.live > 0), func.sum(each.c.charged)).select_from(each))
    ).one()
    rows = await session.execute(
        select(DuesPayment.kind, func.sum(DuesPayment.amount))
        .where(
            DuesPayment.branch_id == place.id,
            DuesPayment.received_on.between(period.first.first, period.last.last),
        )
        .group_by(DuesPayment.kind)
    )
    received = dict(rows.all())
    return Sums(
        members,
        charged or ZERO,
        received.get(DuesPaymentKind.DUES) or ZERO,
        received.get(DuesPaymentKind.LARGE) or ZERO,
    )


def live_lines(*conditions: ColumnElement[bool]) -> Select[int, int, Any, Decimal]:
    """By branch and member: how many lines stand (``live``), and what they come to; who has none left is no payer."""
    standing = case((DuesAssessment.reverses.is_(None), 1), else_=-1)
    return (
        select(
            DuesAssessment.branch_id,
            DuesAssessment.member_id,
            func.sum(standing).label("live"),
            func.sum(DuesAssessment.amount).label("charged"),
        )
        .where(*conditions)
        .group_by(DuesAssessment.branch_id, DuesAssessment.member_id)
    )


async def noted_of(session: AsyncSession, branch_id: int, period: Period) -> Noted | None:
    """What was noted of a period."""
    query = (
        select(DuesRemittance, Member.name)
        .outerjoin(Binding, (Binding.account_id == DuesRemittance.recorded_by) & Binding.unbound_at.is_(None))
        .outerjoin(Member, Member.id == Binding.member_id)
        .where(
            DuesRemittance.branch_id == branch_id,
            DuesRemittance.first_month == period.first.number,
            DuesRemittance.last_month == period.last.number,
            DuesRemittance.annulled_at.is_(None),
        )
    )
    found = (await session.execute(query)).first()
    if found is None:
        return None
    row, name = found
    return Noted(
        row.id,
        Sums(row.members, row.charged, row.collected, row.large),
        Decimal(row.ratio),
        Split(row.remitted, row.retained),
        row.remitted_on,
        row.voucher,
        name,
    )


async def note(
    house: House, actor: Actor, branch_id: int, month: Month, on: dt.date | None = None, voucher: str = ""
) -> Account:
    """Note that the dues of a period have gone up, as the sums are now. Once, however often it is asked.

    Args:
        house: The house.
        actor: Who keeps the dues.
        branch_id: Whose.
        month: The first of the period.
        on: The day; None: today.
        voucher: The number of the receipt from above; empty: none.

    Raises:
        NotAllowed: The actor does not keep the dues there.
        NoRatio: Nobody has set the ratio.
        NotOver: The period is not over.
        NotedOtherwise: The month was noted with a period of another length, which begins earlier.
        VoucherTooLong: As it says.
    """
    number = " ".join(voucher.split())
    if len(number) > _VOUCHER:
        raise VoucherTooLong(most=_VOUCHER)
    async with house.db.write() as session:
        place = await keepers.here(house, session, actor, branch_id)
        await organisations.lock(session, branch_id)
        period, noted = await _period_at(session, place, month)
        if noted and period.first != month:
            raise NotedOtherwise
        seen = await account_of(session, place, period)
        if seen.ratio is None or seen.split is None:
            raise NoRatio
        if not seen.over:
            raise NotOver
        today = house.now().astimezone(ZoneInfo(place.settings.timezone)).date()
        made = await session.execute(
            insert_into(session, DuesRemittance)
            .values(
                branch_id=branch_id,
                first_month=period.first.number,
                last_month=period.last.number,
                members=seen.sums.members,
                charged=seen.sums.charged,
                collected=seen.sums.collected,
                ratio=f"{seen.ratio.normalize():f}",
                remitted=seen.split.remitted,
                retained=seen.split.retained,
                large=seen.sums.large,
                remitted_on=on or today,
                voucher=number or None,
                recorded_at=house.now(),
                recorded_by=actor.account_id,
            )
            .on_conflict_do_nothing(
                index_elements=["branch_id", "first_month"], index_where=DuesRemittance.annulled_at.is_(None)
            )
            .returning(DuesRemittance.id)
        )
        if made.scalar_one_or_none() is not None:
            await _record(house, session, actor, branch_id, "dues.remitted", period)
        return await account_of(session, place, period)


async def annul(house: House, actor: Actor, branch_id: int, remittance_id: int) -> Account:
    """A remittance was noted by mistake; it stays in the table, and the period may be noted anew.

    Raises:
        NotAllowed: The actor does not keep the dues there, or there is no such remittance of it.
    """
    async with house.db.write() as session:
        place = await keepers.here(house, session, actor, branch_id)
        await organisations.lock(session, branch_id)
        row = await session.get(DuesRemittance, remittance_id)
        if row is None or row.branch_id != branch_id:
            raise NotAllowed
        period = Period(Month.numbered(row.first_month), Month.numbered(row.last_month))
        if row.annulled_at is None:
            row.annulled_at = house.now()
            await session.flush()
            await _record(house, session, actor, branch_id, "dues.remittance_annulled", period)
        return await account_of(session, place, period)


async def _record(
    house: House, session: AsyncSession, actor: Actor, branch_id: int, action: str, period: Period
) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=action,
        subject=f"organisation:{branch_id}",
        now=house.now(),
        details={"first": str(period.first), "last": str(period.last)},
    )


async def year_of(session: AsyncSession, place: Here, year: int) -> list[Account]:
    """The periods of a year that have begun, the first first: as they were noted, the others as they are kept now."""
    whole = Period(Month(year, 1), Month(year, 12))
    periods = periods_of(whole, await _noted_in(session, place.id, whole), place.settings.dues_remit_period)
    return [await account_of(session, place, one) for one in periods if one.first <= place.month]


def periods_of(whole: Period, noted: Sequence[Period], kind: str) -> list[Period]:
    """The periods some months fall into, each month into one. Pure.

    Args:
        whole: The months.
        noted: Those that were noted, of whatever length.
        kind: How long the others are; where a part of such a one was noted, the months it leaves stand together.
    """
    found: list[Period] = []
    for month in span(whole.first, whole.last):
        fixed = next((one for one in noted if one.first <= month <= one.last), None)
        if fixed is not None:
            if fixed not in found:
                found.append(fixed)
        elif found and found[-1] not in noted and month <= period_of(found[-1].first, kind).last:
            found[-1] = Period(found[-1].first, month)
        else:
            found.append(Period(month, month))
    return found

"""The year of a branch as the forms write it; what they say is summed from the ledger and nothing else."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesAssessment, DuesPart, DuesPayment
from db.dues_names import DuesPaymentKind
from db.members import Member
from services import audit
from services.access import Actor
from services.dues import book as rules
from services.dues import keepers, remitting, sheet
from services.dues.calculation import ZERO, bracket_of
from services.dues.facts import profiles_of
from services.dues.keepers import Here
from services.dues.lines import Profile, profile_at
from services.dues.looking import Receipts
from services.dues.months import Month, span
from services.dues.profiles import reckoned
from services.dues.remitting import Account
from services.dues.sheet import Person, Row
from services.files import Made
from services.house import House
from services.names import DuesCategory


class Sheet(StrEnum):
    """Which form."""

    DETAIL = "DETAIL"
    LEDGER = "LEDGER"
    REMITTANCE = "REMITTANCE"


_WRITE: dict[Sheet, tuple[str, Callable[..., bytes]]] = {
    Sheet.DETAIL: ("党费收缴明细表", sheet.detail),
    Sheet.LEDGER: ("党费收缴台账", sheet.ledger),
    Sheet.REMITTANCE: ("党费上缴登记表", sheet.remittances),
}


async def export(house: House, actor: Actor, branch_id: int, which: Sheet, year: int) -> Made:
    """A form of one year of a branch.

    Raises:
        NotAllowed: The actor does not keep its dues.
    """
    name, write = _WRITE[which]
    async with house.db.write() as session:
        place = await keepers.here(house, session, actor, branch_id)
        rows: Sequence[Person] | Sequence[Row]
        if which is Sheet.REMITTANCE:
            rows = [_remittance(one) for one in await remitting.year_of(session, place, year)]
        else:
            rows = await year_of(session, place, year)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="dues.exported",
            subject=f"organisation:{branch_id}",
            now=house.now(),
            details={"sheet": name, "year": year, "rows": len(rows)},
        )
    today = house.now().astimezone(ZoneInfo(place.settings.timezone)).date()
    content = await asyncio.to_thread(write, place.name, year, rows, today)
    return Made(content, f"{place.name}{name}_{year}_{today:%Y%m%d}.xlsx", len(rows))


def _remittance(one: Account) -> Row:
    """A period as sheet 6 writes it: as it was noted, else as the ledger has it now."""
    noted = one.noted
    sums, parts = (noted.sums, noted.split) if noted is not None else (one.sums, one.split)
    ratio = noted.ratio if noted is not None else one.ratio
    first, last = one.period.first, one.period.last
    return [
        f"{first.year}年{first.month}月" + (f"至{last.month}月" if last != first else ""),
        str(sums.members),
        sums.charged,
        sums.collected,
        f"{(ratio * 100).normalize():f}%" if ratio is not None else "",
        parts.remitted if parts is not None else None,
        parts.retained if parts is not None else None,
        f"{noted.remitted_on:%Y-%m-%d}" if noted is not None else "",
        (noted.voucher or "") if noted is not None else "",
        (noted.by or "") if noted is not None else "",
        sums.large,
    ]


async def receipts(house: House, found: Receipts, months: Sequence[str]) -> Made:
    """A member's own payments as a file.

    Args:
        house: The house.
        found: His payments.
        months: What each is for, in words.
    """
    rows: list[Row] = [
        [f"{one.received_on:%Y-%m-%d}", what, one.amount, one.number or ""]
        for one, what in zip(found.payments, months, strict=True)
    ]
    rows.append(["合计", "", found.total, ""])
    today = house.today()
    content = await asyncio.to_thread(sheet.receipts, found.name, found.branch, rows, today)
    return Made(content, f"党费交纳记录_{today:%Y%m%d}.xlsx", len(found.payments))


async def year_of(session: AsyncSession, place: Here, year: int) -> list[Person]:
    """The year of everybody who owed a branch a month of it, or paid it something in it; in the order of the roster."""
    first, last = Month(year, 1), Month(year, 12)
    charged = await _charged(session, place.id, first, last)
    paid, made_good = await _paid(session, place.id, first, last)
    large = await _large(session, place.id, year)
    ids = {*charged, *paid, *made_good, *large}
    members = list(
        await session.execute(
            select(Member.id, Member.name, Member.code).where(among(Member.id, ids)).order_by(Member.id)
        )
    )
    profiles = await profiles_of(session, ids)
    return [
        _person(
            place,
            row.name or row.code,
            profile_at(profiles.get(row.id, ()), min(last, place.month)),
            charged.get(row.id, ZERO),
            tuple(paid.get(row.id, {}).get(month, ZERO) for month in span(first, last)),
            made_good.get(row.id, ZERO),
            large.get(row.id, ZERO),
        )
        for row in members
    ]


def _person(
    place: Here,
    name: str,
    profile: Profile | None,
    charged: Decimal,
    paid: tuple[Decimal, ...],
    made_good: Decimal,
    large: Decimal,
) -> Person:
    monthly = reckoned(profile, None, place.month, place).amount if profile is not None and _whole(profile) else None
    rate = None
    if profile is not None and profile.base is not None and profile.confirmed is None:
        version = rules.load().at(place.month)
        retired = profile.category is DuesCategory.RETIRED
        rate = bracket_of(profile.base, version.retired if retired else version.brackets).rate
    return Person(
        name,
        profile.category if profile is not None else None,
        profile.wage_rule if profile is not None else None,
        monthly,
        profile.base if profile is not None else None,
        rate,
        charged,
        paid,
        made_good,
        f"大额党费 {large} 元另列" if large else "",
    )


def _whole(profile: Profile) -> bool:
    """Whether a month can be reckoned: an erased member's base is gone."""
    fixed = rules.load().version[0].fixed
    return profile.category in fixed or profile.base is not None or profile.confirmed is not None


async def _charged(session: AsyncSession, branch_id: int, first: Month, last: Month) -> dict[int, Decimal]:
    rows = await session.execute(
        select(DuesAssessment.member_id, func.sum(DuesAssessment.amount))
        .where(DuesAssessment.branch_id == branch_id, DuesAssessment.month.between(first.number, last.number))
        .group_by(DuesAssessment.member_id)
    )
    return {member_id: amount for member_id, amount in rows if amount}


async def _paid(
    session: AsyncSession, branch_id: int, first: Month, last: Month
) -> tuple[dict[int, dict[Month, Decimal]], dict[int, Decimal]]:
    """What a branch received for months of a year, and in that year for months before it."""
    rows = await session.execute(
        select(DuesPart.member_id, DuesPart.month, extract("year", DuesPayment.received_on), func.sum(DuesPart.amount))
        .join(DuesPayment, DuesPayment.id == DuesPart.payment_id)
        .where(DuesPayment.branch_id == branch_id, DuesPart.month <= last.number)
        .group_by(DuesPart.member_id, DuesPart.month, extract("year", DuesPayment.received_on))
    )
    paid: dict[int, dict[Month, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    made_good: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for member_id, number, year, amount in rows:
        month = Month.numbered(number)
        if month >= first:
            paid[member_id][month] += amount
        elif int(year) == first.year:
            made_good[member_id] += amount
    return paid, made_good


async def _large(session: AsyncSession, branch_id: int, year: int) -> dict[int, Decimal]:
    rows = await session.execute(
        select(DuesPayment.member_id, func.sum(DuesPayment.amount))
        .where(
            DuesPayment.branch_id == branch_id,
            DuesPayment.kind == DuesPaymentKind.LARGE,
            extract("year", DuesPayment.received_on) == year,
        )
        .group_by(DuesPayment.member_id)
    )
    return {member_id: amount for member_id, amount in rows if amount}

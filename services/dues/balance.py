"""What the months of members come to, what was paid for them, and what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesAssessment, DuesPart
from services.dues.calculation import ZERO
from services.dues.months import Month

#: Amounts in yuan by member and month.
Amounts = dict[int, dict[Month, Decimal]]


@dataclass(frozen=True)
class Account:
    """The months of one member.

    Attributes:
        charged: What each month comes to, yuan; a month without a line is left out.
        paid: What was paid for each month, yuan; also for months that have no line yet.
    """

    charged: Mapping[Month, Decimal]
    paid: Mapping[Month, Decimal]

    def open(self, month: Month) -> Decimal:
        """What of a month is open, yuan; negative: more was paid."""
        return self.charged.get(month, ZERO) - self.paid.get(month, ZERO)

    def owed(self, first: Month, last: Month) -> dict[Month, Decimal]:
        """What is open of some months, in their order; only those of which something is."""
        months = [month for month in sorted(self.charged) if first <= month <= last]
        return {month: self.open(month) for month in months if self.open(month) > 0}

    @property
    def balance(self) -> Decimal:
        """Everything that was paid less everything the months come to, yuan."""
        return sum(self.paid.values(), ZERO) - sum(self.charged.values(), ZERO)


async def charges(session: AsyncSession, ids: Collection[int], first: Month, last: Month) -> Amounts:
    """What the months of some members come to, yuan; months without a line are left out."""
    rows = await session.execute(
        select(DuesAssessment.member_id, DuesAssessment.month, func.sum(DuesAssessment.amount))
        .where(among(DuesAssessment.member_id, ids), DuesAssessment.month.between(first.number, last.number))
        .group_by(DuesAssessment.member_id, DuesAssessment.month)
    )
    return _by_member(rows)


async def payments(session: AsyncSession, ids: Collection[int], first: Month, last: Month) -> Amounts:
    """What was paid for the months of some members, yuan."""
    rows = await session.execute(
        select(DuesPart.member_id, DuesPart.month, func.sum(DuesPart.amount))
        .where(among(DuesPart.member_id, ids), DuesPart.month.between(first.number, last.number))
        .group_by(DuesPart.member_id, DuesPart.month)
    )
    return _by_member(rows)


def _by_member(rows: Iterable[tuple[int, int, Decimal]]) -> Amounts:
    found: Amounts = defaultdict(dict)
    for member_id, month, amount in rows:
        found[member_id][Month.numbered(month)] = amount
    return found


async def accounts(session: AsyncSession, ids: Collection[int], first: Month, last: Month) -> dict[int, Account]:
    """The months of some members, in two queries."""
    charged, paid = await charges(session, ids, first, last), await payments(session, ids, first, last)
    return {one: Account(charged.get(one, {}), paid.get(one, {})) for one in ids}


async def open_amounts(session: AsyncSession, ids: Collection[int], first: Month, last: Month) -> Amounts:
    """What of the months of some members is open, yuan; months without a line are left out."""
    found = await accounts(session, ids, first, last)
    return {one: {month: account.open(month) for month in account.charged} for one, account in found.items()}


async def owing(session: AsyncSession, branch_id: int, first: Month, last: Month) -> dict[int, set[Month]]:
    """Which months of whom are owed to a branch, paid or not: members past and present."""
    rows = await session.execute(
        select(DuesAssessment.member_id, DuesAssessment.month)
        .where(DuesAssessment.branch_id == branch_id, DuesAssessment.month.between(first.number, last.number))
        .group_by(DuesAssessment.member_id, DuesAssessment.month)
        .having(func.sum(DuesAssessment.amount) > 0)
    )
    found: dict[int, set[Month]] = defaultdict(set)
    for member_id, month in rows:
        found[member_id].add(Month.numbered(month))
    return found

"""Who pays by the quarter, with the branch's consent (2008 规定 art. 12): asked once, in the quarter's last month."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesProfile
from services.dues.calculation import ZERO
from services.dues.facts import profiles_of
from services.dues.lines import Profile, profile_at
from services.dues.months import Month, span

_MONTHS = 3


@dataclass(frozen=True)
class Asked:
    """What members are reminded of.

    Attributes:
        amounts: Yuan by member and month; of who pays by the quarter nothing before its last month, then all of it.
        quarterly: Who pays by the quarter in which month.
    """

    amounts: Mapping[int, Mapping[Month, Decimal]]
    quarterly: frozenset[tuple[int, Month]] = frozenset()


def first_of(month: Month) -> Month:
    """The first month of a month's quarter."""
    return Month(month.year, (month.month - 1) // _MONTHS * _MONTHS + 1)


def last_of(month: Month) -> Month:
    """The last month of a month's quarter."""
    return first_of(month).plus(_MONTHS - 1)


async def payers(session: AsyncSession, ids: Collection[int]) -> dict[int, list[Profile]]:
    """The profiles of those who ever had the branch's consent; nearly always nobody, so one query."""
    query = select(DuesProfile.member_id).where(among(DuesProfile.member_id, ids), DuesProfile.quarterly.is_(True))
    some = set(await session.scalars(query))
    return await profiles_of(session, some) if some else {}


def is_quarterly(profiles: Collection[Profile], month: Month) -> bool:
    """Whether somebody pays a month by the quarter."""
    found = profile_at(tuple(profiles), month)
    return found is not None and found.quarterly


def asked(
    owed: Mapping[int, Mapping[Month, Decimal]], profiles: Mapping[int, Collection[Profile]], first: Month, last: Month
) -> Asked:
    """What is asked of whom in some months.

    Args:
        owed: What is open, yuan by member and month, from the first month of the first quarter on.
        profiles: Of those who ever had the consent.
        first: The first month.
        last: The last one.
    """
    amounts: dict[int, Mapping[Month, Decimal]] = dict(owed)
    quarterly: set[tuple[int, Month]] = set()
    for one, his in profiles.items():
        mine = dict(owed.get(one, {}))
        for month in (month for month in span(first, last) if is_quarterly(his, month)):
            quarterly.add((one, month))
            if month != last_of(month):
                mine[month] = ZERO
            elif month in mine:
                quarter = span(first_of(month), month)
                mine[month] = sum((max(ZERO, owed.get(one, {}).get(each, ZERO)) for each in quarter), ZERO)
        amounts[one] = mine
    return Asked(amounts, frozenset(quarterly))

"""Annual plans as they are stored, and as they are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.annual_plans import AnnualPlan, MonthTheme
from services.annual_plan.errors import PlanYear
from services.house import House


@dataclass(frozen=True)
class Years:
    """The years plans are written for, and the one that is shown first."""

    first: int
    last: int
    usual: int


def years(house: House, today: dt.date) -> Years:
    """The years plans are written for on a day: this one and the next; towards its end the next is shown first."""
    rules = house.rules.annual_plan
    ahead = today.month >= rules.next_year_from_month
    return Years(today.year, today.year + rules.years_ahead, today.year + int(ahead and rules.years_ahead > 0))


def check_year(house: House, today: dt.date, year: int) -> None:
    """Whether a plan of that year may be written.

    Raises:
        PlanYear: It may not.
    """
    known = years(house, today)
    if not known.first <= year <= known.last:
        raise PlanYear(first=str(known.first), last=str(known.last))


async def find(session: AsyncSession, organisation_id: int, year: int) -> AnnualPlan | None:
    """The plan of an organisation, if anything was written yet."""
    query = select(AnnualPlan).where(AnnualPlan.organisation_id == organisation_id, AnnualPlan.year == year)
    return (await session.scalars(query)).one_or_none()


async def months(session: AsyncSession, plan: AnnualPlan | None) -> dict[int, str]:
    """Month → theme, of the months that have one."""
    if plan is None:
        return {}
    rows = await session.scalars(select(MonthTheme).where(MonthTheme.plan_id == plan.id).order_by(MonthTheme.month))
    return {row.month: row.theme for row in rows}


@dataclass(frozen=True)
class Written:
    """A plan as it stands.

    Attributes:
        theme: Of the year.
        months: Month → theme, of those that have one.
        confirmed: Its meetings carry its themes.
    """

    year: int
    theme: str | None
    months: Mapping[int, str]
    confirmed: bool


async def written(session: AsyncSession, organisation_id: int, year: int) -> Written:
    """The plan of an organisation; an empty one where nothing was written yet."""
    plan = await find(session, organisation_id, year)
    return Written(
        year,
        plan.theme if plan is not None else None,
        await months(session, plan),
        plan is not None and plan.confirmed_at is not None,
    )

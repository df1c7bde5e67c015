"""The themes of annual plans on the meetings of their months.

A confirmed plan gives its theme to the meetings of the month that carry one (``rules.annual_plan``), unless a human
wrote a theme for that meeting himself. The month is that of the date its rule names, wherever the meeting has moved.
What has begun, was held or is called off keeps what it has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.annual_plans import AnnualPlan, MonthTheme
from db.meetings import Meeting
from db.names import EventType, MeetingState
from services.house import House

_OVER = (MeetingState.HELD, MeetingState.CANCELLED)


@dataclass(frozen=True)
class Themes:
    """The confirmed themes of an organisation.

    Attributes:
        types: Of the meetings that carry them.
        months: Year and month → theme.
    """

    types: frozenset[EventType] = frozenset()
    months: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def of(self, types: Collection[EventType], day: dt.date) -> str | None:
        """The theme of a meeting of some types on a day."""
        return self.months.get((day.year, day.month)) if self.types & set(types) else None


async def load(
    house: House, session: AsyncSession, year: int, only: Collection[int] | None = None
) -> dict[int, Themes]:
    """The confirmed themes from a year on, by organisation, in one query.

    Args:
        house: The house.
        session: Any session.
        year: The first year.
        only: Organisations to read; None: all.
    """
    query = (
        select(AnnualPlan.organisation_id, AnnualPlan.year, MonthTheme.month, MonthTheme.theme)
        .join(MonthTheme, MonthTheme.plan_id == AnnualPlan.id)
        .where(AnnualPlan.confirmed_at.is_not(None), AnnualPlan.year >= year)
    )
    if only is not None:
        query = query.where(AnnualPlan.organisation_id.in_(sorted(only)))
    found: dict[int, dict[tuple[int, int], str]] = {}
    for row in await session.execute(query):
        found.setdefault(row.organisation_id, {})[row.year, row.month] = row.theme
    types = frozenset(house.rules.annual_plan.types)
    return {organisation_id: Themes(types, months) for organisation_id, months in found.items()}


def differs(themes: Themes, row: Meeting, types: Collection[EventType], zone: ZoneInfo, now: dt.datetime) -> bool:
    """Whether the plan has another theme for a meeting than it shows."""
    if row.state in _OVER or row.starts_at <= now or (row.theme is not None and not row.theme_by_plan):
        return False
    return themes.of(types, _day(row, zone)) != row.theme


def give(themes: Themes, row: Meeting, types: Collection[EventType], zone: ZoneInfo, now: dt.datetime) -> bool:
    """Give a meeting the theme its plan has for it. Returns whether it is another one now."""
    if not differs(themes, row, types, zone, now):
        return False
    row.theme = themes.of(types, _day(row, zone))
    row.theme_by_plan, row.themed_at = row.theme is not None, now
    return True


def _day(row: Meeting, zone: ZoneInfo) -> dt.date:
    return row.reference_on or row.starts_at.astimezone(zone).date()

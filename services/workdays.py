"""Working days of the State Council's yearly table, and how a date moves off a holiday (``domain_rules.md`` 9.2).

The seed is a kept library; ``WorkdayOverride`` rows go before it. A year that is neither in the library nor imported
degrades to weekdays plus the legal days of fixed date, and whatever was computed from it is marked provisional.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

import chinese_calendar
from chinese_calendar import constants
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.calendar import WorkdayOverride
from db.names import Shift

__all__ = ["FIXED_HOLIDAYS", "DayKind", "Moved", "Shift", "Workdays", "day_of_month", "load"]

#: 《全国年节及纪念日放假办法》(2024) art. 2: the days off that do not follow the moon or the sun.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})

_SATURDAY = 5
_FIRST_YEAR = min(constants.holidays).year
_LAST_YEAR = max(constants.holidays).year


class DayKind(StrEnum):
    """Why people work on a day, or do not."""

    WORKDAY = "WORKDAY"
    MAKE_UP = "MAKE_UP"
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"


@dataclass(frozen=True)
class Moved:
    """A date after the shift.

    Attributes:
        day: The date in force.
        planned: The date before the shift.
        why: What the planned date is; tells why it moved.
        provisional: The year's table is not published yet: it may move again.
    """

    day: dt.date
    planned: dt.date
    why: DayKind
    provisional: bool

    @property
    def moved(self) -> bool:
        """Whether it moved at all."""
        return self.day != self.planned


@dataclass(frozen=True)
class Workdays:
    """The table in force: the imported days over the library's.

    Attributes:
        overrides: Day → whether people work on it.
    """

    overrides: Mapping[dt.date, bool] = field(default_factory=dict)

    def published(self, year: int) -> bool:
        """Whether the year's notice is known. An imported one always names 1 October; a single local day does not."""
        return _FIRST_YEAR <= year <= _LAST_YEAR or self.overrides.get(dt.date(year, 10, 1)) is False

    def kind(self, day: dt.date) -> DayKind:
        """What a day is."""
        weekend = day.weekday() >= _SATURDAY
        working = self.is_workday(day)
        if working:
            return DayKind.MAKE_UP if weekend else DayKind.WORKDAY
        return DayKind.WEEKEND if weekend and not self._named_holiday(day) else DayKind.HOLIDAY

    def is_workday(self, day: dt.date) -> bool:
        """Whether people work on a day; a make-up Saturday or Sunday is a working day."""
        found = self.overrides.get(day)
        if found is not None:
            return found
        if _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return _shipped(day)
        return day.weekday() < _SATURDAY and (day.month, day.day) not in FIXED_HOLIDAYS

    def shift(
        self, planned: dt.date, policy: Shift = Shift.NEXT_WORKDAY, *, stay_in_month: bool = True, max_days: int = 7
    ) -> Moved:
        """Move a date off a day on which nobody works.

        The next working day that lies in the next month gives way to the previous one (and the other way round); a
        date that would move further than ``max_days`` stays.

        Args:
            planned: The date by its rule.
            policy: Which way.
            stay_in_month: A monthly duty never leaves its month.
            max_days: The furthest it may move.
        """
        why = self.kind(planned)
        provisional = not self.published(planned.year)
        if policy is Shift.KEEP or self.is_workday(planned):
            return Moved(planned, planned, why, provisional)
        step = 1 if policy is Shift.NEXT_WORKDAY else -1
        for direction in (step, -step):
            day = self._walk(planned, direction, max_days)
            if day is not None and not (stay_in_month and (day.year, day.month) != (planned.year, planned.month)):
                return Moved(day, planned, why, provisional or not self.published(day.year))
            if not stay_in_month:
                break
        return Moved(planned, planned, why, provisional)

    def count(self, start: dt.date, days: int, *, count_start: bool = False) -> Moved:
        """The last of some working days in a row, weekends and holidays left out.

        Args:
            start: The day it starts on.
            days: How many working days, at least 1.
            count_start: Whether the first day is one of them, where people work on it.

        Returns:
            The day; ``planned`` is the start.
        """
        day, left = start, days
        provisional = not self.published(start.year)
        if count_start and self.is_workday(day):
            left -= 1
        while left > 0:
            day += dt.timedelta(days=1)
            provisional = provisional or not self.published(day.year)
            left -= self.is_workday(day)
        return Moved(day, start, self.kind(start), provisional)

    def _walk(self, start: dt.date, step: int, most: int) -> dt.date | None:
        for distance in range(1, most + 1):
            day = start + dt.timedelta(days=step * distance)
            if self.is_workday(day):
                return day
        return None

    def _named_holiday(self, day: dt.date) -> bool:
        if day in self.overrides:
            return not self.overrides[day]
        if _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return day in constants.holidays
        return (day.month, day.day) in FIXED_HOLIDAYS


@cache
def _shipped(day: dt.date) -> bool:
    """Whether people work on a day by the library, which looks through its whole table for every answer."""
    return bool(chinese_calendar.is_workday(day))


def day_of_month(year: int, month: int, day: int) -> dt.date:
    """The day of a month; what a shorter month does not have is its last day (31 February is the 28th or 29th)."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


async def load(session: AsyncSession, first: dt.date, last: dt.date) -> Workdays:
    """The table in force for the years from ``first`` to ``last`` and the two around them."""
    rows = await session.execute(
        select(WorkdayOverride.day, WorkdayOverride.is_workday).where(
            WorkdayOverride.day >= dt.date(first.year - 1, 1, 1), WorkdayOverride.day <= dt.date(last.year + 1, 12, 31)
        )
    )
    return Workdays({row.day: row.is_workday for row in rows})

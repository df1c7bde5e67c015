"""Recurrences as values: what is stored as JSON and what a steward may choose. Impossible ones cannot be made.

Source: ``domain_rules.md`` 2.1 (frequencies, themed-day recurrence), 1.3 and 5 (dates counted from a date).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

#: The last day of a month, whatever its length.
LAST_DAY = 31
#: Where phases are counted from unless a value says otherwise: a Monday, the first of a year.
EPOCH = dt.date(2024, 1, 1)
#: The most days before or after its date a rule may count: two years.
MOST_DAYS = 731
_MONTHS_A_YEAR = 12


class DateOf(StrEnum):
    """A date of a person or of an organisation that a rule counts from."""

    ADMITTED = "ADMITTED"
    PROBATION_END = "PROBATION_END"
    TERM_END = "TERM_END"


class Period(StrEnum):
    """Compliance periods: calendar month, quarter, year (``domain_rules.md`` 2.1)."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"

    @property
    def months(self) -> int:
        """How long it is."""
        return {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: _MONTHS_A_YEAR}[self]


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _increasing(values: tuple[Any, ...]) -> tuple[Any, ...]:
    found = tuple(sorted(set(values)))
    if len(found) != len(values):
        raise ValueError("a day is named twice")
    return found


Weekday = Annotated[int, Field(ge=1, le=7)]


class Weekly(_Value):
    """On weekdays of every week, or of every n-th week.

    Attributes:
        weekdays: ISO numbers, Monday is 1.
        every: Weeks from one to the next.
        anchor: Any day of a week that counts; years have 52 or 53 weeks, so weeks are counted from here.
    """

    kind: Literal["weekly"] = "weekly"
    weekdays: tuple[Weekday, ...] = Field(min_length=1, max_length=7)
    every: int = Field(default=1, ge=1, le=12)
    anchor: dt.date = EPOCH

    _order = field_validator("weekdays")(_increasing)


class Monthly(_Value):
    """Every n months.

    Attributes:
        every: Months from one to the next: 1, 3 for a quarter, 12 for a year.
        anchor: Any day of a month that counts.
    """

    every: int = Field(default=1, ge=1, le=60)
    anchor: dt.date = EPOCH


class OnDays(Monthly):
    """On days of the month. What a shorter month does not have is its last day: 31 is the last day of every month."""

    kind: Literal["days"] = "days"
    days: tuple[Annotated[int, Field(ge=1, le=31)], ...] = Field(min_length=1, max_length=4)

    _order = field_validator("days")(_increasing)


class Nth(_Value):
    """A weekday of a month: the first to the fourth, or the last (-1). Not every month has a fifth."""

    nth: Literal[1, 2, 3, 4, -1]
    weekday: Weekday


class OnWeekdays(Monthly):
    """On n-th weekdays of the month: the first Friday, the second and the last Tuesday."""

    kind: Literal["weekdays"] = "weekdays"
    places: tuple[Nth, ...] = Field(min_length=1, max_length=4)

    @field_validator("places")
    @classmethod
    def _once(cls, places: tuple[Nth, ...]) -> tuple[Nth, ...]:
        found = sorted(places, key=lambda one: (one.nth % 6, one.weekday))
        if any(one == other for one, other in pairwise(found)):
            raise ValueError("a day is named twice")
        return tuple(found)


class OnWorkday(Monthly):
    """On the first or the last working day of the month."""

    kind: Literal["workday"] = "workday"
    which: Literal[1, -1]


class InPeriod(_Value):
    """On days of a calendar period, counted from its start or back from its end.

    Attributes:
        per: The period.
        days: Month of the period (from 1) and day of that month.
        before_end: Days before the period's last day.
    """

    kind: Literal["period"] = "period"
    per: Period
    days: tuple[tuple[Annotated[int, Field(ge=1, le=12)], Annotated[int, Field(ge=1, le=31)]], ...] = Field(
        default=(), max_length=6
    )
    before_end: tuple[Annotated[int, Field(ge=0, le=200)], ...] = Field(default=(), max_length=6)

    _order = field_validator("days", "before_end")(_increasing)

    def model_post_init(self, _context: object) -> None:
        """Refuse what never comes."""
        if not self.days and not self.before_end:
            raise ValueError("no day is named")
        if any(month > self.per.months for month, _ in self.days):
            raise ValueError("the period has no such month")


class FromDate(_Value):
    """On days counted from a date of a person or an organisation, and then every few months for a while.

    Attributes:
        of: Which date.
        days: Days from it; negative is before: ``(-180, -90, -30, -7, 0)``.
        then_every: Months after it, again and again; 0: not.
        then_times: How often.
    """

    kind: Literal["from"] = "from"
    of: DateOf
    days: tuple[Annotated[int, Field(ge=-MOST_DAYS, le=MOST_DAYS)], ...] = Field(min_length=1, max_length=12)
    then_every: int = Field(default=0, ge=0, le=12)
    then_times: int = Field(default=12, ge=1, le=60)

    _order = field_validator("days")(_increasing)


class Anniversary(_Value):
    """Every n months after a date: 29 February is 28 February in common years, and 29 February again in leap years."""

    kind: Literal["anniversary"] = "anniversary"
    of: DateOf
    every: int = Field(default=12, ge=1, le=120)


Recurrence = Weekly | OnDays | OnWeekdays | OnWorkday | InPeriod | FromDate | Anniversary

_ANY: TypeAdapter[Recurrence] = TypeAdapter(Annotated[Recurrence, Field(discriminator="kind")])


def read(stored: Any) -> Recurrence:
    """A recurrence from its JSON value.

    Raises:
        pydantic.ValidationError: It describes nothing that can come.
    """
    return _ANY.validate_python(stored)


def stored(recurrence: Recurrence) -> dict[str, Any]:
    """The JSON value of a recurrence."""
    found: dict[str, Any] = recurrence.model_dump(mode="json")
    return found


def date_of(recurrence: Recurrence) -> DateOf | None:
    """Which date it counts from; None: the calendar."""
    return recurrence.of if isinstance(recurrence, FromDate | Anniversary) else None

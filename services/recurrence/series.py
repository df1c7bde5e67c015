"""Recurrences as dates: the pure engine.

::

    recurrence ── planned days (from the anchor or the given date, never from the previous one)
                        │  reference date: identifies the occurrence whatever happens to it later
                        └── off a holiday (services.workdays) ──> Occurrence(reference, day, why, provisional)

What is asked never changes what is answered: an occurrence depends on the recurrence, the given date and the table of
working days alone, so any two queries agree on the dates they share. Days are dates of the branch's wall calendar;
``moment`` makes them UTC at the border. Source of the shift: ``domain_rules.md`` 9.2.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as rrule_weekday

from services.recurrence.values import (
    LAST_DAY,
    MOST_DAYS,
    Anniversary,
    FromDate,
    InPeriod,
    Monthly,
    OnDays,
    OnWeekdays,
    OnWorkday,
    Period,
    Recurrence,
    Weekly,
    date_of,
)
from services.workdays import DayKind, Shift, Workdays, day_of_month

#: The furthest a date moves off a holiday (``domain_rules.md`` 9.2).
MAX_SHIFT_DAYS = 7
#: The first working day of a month may be this far from the first day, counted generously.
_LONGEST_BREAK = 31
#: How far ahead the next date is looked for, years; a rule that recurs less often than this does not exist.
_FURTHEST_YEARS = 12
_LONGEST_LEAD = MOST_DAYS + MAX_SHIFT_DAYS
_MONTHS = 12


class Why(StrEnum):
    """Why a date is not the one its rule names."""

    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    SHORT_MONTH = "SHORT_MONTH"


@dataclass(frozen=True, order=True)
class Occurrence:
    """One date of a series.

    Attributes:
        reference: The date its rule names; identifies the occurrence within the rule for ever.
        day: The date in force.
        why: Why it differs from what the rule names; None: it does not.
        provisional: The year's holidays are not published yet: it may still move.
    """

    reference: dt.date
    day: dt.date
    why: Why | None
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """What moves dates.

    Attributes:
        table: Working days in force.
        shift: Where a date goes that is no working day.
    """

    table: Workdays
    shift: Shift = Shift.NEXT_WORKDAY


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later (negative: earlier), clamped to the month's end."""
    return day + relativedelta(months=months)


def moment(day: dt.date, wall: dt.time, zone: ZoneInfo) -> dt.datetime:
    """A wall-clock time of a day as UTC. A time that a clock change skips is the same time by the clock before it."""
    return dt.datetime.combine(day, wall, tzinfo=zone).astimezone(dt.UTC)


def period_of(day: dt.date, per: Period) -> tuple[dt.date, dt.date]:
    """First and last day of the calendar period a day lies in."""
    first_month = (day.month - 1) // per.months * per.months + 1
    last_month = first_month + per.months - 1
    return dt.date(day.year, first_month, 1), day_of_month(day.year, last_month, LAST_DAY)


def occurrences(
    recurrence: Recurrence, first: dt.date, last: dt.date, days: Calendar, *, given: dt.date | None = None
) -> list[Occurrence]:
    """Every occurrence whose day in force lies in ``[first, last]``, in order.

    Args:
        recurrence: What recurs.
        first: First day asked for.
        last: Last day asked for.
        days: What moves dates.
        given: The date of the person or organisation, for what counts from one.

    Raises:
        ValueError: It counts from a date and none is given.
    """
    # References may lie outside by as far as a date can move.
    margin = dt.timedelta(days=_LONGEST_BREAK if isinstance(recurrence, OnWorkday) else MAX_SHIFT_DAYS)
    found = {
        planned.day: _settled(recurrence, planned, days)
        for planned in _planned(recurrence, first - margin, last + margin, given)
    }
    return sorted(one for one in found.values() if first <= one.day <= last)


def next_dates(
    recurrence: Recurrence,
    after: dt.date,
    count: int,
    days: Calendar,
    *,
    given: dt.date | None = None,
    until: dt.date | None = None,
) -> list[Occurrence]:
    """The next occurrences with a day in force after a day; fewer when the series ends.

    Args:
        recurrence: What recurs.
        after: The day they come after.
        count: How many.
        days: What moves dates.
        given: The date of the person or organisation, for what counts from one.
        until: The last reference date that counts.

    Raises:
        ValueError: It counts from a date and none is given.
    """
    found: list[Occurrence] = []
    first = after + dt.timedelta(days=1)
    if given is not None and date_of(recurrence) is not None:  # nothing of it comes long before the date itself
        first = max(first, given - dt.timedelta(days=_LONGEST_LEAD))
    begun = first
    months = 4
    while len(found) < count and first <= _give_up(found, first_asked=begun, until=until):
        last = add_months(first, months) - dt.timedelta(days=1)
        found += [
            one
            for one in occurrences(recurrence, first, last, days, given=given)
            if until is None or one.reference <= until
        ]
        first, months = last + dt.timedelta(days=1), min(months * 2, 24)
    return found[:count]


def _give_up(found: list[Occurrence], *, first_asked: dt.date, until: dt.date | None) -> dt.date:
    """The day from which on looking further is in vain."""
    end = add_months(found[-1].day if found else first_asked, _FURTHEST_YEARS * _MONTHS)
    return end if until is None else min(end, until + dt.timedelta(days=_LONGEST_BREAK))


# --- planned days -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Planned:
    day: dt.date
    clamped: bool = False


def _planned(recurrence: Recurrence, first: dt.date, last: dt.date, given: dt.date | None) -> Iterator[_Planned]:
    match recurrence:
        case Weekly():
            yield from map(_Planned, _weekly(recurrence, first, last))
        case OnDays():
            yield from _on_days(recurrence, first, last)
        case OnWeekdays():
            yield from map(_Planned, _on_weekdays(recurrence, first, last))
        case OnWorkday():
            for year, month in _months(recurrence, first, last):
                yield _Planned(day_of_month(year, month, LAST_DAY if recurrence.which < 0 else 1))
        case InPeriod():
            yield from map(_Planned, _in_period(recurrence, first, last))
        case FromDate() | Anniversary():
            if given is None:
                raise ValueError(f"a date is needed: {recurrence.of}")
            yield from map(_Planned, _from_date(recurrence, given, first, last))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def _weekly(recurrence: Weekly, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    monday = recurrence.anchor - dt.timedelta(days=recurrence.anchor.weekday())
    step = recurrence.every * 7
    begin = monday + dt.timedelta(days=(first - monday).days // step * step)
    series = rrule(
        WEEKLY,
        dtstart=_midnight(begin),
        until=_midnight(last),
        interval=recurrence.every,
        byweekday=[day - 1 for day in recurrence.weekdays],
        wkst=0,
    )
    return (day for one in series if (day := one.date()) >= first)


def _months(recurrence: Monthly, first: dt.date, last: dt.date) -> Iterator[tuple[int, int]]:
    anchor = recurrence.anchor.year * _MONTHS + recurrence.anchor.month - 1
    for number in range(first.year * _MONTHS + first.month - 1, last.year * _MONTHS + last.month):
        if (number - anchor) % recurrence.every == 0:
            yield number // _MONTHS, number % _MONTHS + 1


def _on_days(recurrence: OnDays, first: dt.date, last: dt.date) -> Iterator[_Planned]:
    for year, month in _months(recurrence, first, last):
        length = calendar.monthrange(year, month)[1]
        # The 30th and the last day of a short month are one day: once, not twice.
        for day in sorted({min(day, length) for day in recurrence.days}):
            named = {length, LAST_DAY} if day == length else {day}
            found = dt.date(year, month, day)
            if first <= found <= last:
                yield _Planned(found, clamped=not named & set(recurrence.days))


def _on_weekdays(recurrence: OnWeekdays, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    places = [rrule_weekday(one.weekday - 1, one.nth) for one in recurrence.places]
    for year, month in _months(recurrence, first, last):
        begin = dt.datetime(year, month, 1)  # noqa: DTZ001 - a calendar month; zones come in at the border
        end = _midnight(day_of_month(year, month, LAST_DAY))
        for one in rrule(MONTHLY, dtstart=begin, until=end, byweekday=places):
            if first <= one.date() <= last:
                yield one.date()


def _in_period(recurrence: InPeriod, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    begin, end = period_of(first, recurrence.per)
    while begin <= last:
        found = {day_of_month(begin.year, begin.month + month - 1, day) for month, day in recurrence.days}
        found |= {max(begin, end - dt.timedelta(days=before)) for before in recurrence.before_end}
        yield from (day for day in sorted(found) if first <= day <= last)
        begin, end = period_of(end + dt.timedelta(days=1), recurrence.per)


def _from_date(recurrence: FromDate | Anniversary, given: dt.date, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    if isinstance(recurrence, FromDate):
        found = {given + dt.timedelta(days=days) for days in recurrence.days}
        if recurrence.then_every:
            found |= {add_months(given, recurrence.then_every * time) for time in range(1, recurrence.then_times + 1)}
        yield from (day for day in sorted(found) if first <= day <= last)
        return
    months = (first.year - given.year) * _MONTHS + first.month - given.month - 1
    turn = max(1, months // recurrence.every)
    while (day := add_months(given, turn * recurrence.every)) <= last:
        if day >= first:
            yield day
        turn += 1


# --- off a holiday ----------------------------------------------------------------------------------------------


def _settled(recurrence: Recurrence, planned: _Planned, days: Calendar) -> Occurrence:
    clamped = Why.SHORT_MONTH if planned.clamped else None
    if isinstance(recurrence, OnWorkday):
        return _on_workday(recurrence, planned.day, days.table)
    if days.shift is Shift.KEEP:
        return Occurrence(planned.day, planned.day, clamped, provisional=False)
    moved = days.table.shift(planned.day, days.shift, max_days=MAX_SHIFT_DAYS)  # never out of its month
    why = (Why.HOLIDAY if moved.why is DayKind.HOLIDAY else Why.WEEKEND) if moved.moved else clamped
    return Occurrence(planned.day, moved.day, why, moved.provisional)


def _on_workday(recurrence: OnWorkday, edge: dt.date, table: Workdays) -> Occurrence:
    """The edge of the month is the reference: it stays when a new table moves the working day."""
    step = dt.timedelta(days=recurrence.which)
    day = edge
    while not table.is_workday(day) and (day + step).month == edge.month:
        day += step
    return Occurrence(edge, day if table.is_workday(day) else edge, None, not table.published(edge.year))

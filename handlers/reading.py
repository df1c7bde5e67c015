"""What people type for hours and days, read generously: full-width digits, Chinese words, missing years."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata

from services.errors import BadInput
from services.recurrence import add_months
from services.roster.cells import Cell, date_of
from services.roster.codes import BadCell

_CLOCK = r"(\d{1,2})\s*(?:[:.点时]\s*(\d{1,2}|半)?\s*分?)?"
_HOURS = re.compile(rf"{_CLOCK}\s*(?:-|~|到|至|–|—|to|\s)\s*{_CLOCK}\Z")
_HOURS_PLAIN = re.compile(r"(\d{2})(\d{2})\s*(?:-|~|到|至|–|—|to|\s)\s*(\d{2})(\d{2})\Z")
_FULL_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?\Z|(\d{4})(\d{2})(\d{2})\Z")
_SHORT_DATE = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?\Z")
_YEAR = re.compile(r"\d{4}")
_DAYS_AGO = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
_HALF_HOUR = 30
_HALF_YEAR = 183
#: "24:00" is what people write for the end of a day.
_MIDNIGHT = 24


class BadHours(BadInput):
    """Not two times of the day."""

    code = "bad-hours"


class BadDate(BadInput):
    """Not a day of the calendar."""

    code = "bad-date"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _time(hour: str, minute: str | None) -> dt.time:
    minutes = _HALF_HOUR if minute == "半" else int(minute or 0)
    if int(hour) == _MIDNIGHT and minutes == 0:
        return dt.time(0)
    return dt.time(int(hour), minutes)


def hours(text: str) -> tuple[dt.time, dt.time]:
    """Two wall times: ``22:00-7:00``, ``22点到7点半``, ``2200-0700``, ``22 7``.

    Raises:
        BadHours: It is not that.
    """
    typed = _plain(text)
    match = _HOURS_PLAIN.match(typed) or _HOURS.match(typed)
    if match is None:
        raise BadHours
    start_hour, start_minute, end_hour, end_minute = match.groups()
    try:
        return _time(start_hour, start_minute), _time(end_hour, end_minute)
    except ValueError as error:
        raise BadHours from error


def day(text: str, today: dt.date) -> dt.date:
    """A day: ``2026-12-01``, ``20261201``, ``2026年12月1日``, ``12月1日``, ``12.1``; without a year the next such day.

    Args:
        text: What was typed.
        today: The day "next" counts from.

    Raises:
        BadDate: It is not that.
    """
    typed = _plain(text)
    try:
        if match := _FULL_DATE.match(typed):
            year, month, number = (int(part) for part in match.groups() if part is not None)
            return dt.date(year, month, number)
        if match := _SHORT_DATE.match(typed):
            return _next(int(match[1]), int(match[2]), today)
    except ValueError as error:
        raise BadDate from error
    raise BadDate


def day_near(text: str, today: dt.date) -> dt.date:
    """A day of something done, in any way a roster writes it, or 今天, 昨天, 前天; without a year the nearest such day.

    Args:
        text: What was typed.
        today: The day "nearest" counts from.

    Raises:
        BadDate: It is not that, or a month without its day.
    """
    typed = _plain(text)
    if typed in _DAYS_AGO:
        return today - dt.timedelta(days=_DAYS_AGO[typed])
    try:
        found = day(text, today)
    except BadDate:  # perhaps as rosters write it; that one raises
        return _as_in_rosters(text)
    if not _YEAR.match(typed) and (found - today).days > _HALF_YEAR:
        return add_months(found, -12)
    return found


def _as_in_rosters(text: str) -> dt.date:
    try:
        found = date_of(Cell(text))
    except BadCell as bad:
        raise BadDate from bad
    if found is None or not found.day:
        raise BadDate
    return found.first_day


def _next(month: int, number: int, today: dt.date) -> dt.date:
    dt.date(2000, month, number)  # a leap year: any day there is
    for year in range(today.year, today.year + 9):  # 29 February comes within eight years
        try:
            found = dt.date(year, month, number)
        except ValueError:  # 29 February: the next leap year
            continue
        if found >= today:
            return found
    raise ValueError("no such day")


def next_month(value: dt.date) -> dt.date:
    """The same day of the next month, clamped to its end."""
    first = dt.date(value.year + value.month // 12, value.month % 12 + 1, 1)
    length = calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=min(value.day, length))


def month_end(value: dt.date) -> dt.date:
    """The last day of the month."""
    return value.replace(day=calendar.monthrange(value.year, value.month)[1])


def packed_day(value: dt.date) -> str:
    """A day in button data: ``20261201``."""
    return f"{value:%Y%m%d}"

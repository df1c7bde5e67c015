"""Days with hours as people type them: ``12月9日 15:00``, ``下午3点半``, ``2026-12-09 1500``, ``90 分钟``."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from handlers import reading
from services.errors import BadInput
from services.recurrence import add_months

_CLOCK = re.compile(
    r"(?:(?P<half>上午|早上|中午|下午|晚上|晚|am|pm)\s*)?"
    r"(?:(?P<hour>\d{1,2})\s*[:.点时]\s*(?P<minute>\d{1,2}|半)?\s*分?|(?P<plain>\d{4}))\s*(?P<after>am|pm)?\Z"
)
_MINUTES = re.compile(r"(?P<number>\d{1,3}(?:\.5)?)\s*(?P<unit>分钟|分|小时|个小时|min|minutes|h|hours)?\Z")
_YEAR = re.compile(r"\d{4}")
_PACKED = re.compile(r"\d{12}\Z")
_HALF_HOUR = 30
_HALF_YEAR = 183
_NOON = 12
_LATE = ("下午", "晚上", "晚", "pm", "中午")
_HOURS = ("小时", "个小时", "h", "hours")


class BadClock(BadInput):
    """Not a time of the day."""

    code = "bad-clock"


class BadMoment(BadInput):
    """Not a day with a time."""

    code = "bad-moment"


class BadMinutes(BadInput):
    """Not a length."""

    code = "bad-minutes"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def clock(text: str) -> dt.time:
    """A time of the day: ``15:00``, ``1500``, ``15点半``, ``下午3点``.

    Raises:
        BadClock: It is not that.
    """
    found = _CLOCK.match(_plain(text))
    if found is None:
        raise BadClock
    plain, hour = found["plain"], found["hour"]
    minute = _HALF_HOUR if found["minute"] == "半" else int(found["minute"] or 0)
    hours, minutes = (int(plain[:2]), int(plain[2:])) if plain else (int(hour), minute)
    half = found["half"] or found["after"]
    if half in _LATE and hours < _NOON and not (half == "中午" and hours > _NOON - 2):
        hours += _NOON
    try:
        return dt.time(hours, minutes)
    except ValueError as error:
        raise BadClock from error


def moment(text: str, today: dt.date, *, or_before: bool = False) -> tuple[dt.date, dt.time]:
    """A day with a time: the time comes last.

    Args:
        text: What was typed.
        today: The day a date without a year counts from.
        or_before: What is past may be meant: a date without a year is the nearest such day, not the next.

    Raises:
        BadMoment: It is not that.
    """
    typed = _plain(text)
    for cut in _cuts(typed):
        named, hour = typed[:cut], typed[cut:]
        try:
            day, start = reading.day(named, today), clock(hour)
        except BadInput:
            continue
        if or_before and not _YEAR.match(named) and (day - today).days > _HALF_YEAR:
            day = add_months(day, -12)
        return day, start
    raise BadMoment


def _cuts(typed: str) -> list[int]:
    """Where the time may begin: at a space, else after 日 or 号."""
    spaces = [match.end() for match in re.finditer(r"\s+", typed)]
    return [*reversed(spaces), *[match.end() for match in re.finditer(r"[日号]", typed)]]


def minutes(text: str) -> int:
    """A length in minutes: ``90``, ``90 分钟``, ``1.5 小时``, ``2h``.

    Raises:
        BadMinutes: It is not that.
    """
    found = _MINUTES.match(_plain(text))
    if found is None:
        raise BadMinutes
    number = float(found["number"]) * (60 if found["unit"] in _HOURS else 1)
    return round(number)


def packed(day: dt.date, start: dt.time) -> str:
    """A day with a time in button data: ``202612091500``."""
    return f"{day:%Y%m%d}{start:%H%M}"


def unpacked(text: str) -> tuple[dt.date, dt.time]:
    """A day with a time from button data.

    Raises:
        BadMoment: It is none.
    """
    try:
        if not _PACKED.match(text):
            raise BadMoment
        found = dt.datetime.strptime(text, "%Y%m%d%H%M")  # noqa: DTZ007 - a wall time; its zone is the branch's
    except ValueError as error:
        raise BadMoment from error
    return found.date(), found.time()

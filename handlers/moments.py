"""Days with hours as people type them: ``12月9日 15:00``, ``下周三下午3点半``, ``2026-12-09 1500``, ``90 分钟``."""

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
_NEAR = {"今天": 0, "明天": 1, "后天": 2, "大后天": 3, "today": 0, "tomorrow": 1}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(
    r"(?P<next>下个?|next\s+)?(?:(?:周|星期|礼拜)(?P<chinese>[一二三四五六日天])|(?P<english>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*))\Z"
)
_YEAR = re.compile(r"\d{4}")
_PACKED = re.compile(r"\d{12}\Z")
_HALF_HOUR = 30
_HALF_YEAR = 183
_NOON = 12
_DIGITS = "零一二三四五六七八九"
#: Up to 五十九 or 零五; 三五 is no hour.
_SPOKEN = re.compile(r"[二三四五]?十[一二三四五六七八九]?|零?[零一二两三四五六七八九]")
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


def _figures(typed: str) -> str:
    """三点一刻 → 3点15: hours and minutes as they are spoken, and as telephones write down what is dictated."""
    return _SPOKEN.sub(lambda found: str(_number(found[0])), typed.replace("一刻", "十五").replace("三刻", "四十五"))


def _number(spoken: str) -> int:
    tens, ten, ones = spoken.replace("两", "二").rpartition("十")
    return (_DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + (_DIGITS.index(ones[-1]) if ones else 0)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def clock(text: str) -> dt.time:
    """A time of the day: ``15:00``, ``1500``, ``15点半``, ``下午3点``.

    Raises:
        BadClock: It is not that.
    """
    found = _CLOCK.match(_figures(_plain(text)))
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
            day, start = _named(named, today) or reading.day(named, today), clock(hour)
        except BadInput:  # not cut here: the next place is tried
            continue
        if or_before and not _YEAR.match(named) and (day - today).days > _HALF_YEAR:
            day = add_months(day, -12)
        return day, start
    raise BadMoment


def moment_or_day(text: str, today: dt.date, usual: dt.time) -> tuple[dt.date, dt.time]:
    """A day with a time, or a day alone at the usual time.

    Raises:
        BadMoment: It is neither.
    """
    try:
        return moment(text, today)
    except BadMoment:
        typed = _plain(text)
        try:
            return _named(typed, today) or reading.day(typed, today), usual
        except BadInput as error:
            raise BadMoment from error


def _named(typed: str, today: dt.date) -> dt.date | None:
    """明天, 周五, 下周三, Friday: the next such day, counted from today; 下周 is the week after this one."""
    typed = typed.strip()
    if typed in _NEAR:
        return today + dt.timedelta(days=_NEAR[typed])
    found = _WEEKDAY.match(typed)
    if found is None:
        return None
    name = found["chinese"] or found["english"]
    weekday = "一二三四五六".find(name) if found["chinese"] else _ENGLISH.index(name[:3])
    weekday = weekday if weekday >= 0 else 6  # 日, 天
    monday = today - dt.timedelta(days=today.weekday())
    if found["next"]:
        return monday + dt.timedelta(days=7 + weekday)
    this = monday + dt.timedelta(days=weekday)
    return this if this >= today else this + dt.timedelta(days=7)


def _cuts(typed: str) -> list[int]:
    """Where the time may begin: at a space, else after what ends a day's name."""
    spaces = [match.end() for match in re.finditer(r"\s+", typed)]
    return [*reversed(spaces), *[match.end() for match in re.finditer(r"[日号天一二三四五六]", typed)]]


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

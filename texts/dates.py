"""Dates and times as people read them, in the branch's zone."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

from texts.catalogue import language_of

_LOCALE = {"zh-CN": "zh_Hans_CN", "en": "en_GB"}
_DATE = {"zh-CN": "M月d日（EEE）", "en": "EEE d MMM"}
_DATE_WITH_YEAR = {"zh-CN": "y年M月d日（EEE）", "en": "EEE d MMM y"}
_MONTH = {"zh-CN": "y年M月", "en": "MMMM y"}


@lru_cache(maxsize=512)
def date_text(language: str, day: dt.date, *, year: bool = False) -> str:
    """``11月20日（周五）`` or ``Fri 20 Nov``; with the year where it may be in doubt."""
    name = language_of(language)
    pattern = (_DATE_WITH_YEAR if year else _DATE)[name]
    return str(format_date(day, pattern, locale=_LOCALE[name]))


def weekday_text(language: str, day: dt.date) -> str:
    """``周二`` or ``Tue``."""
    return str(format_date(day, "EEE", locale=_LOCALE[language_of(language)]))


def month_text(language: str, day: dt.date) -> str:
    """``2026年11月`` or ``November 2026``."""
    name = language_of(language)
    return str(format_date(day, _MONTH[name], locale=_LOCALE[name]))


def month_name(language: str, month: int, *, short: bool = False) -> str:
    """``3月`` or ``March`` (short: ``Mar``)."""
    name = language_of(language)
    pattern = "M月" if name == "zh-CN" else "MMM" if short else "MMMM"
    return str(format_date(dt.date(2024, month, 1), pattern, locale=_LOCALE[name]))


def time_text(language: str, moment: dt.datetime, zone: ZoneInfo, *, year: bool = False) -> str:
    """``11月20日（周五）14:40``, 24-hour clock, in the zone; with the year where it may be in doubt."""
    name = language_of(language)
    local = moment.astimezone(zone)
    clock = format_time(local, "HH:mm", locale=_LOCALE[name], tzinfo=zone)
    # Nothing stands between full-width punctuation and what follows it.
    gap = "" if name == "zh-CN" else " "
    return f"{date_text(language, local.date(), year=year)}{gap}{clock}"


def stamp_text(moment: dt.datetime, zone: ZoneInfo) -> str:
    """``2026-11-20 14:40`` for lists and files."""
    return str(format_datetime(moment, "yyyy-MM-dd HH:mm", tzinfo=zone, locale="en_GB"))

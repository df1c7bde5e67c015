"""What people type about dues: amounts, months, days. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from services.dues import book as rules
from services.dues.calculation import check_amount
from services.dues.errors import BadAmount, BadDay, BadMonthText
from services.dues.months import Month

_AMOUNT = re.compile(r"\d{1,9}(?:\.\d{1,2})?\Z")
_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?\Z")
_DAYS_BACK = 366


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def amount(text: str) -> Decimal:
    """An amount of yuan: ``47.78``, ``47.78元``, ``30块``, ``1,200``.

    Raises:
        BadAmount: It is none, or no sensible one.
    """
    bare = _plain(text).strip("¥元块钱 ").replace(",", "")
    if not _AMOUNT.match(bare):
        raise BadAmount
    try:
        return check_amount(Decimal(bare), rules.load().payment.largest_amount)
    except InvalidOperation as error:
        raise BadAmount from error


def amounts(text: str, count: int) -> list[Decimal]:
    """Several amounts with white space between them.

    Raises:
        BadAmount: Not so many, or one of them is none.
    """
    parts = _plain(text).split()
    if len(parts) != count:
        raise BadAmount
    return [amount(one) for one in parts]


def months(text: str) -> tuple[Month, Month]:
    """From which month to which: ``2026-11 2027-01``, ``2026年11月至2027年1月``; one month is both.

    Raises:
        BadMonthText: It says no month, or the last before the first.
    """
    found = _MONTH.findall(_plain(text))
    try:
        read = [Month.parse(f"{year}-{int(month):02d}") for year, month in found]
    except ValueError as error:
        raise BadMonthText from error
    if len(read) not in (1, 2) or read[-1] < read[0]:
        raise BadMonthText
    return read[0], read[-1]


def day(text: str, today: dt.date) -> dt.date:
    """A day that is past: ``2026-11-10``.

    Raises:
        BadDay: It is none, lies ahead, or more than a year back.
    """
    found = _DAY.match(_plain(text))
    if found is None:
        raise BadDay
    try:
        read = dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise BadDay from error
    if not today - dt.timedelta(days=_DAYS_BACK) <= read <= today:
        raise BadDay
    return read


def looks_like_day(text: str) -> bool:
    """Whether it is written like a day."""
    return _DAY.match(_plain(text)) is not None


def stored_day(text: str) -> dt.date:
    """A day as a form keeps it.

    Raises:
        BadDay: It is none.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadDay from error

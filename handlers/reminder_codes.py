"""Recurrences as button data: short, without state elsewhere, so that an old button still means what it said.

::

    w1-25            every week on Tuesday and Friday
    w2@261116-5      every second week, counted from the week of 2026-11-16, on Friday
    m1d5.20          every month on the 5th and the 20th          m3@2611d15   every third month from November 2026
    m1n15.L2         every month on the first Friday and the last Tuesday
    m1kL             every month on the last working day
    fb180.b30.0      180 and 30 days before the date, and on it
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

from services.errors import BadInput
from services.recurrence import (
    Recurrence,
)
from services.reminder_rules import recurrence_of

_CODE = re.compile(r"([wm])(\d{1,2})(?:@(\d{6}|\d{4}))?(?:([-dnk])([0-9LF.]*))?\Z")
_FROM = re.compile(r"f((?:[ab]\d{1,3}|0)(?:\.(?:[ab]\d{1,3}|0))*)\Z")

WEEKS, MONTHS = "w", "m"
WEEKDAYS, DAYS, PLACES, WORKDAY = "-", "d", "n", "k"
_LAST = "L"
_CENTURY = 2000


@dataclass(frozen=True)
class Picked:
    """A recurrence that is being picked; whole once ``how`` and ``values`` are there.

    Attributes:
        unit: ``w`` weeks, ``m`` months.
        every: How many from one to the next.
        anchor: A day of a week or month that counts; None: any will do.
        how: ``-`` weekdays, ``d`` days of the month, ``n`` n-th weekdays, ``k`` a working day.
        values: Weekday digits; days; ``15`` for the first Friday; ``F`` or ``L``.
    """

    unit: str
    every: int
    anchor: dt.date | None = None
    how: str | None = None
    values: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is a recurrence already."""
        return self.how is not None and bool(self.values)

    def code(self) -> str:
        """As button data."""
        anchor = (
            "" if self.anchor is None else f"@{self.anchor:%y%m%d}" if self.unit == WEEKS else f"@{self.anchor:%y%m}"
        )
        joined = ("" if self.how == WEEKDAYS else ".").join(self.values)
        return f"{self.unit}{self.every}{anchor}{self.how or ''}{joined}"

    def toggled(self, value: str) -> Picked:
        """With a value put in, or taken out when it is there."""
        values = set(self.values) ^ {value}
        return replace(self, values=tuple(sorted(values, key=_rank)))

    def recurrence(self) -> Recurrence:
        """The recurrence.

        Raises:
            ImpossibleRule: Its days can never come.
            BadInput: It is not whole.
        """
        if not self.whole:
            raise BadInput
        anchor: dict[str, Any] = {} if self.anchor is None else {"anchor": self.anchor}
        stored: dict[str, Any] = {"every": self.every} | anchor
        if self.how == WEEKDAYS:
            stored |= {"kind": "weekly", "weekdays": [int(one) for one in self.values]}
        elif self.how == DAYS:
            stored |= {"kind": "days", "days": [int(one) for one in self.values]}
        elif self.how == PLACES:
            stored |= {"kind": "weekdays", "places": [_place(one) for one in self.values]}
        else:
            stored |= {"kind": "workday", "which": -1 if self.values == (_LAST,) else 1}
        return recurrence_of(stored)


def _rank(value: str) -> tuple[int, int]:
    if value.isdecimal():
        return 0, int(value)
    return 1, int(value[1:] or 0)


def _place(text: str) -> dict[str, int]:
    try:
        return {"nth": -1 if text[0] == _LAST else int(text[0]), "weekday": int(text[1:])}
    except (IndexError, ValueError) as error:
        raise BadInput from error


def read(code: str) -> Picked:
    """A picked recurrence from button data.

    Raises:
        BadInput: It is none.
    """
    found = _CODE.match(code)
    if found is None:
        raise BadInput
    unit, every, anchor, how, values = found.groups()
    if how is not None and (how == WEEKDAYS) != (unit == WEEKS):
        raise BadInput
    parts = list(values or "") if how == WEEKDAYS else [one for one in (values or "").split(".") if one]
    return Picked(unit, int(every), _anchor(anchor), how, tuple(parts))


def _anchor(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date(_CENTURY + int(text[:2]), int(text[2:4]), int(text[4:] or 1))
    except ValueError as error:
        raise BadInput from error


def days_code(days: tuple[int, ...]) -> str:
    """Days around a date as button data."""
    return "f" + ".".join("0" if day == 0 else f"b{-day}" if day < 0 else f"a{day}" for day in days)


def read_days(code: str) -> tuple[int, ...]:
    """Days around a date from button data.

    Raises:
        BadInput: It is none.
    """
    found = _FROM.match(code)
    if found is None:
        raise BadInput
    signs = {"b": -1, "a": 1}
    return tuple(sorted({0 if one == "0" else signs[one[0]] * int(one[1:]) for one in found[1].split(".")}))

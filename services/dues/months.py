"""Months, as dues count them. Pure."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

_TEXT = re.compile(r"(\d{4})-(\d{2})\Z")
_YEAR = 12


class Month(NamedTuple):
    """A calendar month; it sorts by time."""

    year: int
    month: int

    @classmethod
    def of(cls, day: dt.date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2026-11``.

        Raises:
            ValueError: That is no month.
        """
        found = _TEXT.match(text)
        if found is None or not 1 <= int(found[2]) <= _YEAR or not dt.MINYEAR <= int(found[1]) < dt.MAXYEAR:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def numbered(cls, number: int) -> Month:
        """The month stored as ``202611``."""
        return cls(*divmod(number, 100))

    @classmethod
    def carried(cls, text: object) -> Month:
        """Read ``202611`` as buttons and forms carry it.

        Raises:
            ValueError: That is no month.
        """
        return cls.parse(str(cls.numbered(int(str(text)))))

    @property
    def number(self) -> int:
        """As stored: ``202611``; it sorts by time."""
        return self.year * 100 + self.month

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.month, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.plus(1).first - dt.timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> Month:
        """So many months later; negative: earlier."""
        year, month = divmod(self.year * _YEAR + self.month - 1 + months, _YEAR)
        return Month(year, month + 1)

    def until(self, other: Month) -> int:
        """How many months later the other one is."""
        return (other.year - self.year) * _YEAR + other.month - self.month


def span(first: Month, last: Month) -> list[Month]:
    """Every month from the first to the last, both included; empty where the last is earlier."""
    return [first.plus(number) for number in range(first.until(last) + 1)]

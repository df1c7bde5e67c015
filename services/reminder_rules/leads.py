"""How long before a date a message goes out: ``5d@09:00`` (days, at a wall time) or ``2h`` (hours)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from services.recurrence import moment

_DAYS = re.compile(r"(\d{1,3})d@([0-2]\d):([0-5]\d)\Z")
_HOURS = re.compile(r"(\d{1,3})h\Z")


@dataclass(frozen=True)
class Lead:
    """A lead time.

    Attributes:
        days: Days before the day, or None where it is hours before the start.
        at: Wall time on that day.
        hours: Hours before the start.
    """

    days: int | None = None
    at: dt.time | None = None
    hours: int | None = None

    def __post_init__(self) -> None:
        if (self.days is None) == (self.hours is None) or (self.days is None) != (self.at is None):
            raise ValueError("days with a wall time, or hours")

    def __str__(self) -> str:
        return f"{self.hours}h" if self.at is None else f"{self.days}d@{self.at:%H:%M}"

    @classmethod
    def parse(cls, text: str) -> Lead:
        """Read ``5d@09:00`` or ``2h``.

        Raises:
            ValueError: It is neither.
        """
        if found := _DAYS.match(text):
            return cls(days=int(found[1]), at=dt.time(int(found[2]), int(found[3])))
        if found := _HOURS.match(text):
            return cls(hours=int(found[1]))
        raise ValueError(f"not a lead time: {text!r}")

    @property
    def name(self) -> str:
        """What identifies it among the leads of a rule: another hour of the same day is the same lead."""
        return f"{self.hours}h" if self.days is None else f"{self.days}d"

    @property
    def length(self) -> dt.timedelta:
        """How long before, roughly; for order."""
        return dt.timedelta(days=self.days or 0, hours=self.hours or 0)

    def moment(self, day: dt.date, zone: ZoneInfo, starts_at: dt.datetime | None = None) -> dt.datetime:
        """When the message is due, UTC.

        Args:
            day: The day of the meeting or of the date.
            zone: Of the wall time.
            starts_at: When the meeting starts; needed for hours.

        Raises:
            ValueError: Hours before nothing.
        """
        if self.at is not None:
            return moment(day - dt.timedelta(days=self.days or 0), self.at, zone)
        if starts_at is None:
            raise ValueError("hours need a start")
        return starts_at - dt.timedelta(hours=self.hours or 0)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Text in pydantic models."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(str(value))
        )


def in_order(leads: tuple[Lead, ...]) -> tuple[Lead, ...]:
    """The longest first."""
    return tuple(sorted(leads, key=lambda lead: lead.length, reverse=True))

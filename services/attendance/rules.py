"""Counters and the words of the forms, as data (``services/rules_data/attendance.toml``)."""

from __future__ import annotations

import datetime as dt
from functools import cache

from pydantic import Field

from db.names import AttendanceStatus, EventType, LeaveType, MakeUpState
from services import shipped
from services.leave.rules import shown_type
from services.shipped import Section


class Counter(Section):
    """Consecutive months without taking part (``domain_rules.md`` 6.3): shown, never judged.

    Attributes:
        alert_months: The numbers at which a secretary should look; the first is where somebody is listed.
        look_back_months: How far back months are counted.
        told_on, told_at: Day of the month, moved to a working day, and wall time of the word to secretaries.
        until_day: Day of the month from which on it is not told any more.
    """

    alert_months: tuple[int, ...] = Field(min_length=1)
    look_back_months: int = Field(ge=1)
    told_on: int = Field(ge=1, le=10)
    told_at: dt.time
    until_day: int = Field(ge=11, le=28)


class Form(Section):
    """Words of the paper forms."""

    plain_leave: str
    behalf: str
    second_sitting: str
    guest: str
    observer: str
    status: dict[AttendanceStatus, str]
    leave: dict[LeaveType, str]
    event: dict[EventType, str]
    make_up: dict[MakeUpState, str]

    def leave_name(self, leave_type: LeaveType | None) -> str:
        """A type of leave as the form names it; what is private, or has no name, is plain leave."""
        shown = shown_type(leave_type)
        return self.leave.get(shown, self.plain_leave) if shown is not None else self.plain_leave


class AttendanceRules(Section):
    """The file."""

    version: str
    counter: Counter
    form: Form


@cache
def load() -> AttendanceRules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(AttendanceRules, "attendance")

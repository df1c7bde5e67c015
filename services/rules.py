"""Rules as data: numbers come from a versioned file with sources, never from constants in code."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from db.names import EventType
from services import shipped
from services.shipped import Section


class OrgRules(Section):
    """Sizes of organisations and the age of admission, ``domain_rules.md`` 1.1, 1.2, 5."""

    committee_from_full_members: int
    min_age_at_admission: int


class TermRules(Section):
    """Terms of office in years by level and the days before the end to remind on, ``domain_rules.md`` 1.3."""

    years: dict[str, int]
    remind_days: list[int]


class DuesRules(Section):
    """When dues are due and reminded of, ``domain_rules.md`` 3.5.

    Attributes:
        hold_until_days_before: Reminders that wait for last month's payments to be entered wait no longer than this.
    """

    due_day: int = Field(ge=1, le=31)
    remind_days_before: list[int]
    remind_at: dt.time
    hold_until_days_before: int = Field(ge=0)


class ProbationRules(Section):
    """Length of probation in months, ``domain_rules.md`` 5."""

    months: int


class CalendarRules(Section):
    """How a date moves off a holiday and when nobody is written to, ``domain_rules.md`` 9.2."""

    shift: Literal["NEXT_WORKDAY", "PREVIOUS_WORKDAY", "KEEP"]
    stay_in_month: bool
    max_shift_days: int
    quiet_start: dt.time
    quiet_end: dt.time


class RollCallRules(Section):
    """When a roll-call opens, who is late, and what its secretary is told, ``domain_rules.md`` 6.1.

    Attributes:
        opens_before_minutes: Before the start it takes check-ins by itself.
        late_minutes: Whoever comes more than so many minutes after the start is late.
        exceptions_after_minutes: After the start its stewards see who is unexplained.
        old_code_burst: So many check-ins with one code after it had changed are shown to the stewards.
        code_tries, code_tries_minutes: So many wrong codes within so many minutes pause typing for as long.
    """

    opens_before_minutes: int = Field(ge=0, le=240)
    late_minutes: int = Field(ge=0, le=120)
    exceptions_after_minutes: int = Field(ge=0, le=120)
    old_code_burst: int = Field(ge=2)
    code_tries: int = Field(ge=1)
    code_tries_minutes: int = Field(ge=1)


#: A share as people write it, ``4/5``.
Share = Annotated[Fraction, BeforeValidator(Fraction)]


class QuorumRules(Section):
    """Shares of those due, ``domain_rules.md`` 2.2; inclusive: exactly the share is enough."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    general: Share
    general_inclusive: bool
    committee: Share
    committee_inclusive: bool
    election: Share
    election_inclusive: bool


class AnnualPlanRules(Section):
    """What an annual plan gives its meetings, and how far calendars reach, ``domain_rules.md`` 9.1."""

    types: tuple[EventType, ...]
    next_year_from_month: int = Field(ge=1, le=12)
    years_ahead: int
    calendar_days_back: int
    calendar_days_ahead: int


class Rules(Section):
    """One version of the rules."""

    version: str
    valid_from: dt.date
    org: OrgRules
    term: TermRules
    dues: DuesRules
    probation: ProbationRules
    calendar: CalendarRules
    rollcall: RollCallRules
    quorum: QuorumRules
    annual_plan: AnnualPlanRules


def load(version: str = "2026-11") -> Rules:
    """Read a version that ships with the product.

    Raises:
        FileNotFoundError: There is no such version.
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Rules, version)

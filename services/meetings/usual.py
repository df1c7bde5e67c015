"""Hours of study a meeting usually gives, and how much may hang on one (``rules_data/meetings.toml``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import ROUND_DOWN, Decimal
from functools import cache

from db.names import EventType
from services import shipped
from services.shipped import Section


class HourRules(Section):
    """Hours of study, ``domain_rules.md`` 4.1.

    Attributes:
        minutes_per_unit: Minutes of one hour of study.
        step: What is less than one step is dropped.
        types: What counts as study.
    """

    minutes_per_unit: int
    step: Decimal
    most_a_day: Decimal
    types: frozenset[EventType]


class Limits(Section):
    """How much one meeting may give, and how much may hang on it."""

    most_hours: Decimal
    most_credits: Decimal
    items: int
    materials: int
    guests: int
    parts: int
    people: int


class Likely(Section):
    """Dates offered for a meeting planned by hand, where no rule names its own.

    Attributes:
        weekday: 1 is Monday.
        start: Wall time.
        offered: How many.
    """

    weekday: int
    start: dt.time
    offered: int


class Grace(Section):
    """How long invitations wait that would go out the moment a meeting is planned.

    Attributes:
        minutes: After the meeting came to be what it is.
        soonest: Where it begins within so many minutes, nobody waits.
    """

    minutes: int
    soonest: int


class Usual(Section):
    """The file."""

    version: str
    hours: HourRules
    limits: Limits
    likely: Likely
    grace: Grace


@cache
def load() -> Usual:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Usual, "meetings")


def hours(types: Collection[EventType], minutes: int) -> Decimal:
    """Hours of study a meeting usually gives: none where none of its types is study.

    Args:
        types: What it is.
        minutes: Its length.
    """
    rules = load().hours
    return min(_units(minutes), rules.most_a_day) if rules.types & set(types) else Decimal(0)


def quiet_until(changed_at: dt.datetime, starts_at: dt.datetime) -> dt.datetime | None:
    """Until when nobody is invited to a meeting that was planned or changed just now; None: there is no time to wait.

    Args:
        changed_at: When it came to be what it is, UTC.
        starts_at: When it begins, UTC.
    """
    rules = load().grace
    soon = starts_at - changed_at <= dt.timedelta(minutes=rules.soonest)
    return None if soon else changed_at + dt.timedelta(minutes=rules.minutes)


def _units(minutes: int) -> Decimal:
    rules = load().hours
    steps = Decimal(minutes) / rules.minutes_per_unit / rules.step
    return steps.to_integral_value(rounding=ROUND_DOWN) * rules.step

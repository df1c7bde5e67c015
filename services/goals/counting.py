"""What is asked, held, planned and overdue in a year: a pure function of (rule, meetings, days).

::

    period ── enough held in it ───────────────> met
          ├── over, not enough ────────────────> overdue
          └── still open ── meetings to come ──> planned

Periods that were over before the branch began to use the bot count only where something was noted for them: what
nobody recorded is no omission.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.names import EventType
from services.goals.rules import Goal
from services.recurrence import Period, period_of

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Gathering:
    """A meeting as it counts: its day by the organisation's wall clock, and whether it lies behind."""

    day: dt.date
    held: bool


@dataclass(frozen=True)
class Count:
    """One duty in one year.

    Attributes:
        asked: How many there should be in the periods that count.
        met: How many of those were held; more than asked in one period does not make up for another.
        more: Held beyond what is asked.
        planned: To come, up to the end of the year.
        overdue: First days of the periods that are over without enough.
        last_on: When it was held last.
    """

    type: EventType
    name: str
    per: Period
    asked: int
    met: int
    more: int
    planned: int
    overdue: tuple[dt.date, ...]
    last_on: dt.date | None

    @property
    def open(self) -> int:
        """How many are still to be held."""
        return self.asked - self.met

    def __add__(self, other: Count) -> Count:
        """The same duty of two groups together."""
        days = [day for day in (self.last_on, other.last_on) if day is not None]
        return Count(
            self.type,
            self.name,
            self.per,
            self.asked + other.asked,
            self.met + other.met,
            self.more + other.more,
            self.planned + other.planned,
            tuple(sorted({*self.overdue, *other.overdue})),
            max(days, default=None),
        )


def periods(year: int, per: Period) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last days of the periods of a year, in order."""
    day = dt.date(year, 1, 1)
    while day.year == year:
        first, last = period_of(day, per)
        yield first, last
        day = last + _DAY


def count(rule: Goal, gatherings: Sequence[Gathering], year: int, today: dt.date, since: dt.date) -> Count:
    """One duty of one organisation in one year.

    Args:
        rule: What is asked.
        gatherings: Meetings of that kind that were not called off, in any order; other years are left out.
        year: Which year.
        today: By the organisation's wall clock.
        since: The day the organisation began to use the bot.
    """
    mine = [one for one in gatherings if one.day.year == year]
    asked = met = more = 0
    overdue: list[dt.date] = []
    for first, last in periods(year, rule.per):
        held = sum(one.held for one in mine if first <= one.day <= last)
        if last < since and not held:
            continue
        asked += rule.least
        met += min(held, rule.least)
        more += max(held - rule.least, 0)
        if last < today and held < rule.least:
            overdue.append(first)
    return Count(
        rule.type,
        rule.name,
        rule.per,
        asked,
        met,
        more,
        sum(not one.held for one in mine),
        tuple(overdue),
        max((one.day for one in mine if one.held), default=None),
    )

"""Rates and counters (``domain_rules.md`` 6.2, 6.3). Pure functions of marks; numbers, never a verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from db.names import AttendanceStatus

#: Statuses by which somebody was there (``domain_rules.md`` 6.1).
THERE = frozenset({AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY})
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Mark:
    """How somebody stands at a meeting whose roll-call has ended.

    Attributes:
        day: Of the meeting, by its organisation's wall clock.
        status: An absence with a leave approved meanwhile is ``LEAVE`` here; its row is not edited.
        duty: The leave is the work of the hospital.
        made_up: The absence was made up by study that was accepted.
    """

    member_id: int
    meeting_id: int
    day: dt.date
    status: AttendanceStatus
    duty: bool = False
    made_up: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether it ends a row of months: he came, was on duty, or has made it up (``domain_rules.md`` 6.3)."""
        return self.status in THERE or self.duty or self.made_up


@dataclass(frozen=True)
class Tally:
    """Counts of some marks.

    Attributes:
        due: 应到: everybody but the exempt and those nobody has recorded.
        unmarked: Not recorded, so not counted: a gap to fill.
    """

    due: int = 0
    came: int = 0
    leave: int = 0
    duty: int = 0
    absent: int = 0
    made_up: int = 0
    exempt: int = 0
    unmarked: int = 0

    @property
    def raw(self) -> Decimal | None:
        """(present + late + left early) / due, per cent with one decimal place; None: nobody was due."""
        return _per_cent(self.came, self.due)

    @property
    def adjusted(self) -> Decimal | None:
        """The same over those due without leave for the work of the hospital (``domain_rules.md`` 6.2).

        Leave nobody has said the kind of stays in: the rule takes out what is known to be duty, and a guess would
        raise a rate. Who knows better marks 值班.
        """
        return _per_cent(self.came, self.due - self.duty)


def _per_cent(part: int, whole: int) -> Decimal | None:
    if whole <= 0:
        return None
    return (Decimal(part * 100) / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP)


def tally(marks: Iterable[Mark]) -> Tally:
    """Count some marks."""
    found = list(marks)
    unmarked = sum(one.status is AttendanceStatus.UNMARKED for one in found)
    exempt = sum(one.status is AttendanceStatus.EXEMPT for one in found)
    return Tally(
        due=len(found) - unmarked - exempt,
        came=sum(one.status in THERE for one in found),
        leave=sum(one.status is AttendanceStatus.LEAVE for one in found),
        duty=sum(one.status is AttendanceStatus.LEAVE and one.duty for one in found),
        absent=sum(one.status is AttendanceStatus.ABSENT for one in found),
        made_up=sum(one.made_up and one.status not in THERE for one in found),
        exempt=exempt,
        unmarked=unmarked,
    )


def months_without(marks: Iterable[Mark], today: dt.date) -> int:
    """Consecutive months, up to the last complete one, in which somebody was due and took no part.

    A month in which nothing was held for him, or from which he was exempt, neither counts nor ends the row. The month
    that runs can only end it.

    Args:
        marks: Of one member, any order.
        today: By his branch's wall clock.
    """
    took_part: dict[tuple[int, int], bool] = {}
    for one in marks:
        if one.status in (AttendanceStatus.EXEMPT, AttendanceStatus.UNMARKED):
            continue
        month = (one.day.year, one.day.month)
        took_part[month] = took_part.get(month, False) or one.takes_part
    count = 0
    for month in sorted(took_part, reverse=True):
        if took_part[month]:
            break
        if month < (today.year, today.month):
            count += 1
    return count

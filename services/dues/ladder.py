"""The rungs of the ladder before a due day. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from services.rules import Rules


@dataclass(frozen=True)
class Rung:
    """One step of the ladder.

    Attributes:
        days_before: Days before the due day.
        at: When it goes out, UTC.
        until: From when on it is useless, UTC: the next rung, or the end of the due day.
    """

    days_before: int
    at: dt.datetime
    until: dt.datetime


def moment_before(due: dt.date, days: int, zone: ZoneInfo, rules: Rules) -> dt.datetime:
    """The hour of reminders so many days before a due day, UTC."""
    return dt.datetime.combine(due - dt.timedelta(days=days), rules.dues.remind_at, zone).astimezone(dt.UTC)


def ladder(due: dt.date, zone: ZoneInfo, rules: Rules) -> list[Rung]:
    """The rungs before a due day, in order of time."""
    end = dt.datetime.combine(due + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
    days = sorted(set(rules.dues.remind_days_before), reverse=True)
    starts = [moment_before(due, before, zone, rules) for before in days]
    return [Rung(*rung) for rung in zip(days, starts, [*starts[1:], end], strict=True)]

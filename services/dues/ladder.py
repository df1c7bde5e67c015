"""The rungs of the ladder before a due day. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from services.org_settings import OrgSettings


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


def moment_before(due: dt.date, days: int, settings: OrgSettings) -> dt.datetime:
    """The hour of reminders so many days before a due day, UTC."""
    zone = ZoneInfo(settings.timezone)
    return dt.datetime.combine(due - dt.timedelta(days=days), settings.dues_remind_at, zone).astimezone(dt.UTC)


def ladder(due: dt.date, settings: OrgSettings) -> list[Rung]:
    """The rungs before a due day, in order of time: the days and the hour are the branch's."""
    end = dt.datetime.combine(due + dt.timedelta(days=1), dt.time(), ZoneInfo(settings.timezone)).astimezone(dt.UTC)
    days = sorted(set(settings.dues_remind_days), reverse=True)
    starts = [moment_before(due, before, settings) for before in days]
    return [Rung(*rung) for rung in zip(days, starts, [*starts[1:], end], strict=True)]

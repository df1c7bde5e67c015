"""When nobody is written to: quiet hours, on-shift marks and pauses, as pure functions of (window, moment).

A window is wall time in the branch's zone. It may cross midnight (21:30 to 07:30); equal ends mean none. A person's own
window replaces the branch's. Source of the default: ``domain_rules.md`` 9.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from db.names import ShiftKind

#: When a night shift begins to hold messages, wall time of its day.
NIGHT_FROM = dt.time(18)


@dataclass(frozen=True)
class Window:
    """Quiet hours.

    Attributes:
        start: First quiet minute, wall time.
        end: First free minute, wall time; equal to ``start`` means that there are no quiet hours.
        zone: Whose wall clock.
    """

    start: dt.time
    end: dt.time
    zone: ZoneInfo

    @property
    def none(self) -> bool:
        """Whether every hour is free."""
        return self.start == self.end

    def holds(self, moment: dt.datetime) -> bool:
        """Whether a moment lies in the window."""
        wall = moment.astimezone(self.zone).time()
        if self.start < self.end:
            return self.start <= wall < self.end
        return not self.none and (wall >= self.start or wall < self.end)


def window_of(
    start: dt.time, end: dt.time, zone: ZoneInfo, own_start: dt.time | None = None, own_end: dt.time | None = None
) -> Window:
    """The window in force for a person: his own where he has set one, else the branch's."""
    if own_start is not None and own_end is not None:
        return Window(own_start, own_end, zone)
    return Window(start, end, zone)


def next_free(moment: dt.datetime, window: Window) -> dt.datetime:
    """The moment itself where it is free, else the end of the window it lies in (UTC)."""
    if not window.holds(moment):
        return moment.astimezone(dt.UTC)
    local = moment.astimezone(window.zone)
    day = local.date()
    if local.time() >= window.end:
        day += dt.timedelta(days=1)
    return _at(day, window.end, window.zone)


def last_free(moment: dt.datetime, window: Window) -> dt.datetime:
    """The moment itself where it is free, else the last free minute before the window it lies in (UTC).

    For what waiting would make useless: a reminder two hours before a meeting at 07:30 goes out at 21:29 the evening
    before.
    """
    if not window.holds(moment):
        return moment.astimezone(dt.UTC)
    local = moment.astimezone(window.zone)
    day = local.date()
    if local.time() < window.start:
        day -= dt.timedelta(days=1)
    return _at(day, window.start, window.zone) - dt.timedelta(minutes=1)


def shift_hold(
    marks: Mapping[dt.date, ShiftKind], moment: dt.datetime, zone: ZoneInfo, free_at: dt.time
) -> tuple[dt.datetime, dt.datetime] | None:
    """The hold a moment lies in by a person's own on-shift marks: its start and its end (UTC); None: it is free.

    Args:
        marks: Day → mark.
        moment: Aware.
        zone: Whose wall clock.
        free_at: When a night shift's hold ends on the day after.
    """
    found = [hold for hold in _holds(marks, zone, free_at) if hold[0] <= moment < hold[1]]
    return max(found, key=lambda hold: hold[1]) if found else None


def shift_ends(
    marks: Mapping[dt.date, ShiftKind], moment: dt.datetime, zone: ZoneInfo, free_at: dt.time
) -> dt.datetime | None:
    """When the present or the next hold of the marks ends (UTC); None: there is none."""
    return min((end for _, end in _holds(marks, zone, free_at) if end > moment), default=None)


def _holds(
    marks: Mapping[dt.date, ShiftKind], zone: ZoneInfo, free_at: dt.time
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    for day, kind in marks.items():
        following = day + dt.timedelta(days=1)
        match kind:
            case ShiftKind.NIGHT:
                yield _at(day, NIGHT_FROM, zone), _at(following, free_at, zone)
            case ShiftKind.AFTER_NIGHT:
                yield _at(day, dt.time(), zone), _at(day, free_at, zone)
            case ShiftKind.REST:
                yield _at(day, dt.time(), zone), _at(following, dt.time(), zone)


def is_paused(paused_until: dt.date | None, moment: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether a person's pause holds. ``paused_until`` is the day on which reminders come again."""
    return paused_until is not None and moment.astimezone(zone).date() < paused_until


def resumes_at(paused_until: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The first moment after a pause (UTC)."""
    return _at(paused_until, dt.time(), zone)


def _at(day: dt.date, wall: dt.time, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, wall, tzinfo=zone).astimezone(dt.UTC)

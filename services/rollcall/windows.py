"""When a sitting's roll-call takes check-ins. Pure functions of (meeting, what humans said of it, moment).

::

    opens = starts - opens_before, or earlier where a human opened it
    closes = the sitting's end, or later where a human extended it
            ── early ──┤ opens ── PRESENT ── starts + late_after ── LATE ── closes ├── over
    closed by a human: over at once
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from db.names import AttendanceStatus, Sitting


class Phase(Enum):
    """Where a moment lies."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Window:
    """The times of one sitting's roll-call, UTC.

    Attributes:
        roll_call_id: None while nobody has needed it.
        opens_at, closes_at: Check-ins are taken in ``[opens_at, closes_at)``.
        late_from: Whoever comes after this moment is late.
        closed: A human closed it.
    """

    sitting: Sitting
    roll_call_id: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    opens_at: dt.datetime
    closes_at: dt.datetime
    late_from: dt.datetime
    closed: bool = False

    def phase(self, moment: dt.datetime) -> Phase:
        """Where a moment lies."""
        if self.closed or moment >= self.closes_at:
            return Phase.OVER
        return Phase.OPEN if moment >= self.opens_at else Phase.EARLY

    def status(self, moment: dt.datetime) -> AttendanceStatus:
        """What somebody is who comes at a moment."""
        return AttendanceStatus.LATE if moment > self.late_from else AttendanceStatus.PRESENT

    def status_leaving(self, moment: dt.datetime, came: AttendanceStatus, grace: dt.timedelta) -> AttendanceStatus:
        """What somebody is who goes at a moment: who goes before the end, by more than the grace, has left early."""
        return AttendanceStatus.LEFT_EARLY if moment < self.ends_at - grace else came


def to_use(windows: Sequence[Window], moment: dt.datetime, wish: Sitting | None = None) -> Window:
    """Which sitting a tap counts in: the one that takes check-ins, of two the one he said he comes to, else the next.

    Args:
        windows: Of one meeting, at least one.
        moment: When it was tapped.
        wish: The sitting he said he comes to.
    """
    ordered = sorted(windows, key=lambda one: (one.sitting is not wish, one.starts_at))
    for phase in (Phase.OPEN, Phase.EARLY):
        found = [one for one in ordered if one.phase(moment) is phase]
        if found:
            return found[0]
    return max(windows, key=lambda one: one.starts_at)

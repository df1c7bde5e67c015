"""The clock is passed in: whatever needs the time asks a ``Clock``; tests and the playground bring their own."""

from __future__ import annotations

import datetime as dt
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> dt.datetime:
        """The moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """The moment, aware, in UTC."""
        return dt.datetime.now(dt.UTC)


class ShiftedClock:
    """The machine's clock moved by an offset: the playground's clock, and tests' that need time to flow.

    Attributes:
        offset: Added to the machine's time.
    """

    def __init__(self, offset: dt.timedelta = dt.timedelta()) -> None:
        self.offset = offset

    def now(self) -> dt.datetime:
        """The moment, aware, in UTC."""
        return dt.datetime.now(dt.UTC) + self.offset


class FixedClock:
    """A clock that stands still until it is set; for tests.

    Attributes:
        moment: What it shows.
    """

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def now(self) -> dt.datetime:
        """The moment it was set to."""
        return self.moment

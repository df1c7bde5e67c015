"""Numbers about receipts and reachability, as data (``services/rules_data/receipts.toml``)."""

from __future__ import annotations

import datetime as dt
from functools import cache

from pydantic import Field

from services import shipped
from services.shipped import Section


class Reachability(Section):
    """When nothing was heard for long.

    Attributes:
        silent_days: After so many days without a press or a word.
    """

    silent_days: int = Field(gt=0)
    source: str


class Reminders(Section):
    """How often somebody who has not confirmed is reminded.

    Attributes:
        most: Of one notice.
        minutes_apart, urgent_minutes_apart: Between his copy and the first, and between any two.
    """

    most: int = Field(gt=0)
    minutes_apart: int = Field(gt=0)
    urgent_minutes_apart: int = Field(gt=0)
    source: str

    def apart(self, *, urgent: bool) -> dt.timedelta:
        """Between any two words about one notice to one person."""
        return dt.timedelta(minutes=self.urgent_minutes_apart if urgent else self.minutes_apart)


class Receipts(Section):
    """The file."""

    version: str
    reachability: Reachability
    reminders: Reminders


@cache
def load() -> Receipts:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Receipts, "receipts")

"""One reminder of a case, before it is known who is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reminder:
    """What is to be said on a day.

    Attributes:
        name: What it is about, with its number where it comes again (``review2``).
        key: Catalogue key of the sentence.
        reference: The day it counts from: another one is another reminder.
        lead: Name of the lead.
        day, at: When, by the branch's wall clock.
        vars: Variables besides the person's name and the organisation.
    """

    name: str
    key: str
    reference: dt.date
    lead: str
    day: dt.date
    at: dt.time
    vars: Mapping[str, Any] = field(default_factory=dict)

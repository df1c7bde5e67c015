"""What holds for records of meetings, as data (``services/rules_data/minutes.toml``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from functools import cache

from pydantic import Field

from db.names import EventType
from services import shipped
from services.shipped import Section


class MinuteRules(Section):
    """The file.

    Attributes:
        opens_minutes: Before a meeting begins things may be sent in.
        stands_minutes: How long after its end, or after the last thing sent in, messages are taken for the record.
        recorder_days: How long after its end a named recorder may send in and look.
        most_entries, most_photos: Of one meeting.
        summary_most: Characters.
        most_people, most_hours: Of a figure.
        remind_hours, due_hours: After its end: when one is reminded, and by when a record is complete.
        numbered: Kinds of which the record says which meeting of the year it is.
        decides: Kinds of which the record says what was decided.
        serves: Kinds whose report has figures of service.
        no_contents: Kinds of which no word that is said is kept.
        no_record: Kinds of which nobody keeps minutes.
        reports: Kinds of which a report is written.
        pack_at: On the day after a month its papers are offered, wall time.
        lacking: By field: its words on the list of what is missing.
    """

    version: str
    opens_minutes: int
    stands_minutes: int
    recorder_days: int
    most_entries: int
    most_photos: int
    summary_most: int = Field(le=1000)
    most_people: int
    most_hours: Decimal
    remind_hours: int
    due_hours: int
    numbered: frozenset[EventType]
    decides: frozenset[EventType]
    serves: frozenset[EventType]
    no_contents: frozenset[EventType]
    no_record: frozenset[EventType]
    reports: frozenset[EventType]
    pack_at: dt.time
    lacking: dict[str, str]

    def keeps_contents(self, types: Collection[EventType]) -> bool:
        """Whether what is said at such a meeting may be kept."""
        return not self.no_contents & set(types)

    def has_record(self, types: Collection[EventType]) -> bool:
        """Whether minutes are kept of such a meeting: of one that is several things, if of any of them."""
        return not types or not set(types) <= self.no_record


@cache
def load() -> MinuteRules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(MinuteRules, "minutes")

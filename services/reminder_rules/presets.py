"""The rules that ship, as data with sources (``services/rules_data/reminders.toml``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated

from pydantic import Field

from db.names import Audience, EventType, OrgLevel, RuleKind, Shift
from services import shipped
from services.recurrence import Recurrence
from services.reminder_rules.leads import Lead
from services.shipped import Section


class OnlyIf(StrEnum):
    """What an organisation must have for a duty to be one: a branch committee (``domain_rules.md`` 1.2)."""

    COMMITTEE = "COMMITTEE"


class Ends(StrEnum):
    """What ends a duty that no meeting of a type ends: the year's plan is confirmed (``domain_rules.md`` 9.1)."""

    ANNUAL_PLAN = "ANNUAL_PLAN"


class Defaults(Section):
    """Numbers that hold for every rule.

    Attributes:
        horizon_days: How far ahead meetings of a rule are planned.
        heads_up_days: How long before its invitations the stewards see a meeting nobody has looked at.
        remind_at: Wall time where a rule names none.
        leads: Of meetings planned by hand and of presets that name none.
        most_leads, most_lead_days, most_lead_hours: Bounds of lead times.
        least_minutes, most_minutes: Bounds of a meeting's length.
    """

    horizon_days: int
    heads_up_days: int
    remind_at: dt.time
    leads: tuple[Lead, ...]
    most_leads: int
    most_lead_days: int
    most_lead_hours: int
    least_minutes: int
    most_minutes: int


class Preset(Section):
    """One rule as it ships.

    Attributes:
        key: Its name for ever.
        levels: Organisations it acts in; those above may change it for what is below them.
        only_if: What such an organisation must have.
        ends: What ends a duty, where it is no meeting of one of the types.
        on: Whether it acts unless somebody switches it off.
        leads: How long before; empty: the defaults for meetings, the day itself otherwise.
        source: Where it comes from.
    """

    key: Annotated[str, Field(pattern=r"^[a-z_]{2,24}$")]
    kind: RuleKind
    types: tuple[EventType, ...] = ()
    levels: tuple[OrgLevel, ...]
    only_if: OnlyIf | None = None
    ends: Ends | None = None
    on: bool
    recurrence: Annotated[Recurrence, Field(discriminator="kind")]
    start: dt.time | None = None
    minutes: int | None = None
    leads: tuple[Lead, ...] = ()
    audience: Audience = Audience.MEMBERS
    shift: Shift = Shift.NEXT_WORKDAY
    source: str


class Presets(Section):
    """Everything that ships."""

    version: str
    defaults: Defaults
    least_minutes: dict[EventType, int]
    preset: tuple[Preset, ...]

    def find(self, key: str) -> Preset | None:
        """The preset of that key, if there is one."""
        return next((one for one in self.preset if one.key == key), None)

    def shortest(self, types: tuple[EventType, ...]) -> int:
        """The least minutes a meeting of these types takes."""
        return max([self.defaults.least_minutes, *(self.least_minutes.get(one, 0) for one in types)])


@cache
def load() -> Presets:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(Presets, "reminders")


def default_leads(kind: RuleKind) -> tuple[Lead, ...]:
    """Lead times where none are named: those of meetings, or the day itself."""
    defaults = load().defaults
    return defaults.leads if kind is RuleKind.MEETING else (Lead(days=0, at=defaults.remind_at),)


def least_minutes(types: tuple[EventType, ...]) -> int:
    """The least minutes a meeting of these types takes (``domain_rules.md`` 2.1, 4.3)."""
    return load().shortest(types)


@dataclass(frozen=True)
class Suggestion:
    """What is usual for a meeting of a type."""

    minutes: int
    audience: Audience


def suggestion(event_type: EventType) -> Suggestion:
    """What is usual for a meeting of a type: as its preset has it, else an hour for everybody."""
    for preset in load().preset:
        if preset.kind is RuleKind.MEETING and event_type in preset.types and preset.minutes is not None:
            return Suggestion(preset.minutes, preset.audience)
    return Suggestion(max(60, least_minutes((event_type,))), Audience.MEMBERS)

"""The rules in force, organisation by organisation.

A preset acts as it ships unless an organisation has a row for it; the nearest row on the way up is in force. A rule of
an organisation's own acts there alone, for everybody in it and below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import Audience, EventType, OrgLevel, RuleKind, Shift
from db.organisations import Organisation
from db.reminders import ReminderRule
from services import recurrence as recurring
from services.recurrence import Calendar, Occurrence, Recurrence
from services.reminder_rules import presets
from services.reminder_rules.leads import Lead, in_order
from services.reminder_rules.presets import Ends, OnlyIf, Preset
from services.workdays import Workdays

_OWN = "own-"
_LEVELS = list(OrgLevel)


@dataclass(frozen=True)
class Place:
    """An organisation as rules see it."""

    id: int
    level: OrgLevel
    name: str
    path: str
    parent_id: int | None

    @cached_property
    def chain(self) -> list[int]:
        """Ids from the root to this one."""
        return [int(part) for part in self.path.strip("/").split("/")]


@dataclass(frozen=True)
class Rule:
    """A rule in force.

    Attributes:
        key: A preset's key, or ``own-<id>``.
        levels: The organisations it acts in.
        set_at: The organisation whose row this is; None: as it ships.
        version: Of the row; 0: as it ships.

    The others are those of ``db.reminders.ReminderRule``.
    """

    key: str
    kind: RuleKind
    types: tuple[EventType, ...]
    levels: tuple[OrgLevel, ...]
    recurrence: Recurrence
    leads: tuple[Lead, ...]
    audience: Audience
    shift: Shift
    enabled: bool
    start: dt.time | None = None
    minutes: int | None = None
    title: str | None = None
    only_if: OnlyIf | None = None
    ends: Ends | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    set_at: int | None = None
    version: int = 0

    @property
    def own(self) -> bool:
        """Whether an organisation made it itself."""
        return self.key.startswith(_OWN)

    def dates(self, first: dt.date, last: dt.date, table: Workdays, given: dt.date | None = None) -> list[Occurrence]:
        """Its dates in force in ``[first, last]``, as far as it is valid."""
        found = recurring.occurrences(self.recurrence, first, last, Calendar(table, self.shift), given=given)
        return [one for one in found if self._valid(one.reference)]

    def next(self, after: dt.date, count: int, table: Workdays, given: dt.date | None = None) -> list[Occurrence]:
        """Its next dates after a day, as far as it is valid."""
        if self.valid_from is not None:
            # A date may lie a little before the one its rule names.
            after = max(after, self.valid_from - dt.timedelta(days=recurring.MAX_SHIFT_DAYS + 1))
        # Among those few days there are at most that many dates that do not count yet.
        more = recurring.MAX_SHIFT_DAYS + 1 if self.valid_from is not None else 0
        found = recurring.next_dates(
            self.recurrence, after, count + more, Calendar(table, self.shift), given=given, until=self.valid_until
        )
        return [one for one in found if self._valid(one.reference)][:count]

    def _valid(self, reference: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= reference) and (
            self.valid_until is None or reference <= self.valid_until
        )


def own_key(row_id: int) -> str:
    """The key of an organisation's own rule."""
    return f"{_OWN}{row_id}"


def own_id(key: str) -> int | None:
    """The row of an own rule, by its key; None for a preset's key."""
    number = key.removeprefix(_OWN)
    return int(number) if key.startswith(_OWN) and number.isdecimal() else None


def as_shipped(preset: Preset) -> Rule:
    """A preset as a rule."""
    leads = preset.leads or presets.default_leads(preset.kind)
    return Rule(
        key=preset.key,
        kind=preset.kind,
        types=preset.types,
        levels=preset.levels,
        recurrence=preset.recurrence,
        leads=in_order(leads),
        audience=preset.audience,
        shift=preset.shift,
        enabled=preset.on,
        start=preset.start,
        minutes=preset.minutes,
        only_if=preset.only_if,
        ends=preset.ends,
    )


def of_row(row: ReminderRule, level: OrgLevel) -> Rule | None:
    """A stored rule; None when the preset it changes is no longer shipped.

    Args:
        row: The row.
        level: Of its organisation, where an own rule acts.
    """
    preset = presets.load().find(row.preset) if row.preset is not None else None
    if row.preset is not None and preset is None:
        return None
    return Rule(
        key=preset.key if preset is not None else own_key(row.id),
        kind=row.kind,
        types=tuple(EventType(name) for name in row.types),
        levels=preset.levels if preset is not None else (level,),
        recurrence=recurring.read(row.recurrence),
        leads=in_order(tuple(Lead.parse(text) for text in row.leads)),
        audience=row.audience,
        shift=row.shift,
        enabled=row.enabled,
        start=row.start_time,
        minutes=row.minutes,
        title=row.title,
        only_if=preset.only_if if preset is not None else None,
        ends=preset.ends if preset is not None else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        set_at=row.organisation_id,
        version=row.version,
    )


def values_of(rule: Rule) -> dict[str, Any]:
    """The columns a rule is stored in, but for those that say whose it is and who changed it."""
    return {
        "kind": rule.kind,
        "types": [one.value for one in rule.types],
        "title": rule.title,
        "recurrence": recurring.stored(rule.recurrence),
        "start_time": rule.start,
        "minutes": rule.minutes,
        "leads": [str(lead) for lead in rule.leads],
        "audience": rule.audience,
        "shift": rule.shift,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
        "enabled": rule.enabled,
    }


@dataclass(frozen=True)
class Book:
    """Every rule there is.

    Attributes:
        places: The organisations that are not over, by id.
        changed: Rows for presets, by organisation and key.
        own: Rules of organisations' own, by organisation.
        shipped: Presets as they ship, by key; filled as they are asked for, one object for all organisations.
    """

    places: Mapping[int, Place]
    changed: Mapping[tuple[int, str], Rule] = field(default_factory=dict)
    own: Mapping[int, list[Rule]] = field(default_factory=dict)
    shipped: dict[str, Rule] = field(default_factory=dict, repr=False, compare=False)

    def find(self, place: Place, key: str) -> Rule | None:
        """The rule of a key as it is in force for an organisation."""
        if own_id(key) is not None:
            return next((rule for rule in self.own.get(place.id, ()) if rule.key == key), None)
        preset = presets.load().find(key)
        return self._inherited(place, preset) if preset is not None and _concerns(preset.levels, place) else None

    def acting(self, place: Place) -> list[Rule]:
        """The rules that act in an organisation, those that are switched off included."""
        return [*self._shipped_in(place), *self.own.get(place.id, ())]

    def _shipped_in(self, place: Place) -> list[Rule]:
        # Most organisations have changed nothing, and those of one level then share their rules.
        untouched = self._changed_in.isdisjoint(place.chain)
        found = self._as_shipped.get(place.level) if untouched else None
        if found is None:
            found = [self._inherited(place, one) for one in presets.load().preset if place.level in one.levels]
            if untouched:
                self._as_shipped[place.level] = found
        return found

    @cached_property
    def _changed_in(self) -> set[int]:
        return {organisation_id for organisation_id, _ in self.changed}

    @cached_property
    def _as_shipped(self) -> dict[OrgLevel, list[Rule]]:
        return {}

    def seen(self, place: Place) -> list[Rule]:
        """The rules an organisation's stewards may see and change: for itself and for what is below."""
        shipped = [self._inherited(place, one) for one in presets.load().preset if _concerns(one.levels, place)]
        return [*shipped, *self.own.get(place.id, ())]

    def _inherited(self, place: Place, preset: Preset) -> Rule:
        for organisation_id in reversed(place.chain):
            if (rule := self.changed.get((organisation_id, preset.key))) is not None:
                return rule
        found = self.shipped.get(preset.key)
        if found is None:
            found = self.shipped[preset.key] = as_shipped(preset)
        return found


def _concerns(levels: Iterable[OrgLevel], place: Place) -> bool:
    """Whether an organisation, or what may be below it, is of one of the levels."""
    return any(_LEVELS.index(level) >= _LEVELS.index(place.level) for level in levels)


async def places_of(session: AsyncSession, only: Collection[int] | None = None) -> dict[int, Place]:
    """Organisations by id, without those that are over; ``only`` some of them, or all."""
    query = select(
        Organisation.id, Organisation.level, Organisation.name, Organisation.path, Organisation.parent_id
    ).where(Organisation.ended_at.is_(None))
    if only is not None:
        query = query.where(Organisation.id.in_(sorted(only)))
    rows = await session.execute(query)
    return {row.id: Place(row.id, row.level, row.name, row.path, row.parent_id) for row in rows}


async def load(session: AsyncSession, only: Collection[int] | None = None) -> Book:
    """The book as it stands, in two queries.

    Args:
        session: Any session.
        only: Organisations to read, with everything above the one asked for; None: all.
    """
    rules_query = select(ReminderRule).order_by(ReminderRule.id)
    if only is not None:
        rules_query = rules_query.where(ReminderRule.organisation_id.in_(sorted(only)))
    places = await places_of(session, only)
    changed: dict[tuple[int, str], Rule] = {}
    own: dict[int, list[Rule]] = {}
    for row in await session.scalars(rules_query):
        place = places.get(row.organisation_id)
        rule = of_row(row, place.level) if place is not None else None
        if rule is None:
            continue
        if rule.own:
            own.setdefault(row.organisation_id, []).append(rule)
        else:
            changed[row.organisation_id, rule.key] = rule
    return Book(places, changed, own)

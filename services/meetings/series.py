"""Meetings that rules make: which there should be, and what has to change so that there are. Pure.

::

    rule ── dates ──> slots by (rule, reference date) ── none yet ─────────> made
                                                      ├─ differs ────────────> moved with its rule or with the holidays
                                                      └─ pinned by a human ──> left alone for ever
    a meeting without a slot (rule off, rule changed), not pinned ──> cancelled; its slot back: planned again

The database promises one meeting a rule and reference date in an organisation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from db.names import Audience, EventType, MeetingState, RuleKind
from services.meetings.messages import invited_at
from services.recurrence import MAX_SHIFT_DAYS, moment
from services.reminder_rules.book import Rule
from services.workdays import Workdays

#: A slot is known by its rule and the date the rule names.
SlotKey = tuple[str, dt.date]


@dataclass(frozen=True)
class Slot:
    """A meeting as its rule wants it.

    Attributes:
        day: In force, by the organisation's wall clock.
        shipped: Nobody has set the rule; it acts as it ships.
        invited: When its invitations are due, UTC.
        provisional: The holidays of its year are not published yet.
    """

    rule: str
    reference_on: dt.date
    day: dt.date
    starts_at: dt.datetime
    minutes: int
    types: tuple[EventType, ...]
    title: str | None
    audience: Audience
    shipped: bool
    invited: dt.datetime
    provisional: bool = False

    @property
    def key(self) -> SlotKey:
        """What identifies it."""
        return self.rule, self.reference_on


@dataclass(frozen=True)
class There:
    """A meeting of a rule, as it is stored.

    Attributes:
        pinned: A human chose its time or called it off.
    """

    id: int
    rule: str
    reference_on: dt.date
    starts_at: dt.datetime
    minutes: int
    types: tuple[EventType, ...]
    title: str | None
    audience: Audience | None
    state: MeetingState
    pinned: bool

    @property
    def key(self) -> SlotKey:
        """What identifies it."""
        return self.rule, self.reference_on


@dataclass(frozen=True)
class Changes:
    """What has to change.

    Attributes:
        made: Slots that need a meeting.
        moved: Meetings whose time, length or state goes to the slot's; people who were told are told.
        renamed: Meetings of which only words or the audience change.
        cancelled: Meetings without a slot.
    """

    made: list[Slot]
    moved: list[tuple[There, Slot]]
    renamed: list[tuple[There, Slot]]
    cancelled: list[There]

    def __len__(self) -> int:
        return len(self.made) + len(self.moved) + len(self.renamed) + len(self.cancelled)


def slots(rules: Iterable[Rule], first: dt.date, last: dt.date, zone: ZoneInfo, table: Workdays) -> dict[SlotKey, Slot]:
    """The meetings rules want on days in ``[first, last]``."""
    return {slot.key: slot for rule in rules for slot in slots_of(rule, first, last, zone, table)}


def slots_of(rule: Rule, first: dt.date, last: dt.date, zone: ZoneInfo, table: Workdays) -> list[Slot]:
    """The meetings one rule wants on days in ``[first, last]``; none where it makes no meetings."""
    if rule.kind is not RuleKind.MEETING or not rule.enabled or rule.start is None or rule.minutes is None:
        return []
    found = []
    for date in rule.dates(first, last, table):
        starts_at = moment(date.day, rule.start, zone)
        found.append(
            Slot(
                rule=rule.key,
                reference_on=date.reference,
                day=date.day,
                starts_at=starts_at,
                minutes=rule.minutes,
                types=tuple(sorted(rule.types)),
                title=rule.title,
                audience=rule.audience,
                shipped=rule.set_at is None,
                invited=invited_at(rule.leads, date.day, zone, starts_at),
                provisional=date.provisional,
            )
        )
    return found


class KnownSlots:
    """Slots computed once for every organisation in which the same rule acts; lives as long as its rules and table."""

    def __init__(self, table: Workdays) -> None:
        self._table = table
        self._known: dict[tuple[int, dt.date, dt.date, str], tuple[Rule, list[Slot]]] = {}

    def of(self, rules: Iterable[Rule], first: dt.date, last: dt.date, zone: ZoneInfo) -> dict[SlotKey, Slot]:
        """As ``slots``."""
        found: dict[SlotKey, Slot] = {}
        for rule in rules:
            key = id(rule), first, last, zone.key
            if key not in self._known:
                # The rule is kept, so that its identity stays its own.
                self._known[key] = rule, slots_of(rule, first, last, zone, self._table)
            for slot in self._known[key][1]:
                found[slot.key] = slot
        return found


def window(today: dt.date, horizon_days: int) -> tuple[dt.date, dt.date, dt.date]:
    """Days slots are computed for: from the first to the last, new meetings only up to the middle one.

    The last lies beyond the horizon by as far as dates can move, so that a meeting at its edge is not taken for one
    without a slot.
    """
    horizon = today + dt.timedelta(days=horizon_days)
    return today - dt.timedelta(days=2 * MAX_SHIFT_DAYS), horizon, horizon + dt.timedelta(days=4 * MAX_SHIFT_DAYS)


def compare(wanted: Mapping[SlotKey, Slot], there: Sequence[There], *, horizon: dt.date, now: dt.datetime) -> Changes:
    """What has to change so that the meetings to come are as their rules want them.

    Args:
        wanted: Every slot around now and to the horizon and beyond.
        there: Every meeting of a rule that has not begun, and those whose reference date lies in the same days.
        horizon: The last day a new meeting is made for.
        now: UTC.
    """
    found = Changes([], [], [], [])
    existing = {one.key: one for one in there}
    known = horizon + dt.timedelta(days=2 * MAX_SHIFT_DAYS)  # later dates were not asked for
    for key, slot in wanted.items():
        if key not in existing and slot.day <= horizon and may_be_made(slot, now):
            found.made.append(slot)
    for meeting in there:
        if meeting.pinned or meeting.starts_at <= now or meeting.state is MeetingState.HELD:
            continue
        wish = wanted.get(meeting.key)
        if wish is None:
            if meeting.state is not MeetingState.CANCELLED and meeting.reference_on <= known:
                found.cancelled.append(meeting)
        elif wish.starts_at > now:
            _differences(found, meeting, wish)
    return found


def may_be_made(slot: Slot, now: dt.datetime) -> bool:
    """Whether a slot's meeting may still come to be.

    What ships does not surprise anybody: a meeting nobody has asked for keeps its full notice.
    """
    return (slot.invited if slot.shipped else slot.starts_at) > now


def _differences(found: Changes, meeting: There, wish: Slot) -> None:
    if (
        meeting.state is MeetingState.CANCELLED
        or meeting.starts_at != wish.starts_at
        or meeting.minutes != wish.minutes
    ):
        found.moved.append((meeting, wish))
    elif (meeting.types, meeting.title, meeting.audience) != (wish.types, wish.title, wish.audience):
        found.renamed.append((meeting, wish))

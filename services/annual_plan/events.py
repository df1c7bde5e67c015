"""What is in a calendar: the meetings there are, and those rules will make.

::

    meetings in the span ────────────────────────────────┐
    dates of rules without a meeting yet ── may come? ───┴──> events, by organisation: one an identity (``uid``)

Meetings are made some weeks ahead (``services.meetings.planner``); a calendar shows the whole year. An event keeps its
identity when its meeting comes to be: it is the organisation, the rule and the date the rule names.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting, MeetingPart, MeetingPerson
from db.names import Audience, EventType, MeetingState, PartState
from db.organisations import Organisation
from services import audiences, workdays
from services.audiences import Roles
from services.house import House
from services.meetings import facts as gathering
from services.meetings import planner, themes
from services.meetings.planner import World
from services.meetings.series import Slot, SlotKey, may_be_made, slots
from services.org_settings import OrgSettings
from services.recurrence import moment
from services.reminder_rules.book import Place

#: Ours; an identity is made of what never changes about an event.
_NAMESPACE = uuid.UUID("5d3f1f0e-6f0b-5b0e-9d3c-5a1f7c2e4b10")
_A_DAY = dt.timedelta(days=1)
#: Further than any date moves.
_A_MONTH = dt.timedelta(days=31)
_EVERYBODY = frozenset({Audience.MEMBERS})


@dataclass(frozen=True)
class Event:
    """Something in a calendar.

    Attributes:
        uid: Its identity, for ever.
        meeting_id: None: its rule has not made it yet.
        rule, reference_on: What makes it; None: planned by hand.
        organisation: Name of whose it is.
        sequence: Grows when its time, place or state changes; 0: not made yet.
        changed_at: When it last changed, UTC; of what is not made yet: when its organisation came to be.
        cancelled: It was called off.
        provisional: The holidays of its year are not published yet: it may still move.
    """

    uid: str
    organisation_id: int
    organisation: str
    meeting_id: int | None
    rule: str | None
    reference_on: dt.date | None
    types: tuple[EventType, ...]
    title: str | None
    theme: str | None
    place: str | None
    starts_at: dt.datetime
    minutes: int
    sequence: int
    changed_at: dt.datetime
    cancelled: bool
    provisional: bool


@dataclass(frozen=True)
class Span:
    """Days of a calendar, the last included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Whose:
    """Which of an organisation's meetings are meant: all, or those for certain audiences."""

    place: Place
    audiences: frozenset[Audience] | None = None

    def holds(self, audience: Audience | None) -> bool:
        """Whether something for that audience is meant."""
        return self.audiences is None or audience in self.audiences


async def of_organisation(house: House, session: AsyncSession, organisation_id: int, span: Span) -> list[Event]:
    """An organisation's own meetings, and those above it that are for everybody below.

    Raises:
        KeyError: It is over.
    """
    world = await _world(house, session, [organisation_id])
    places = world.book.places
    chain = places[organisation_id].chain
    above = [Whose(places[one], _EVERYBODY) for one in chain[:-1] if one in places]
    found = await _events(house, session, world, [*above, Whose(places[organisation_id])], span)
    return await _with_others(session, world.settings[organisation_id], found, span, chain)


async def of_member(
    house: House, session: AsyncSession, member_id: int, organisation_id: int, span: Span
) -> list[Event]:
    """The meetings somebody is meant to attend.

    Args:
        house: The house.
        session: Any session.
        member_id: Who.
        organisation_id: His group, or his branch.
        span: Which days.

    Raises:
        KeyError: The organisation is over.
    """
    held = (await audiences.roles_on(session, house.today())).held
    offices = [place for place, holders in held.items() if any(one.person.id == member_id for one in holders)]
    world = await _world(house, session, [organisation_id, *offices])
    inside = world.book.places[organisation_id].chain
    wanted = [
        Whose(place, for_him)
        for place in world.book.places.values()
        if (for_him := _for_him(world.roles, place, member_id, inside=place.id in inside))
    ]
    found = await _events(house, session, world, wanted, span)
    return await _with_others(session, world.settings[organisation_id], found, span, inside, member_id)


def _for_him(roles: Roles, place: Place, member_id: int, *, inside: bool) -> frozenset[Audience]:
    """What of an organisation is for somebody: what is for its members, and what his roles there call him to."""
    found = set(_EVERYBODY) if inside else set()
    if any(person.id == member_id for person in roles.officers(place.id)):
        found.add(Audience.OFFICERS)
    if any(person.id == member_id for person in roles.leaders(place.chain)):
        found |= {Audience.LEADERS, Audience.SUPERIOR}
    elif any(person.id == member_id for person in roles.superiors(place.chain)):
        found.add(Audience.SUPERIOR)
    return frozenset(found)


async def _world(house: House, session: AsyncSession, ids: Sequence[int]) -> World:
    return await planner.world_of(house, session, await planner.chains_of(session, set(ids)))


async def _events(house: House, session: AsyncSession, world: World, whose: Sequence[Whose], span: Span) -> list[Event]:
    table = await workdays.load(session, span.first - _A_DAY, span.last + _A_DAY)
    known = await themes.load(house, session, span.first.year - 1, [one.place.id for one in whose])
    born = await session.execute(
        select(Organisation.id, Organisation.created_at).where(Organisation.id.in_([one.place.id for one in whose]))
    )
    birthdays = {row.id: row.created_at for row in born}
    found: list[Event] = []
    for one in whose:
        place = one.place
        maker = _Maker(
            place,
            birthdays[place.id],
            ZoneInfo(world.settings[place.id].timezone),
            known.get(place.id, gathering.NO_THEMES),
        )
        rules = [rule for rule in world.book.acting(place) if one.holds(rule.audience)]
        wanted = slots(rules, span.first - _A_MONTH, span.last + _A_MONTH, maker.zone, table)
        rows = await _rows(session, one, span, maker.zone)
        types = await gathering.types_of(session, [row.id for row in rows])
        found += [maker.of_row(row, types.get(row.id, ()), wanted) for row in rows if _inside(row, span, maker.zone)]
        there = {(row.rule, row.reference_on) for row in rows}
        found += [
            maker.of_slot(slot)
            for slot in wanted.values()
            if slot.key not in there and span.first <= slot.day <= span.last and may_be_made(slot, house.now())
        ]
    return found


async def _with_others(
    session: AsyncSession,
    settings: OrgSettings,
    found: Sequence[Event],
    span: Span,
    chain: Sequence[int],
    member_id: int | None = None,
) -> list[Event]:
    """The same with the meetings of others that are for an organisation too, as agreed, or name a member."""
    zone = ZoneInfo(settings.timezone)
    joined = select(MeetingPart.meeting_id).where(
        MeetingPart.organisation_id.in_(chain), MeetingPart.state == PartState.AGREED
    )
    named = select(MeetingPerson.meeting_id).where(MeetingPerson.member_id == member_id)
    begin, end = moment(span.first, dt.time(), zone), moment(span.last + _A_DAY, dt.time(), zone)
    rows = list(
        await session.execute(
            select(Meeting, Organisation)
            .join(Organisation, Organisation.id == Meeting.organisation_id)
            .where(
                Meeting.id.in_(joined) | Meeting.id.in_(named),
                Meeting.id.not_in([one.meeting_id for one in found if one.meeting_id is not None]),
                Meeting.starts_at.between(begin, end),
            )
        )
    )
    types = await gathering.types_of(session, [row.Meeting.id for row in rows])
    others = [
        _Maker(
            Place(whose.id, whose.level, whose.name, whose.path, whose.parent_id),
            whose.created_at,
            zone,
            gathering.NO_THEMES,
        ).of_row(row, types.get(row.id, ()), {})
        for row, whose in rows
        if _inside(row, span, zone)
    ]
    return _in_order([*found, *others])


def _in_order(found: Sequence[Event]) -> list[Event]:
    return sorted(found, key=lambda one: (one.starts_at, one.organisation_id, one.uid))


async def _rows(session: AsyncSession, whose: Whose, span: Span, zone: ZoneInfo) -> list[Meeting]:
    """Meetings in the span, and those rules would have put there."""
    begin = moment(span.first, dt.time(), zone)
    end = moment(span.last + _A_DAY, dt.time(), zone)
    query = select(Meeting).where(
        Meeting.organisation_id == whose.place.id,
        Meeting.starts_at.between(begin, end)
        | Meeting.reference_on.between(span.first - _A_MONTH, span.last + _A_MONTH),
    )
    return [row for row in await session.scalars(query) if whose.holds(row.audience)]


def _inside(row: Meeting, span: Span, zone: ZoneInfo) -> bool:
    return span.first <= row.starts_at.astimezone(zone).date() <= span.last


@dataclass(frozen=True)
class _Maker:
    """Makes the events of one organisation.

    Attributes:
        since: When it came to be; with its number it is told from every other, also of another house.
    """

    place: Place
    since: dt.datetime
    zone: ZoneInfo
    themes: themes.Themes

    def of_row(self, row: Meeting, types: tuple[EventType, ...], wanted: Mapping[SlotKey, Slot]) -> Event:
        slot = wanted.get((row.rule, row.reference_on)) if row.rule and row.reference_on else None
        return Event(
            uid=self._uid(row.rule, row.reference_on) if row.rule else self._uid("meeting", row.id),
            organisation_id=self.place.id,
            organisation=self.place.name,
            meeting_id=row.id,
            rule=row.rule,
            reference_on=row.reference_on,
            types=types,
            title=row.title,
            theme=row.theme,
            place=row.place,
            starts_at=row.starts_at,
            minutes=row.minutes,
            sequence=row.version,
            changed_at=max(row.changed_at, row.themed_at or row.changed_at),
            cancelled=row.state is MeetingState.CANCELLED,
            provisional=slot is not None and slot.provisional and not row.pinned,
        )

    def of_slot(self, slot: Slot) -> Event:
        return Event(
            uid=self._uid(slot.rule, slot.reference_on),
            organisation_id=self.place.id,
            organisation=self.place.name,
            meeting_id=None,
            rule=slot.rule,
            reference_on=slot.reference_on,
            types=slot.types,
            title=slot.title,
            theme=self.themes.of(slot.types, slot.reference_on),
            place=None,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            sequence=0,
            changed_at=self.since,
            cancelled=False,
            provisional=slot.provisional,
        )

    def _uid(self, what: str | None, which: object) -> str:
        return str(uuid.uuid5(_NAMESPACE, f"{self.place.id}:{self.since.isoformat()}:{what}:{which}"))

"""Plans and calendars as people see them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.names import EventType, OrgLevel
from db.organisations import Organisation
from services import access, workdays
from services.access import STEWARD_OF, Actor
from services.annual_plan import book, events
from services.annual_plan.book import Written, Years
from services.annual_plan.events import Event, Span
from services.errors import BadInput, NotAllowed
from services.house import House
from services.org_settings import settings_of
from services.recurrence import LAST_DAY
from services.workdays import DayKind, day_of_month

_MONTHS = 12
_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """A plan with the dates it gives its themes to.

    Attributes:
        years: That plans are written for.
        days: Month → the meetings that carry its theme, soonest first; those called off are left out.
        before: Whether the year before has themes to take over.
        published: Whether the year's holidays are known.
    """

    organisation_id: int
    organisation: str
    level: OrgLevel
    written: Written
    years: Years
    days: Mapping[int, Sequence[Event]]
    before: bool
    published: bool
    zone: ZoneInfo


async def view(house: House, actor: Actor, organisation_id: int, year: int | None = None) -> Plan:
    """A plan; of the year that is shown first, unless another is asked for.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        BadInput: There is no such year.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
        known = book.years(house, house.now().astimezone(zone).date())
        year = year if year is not None else known.usual
        if not known.first - 1 <= year <= known.last:
            raise BadInput
        written = await book.written(session, organisation_id, year)
        before = await book.written(session, organisation_id, year - 1)
        span = Span(dt.date(year, 1, 1), dt.date(year, _MONTHS, LAST_DAY))
        found = await events.of_organisation(house, session, organisation_id, span)
        table = await workdays.load(session, span.first, span.last)
        return Plan(
            organisation_id=organisation_id,
            organisation=organisation.name,
            level=organisation.level,
            written=written,
            years=known,
            days=_by_month(house, [one for one in found if one.organisation_id == organisation_id], zone),
            before=bool(before.months or before.theme),
            published=table.published(year),
            zone=zone,
        )


def _by_month(house: House, found: Sequence[Event], zone: ZoneInfo) -> dict[int, list[Event]]:
    carrying: frozenset[EventType] = frozenset(house.rules.annual_plan.types)
    months: dict[int, list[Event]] = {}
    for one in found:
        if carrying & set(one.types) and not one.cancelled:
            day = one.reference_on or one.starts_at.astimezone(zone).date()
            months.setdefault(day.month, []).append(one)
    return months


def usual_year(house: House) -> int:
    """The year that is shown first, by the house's clock."""
    return book.years(house, house.today()).usual


async def name_of(house: House, actor: Actor, organisation_id: int | None) -> str:
    """The name of an organisation, or of the actor's own branch or group.

    Raises:
        NotAllowed: The actor does not reach it, or is no member.
    """
    async with house.db.read() as session:
        if organisation_id is not None:
            await access.check(session, actor, STEWARD_OF, organisation_id)
        return (await session.get_one(Organisation, organisation_id or _inmost(actor))).name


# --- calendars ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Calendar:
    """Events of an organisation, or of a member.

    Attributes:
        name: Whose it is, for a title: an organisation's name.
        own: It is a member's own.
        made_at: UTC.
    """

    name: str
    own: bool
    events: tuple[Event, ...]
    zone: ZoneInfo
    made_at: dt.datetime


@dataclass(frozen=True)
class Month:
    """A month of a calendar.

    Attributes:
        first: Its first day.
        theme: Of the month, where the organisation's plan is confirmed.
        kinds: Why people work on each of its days, or do not.
        published: Whether the year's holidays are known.
        years: That plans are written for.
    """

    calendar: Calendar
    first: dt.date
    theme: str | None
    kinds: Mapping[dt.date, DayKind]
    published: bool
    years: Years

    def reaches(self, other: dt.date) -> bool:
        """Whether there is a picture of another month."""
        return self.years.first - 1 <= other.year <= self.years.last


async def year_of(house: House, actor: Actor, organisation_id: int, year: int) -> Calendar:
    """An organisation's calendar of a year, those called off included.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        BadInput: There is no such year.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
        known = book.years(house, house.now().astimezone(zone).date())
        if not known.first - 1 <= year <= known.last:
            raise BadInput
        span = Span(dt.date(year, 1, 1), dt.date(year, _MONTHS, LAST_DAY))
        return await of_organisation(house, session, organisation_id, span)


async def of_organisation(house: House, session: AsyncSession, organisation_id: int, span: Span) -> Calendar:
    """An organisation's calendar, unasked; for who has its address.

    Raises:
        KeyError: It is over.
    """
    organisation = await session.get_one(Organisation, organisation_id)
    found = await events.of_organisation(house, session, organisation_id, span)
    zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
    return Calendar(organisation.name, False, tuple(found), zone, house.now())


async def of_member(house: House, session: AsyncSession, member_id: int, organisation_id: int, span: Span) -> Calendar:
    """A member's own calendar, unasked; for himself, and for who has its address.

    Raises:
        KeyError: His branch is over.
    """
    organisation = await session.get_one(Organisation, organisation_id)
    found = await events.of_member(house, session, member_id, organisation_id, span)
    zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
    return Calendar(organisation.name, True, tuple(found), zone, house.now())


def reach(house: House, today: dt.date) -> Span:
    """The days a calendar that is read from elsewhere shows."""
    rules = house.rules.annual_plan
    return Span(
        today - dt.timedelta(days=rules.calendar_days_back), today + dt.timedelta(days=rules.calendar_days_ahead)
    )


async def mine(house: House, actor: Actor) -> Calendar:
    """The actor's own calendar.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        return await of_member(house, session, actor.member.id, _inmost(actor), reach(house, house.today()))


def _inmost(actor: Actor) -> int:
    """His group, or his branch.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    return int(actor.member.branch_path.strip("/").split("/")[-1])


async def month_of(house: House, actor: Actor, organisation_id: int, first: dt.date) -> Month:
    """A month of an organisation's calendar, without what was called off.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        BadInput: The month is too far away.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        span = _month(house, first)
        found = await of_organisation(house, session, organisation_id, span)
        written = await book.written(session, organisation_id, first.year)
        theme = written.months.get(first.month) if written.confirmed else None
        return await _as_month(house, session, found, span, theme)


async def my_month(house: House, actor: Actor, first: dt.date) -> Month:
    """A month of the actor's own calendar, without what was called off.

    Raises:
        NotAllowed: He is no member.
        BadInput: The month is too far away.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        span = _month(house, first)
        found = await of_member(house, session, actor.member.id, _inmost(actor), span)
        written = await book.written(session, actor.member.branch_id, first.year)
        theme = written.months.get(first.month) if written.confirmed else None
        return await _as_month(house, session, found, span, theme)


def _month(house: House, first: dt.date) -> Span:
    known = book.years(house, house.today())
    if not known.first - 1 <= first.year <= known.last:
        raise BadInput
    return Span(first.replace(day=1), day_of_month(first.year, first.month, LAST_DAY))


async def _as_month(house: House, session: AsyncSession, found: Calendar, span: Span, theme: str | None) -> Month:
    # The weeks at its ends are shown whole.
    weeks = calendar.Calendar().monthdatescalendar(span.first.year, span.first.month)
    days = [day for week in weeks for day in week]
    table = await workdays.load(session, days[0], days[-1])
    living = tuple(one for one in found.events if not one.cancelled)
    return Month(
        calendar=Calendar(found.name, found.own, living, found.zone, found.made_at),
        first=span.first,
        theme=theme,
        kinds={day: table.kind(day) for day in days},
        published=table.published(span.first.year),
        years=book.years(house, house.today()),
    )

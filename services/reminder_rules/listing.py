"""The rules as a steward sees them: the list, and the next dates of one before and after a change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OrgLevel, RuleKind
from services import dues, given_dates
from services import recurrence as recurring
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.org_settings import OrgSettings, settings_of
from services.recurrence import Occurrence, Why
from services.reminder_rules.book import Book, Place, Rule
from services.reminder_rules.checking import check, check_audience
from services.reminder_rules.editing import Change, Own, changed, draft, place_of, shipped, table_for, today_at
from services.workdays import DayKind, Moved, Workdays

#: How many dates an editor shows.
PREVIEW = 6


@dataclass(frozen=True)
class Listed:
    """A rule in a list.

    Attributes:
        rule: As it is in force.
        next: Its next date; None: it is off, or it counts from dates of people.
    """

    rule: Rule
    next: Occurrence | None


@dataclass(frozen=True)
class Sheet:
    """The rules of an organisation.

    Attributes:
        organisation: Its name.
        rules: Those it may see and change, in the order they ship, its own last.
    """

    organisation: str
    level: OrgLevel
    rules: tuple[Listed, ...]


@dataclass(frozen=True)
class Preview:
    """A rule with its next dates.

    Attributes:
        organisation: Whose.
        set_at: Name of the organisation that changed it last, going up; None: as it ships.
        here: Whether that is this organisation.
        dates: The next ones, at most ``PREVIEW``.
        settings: Of the organisation, for its zone and the way people are named.
    """

    organisation: str
    level: OrgLevel
    rule: Rule
    set_at: str | None
    here: bool
    dates: tuple[Occurrence, ...]
    settings: OrgSettings


async def list_rules(house: House, actor: Actor, organisation_id: int) -> Sheet:
    """The rules of an organisation.

    Raises:
        NotAllowed: The actor does not reach it.
    """
    async with house.db.read() as session:
        book, place = await place_of(session, actor, organisation_id)
        today = await today_at(house, session, organisation_id)
        table = await table_for(session, today)
        settings = await settings_of(house, session, organisation_id)
        listed = [Listed(rule, _next_of(house, settings, rule, today, table)) for rule in book.seen(place)]
        return Sheet(place.name, place.level, tuple(listed))


def _next_of(house: House, settings: OrgSettings, rule: Rule, today: dt.date, table: Workdays) -> Occurrence | None:
    if not rule.enabled or recurring.date_of(rule.recurrence) is not None:
        return None
    if rule.kind is RuleKind.DUES:
        return _dues(house, settings, today, table, 1)[0]
    return next(iter(rule.next(today - dt.timedelta(days=1), 1, table)), None)


def _dues(house: House, settings: OrgSettings, today: dt.date, table: Workdays, count: int) -> list[Occurrence]:
    due = (
        dues.due_day(year, month, settings, house.rules, table) for year, month in dues.months_from(today, count + 1)
    )
    return [_as_occurrence(day) for day in due if day.day >= today][:count]


def _as_occurrence(moved: Moved) -> Occurrence:
    why = (Why.HOLIDAY if moved.why is DayKind.HOLIDAY else Why.WEEKEND) if moved.moved else None
    return Occurrence(moved.planned, moved.day, why, moved.provisional)


async def preview(house: House, actor: Actor, organisation_id: int, key: str, wanted: Change | None = None) -> Preview:
    """A rule with its next dates, as it is or as it would be.

    Args:
        house: The house.
        actor: Who looks.
        organisation_id: Whose rule.
        key: Which.
        wanted: A change that is looked at before it is made; None: none.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such rule there.
        BadInput: One of ``services.reminder_rules.errors``: the change would make no sense.
    """
    async with house.db.read() as session:
        book, place = await place_of(session, actor, organisation_id)
        rule = book.find(place, key)
        if rule is None:
            raise NotAllowed
        if wanted is not None:
            today = await today_at(house, session, organisation_id)
            rule = changed(rule, wanted)
            check(rule, shipped(key), today, await table_for(session, today))
            await check_audience(session, book, place, rule, today)
        return await _preview(house, session, book, place, rule)


async def preview_own(house: House, actor: Actor, organisation_id: int, own: Own) -> Preview:
    """An own rule that is not kept yet, with its next dates.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        BadInput: One of ``services.reminder_rules.errors``: the rule would make no sense.
    """
    async with house.db.read() as session:
        book, place = await place_of(session, actor, organisation_id)
        rule = draft(place, own)
        today = await today_at(house, session, organisation_id)
        check(rule, None, today, await table_for(session, today))
        await check_audience(session, book, place, rule, today)
        return await _preview(house, session, book, place, rule)


async def _preview(house: House, session: AsyncSession, book: Book, place: Place, rule: Rule) -> Preview:
    settings = await settings_of(house, session, place.id)
    today = await today_at(house, session, place.id)
    table = await table_for(session, today)
    yesterday = today - dt.timedelta(days=1)
    of = recurring.date_of(rule.recurrence)
    if rule.kind is RuleKind.DUES:
        dates = _dues(house, settings, today, table, PREVIEW)
    elif of is None:
        dates = rule.next(yesterday, PREVIEW, table)
    else:
        # Of everybody and everything it counts for, here and below; the same day once.
        found = {
            one.day: one
            for subject in await given_dates.load(house, session, of, place.path)
            for one in rule.next(yesterday, PREVIEW, table, given=subject.day)
        }
        dates = [found[day] for day in sorted(found)][:PREVIEW]
    at = book.places.get(rule.set_at) if rule.set_at is not None else None
    return Preview(
        organisation=place.name,
        level=place.level,
        rule=rule,
        set_at=at.name if at is not None else None,
        here=rule.set_at == place.id,
        dates=tuple(dates),
        settings=settings,
    )

"""Whether a rule makes sense: pure, but for counting who would hear of it. Nothing is changed here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import Audience, RuleKind
from services import audiences
from services import recurrence as recurring
from services.recurrence import DateOf, InPeriod, Period, Recurrence
from services.reminder_rules import presets
from services.reminder_rules.book import Book, Place, Rule
from services.reminder_rules.errors import (
    BadLeads,
    BadLength,
    BadTitle,
    DayInPast,
    EmptyAudience,
    ImpossibleRule,
    NoDateLeft,
    TooShort,
)
from services.reminder_rules.leads import Lead
from services.workdays import Workdays

TITLE_LENGTH = 40
#: What a rule of one's own may count from.
OWN_DATES = (DateOf.TERM_END, DateOf.PROBATION_END)
_MAY_HEAR = (Audience.LEADERS, Audience.OFFICERS)


def recurrence_of(stored: Any) -> Recurrence:
    """A recurrence from what was chosen.

    Raises:
        ImpossibleRule: Its days can never come.
    """
    try:
        return recurring.read(stored)
    except ValidationError as error:
        raise ImpossibleRule from error


def lead_of(text: str) -> Lead:
    """A lead time from what was chosen.

    Raises:
        BadLeads: It is none.
    """
    try:
        return Lead.parse(text)
    except ValueError as error:
        raise bad_leads() from error


def bad_leads() -> BadLeads:
    """The error with its fields."""
    defaults = presets.load().defaults
    return BadLeads(most=defaults.most_leads, days=defaults.most_lead_days)


def check(rule: Rule, shipped: Rule | None, today: dt.date, table: Workdays) -> None:
    """Whether a rule may be kept.

    Args:
        rule: As it would be.
        shipped: The preset it changes, as it ships; None for an own rule.
        today: The organisation's day.
        table: Working days.

    Raises:
        ImpossibleRule: Its dates do not fit what it is for.
        DayInPast: Its last day is over.
        NoDateLeft: It ends before its next date.
        TooShort: Shorter than such a meeting must be.
        BadLength: Not a length of a meeting.
        BadLeads: Not lead times of such a rule.
        BadTitle: Not a title.
    """
    _check_dates(rule, shipped, today, table)
    _check_leads(rule)
    if rule.kind is RuleKind.MEETING:
        _check_meeting(rule)
    if rule.title is None and shipped is not None:
        return
    if not 0 < len((rule.title or "").strip()) <= TITLE_LENGTH:
        raise BadTitle(limit=TITLE_LENGTH)


def _check_dates(rule: Rule, shipped: Rule | None, today: dt.date, table: Workdays) -> None:
    counts_from = recurring.date_of(rule.recurrence)
    if shipped is not None and counts_from is not recurring.date_of(shipped.recurrence):
        raise ImpossibleRule
    if shipped is None and counts_from is not None and not _may_count_from(rule, counts_from):
        raise ImpossibleRule
    if rule.kind is RuleKind.DUTY and _period(rule) is not (_period(shipped) if shipped is not None else None):
        raise ImpossibleRule
    if rule.valid_until is not None:
        if rule.valid_until < today:
            raise DayInPast
        if rule.valid_from is not None and rule.valid_until < rule.valid_from:
            raise NoDateLeft
    if counts_from is None and not rule.next(today - dt.timedelta(days=1), 1, table):
        raise NoDateLeft


def _may_count_from(rule: Rule, of: DateOf) -> bool:
    """Whether a rule of one's own may count from a date: a notice to who leads or has an office.

    Nobody else hears of another person's dates; that of an admission is greeted in private, and only by wish.
    """
    return rule.kind is RuleKind.NOTICE and of in OWN_DATES and rule.audience in _MAY_HEAR


def _period(rule: Rule) -> Period | None:
    return rule.recurrence.per if isinstance(rule.recurrence, InPeriod) else None


def _check_leads(rule: Rule) -> None:
    defaults = presets.load().defaults
    names = [lead.name for lead in rule.leads]
    fits = (
        0 < len(names) <= defaults.most_leads
        and len(set(names)) == len(names)
        and all((lead.days or 0) <= defaults.most_lead_days for lead in rule.leads)
        and all(lead.hours is None or 0 < lead.hours <= defaults.most_lead_hours for lead in rule.leads)
        # Hours are counted from a start, and only meetings have one.
        and (rule.kind is RuleKind.MEETING or all(lead.hours is None for lead in rule.leads))
    )
    if not fits:
        raise bad_leads()


def _check_meeting(rule: Rule) -> None:
    shipped = presets.load()
    if rule.start is None or rule.minutes is None or rule.audience is Audience.PERSON:
        raise ImpossibleRule
    shortest = shipped.shortest(rule.types)
    if rule.minutes < shortest and shortest > shipped.defaults.least_minutes:
        raise TooShort(minutes=shortest)
    if not shipped.defaults.least_minutes <= rule.minutes <= shipped.defaults.most_minutes:
        raise BadLength(least=shipped.defaults.least_minutes, most=shipped.defaults.most_minutes)
    # What starts earlier the same day is told about by hours or the day before, never after it has begun.
    if any(lead.days == 0 and lead.at is not None and lead.at >= rule.start for lead in rule.leads):
        raise bad_leads()


async def check_audience(session: AsyncSession, book: Book, place: Place, rule: Rule, today: dt.date) -> None:
    """Whether anybody would hear of a rule, where it acts.

    Raises:
        EmptyAudience: Nobody.
    """
    if rule.audience is Audience.PERSON:
        return
    roles = await audiences.roles_on(session, today)
    places = [one for one in book.places.values() if one.path.startswith(place.path) and one.level in rule.levels]
    for one in places:
        if await audiences.people(session, roles, (one.id, one.path, one.level), rule.audience):
            return
    raise EmptyAudience

"""Changing rules: a preset for an organisation and what is below it, a rule of an organisation's own.

::

    as it ships ── change ──> a row of the organisation ── restore ──> inherited again (from above, else as it ships)
    create ──> a row of its own ── change(enabled=False) ──> off; it is never deleted, meetings name it

One transaction a change: the row and its audit entry. What follows for meetings and messages is made by the planners
right after (``services.meetings``, ``services.notices``); they make it as well when the process dies in between.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import Audience, EventType, RuleKind, Shift
from db.organisations import Organisation
from db.reminders import ReminderRule
from services import access, audit, workdays
from services.access import STEWARD_OF, Actor
from services.errors import NotAllowed
from services.house import House
from services.org_settings import settings_of
from services.recurrence import Recurrence
from services.reminder_rules import book as books
from services.reminder_rules import presets
from services.reminder_rules.book import Book, Place, Rule, as_shipped, own_id, values_of
from services.reminder_rules.checking import check, check_audience
from services.reminder_rules.errors import TitleTaken
from services.reminder_rules.leads import Lead, in_order


class Unset(Enum):
    """A field that is not changed."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True)
class Change:
    """What is changed of a rule; the rest stays as it is in force."""

    recurrence: Recurrence | Unset = UNSET
    start: dt.time | Unset = UNSET
    minutes: int | Unset = UNSET
    leads: tuple[Lead, ...] | Unset = UNSET
    audience: Audience | Unset = UNSET
    shift: Shift | Unset = UNSET
    valid_from: dt.date | Unset | None = UNSET
    valid_until: dt.date | Unset | None = UNSET
    title: str | Unset | None = UNSET
    types: tuple[EventType, ...] | Unset = UNSET
    enabled: bool | Unset = UNSET

    def values(self) -> dict[str, Any]:
        """The fields that are changed."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in found.items() if value is not UNSET}


@dataclass(frozen=True)
class Own:
    """A rule of an organisation's own, as it is made.

    Attributes:
        kind: ``MEETING`` or ``NOTICE``.
        start, minutes: Of a meeting.
    """

    title: str
    kind: RuleKind
    recurrence: Recurrence
    leads: tuple[Lead, ...]
    types: tuple[EventType, ...] = ()
    audience: Audience = Audience.MEMBERS
    shift: Shift = Shift.NEXT_WORKDAY
    start: dt.time | None = None
    minutes: int | None = None
    valid_until: dt.date | None = None


def changed(rule: Rule, change: Change) -> Rule:
    """A rule with a change applied."""
    values = change.values()
    if "leads" in values:
        values["leads"] = in_order(values["leads"])
    if isinstance(values.get("title"), str):
        values["title"] = values["title"].strip() or None
    return replace(rule, **values)


def shipped(key: str) -> Rule | None:
    """The preset of a key as it ships; None for own rules."""
    preset = presets.load().find(key)
    return as_shipped(preset) if preset is not None else None


async def place_of(session: AsyncSession, actor: Actor, organisation_id: int) -> tuple[Book, Place]:
    """The book and an organisation the actor is a steward of.

    Raises:
        NotAllowed: The actor does not reach it, or it is over.
    """
    await access.check(session, actor, STEWARD_OF, organisation_id)
    book = await books.load(session)
    place = book.places.get(organisation_id)
    if place is None:
        raise NotAllowed
    return book, place


async def _lock(session: AsyncSession, organisation_id: int) -> None:
    """Whoever changes the rules of an organisation takes turns; SQLite has one writer anyway."""
    # Not the key: rows of others may go on pointing at the organisation.
    query = select(Organisation.id).where(Organisation.id == organisation_id)
    await session.execute(query.with_for_update(key_share=True))


async def table_for(session: AsyncSession, today: dt.date) -> workdays.Workdays:
    """Working days around a day and for the years ahead that rules look at."""
    return await workdays.load(session, today, today.replace(day=1, year=today.year + 5))


async def today_at(house: House, session: AsyncSession, organisation_id: int) -> dt.date:
    """The day by an organisation's wall clock."""
    settings = await settings_of(house, session, organisation_id)
    return house.now().astimezone(ZoneInfo(settings.timezone)).date()


async def change(house: House, actor: Actor, organisation_id: int, key: str, wanted: Change) -> Rule:
    """Change a rule for an organisation and what is below it. A change to what it is already changes nothing.

    Args:
        house: The house.
        actor: Who; a steward of the organisation.
        organisation_id: For which organisation.
        key: Which rule.
        wanted: What to change.

    Returns:
        The rule as it is now in force.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such rule there.
        BadInput: One of ``services.reminder_rules.errors``: the rule would make no sense. Nothing is changed.
        TitleTaken: Another rule has that title.
    """
    async with house.db.write() as session:
        await _lock(session, organisation_id)
        book, place = await place_of(session, actor, organisation_id)
        rule = book.find(place, key)
        # The dues have a planner and a setting of their own.
        if rule is None or rule.kind is RuleKind.DUES:
            raise NotAllowed
        made = changed(rule, wanted)
        if made == rule:
            return rule
        today = await today_at(house, session, organisation_id)
        if made.enabled:
            check(made, shipped(key), today, await table_for(session, today))
            await check_audience(session, book, place, made, today)
        return await _keep(house, session, actor, place, made)


async def _keep(house: House, session: AsyncSession, actor: Actor, place: Place, rule: Rule) -> Rule:
    number = own_id(rule.key)
    query = select(ReminderRule).where(ReminderRule.organisation_id == place.id)
    query = query.where(ReminderRule.preset == rule.key if number is None else ReminderRule.id == number)
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        row = ReminderRule(organisation_id=place.id, preset=rule.key, version=0)
        session.add(row)
    await _write(house, session, actor, row, rule)
    return replace(rule, set_at=place.id, version=row.version)


async def _write(house: House, session: AsyncSession, actor: Actor, row: ReminderRule, rule: Rule) -> None:
    for name, value in values_of(rule).items():
        setattr(row, name, value)
    row.version += 1
    row.changed_by, row.changed_at = actor.account_id, house.now()
    try:
        await session.flush()
    except IntegrityError as error:
        raise TitleTaken from error
    await audit.record(
        session,
        actor=actor.audit_name,
        action="reminders.rule_changed" if row.version > 1 else "reminders.rule_made",
        subject=f"organisation:{row.organisation_id}",
        now=house.now(),
        # Titles are what people typed: the log names the rule by its key.
        details={"rule": row.preset or books.own_key(row.id), "version": row.version, "enabled": rule.enabled},
    )


async def restore(house: House, actor: Actor, organisation_id: int, key: str) -> Rule:
    """Take an organisation's change of a preset back: it follows what is above it, or what ships.

    Returns:
        The rule as it is now in force.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such preset there.
    """
    async with house.db.write() as session:
        await _lock(session, organisation_id)
        book, place = await place_of(session, actor, organisation_id)
        rule = book.find(place, key)
        if rule is None or rule.own:
            raise NotAllowed
        gone = await session.scalar(
            delete(ReminderRule)
            .where(ReminderRule.organisation_id == organisation_id, ReminderRule.preset == key)
            .returning(ReminderRule.id)
        )
        if gone is not None:
            await audit.record(
                session,
                actor=actor.audit_name,
                action="reminders.rule_restored",
                subject=f"organisation:{organisation_id}",
                now=house.now(),
                details={"rule": key},
            )
        found = (await books.load(session)).find(place, key)
        if found is None:
            raise NotAllowed
        return found


async def create(house: House, actor: Actor, organisation_id: int, own: Own) -> Rule:
    """Make a rule of an organisation's own.

    Returns:
        The rule.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        BadInput: One of ``services.reminder_rules.errors``: the rule makes no sense. Nothing is changed.
        TitleTaken: Another rule of the organisation has that title.
    """
    async with house.db.write() as session:
        await _lock(session, organisation_id)
        book, place = await place_of(session, actor, organisation_id)
        today = await today_at(house, session, organisation_id)
        rule = draft(place, own)
        check(rule, None, today, await table_for(session, today))
        await check_audience(session, book, place, rule, today)
        row = ReminderRule(organisation_id=organisation_id, version=0)
        session.add(row)
        await _write(house, session, actor, row, rule)
        return replace(rule, key=books.own_key(row.id), set_at=place.id, version=row.version)


def draft(place: Place, own: Own) -> Rule:
    """An own rule that is not kept yet."""
    return Rule(
        key=books.own_key(0),
        kind=own.kind,
        types=own.types,
        levels=(place.level,),
        recurrence=own.recurrence,
        leads=in_order(own.leads),
        audience=own.audience,
        shift=own.shift,
        enabled=True,
        start=own.start,
        minutes=own.minutes,
        title=own.title.strip(),
        valid_until=own.valid_until,
    )

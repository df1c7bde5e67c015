"""What people do with checklists: make one, tick, take a tick back, add, hand over, set a date, take off.

Each act is one transaction: the list, its history, its audit entry and its reminders. A second tap changes nothing.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db.checklists import Checklist, ChecklistItem, ChecklistTick
from db.organisations import Organisation
from services import access, audit
from services.access import STEWARD_OF, STEWARDS, Actor
from services.checklists import planner, presets
from services.checklists.errors import ChecklistVoid, NotYet
from services.checklists.looking import Seen, find, owns, seen_of
from services.errors import BadInput, NotAllowed
from services.house import House
from services.org_settings import settings_of


async def make(house: House, actor: Actor, organisation_id: int, subject: str, preset_key: str) -> Seen:
    """Make a list of a preset about something; the one that is there already is shown.

    Args:
        house: The house.
        actor: Who makes it; a steward of the organisation.
        organisation_id: Whose list.
        subject: What about: ``meeting:17``, ``organisation:3``.
        preset_key: Which preset.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such thing.
        BadInput: There is no such preset.
        ChecklistVoid: What it would be about was called off, or its day is over.
    """
    if presets.load().find(preset_key) is None:
        raise BadInput
    try:
        async with house.db.write() as session:
            await access.check(session, actor, STEWARD_OF, organisation_id)
            day = await _day_of(house, session, organisation_id, subject)
            there = await _of(session, organisation_id, subject, preset_key)
            if there is None:
                there = await lay_out(
                    house,
                    session,
                    actor,
                    Checklist(subject=subject, organisation_id=organisation_id, preset=preset_key, day=day),
                )
            return await seen_of(house, session, there)
    except IntegrityError:
        # Somebody else made it at the same moment.
        async with house.db.read() as session:
            other = await _of(session, organisation_id, subject, preset_key)
            if other is None:
                raise
            return await seen_of(house, session, other)


async def lay_out(house: House, session: AsyncSession, actor: Actor, new: Checklist) -> Checklist:
    """Store a new list with the items of its preset, in the caller's transaction.

    Args:
        house: The house.
        session: The caller's transaction.
        actor: Who makes it.
        new: The list: its subject, organisation, preset and day.

    Raises:
        BadInput: There is no such preset.
    """
    preset, now = presets.load().find(new.preset), house.now()
    if preset is None:
        raise BadInput
    new.created_by, new.created_at = actor.account_id, now
    session.add(new)
    await session.flush()
    today = await today_of(house, session, new.organisation_id)
    session.add_all(
        [
            ChecklistItem(
                checklist_id=new.id,
                position=number,
                key=item.key,
                owner_role=item.owner,
                days_before=item.days,
                due_on=item.due_on(today),
            )
            for number, item in enumerate(preset.items, 1)
        ]
    )
    await session.flush()
    await planner.tell(house, session, new, now)
    await note(session, actor, new, "made", now)
    return new


async def _of(session: AsyncSession, organisation_id: int, subject: str, preset_key: str) -> Checklist | None:
    query = select(Checklist).where(
        Checklist.organisation_id == organisation_id, Checklist.subject == subject, Checklist.preset == preset_key
    )
    return (await session.scalars(query)).one_or_none()


async def _day_of(house: House, session: AsyncSession, organisation_id: int, subject: str) -> dt.date | None:
    word, _, number = subject.partition(":")
    if word == "organisation":
        if number != str(organisation_id):
            raise NotAllowed
        return None
    resolve = planner.resolver(word)
    if resolve is None or not number.isdecimal():
        raise NotAllowed
    day = await resolve(house, session, organisation_id, int(number))
    if day is None:
        raise ChecklistVoid
    return day


async def today_of(house: House, session: AsyncSession, organisation_id: int) -> dt.date:
    """The day it is there."""
    zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
    return house.now().astimezone(zone).date()


async def open_list(session: AsyncSession, organisation_id: int, checklist_id: int) -> Checklist:
    """A list of an organisation, locked.

    Raises:
        NotAllowed: It has no such list. ChecklistVoid: It was called off.
    """
    row = await find(session, organisation_id, checklist_id, lock=True)
    if row.voided_at is not None:
        raise ChecklistVoid
    return row


async def note(
    session: AsyncSession, actor: Actor, row: Checklist, action: str, now: dt.datetime, item_id: int | None = None
) -> None:
    """Log what was done to a list, by numbers alone."""
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"checklist.{action}",
        subject=f"organisation:{row.organisation_id}",
        now=now,
        # What people typed stays out of the log.
        details={"checklist": row.id} | ({"item": item_id} if item_id is not None else {}),
    )


# --- ticks ----------------------------------------------------------------------------------------------------------


async def tick(house: House, actor: Actor, item_id: int, *, done: bool, on: dt.date | None = None) -> Seen:
    """Tick an item, or take the tick back; both stay in its history. The same twice changes nothing.

    Args:
        house: The house.
        actor: Its owner, or a steward of the organisation.
        item_id: Which.
        done: What it becomes.
        on: The day it was done, not after today; None: today.

    Raises:
        NotAllowed: There is no such item, or it is neither the actor's to do nor in his reach.
        ChecklistVoid: What the list is about was called off.
        NotYet: The day is not here yet.
    """
    now = house.now()
    async with house.db.write() as session:
        item, row = await item_of(house, session, actor, item_id)
        if row.voided_at is not None:
            raise ChecklistVoid
        today = await today_of(house, session, row.organisation_id)
        if on is not None and on > today:
            raise NotYet
        changed = (
            await session.execute(
                update(ChecklistItem)
                .where(
                    ChecklistItem.id == item.id,
                    ChecklistItem.done_at.is_(None) if done else ChecklistItem.done_at.is_not(None),
                )
                .values(
                    done_at=now if done else None,
                    done_by=actor.account_id if done else None,
                    done_on=(on or today) if done else None,
                    note=None,
                )
                .returning(ChecklistItem.id)
            )
        ).first()
        if changed is None and done and on is not None:
            item.done_on = on  # the day is put right
            await session.flush()
        if changed is not None:
            session.add(ChecklistTick(item_id=item.id, done=done, account_id=actor.account_id, at=now))
            await session.flush()
            await planner.tell(house, session, row, now)
            await note(session, actor, row, "ticked" if done else "unticked", now, item.id)
        return await seen_of(house, session, row)


async def item_of(house: House, session: AsyncSession, actor: Actor, item_id: int) -> tuple[ChecklistItem, Checklist]:
    """An item the actor may tick, with its list, which is locked."""
    item = await session.get(ChecklistItem, item_id)
    if item is None or item.removed_at is not None:
        raise NotAllowed
    row = await session.get_one(Checklist, item.checklist_id, with_for_update={"key_share": True})
    ground = (await planner.grounds(house, session, {row.organisation_id})).get(row.organisation_id)
    path = await session.scalar(select(Organisation.path).where(Organisation.id == row.organisation_id))
    if ground is None or path is None or not (actor.reaches(path, STEWARDS) or owns(actor, ground, item)):
        raise NotAllowed
    return item, row


async def again(house: House, actor: Actor, organisation_id: int, checklist_id: int) -> Seen:
    """Begin a list anew when everything on it is done: all ticks are taken back, and stay in its history.

    What its preset dates from the making is dated from today. A list with something open stays as it is, and so does
    one that is never done: the days of its talks are its sheet's.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such list.
        ChecklistVoid: What it is about was called off.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await open_list(session, organisation_id, checklist_id)
        query = select(ChecklistItem).where(ChecklistItem.checklist_id == row.id, ChecklistItem.removed_at.is_(None))
        items = list(await session.scalars(query))
        standing = row.preset in presets.standing()
        if items and row.day is None and not standing and all(one.done_at is not None for one in items):
            today = await today_of(house, session, organisation_id)
            preset = presets.load().find(row.preset)
            dated = {one.key: one.due_on(today) for one in preset.items} if preset is not None else {}
            for one in items:
                one.done_at = one.done_by = one.done_on = one.note = None
                one.due_on = dated.get(one.key) if one.key is not None else None
                session.add(ChecklistTick(item_id=one.id, done=False, account_id=actor.account_id, at=now))
            await session.flush()
            await planner.tell(house, session, row, now)
            await note(session, actor, row, "begun_anew", now)
        return await seen_of(house, session, row)

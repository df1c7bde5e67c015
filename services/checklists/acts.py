"""What people do with checklists: make one, tick, take a tick back, add, hand over, set a date, take off.

Each act is one transaction: the list, its history, its audit entry and its reminders. A second tap changes nothing.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db.checklists import Checklist, ChecklistItem, ChecklistTick
from db.members import Member, Membership
from db.names import BranchRole
from db.organisations import Organisation
from services import access, audiences, audit
from services.access import STEWARDS, Actor
from services.branch import STEWARD_OF, TooLong
from services.checklists import planner, presets
from services.checklists.errors import ChecklistFull, ChecklistVoid, NotAnOwner
from services.checklists.looking import Seen, find, owns, seen_of
from services.errors import BadInput, NotAllowed
from services.house import House
from services.org_settings import settings_of
from services.roles import ROLES_AT

TEXT_LENGTH = 60


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
    preset = presets.load().find(preset_key)
    if preset is None:
        raise BadInput
    now = house.now()
    try:
        async with house.db.write() as session:
            await access.check(session, actor, STEWARD_OF, organisation_id)
            day = await _day_of(house, session, organisation_id, subject)
            there = await _of(session, subject, preset_key)
            if there is None:
                there = Checklist(
                    subject=subject,
                    organisation_id=organisation_id,
                    preset=preset_key,
                    day=day,
                    created_by=actor.account_id,
                    created_at=now,
                )
                session.add(there)
                await session.flush()
                today = await _today(house, session, organisation_id)
                session.add_all(
                    [
                        ChecklistItem(
                            checklist_id=there.id,
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
                await planner.tell(house, session, there, now)
                await _note(session, actor, there, "made", now)
            return await seen_of(house, session, there)
    except IntegrityError:
        # Somebody else made it at the same moment.
        async with house.db.read() as session:
            other = await _of(session, subject, preset_key)
            if other is None or other.organisation_id != organisation_id:
                raise
            return await seen_of(house, session, other)


async def _of(session: AsyncSession, subject: str, preset_key: str) -> Checklist | None:
    query = select(Checklist).where(Checklist.subject == subject, Checklist.preset == preset_key)
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


async def _today(house: House, session: AsyncSession, organisation_id: int) -> dt.date:
    zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
    return house.now().astimezone(zone).date()


async def _note(
    session: AsyncSession, actor: Actor, row: Checklist, action: str, now: dt.datetime, item_id: int | None = None
) -> None:
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


async def tick(house: House, actor: Actor, item_id: int, *, done: bool) -> Seen:
    """Tick an item, or take the tick back; both stay in its history. The same twice changes nothing.

    Args:
        house: The house.
        actor: Its owner, or a steward of the organisation.
        item_id: Which.
        done: What it becomes.

    Raises:
        NotAllowed: There is no such item, or it is neither the actor's to do nor in his reach.
        ChecklistVoid: What the list is about was called off.
    """
    now = house.now()
    async with house.db.write() as session:
        item, row = await _item(house, session, actor, item_id)
        if row.voided_at is not None:
            raise ChecklistVoid
        changed = (
            await session.execute(
                update(ChecklistItem)
                .where(
                    ChecklistItem.id == item.id,
                    ChecklistItem.done_at.is_(None) if done else ChecklistItem.done_at.is_not(None),
                )
                .values(done_at=now if done else None, done_by=actor.account_id if done else None)
                .returning(ChecklistItem.id)
            )
        ).first()
        if changed is not None:
            session.add(ChecklistTick(item_id=item.id, done=done, account_id=actor.account_id, at=now))
            await session.flush()
            await planner.tell(house, session, row, now)
            await _note(session, actor, row, "ticked" if done else "unticked", now, item.id)
        return await seen_of(house, session, row)


async def _item(house: House, session: AsyncSession, actor: Actor, item_id: int) -> tuple[ChecklistItem, Checklist]:
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

    What its preset dates from the making is dated from today. A list with something open stays as it is.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such list.
        ChecklistVoid: What it is about was called off.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await _open(session, organisation_id, checklist_id)
        query = select(ChecklistItem).where(ChecklistItem.checklist_id == row.id, ChecklistItem.removed_at.is_(None))
        items = list(await session.scalars(query))
        if items and row.day is None and all(one.done_at is not None for one in items):
            today = await _today(house, session, organisation_id)
            preset = presets.load().find(row.preset)
            dated = {one.key: one.due_on(today) for one in preset.items} if preset is not None else {}
            for one in items:
                one.done_at = one.done_by = None
                one.due_on = dated.get(one.key) if one.key is not None else None
                session.add(ChecklistTick(item_id=one.id, done=False, account_id=actor.account_id, at=now))
            await session.flush()
            await planner.tell(house, session, row, now)
            await _note(session, actor, row, "begun_anew", now)
        return await seen_of(house, session, row)


# --- changing a list ------------------------------------------------------------------------------------------------


async def add(
    house: House, actor: Actor, organisation_id: int, checklist_id: int, text: str, due_on: dt.date | None = None
) -> Seen:
    """Put one more thing on a list; who leads does it until somebody else is named.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such list.
        BadInput: The text is empty.
        TooLong: The text is too long. ChecklistFull: The list is. ChecklistVoid: It was called off.
    """
    words = " ".join(text.split())
    if not words:
        raise BadInput
    if len(words) > TEXT_LENGTH:
        raise TooLong(limit=TEXT_LENGTH)
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await _open(session, organisation_id, checklist_id)
        there = list(
            await session.execute(
                select(ChecklistItem.text, ChecklistItem.removed_at).where(ChecklistItem.checklist_id == row.id)
            )
        )
        kept = [one for one in there if one.removed_at is None]
        if words not in {one.text for one in kept}:  # a second tap
            most = presets.load().defaults.most_items
            if len(kept) >= most:
                raise ChecklistFull(limit=most)
            organisation = await session.get_one(Organisation, organisation_id)
            item = ChecklistItem(
                checklist_id=row.id,
                position=len(there) + 1,
                text=words,
                owner_role=ROLES_AT[organisation.level][0],
                due_on=due_on,
            )
            session.add(item)
            await session.flush()
            await planner.tell(house, session, row, now)
            await _note(session, actor, row, "added", now, item.id)
        return await seen_of(house, session, row)


async def _open(session: AsyncSession, organisation_id: int, checklist_id: int) -> Checklist:
    row = await find(session, organisation_id, checklist_id, lock=True)
    if row.voided_at is not None:
        raise ChecklistVoid
    return row


async def _change(
    house: House, actor: Actor, organisation_id: int, item_id: int, action: str, **values: object
) -> Seen:
    """Change some columns of an item; what is so already changes nothing."""
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        item = await session.get(ChecklistItem, item_id)
        if item is None or item.removed_at is not None:
            raise NotAllowed
        row = await _open(session, organisation_id, item.checklist_id)
        owner_id = values.get("owner_id")
        if isinstance(owner_id, int) and not await _is_here(session, organisation_id, owner_id):
            raise NotAnOwner
        if any(getattr(item, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(item, name, value)
            await session.flush()
            await planner.tell(house, session, row, now)
            await _note(session, actor, row, action, now, item.id)
        return await seen_of(house, session, row)


async def _is_here(session: AsyncSession, organisation_id: int, member_id: int) -> bool:
    path = await session.scalar(select(Organisation.path).where(Organisation.id == organisation_id))
    query = (
        select(func.count())
        .select_from(Member)
        .join(Membership, Membership.member_id == Member.id)
        .join(Organisation, Organisation.id == Membership.branch_id)
        .where(
            Member.id == member_id,
            Member.status.in_(audiences.PRESENT),
            Membership.ends_on.is_(None),
            Organisation.path.startswith(path or "", autoescape=True) | (Membership.group_id == organisation_id),
        )
    )
    return bool(await session.scalar(query))


async def give_to_role(house: House, actor: Actor, organisation_id: int, item_id: int, role: BranchRole) -> Seen:
    """Let whoever holds a role do an item.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such item. ChecklistVoid: Called off.
    """
    return await _change(house, actor, organisation_id, item_id, "assigned", owner_role=role, owner_id=None)


async def give_to_member(house: House, actor: Actor, organisation_id: int, item_id: int, member_id: int) -> Seen:
    """Let one member do an item.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such item.
        NotAnOwner: He is no member of the organisation or of what is below it. ChecklistVoid: Called off.
    """
    return await _change(house, actor, organisation_id, item_id, "assigned", owner_id=member_id)


async def set_due(house: House, actor: Actor, organisation_id: int, item_id: int, due_on: dt.date | None) -> Seen:
    """Say by when an item is to be done; None: no date.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such item. ChecklistVoid: Called off.
    """
    return await _change(house, actor, organisation_id, item_id, "dated", due_on=due_on, days_before=None)


async def remove(house: House, actor: Actor, organisation_id: int, item_id: int) -> Seen:
    """Take an item off its list; what was ticked stays in the history.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such item. ChecklistVoid: Called off.
    """
    return await _change(house, actor, organisation_id, item_id, "removed", removed_at=house.now())

"""What stewards change of a checklist: add, hand over, set a date, take off; what every new item goes through."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.checklists import Checklist, ChecklistItem
from db.members import Member, Membership
from db.names import BranchRole
from db.organisations import Organisation
from services import access, audiences
from services.access import STEWARD_OF, Actor
from services.branch import TooLong
from services.checklists import planner, presets
from services.checklists.acts import note, open_list
from services.checklists.errors import ChecklistFull, NotAnOwner
from services.checklists.looking import Seen, seen_of
from services.errors import BadInput, NotAllowed
from services.house import House
from services.roles import ROLES_AT

TEXT_LENGTH = 60


async def add(
    house: House, actor: Actor, organisation_id: int, checklist_id: int, text: str, due_on: dt.date | None = None
) -> Seen:
    """Put one more thing on a list; who leads does it until somebody else is named.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such list.
        BadInput: The text is empty.
        TooLong: The text is too long. ChecklistFull: The list is. ChecklistVoid: It was called off.
    """
    words = words_of(text)
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await open_list(session, organisation_id, checklist_id)
        await put(house, session, actor, row, ChecklistItem(text=words, due_on=due_on), now)
        return await seen_of(house, session, row)


def words_of(text: str, most: int = TEXT_LENGTH) -> str:
    """What was typed, in one line.

    Raises:
        BadInput: Nothing. TooLong: Too much.
    """
    words = " ".join(text.split())
    if not words:
        raise BadInput
    if len(words) > most:
        raise TooLong(limit=most)
    return words


async def put(
    house: House, session: AsyncSession, actor: Actor, row: Checklist, new: ChecklistItem, now: dt.datetime
) -> ChecklistItem:
    """Put one more thing on a list, which is locked; the same that is there already, of a second tap, is taken for it.

    Args:
        house: The house.
        session: The caller's transaction.
        actor: Who puts it there.
        row: The list.
        new: What is to be done; who leads does it where nobody is named.
        now: UTC.

    Raises:
        ChecklistFull: The list is full.
    """
    there = list(
        await session.scalars(
            select(ChecklistItem).where(ChecklistItem.checklist_id == row.id).order_by(ChecklistItem.position)
        )
    )
    for one in there:
        same = (one.text, one.with_id, one.source) == (new.text, new.with_id, new.source)
        # What a meeting or a suggestion left to do was put there once, whatever became of it.
        same = same and (new.with_id is None or one.owner_id == new.owner_id)
        if same and (new.source is not None or (one.removed_at is None and one.done_at is None)):
            return one
    rules, standing = presets.load().defaults, row.preset in presets.standing()
    counted = [one for one in there if one.removed_at is None and not (standing and one.done_at is not None)]
    most = rules.most_open if standing else rules.most_items
    if len(counted) >= most:
        raise ChecklistFull(limit=most)
    organisation = await session.get_one(Organisation, row.organisation_id)
    new.checklist_id, new.position = row.id, len(there) + 1
    new.owner_role = ROLES_AT[organisation.level][0]
    session.add(new)
    await session.flush()
    await planner.tell(house, session, row, now)
    await note(session, actor, row, "added", now, new.id)
    return new


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
        row = await open_list(session, organisation_id, item.checklist_id)
        owner_id = values.get("owner_id")
        if isinstance(owner_id, int) and not await is_here(session, organisation_id, owner_id):
            raise NotAnOwner
        if any(getattr(item, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(item, name, value)
            await session.flush()
            await planner.tell(house, session, row, now)
            await note(session, actor, row, action, now, item.id)
        return await seen_of(house, session, row)


async def is_here(session: AsyncSession, organisation_id: int, member_id: int) -> bool:
    """Whether somebody is a member of an organisation or of what is below it."""
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

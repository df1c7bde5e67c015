"""Checklists as their stewards and owners see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.checklists import Checklist, ChecklistItem
from db.members import Member
from db.names import BranchRole, EventType
from db.organisations import Organisation
from services import access
from services.access import STEWARD_OF, Actor
from services.checklists import messages, planner, presets
from services.checklists.planner import Ground, due_of
from services.errors import NotAllowed
from services.house import House
from services.naming import shown
from services.org_settings import NamesInChat, settings_of
from services.roles import ROLES_AT

#: Lists on one page.
PAGE = 12


@dataclass(frozen=True)
class SeenItem:
    """An item as people see it.

    Attributes:
        words: What it says: text, or ``{"key": …}``.
        owner: Name of the member who does it; None: whoever holds the role.
        due: By then, that day included.
        late: It is open and its date is over.
        done_on: The day it was done.
        note: What came of it.
        source: What it came from: ``meeting:17``.
        talker_id, with_id: Of a talk: who talks with whom.
    """

    id: int
    words: Any
    role: BranchRole
    owner: str | None
    due: dt.date | None
    done_at: dt.datetime | None
    late: bool
    done_on: dt.date | None = None
    note: str | None = None
    source: str | None = None
    talker_id: int | None = None
    with_id: int | None = None


@dataclass(frozen=True)
class Seen:
    """A list as its stewards see it.

    Attributes:
        roles: That may own an item here.
        preset: Names it.
        day: What its dates count from.
        voided: What it is about was called off.
    """

    id: int
    organisation_id: int
    organisation: str
    roles: tuple[BranchRole, ...]
    subject: str
    preset: str
    day: dt.date | None
    voided: bool
    items: tuple[SeenItem, ...]
    zone: ZoneInfo

    @property
    def done(self) -> int:
        """How many items are done."""
        return sum(one.done_at is not None for one in self.items)


@dataclass(frozen=True)
class Listed:
    """A list among others."""

    id: int
    preset: str
    day: dt.date | None
    done: int
    items: int


@dataclass(frozen=True)
class Mine:
    """An open item of the person himself, wherever it stands."""

    id: int
    words: Any
    preset: str
    organisation: str
    due: dt.date | None
    late: bool


async def find(session: AsyncSession, organisation_id: int, checklist_id: int, *, lock: bool = False) -> Checklist:
    """A list of an organisation.

    Raises:
        NotAllowed: It has no such list.
    """
    row = await session.get(Checklist, checklist_id, with_for_update={"key_share": True} if lock else None)
    if row is None or row.organisation_id != organisation_id:
        raise NotAllowed
    return row


async def view(house: House, actor: Actor, organisation_id: int, checklist_id: int) -> Seen:
    """One list.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has no such list.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        return await seen_of(house, session, await find(session, organisation_id, checklist_id))


async def about(house: House, actor: Actor, organisation_id: int, subject: str) -> tuple[Seen, ...]:
    """The lists about one thing of an organisation, as they were made.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        query = select(Checklist).where(Checklist.subject == subject, Checklist.organisation_id == organisation_id)
        rows = list(await session.scalars(query.order_by(Checklist.id)))
        return tuple([await seen_of(house, session, row) for row in rows])


async def offered(
    house: House, actor: Actor, organisation_id: int, types: Collection[EventType] = ()
) -> tuple[str, ...]:
    """Keys of the presets that fit a meeting of some types, or the organisation itself (no types).

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        return tuple(one.key for one in presets.load().fitting(organisation.level, types))


async def lists(house: House, actor: Actor, organisation_id: int) -> tuple[str, tuple[Listed, ...]]:
    """The organisation's name and its lists that are not void: the soonest day first, those without one last.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        zone = ZoneInfo((await settings_of(house, session, organisation_id)).timezone)
        today = house.now().astimezone(zone).date()
        rows = await session.execute(
            select(
                Checklist.id,
                Checklist.preset,
                Checklist.day,
                func.count(ChecklistItem.id).label("items"),
                func.count(ChecklistItem.done_at).label("done"),
            )
            .outerjoin(ChecklistItem, (ChecklistItem.checklist_id == Checklist.id) & ChecklistItem.removed_at.is_(None))
            .where(
                Checklist.organisation_id == organisation_id,
                Checklist.voided_at.is_(None),
                Checklist.preset.not_in(presets.standing()),
                Checklist.day.is_(None) | (Checklist.day >= today),
            )
            .group_by(Checklist.id)
            .order_by(Checklist.day.is_(None), Checklist.day, Checklist.id)
            .limit(PAGE)
        )
        return organisation.name, tuple(Listed(row.id, row.preset, row.day, row.done, row.items) for row in rows)


async def mine(house: House, actor: Actor) -> tuple[Mine, ...]:
    """The person's own open items, the soonest first, at most a page of them."""
    if actor.member is None:
        return ()
    # What is a role's is done by who holds it there, or, with nobody there, by who leads above: his offices reach it.
    reached = [Organisation.path.startswith(one.path, autoescape=True) for one in actor.grants]
    async with house.db.read() as session:
        candidates = await session.execute(
            select(Checklist, ChecklistItem)
            .join(ChecklistItem, ChecklistItem.checklist_id == Checklist.id)
            .join(Organisation, Organisation.id == Checklist.organisation_id)
            .where(
                Checklist.voided_at.is_(None),
                ChecklistItem.done_at.is_(None),
                ChecklistItem.removed_at.is_(None),
                (ChecklistItem.owner_id == actor.member.id)
                | (ChecklistItem.owner_id.is_(None) & or_(false(), *reached)),
            )
            .order_by(ChecklistItem.position, ChecklistItem.id)
        )
        rows = [(one, item) for one, item in candidates]
        ground = await planner.grounds(house, session, {one.organisation_id for one, _ in rows})
        today = house.today()
        found = []
        for one, item in rows:
            place = ground.get(one.organisation_id)
            if place is None or not owns(actor, place, item):
                continue
            due = due_of(item, one.day)
            talks_with = await names_of(session, place.mode, [item.with_id] if item.with_id is not None else [])
            words = messages.words_of(item.key, item.text, talks_with.get(item.with_id or 0))
            late = due is not None and due < today
            found.append(Mine(item.id, words, one.preset, place.organisation, due, late))
        found.sort(key=lambda each: (each.due is None, each.due or today, each.id))
        return tuple(found[:PAGE])


def owns(actor: Actor, ground: Ground, item: ChecklistItem) -> bool:
    """Whether an item is the actor's to do."""
    if actor.member is None:
        return False
    if item.owner_id is not None:
        return item.owner_id == actor.member.id
    return actor.member.id in {one.id for one in ground.owners(item.owner_role, None)}


async def seen_of(house: House, session: AsyncSession, row: Checklist) -> Seen:
    """A list, for an answer."""
    organisation = await session.get_one(Organisation, row.organisation_id)
    settings = await settings_of(house, session, row.organisation_id)
    zone = ZoneInfo(settings.timezone)
    today = house.now().astimezone(zone).date()
    kept = (ChecklistItem.checklist_id == row.id) & ChecklistItem.removed_at.is_(None)
    if row.preset in presets.standing():
        # What was done long ago is no longer of use here; the sheet of talks asks for its year itself.
        since = today - dt.timedelta(days=presets.load().defaults.shown_days)
        kept &= ChecklistItem.done_on.is_(None) | (ChecklistItem.done_on >= since)
    items = list(
        await session.scalars(select(ChecklistItem).where(kept).order_by(ChecklistItem.position, ChecklistItem.id))
    )
    people = [who for one in items for who in (one.owner_id, one.with_id) if who is not None]
    names = await names_of(session, settings.names_in_chat, people)
    return Seen(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation=organisation.name,
        roles=ROLES_AT[organisation.level],
        subject=row.subject,
        preset=row.preset,
        day=row.day,
        voided=row.voided_at is not None,
        items=tuple(_item(one, due_of(one, row.day), names, today) for one in items),
        zone=zone,
    )


def _item(row: ChecklistItem, due: dt.date | None, names: dict[int, str], today: dt.date) -> SeenItem:
    return SeenItem(
        id=row.id,
        words=messages.words_of(row.key, row.text, names.get(row.with_id or 0)),
        role=row.owner_role,
        owner=names.get(row.owner_id or 0),
        due=due,
        done_at=row.done_at,
        late=row.done_at is None and due is not None and due < today,
        done_on=row.done_on,
        note=row.note,
        source=row.source,
        talker_id=row.owner_id if row.with_id is not None else None,
        with_id=row.with_id,
    )


async def names_of(session: AsyncSession, mode: NamesInChat, ids: Sequence[int]) -> dict[int, str]:
    """Some members as they are named in chat, by id."""
    if not ids:
        return {}
    rows = await session.execute(select(Member.id, Member.name, Member.code).where(Member.id.in_(sorted(set(ids)))))
    return {row.id: shown(mode, row.name, row.code) for row in rows}

"""Brings the reminders of checklists up to date, and lists that hang on something up to date with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among_texts
from db.checklists import Checklist, ChecklistItem, ChecklistTick
from db.members import Member
from db.names import BranchRole
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import audiences, comparing, kinds, outbox
from services.audiences import Person, Roles
from services.checklists import messages, presets
from services.checklists.messages import KIND, Facts, Task
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.naming import shown
from services.org_settings import NamesInChat, settings_of_some
from services.outbox import Reconciled
from services.roles import role_key
from services.shards import WHOLE, Shard

#: What of a subject a list needs: the day its dates count from; None where the organisation has no such thing.
Resolve = Callable[[House, AsyncSession, int, int], Awaitable[dt.date | None]]

#: Features whose things may have lists, by the word before the colon of a subject.
_subjects: dict[str, Resolve] = {}

_NOTHING = Reconciled(0, 0)
_LONG_AGO = dt.timedelta(days=60)


def register_subject(word: str, resolve: Resolve) -> None:
    """Say how the day of a subject ``word:<id>`` is found; once, when the feature's module is imported.

    Raises:
        ValueError: Another function is registered for it.
    """
    if _subjects.setdefault(word, resolve) is not resolve:
        raise ValueError(f"subject {word!r} is taken")


def resolver(word: str) -> Resolve | None:
    """How the day of such a subject is found."""
    return _subjects.get(word)


@dataclass(frozen=True)
class Ground:
    """What holds for every list of an organisation.

    Attributes:
        chain: Ids from the root to it.
        roles: Held today, here and above.
        mode: How people are named in chat.
    """

    organisation: str
    chain: Sequence[int]
    zone: ZoneInfo
    roles: Roles
    mode: NamesInChat = NamesInChat.FULL

    def name_of(self, one: Known) -> str:
        """What somebody is called in chat."""
        return shown(self.mode, one.name, one.code)

    def owners(self, role: BranchRole, member: Person | None) -> list[Person]:
        """Who does it: the member; else whoever holds the role here; with nobody there, who leads."""
        if member is not None:
            return [member]
        here = self.roles.held.get(self.chain[-1], ())
        holders = sorted({one.person for one in here if one.role is role})
        return holders or self.roles.leaders(self.chain)


async def grounds(house: House, session: AsyncSession, ids: Collection[int]) -> dict[int, Ground]:
    """The ground of some organisations, in a fixed number of queries; those that are over are left out."""
    rows = list(
        await session.execute(
            select(Organisation.id, Organisation.name, Organisation.path).where(
                Organisation.id.in_(sorted(ids)), Organisation.ended_at.is_(None)
            )
        )
    )
    chains = {row.id: [int(part) for part in row.path.strip("/").split("/")] for row in rows}
    roles = await audiences.roles_on(session, house.today(), {one for chain in chains.values() for one in chain})
    settings = await settings_of_some(house, session, chains)
    return {
        row.id: Ground(
            row.name, chains[row.id], ZoneInfo(settings[row.id].timezone), roles, settings[row.id].names_in_chat
        )
        for row in rows
    }


def due_of(item: ChecklistItem, day: dt.date | None) -> dt.date | None:
    """When an item is to be done: by its own date, or so many days before the list's day."""
    if item.due_on is not None:
        return item.due_on
    if item.days_before is None or day is None:
        return None
    return day - dt.timedelta(days=item.days_before)


async def facts_of(session: AsyncSession, ground: dict[int, Ground], lists: Sequence[Checklist]) -> list[Facts]:
    """The facts of some lists, in two queries."""
    if not lists:
        return []
    rows = list(
        await session.scalars(
            select(ChecklistItem)
            .where(
                ChecklistItem.checklist_id.in_(sorted(one.id for one in lists)),
                ChecklistItem.done_at.is_(None),
                ChecklistItem.removed_at.is_(None),
            )
            .order_by(ChecklistItem.position, ChecklistItem.id)
        )
    )
    people = await _people(session, {one for row in rows for one in (row.owner_id, row.with_id) if one is not None})
    found = []
    for one in lists:
        place = ground.get(one.organisation_id)
        if place is None:
            continue
        open_items = [row for row in rows if row.checklist_id == one.id] if one.voided_at is None else []
        board = one.preset == presets.BOARD
        leaders = place.roles.leaders(place.chain) if board else ()
        tasks = [_task(row, one, place, people) for row in open_items]
        found.append(Facts(one.id, place.organisation, one.preset, place.zone, tasks, leaders, one.organisation_id))
    return found


def _task(row: ChecklistItem, one: Checklist, place: Ground, people: dict[int, Known]) -> Task:
    owner, talks_with = people.get(row.owner_id or 0), people.get(row.with_id or 0)
    return Task(
        row.id,
        messages.words_of(row.key, row.text, place.name_of(talks_with) if talks_with is not None else None),
        # Whoever he was to talk with has left: nobody is reminded of it.
        due_of(row, one.day) if row.with_id is None or talks_with is not None else None,
        place.owners(row.owner_role, owner.person if owner is not None else None),
        place.name_of(owner) if owner is not None else {"key": role_key(row.owner_role)},
    )


@dataclass(frozen=True)
class Known:
    """A member with what he may be called by."""

    person: Person
    name: str | None
    code: str


async def _people(session: AsyncSession, ids: Collection[int]) -> dict[int, Known]:
    if not ids:
        return {}
    query = select(Member.id, Member.key, Member.name, Member.code).where(
        Member.id.in_(sorted(ids)), Member.status.in_(audiences.PRESENT)
    )
    return {row.id: Known(Person(row.id, row.key), row.name, row.code) for row in await session.execute(query)}


async def tell(house: House, session: AsyncSession, one: Checklist, now: dt.datetime) -> Reconciled:
    """Make the reminders of one list what they should be, in the transaction of what changed it."""
    ground = await grounds(house, session, {one.organisation_id})
    total = _NOTHING
    for facts in await facts_of(session, ground, [one]):
        made = messages.plan(facts, now)
        total += await outbox.reconcile(session, made.subject, made.wanted, now, keep=made.keep)
    return total


async def follow(
    session: AsyncSession, grounds: dict[int, Ground], subjects: dict[str, dt.date | None], now: dt.datetime
) -> Reconciled:
    """Bring the lists about some things up to date, in the transaction that changed the things.

    Args:
        session: The caller's transaction.
        grounds: Of their organisations, by id.
        subjects: Each thing's day; None: it was called off, so its lists rest and nobody is reminded.
        now: UTC.
    """
    lists = list(await session.scalars(select(Checklist).where(among_texts(Checklist.subject, subjects))))
    changed = []
    for one in lists:
        day = subjects[one.subject]
        if day is None and one.voided_at is None:
            one.voided_at = now
        elif day is not None and (one.voided_at is not None or one.day != day):
            one.day, one.voided_at = day, None
        else:
            continue
        changed.append(one)
    await session.flush()
    total = _NOTHING
    for facts in await facts_of(session, grounds, changed):
        made = messages.plan(facts, now)
        total += await outbox.reconcile(session, made.subject, made.wanted, now, keep=made.keep)
    return total


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make the reminders of every list what they should be: days and roles change by themselves.

    Args:
        house: The house.
        shard: Which lists.
    """
    now = house.now()
    async with house.db.read() as session:
        lists = await _acting(session, now)
        wanted = set(shard.of_these(one.id for one in lists))
        lists = [one for one in lists if one.id in wanted]
        ground = await grounds(house, session, {one.organisation_id for one in lists})
        plans = [messages.plan(facts, now) for facts in await facts_of(session, ground, lists)]
        differs = [
            made.subject
            for made in plans
            if await comparing.difference(session, made.subject, made.wanted, keep=made.keep)
        ]
    total = _NOTHING
    for subject in differs:
        async with house.db.write() as session:
            one = await session.get_one(Checklist, int(subject.split(":")[1]), with_for_update=True)
            total += await tell(house, session, one, now)
    return total


async def _acting(session: AsyncSession, now: dt.datetime) -> list[Checklist]:
    """Lists in which something is open; those about a day long past rest."""
    still_open = (
        select(ChecklistItem.checklist_id)
        .where(ChecklistItem.done_at.is_(None), ChecklistItem.removed_at.is_(None))
        .distinct()
    )
    query = (
        select(Checklist)
        .where(
            Checklist.voided_at.is_(None),
            Checklist.day.is_(None) | (Checklist.day > (now - _LONG_AGO).date()),
            Checklist.id.in_(still_open),
        )
        .order_by(Checklist.id)
    )
    return list(await session.scalars(query))


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Reminders that no longer hold: done, removed, another date or owner, or the whole thing called off."""
    del now
    ids = {one.about for one in pending}
    lists = list(await session.scalars(select(Checklist).where(Checklist.id.in_(sorted(ids)))))
    ground = await grounds(house, session, {one.organisation_id for one in lists})
    true = _keys(await facts_of(session, ground, lists))
    rows = await session.execute(
        select(OutboxMessage.id, OutboxMessage.dedupe_key).where(OutboxMessage.id.in_([one.id for one in pending]))
    )
    return {row.id for row in rows if row.dedupe_key not in true}


def _keys(found: Iterable[Facts]) -> set[str]:
    return {message.dedupe_key for facts in found for message in messages.messages(facts)}


async def release(session: AsyncSession, member_id: int) -> None:
    """A person's items go back to their roles, and talks with him or by him are forgotten; for erasing him."""
    talks = select(ChecklistItem.id).where(
        ChecklistItem.with_id.is_not(None),
        (ChecklistItem.with_id == member_id) | (ChecklistItem.owner_id == member_id),
    )
    await session.execute(delete(ChecklistTick).where(ChecklistTick.item_id.in_(talks)))
    await session.execute(delete(ChecklistItem).where(ChecklistItem.with_id.is_not(None), ChecklistItem.id.in_(talks)))
    await session.execute(update(ChecklistItem).where(ChecklistItem.owner_id == member_id).values(owner_id=None))


kinds.register(KIND, Policy(on_pause=OnPause.HOLD, stale=stale, merges=True, snoozes=True, says_late=True))

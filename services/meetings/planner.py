"""Brings the meetings of one organisation and what is said about them up to date: what every change runs.

What the scheduler runs looks at all of them first (``services.meetings.rounds``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting, MeetingType
from db.names import EventType, MeetingState
from db.organisations import Organisation
from services import audiences, checklists, kinds, outbox, workdays
from services.audiences import Roles
from services.checklists import Ground
from services.errors import NotAllowed
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.leave import book as leave
from services.meetings import facts as gathering
from services.meetings import invited, messages
from services.meetings import themes as planned_themes
from services.meetings.facts import Scene
from services.meetings.messages import Plan
from services.meetings.series import Changes, Slot, window
from services.meetings.themes import Themes
from services.org_settings import OrgSettings, settings_of_all, settings_of_some
from services.outbox import Reconciled
from services.reminder_rules import book as books
from services.reminder_rules import presets
from services.reminder_rules.book import Book, Place
from services.workdays import Workdays

_NOTHING = Reconciled(0, 0)
_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class World:
    """What is read once for some organisations.

    Attributes:
        table: Working days around now and to the horizon.
        themes: Of confirmed annual plans, by organisation.
    """

    book: Book
    settings: dict[int, OrgSettings]
    roles: Roles
    table: Workdays
    themes: dict[int, Themes] = field(default_factory=dict)


async def world_of(
    house: House, session: AsyncSession, only: Collection[int] | None = None, *, themed: bool = True
) -> World:
    """The world as it stands, in a handful of queries.

    Args:
        house: The house.
        session: Any session.
        only: Organisations to read, with everything above the one asked for; None: all.
        themed: With the annual plans' themes.
    """
    today = house.today()
    first, _, last = window(today, presets.load().defaults.horizon_days)
    return World(
        await books.load(session, only),
        await (settings_of_all(house, session) if only is None else settings_of_some(house, session, only)),
        await audiences.roles_on(session, today, only),
        await workdays.load(session, first - _A_DAY, last + _A_DAY),
        await planned_themes.load(house, session, first.year, only) if themed else {},
    )


async def scene_for(house: House, session: AsyncSession, organisation_id: int) -> Scene:
    """The scene of one organisation.

    Raises:
        KeyError: It is over.
    """
    world = await world_of(house, session, await chains_of(session, {organisation_id}))
    return scene_in(world, world.book.places[organisation_id])


async def chains_of(session: AsyncSession, ids: Collection[int]) -> set[int]:
    """Organisations and everything above them."""
    paths = await session.scalars(select(Organisation.path).where(Organisation.id.in_(sorted(ids))))
    return {int(part) for path in paths for part in path.strip("/").split("/")}


def scene_in(world: World, place: Place) -> Scene:
    """The scene of one organisation of a world."""
    themes = world.themes.get(place.id, gathering.NO_THEMES)
    return Scene(place, world.settings[place.id], world.book.acting(place), world.roles, world.table, themes)


async def give_themes(session: AsyncSession, scene: Scene, rows: Sequence[Meeting], now: dt.datetime) -> None:
    """Give some meetings of an organisation the themes its annual plan has for them."""
    await give_themes_of(session, {scene.place.id: scene}, rows, now)


async def give_themes_of(
    session: AsyncSession, scenes: Mapping[int, Scene], rows: Sequence[Meeting], now: dt.datetime
) -> None:
    """The same for meetings of some organisations."""
    # Where no plan has or had a word in any of them, nothing is asked.
    if not any(scenes[row.organisation_id].themes.months or row.theme_by_plan for row in rows):
        return
    types = await gathering.types_of(session, [row.id for row in rows])
    for row in rows:
        scene = scenes[row.organisation_id]
        planned_themes.give(scene.themes, row, types.get(row.id, ()), scene.zone, now)
    await session.flush()


async def refresh(session: AsyncSession, scene: Scene, now: dt.datetime) -> Reconciled:
    """Bring themes of an organisation's meetings to come, and what is said about them, up to date."""
    rows = await gathering.upcoming(session, scene.place.id, now)
    await give_themes(session, scene, rows, now)
    return await tell(session, scene, rows, now)


async def plans(session: AsyncSession, scene: Scene, meetings: Sequence[Meeting], now: dt.datetime) -> list[Plan]:
    """What people should be told about some meetings, as they stand."""
    return [messages.plan(facts, heads_up(), now) for facts in await gathering.facts_of(session, scene, meetings)]


def heads_up() -> dt.timedelta:
    """How long before the invitations its stewards see a meeting no human has looked at."""
    return dt.timedelta(days=presets.load().defaults.heads_up_days)


async def tell(session: AsyncSession, scene: Scene, meetings: Sequence[Meeting], now: dt.datetime) -> Reconciled:
    """Make what is said about some meetings, and the lists that prepare them, what they should be.

    In the transaction of what changed them.
    """
    total = await _prepare(session, scene, meetings, now)
    for made in await plans(session, scene, meetings, now):
        total += await outbox.reconcile(session, made.subject, made.wanted, now, keep=made.keep)
    return total


async def _prepare(session: AsyncSession, scene: Scene, meetings: Sequence[Meeting], now: dt.datetime) -> Reconciled:
    """Bring the lists that prepare some meetings up to date."""
    return await prepare_some(session, {scene.place.id: scene}, meetings, now)


async def prepare_some(
    session: AsyncSession, scenes: Mapping[int, Scene], meetings: Sequence[Meeting], now: dt.datetime
) -> Reconciled:
    """The same for meetings of some organisations, in a fixed number of queries."""
    days = {f"meeting:{one.id}": _day(scenes[one.organisation_id], one) for one in meetings}
    grounds = {
        key: Ground(scene.place.name, scene.place.chain, scene.zone, scene.roles) for key, scene in scenes.items()
    }
    return await checklists.follow(session, grounds, days, now)


def _day(scene: Scene, meeting: Meeting) -> dt.date | None:
    """The day a meeting is on; None where it is called off."""
    off = meeting.state is MeetingState.CANCELLED
    return None if off else meeting.starts_at.astimezone(scene.zone).date()


async def day_of(house: House, session: AsyncSession, organisation_id: int, meeting_id: int) -> dt.date | None:
    """The day of a meeting, for lists that prepare it; None where it is called off.

    Raises:
        NotAllowed: The organisation has no such meeting.
    """
    row = await session.get(Meeting, meeting_id)
    if row is None or row.organisation_id != organisation_id:
        raise NotAllowed
    return _day(await scene_for(house, session, organisation_id), row)


# --- what rules make ------------------------------------------------------------------------------------------------


async def apply(session: AsyncSession, scene: Scene, changes: Changes, now: dt.datetime) -> None:
    """Carry changes out."""
    made = [
        Meeting(
            organisation_id=scene.place.id,
            rule=slot.rule,
            reference_on=slot.reference_on,
            title=slot.title,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            audience=slot.audience,
            state=MeetingState.PLANNED,
            version=1,
            pinned=False,
            changed_at=now,
        )
        for slot in changes.made
    ]
    session.add_all(made)
    await session.flush()
    session.add_all(
        MeetingType(meeting_id=row.id, type=one)
        for row, slot in zip(made, changes.made, strict=True)
        for one in slot.types
    )
    for meeting, slot in changes.moved:
        row = await session.get_one(Meeting, meeting.id)
        if not same_day(row.starts_at, slot.starts_at, scene.zone):
            await leave.forget(session, [row.id], now)
        _move(row, slot, now)
        await set_types(session, row.id, slot.types)
    for meeting, slot in changes.renamed:
        row = await session.get_one(Meeting, meeting.id)
        row.title, row.audience = slot.title, slot.audience
        await set_types(session, row.id, slot.types)
    for meeting in changes.cancelled:
        row = await session.get_one(Meeting, meeting.id)
        row.state, row.version, row.changed_at = MeetingState.CANCELLED, row.version + 1, now
        await leave.forget(session, [row.id], now)
    await session.flush()


def same_day(one: dt.datetime, other: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether two moments lie on one day of a wall clock: who answered for the one has answered for the other."""
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def _move(row: Meeting, slot: Slot, now: dt.datetime) -> None:
    row.state = MeetingState.PLANNED if row.starts_at == slot.starts_at else MeetingState.MOVED
    if row.second_starts_at is not None:
        row.second_starts_at += slot.starts_at - row.starts_at
    row.starts_at, row.minutes, row.title, row.audience = slot.starts_at, slot.minutes, slot.title, slot.audience
    row.version, row.changed_at = row.version + 1, now


async def set_types(session: AsyncSession, meeting_id: int, types: Iterable[EventType]) -> None:
    """Say what a meeting is."""
    await session.execute(delete(MeetingType).where(MeetingType.meeting_id == meeting_id))
    session.add_all([MeetingType(meeting_id=meeting_id, type=one) for one in types])
    await session.flush()


# --- still true? ----------------------------------------------------------------------------------------------------


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Messages that no longer hold: the meeting is another by now, has begun, or is not for that person any more."""
    ids = {row.about for row in pending}
    rows = {row.id: row for row in await session.scalars(select(Meeting).where(Meeting.id.in_(sorted(ids))))}
    audience = await _audience_ids(house, session, rows.values())
    found: set[int] = set()
    for one in pending:
        row = rows.get(one.about)
        if (
            row is None
            or (row.second_starts_at or row.starts_at) <= now
            or row.version != one.payload["vars"].get("version", row.version)
            or (one.kind != messages.LOOK and one.member_id not in audience[row.id])
            or (one.kind == messages.LOOK and row.changed_by is not None)
        ):
            found.add(one.id)
    return found


async def _audience_ids(
    house: House, session: AsyncSession, meetings: Collection[Meeting]
) -> Mapping[int, Collection[int]]:
    """By meeting: whom it is for; one of an organisation that is over tells nobody anything."""
    chains = await chains_of(session, {row.organisation_id for row in meetings})
    places = await books.places_of(session, chains)
    there = [row for row in meetings if row.organisation_id in places]
    roles = await audiences.roles_on(session, house.today(), chains)
    where = {one.id: (one.id, one.path, one.level) for one in places.values()}
    people = await invited.people_of_some(session, roles, where, there)
    return {row.id: {person.id for person in people.get(row.id, ())} for row in meetings}


# Invitations are never paused (domain_rules.md 12.8); reminders of them are.
kinds.register(messages.NOTICE, Policy(stale=stale, important=True, remembers=True, news=True))
kinds.register(
    messages.REMINDER,
    Policy(on_pause=OnPause.SKIP, stale=stale, mutable=True, merges=True, snoozes=True, says_late=True, remembers=True),
)
kinds.register(messages.FILE, Policy(stale=stale))
kinds.register(messages.LOOK, Policy(stale=stale, merges=True))

checklists.register_subject("meeting", day_of)

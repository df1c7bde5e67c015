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
from services import audiences, checklists, kinds, organisations, outbox, settled, workdays
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
from services.meetings.marks import Marks
from services.meetings.messages import Facts, Plan
from services.meetings.series import Changes, Slot, compare, slots, window
from services.meetings.themes import Themes
from services.meetings.told import on_their_way
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


async def bring(house: House, place_id: int) -> Reconciled:
    """Make the meetings of one organisation, and what is said about them, what they should be.

    Queues that are so already, or are all new, are noted (``services.settled``).
    """
    now = house.now()
    async with house.db.write() as session:
        await organisations.lock(session, place_id)
        try:
            scene = await scene_for(house, session, place_id)
        except KeyError:  # it is over
            return _NOTHING
        await apply(session, scene, await _changes(session, scene, now), now)
        rows = await gathering.upcoming(session, place_id, now)
        await give_themes(session, scene, rows, now)
        total = await _prepare(session, scene, rows, now)
        facts = await gathering.facts_of_some(session, {place_id: scene}, rows, told=False)
        marks = Marks(heads_up(), now)
        mark_of = {one.meeting.subject: marks.of(one) for one in facts}
        notes = await settled.notes(session, mark_of)
        held = {subject for subject, one in notes.items() if one.holds(mark_of[subject], now)}
        right: list[tuple[Facts, Plan]] = []
        for one in await gathering.with_told(session, [one for one in facts if one.meeting.subject not in held]):
            made = messages.plan(one, heads_up(), now)
            done = await outbox.reconcile(session, made.subject, made.wanted, now, keep=made.keep)
            total += done
            if not done.changes or done.is_all_of(made.wanted):
                right.append((one, made))
        await _note(session, right, mark_of, now)
    return total


async def _note(
    session: AsyncSession, right: Sequence[tuple[Facts, Plan]], mark_of: Mapping[str, str], now: dt.datetime
) -> None:
    """Note queues that were found right, but those of which something is on its way."""
    if not right:
        return
    await settled.note(session, [(made, mark_of[made.subject]) for _, made in right], now)
    settled.doubt(session, await on_their_way(session, [made.subject for _, made in right]))
    if session.get_bind().dialect.name == "sqlite":
        return
    # Their rows stand still only now: something may have been sent since the facts were read.
    again = await gathering.with_told(session, [one for one, _ in right])
    changed = [one for one, (before, _) in zip(again, right, strict=True) if one != before]
    settled.doubt(session, {one.meeting.subject for one in changed})


async def _changes(session: AsyncSession, scene: Scene, now: dt.datetime) -> Changes:
    today = now.astimezone(scene.zone).date()
    first, horizon, last = window(today, presets.load().defaults.horizon_days)
    wanted = slots(scene.rules, first, last, scene.zone, scene.table)
    there = await gathering.of_rules(session, scene.place.id, first, last, now)
    return compare(wanted, there, horizon=horizon, now=now)


async def _types_if_themed(
    session: AsyncSession, scene: Scene, rows: Sequence[Meeting]
) -> dict[int, tuple[EventType, ...]]:
    """What the meetings are, where a plan has or had a word in them; where none has, nothing is asked."""
    if scene.themes.months or any(row.theme_by_plan for row in rows):
        return await gathering.types_of(session, [row.id for row in rows])
    return {}


async def give_themes(session: AsyncSession, scene: Scene, rows: Sequence[Meeting], now: dt.datetime) -> None:
    """Give some meetings the themes their organisation's annual plan has for them."""
    types = await _types_if_themed(session, scene, rows)
    for row in rows if types else ():
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
    days = {f"meeting:{one.id}": _day(scene, one) for one in meetings}
    ground = Ground(scene.place.name, scene.place.chain, scene.zone, scene.roles)
    return await checklists.follow(session, ground, days, now)


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
    for slot in changes.made:
        row = Meeting(
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
        session.add(row)
        await session.flush()
        await set_types(session, row.id, slot.types)
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
    ids = {int(row.subject.split(":")[1]) for row in pending}
    rows = {row.id: row for row in await session.scalars(select(Meeting).where(Meeting.id.in_(sorted(ids))))}
    chains = await chains_of(session, {row.organisation_id for row in rows.values()})
    world = await world_of(house, session, chains, themed=False)
    audience = await _audience_ids(session, world, rows.values())
    found: set[int] = set()
    for one in pending:
        row = rows.get(int(one.subject.split(":")[1]))
        if (
            row is None
            or (row.second_starts_at or row.starts_at) <= now
            or row.version != one.payload["vars"].get("version", row.version)
            or (one.kind != messages.LOOK and one.member_id not in audience[row.id])
            or (one.kind == messages.LOOK and row.changed_by is not None)
        ):
            found.add(one.id)
    return found


async def _audience_ids(session: AsyncSession, world: World, meetings: Collection[Meeting]) -> dict[int, set[int]]:
    by_place: dict[int, list[Meeting]] = {}
    for row in meetings:
        by_place.setdefault(row.organisation_id, []).append(row)
    found: dict[int, set[int]] = {row.id: set() for row in meetings}
    for place_id, rows in by_place.items():
        place = world.book.places.get(place_id)
        if place is not None:  # one that is over tells nobody anything
            people = await invited.people_of(session, world.roles, (place.id, place.path, place.level), rows)
            found |= {meeting_id: {person.id for person in those} for meeting_id, those in people.items()}
    return found


# Invitations are never paused (domain_rules.md 12.8); reminders of them are.
kinds.register(messages.NOTICE, Policy(stale=stale, important=True, remembers=True))
kinds.register(
    messages.REMINDER,
    Policy(on_pause=OnPause.SKIP, stale=stale, mutable=True, merges=True, snoozes=True, says_late=True, remembers=True),
)
kinds.register(messages.FILE, Policy(stale=stale))
kinds.register(messages.LOOK, Policy(stale=stale, merges=True))

checklists.register_subject("meeting", day_of)

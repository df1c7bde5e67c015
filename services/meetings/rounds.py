"""A round of the planner of meetings: facts of many organisations are read at once; one is taken up where it differs.

::

    rules ── slots, once a rule ──> as stored?  ─┐
    plans ── themes ─────────────> as stored?  ─┼─ all of it ──> nothing to do
    facts ── fingerprint a meeting ─> as noted? ─┘      │ no
                                                        └──> ``bringing.bring``: a few in one transaction

In a quiet month nobody is held up, and the queues are not read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting
from db.names import EventType
from db.organisations import Organisation
from services import comparing, settled
from services.carrying import in_parts
from services.house import House
from services.meetings import bringing, messages, planner, themes
from services.meetings import facts as gathering
from services.meetings.facts import Scene
from services.meetings.marks import Marks
from services.meetings.planner import World
from services.meetings.series import KnownSlots, compare, window
from services.outbox import Reconciled
from services.reminder_rules import presets
from services.reminder_rules.book import Place
from services.settled import Note
from services.shards import WHOLE, Shard

#: Organisations whose facts are read at once.
_TOGETHER = 50
#: Messages that are compared or written in one transaction, as far as it can be told before; a tenth of a second.
_MESSAGES = 2_500
#: For how many messages a meeting counts that is not there yet.
_A_MEETING = 250


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make every rule's meetings, and the messages about every meeting to come, what they should be.

    Args:
        house: The house.
        shard: Which organisations.
    """
    return await reconcile_below(house, "/", shard)


async def reconcile_below(house: House, path: str, shard: Shard = WHOLE) -> Reconciled:
    """The same for the organisation at a path and what is below it."""
    async with house.db.read() as session:
        world = await planner.world_of(house, session)
    places = [world.book.places[one] for one in shard.of_these(world.book.places)]
    places = [place for place in places if place.path.startswith(path)]
    slots = KnownSlots(world.table)
    total = Reconciled(0, 0)
    for start in range(0, len(places), _TOGETHER):
        unsettled = await _unsettled(house, world, slots, places[start : start + _TOGETHER])
        for some in in_parts(unsettled, _MESSAGES):
            total += await bringing.bring(house, some)
    return total


async def follow(house: House, organisation_id: int) -> Reconciled:
    """Bring the meetings of an organisation and of what is below it up to date, after its rules were changed."""
    async with house.db.read() as session:
        path = await session.scalar(select(Organisation.path).where(Organisation.id == organisation_id))
    return await reconcile_below(house, path) if path is not None else Reconciled(0, 0)


async def _unsettled(house: House, world: World, slots: KnownSlots, places: Sequence[Place]) -> dict[int, int]:
    """The organisations of which something is not, or may not be, what it should be; about how many messages each.

    Notes that are merely old are looked at again here, all together, and believed anew where they were right.
    """
    now = house.now()
    scenes = {place.id: planner.scene_in(world, place) for place in places}
    horizon_days = presets.load().defaults.horizon_days
    windows = {one: window(now.astimezone(scenes[one].zone).date(), horizon_days) for one in scenes}
    first, last = min(one[0] for one in windows.values()), max(one[2] for one in windows.values())
    async with house.db.read() as session:
        around = await gathering.around(session, scenes, first, last, now)
        types = await gathering.types_of(session, [row.id for rows in around.values() for row in rows])
        upcoming = {one: [row for row in rows if gathering.is_upcoming(row, now)] for one, rows in around.items()}
        facts = await gathering.facts_of_some(
            session, scenes, [row for of in upcoming.values() for row in of], told=False
        )
        marks = Marks(planner.heads_up(), now)
        mark_of = {one.meeting.subject: marks.of(one) for one in facts}
        notes = await settled.notes(session, mark_of)
        aged = {subject: one for subject, one in notes.items() if one.is_old(mark_of[subject], now)}
        renewed = await _still_right(session, scenes, upcoming, aged, now)
        held = renewed.keys() | {subject for subject, one in notes.items() if one.holds(mark_of[subject], now)}
        found: dict[int, int] = {}
        for one in facts:
            if one.meeting.subject not in held:
                place_id, weight = one.meeting.organisation_id, len(one.audience) * (1 + len(one.meeting.leads))
                found[place_id] = found.get(place_id, 0) + weight
        for place_id, scene in scenes.items():
            differ = _changes(scene, slots, windows[place_id], around[place_id], types, now)
            themed = any(
                themes.differs(scene.themes, row, types.get(row.id, ()), scene.zone, now) for row in upcoming[place_id]
            )
            if differ or themed:
                found[place_id] = found.get(place_id, 0) + _A_MEETING * max(differ, 1)
    if renewed:
        async with house.db.write() as session:
            await settled.renew(session, renewed, now)
    return found


async def _still_right(
    session: AsyncSession,
    scenes: Mapping[int, Scene],
    upcoming: Mapping[int, Sequence[Meeting]],
    aged: Mapping[str, Note],
    now: dt.datetime,
) -> dict[str, Note]:
    """Those of some old notes whose queues are what the plans of their meetings want."""
    rows = [row for of in upcoming.values() for row in of if f"meeting:{row.id}" in aged]
    plans = [
        messages.plan(one, planner.heads_up(), now) for one in await gathering.facts_of_some(session, scenes, rows)
    ]
    wrong = set(await comparing.differing(session, plans))
    return {one.subject: aged[one.subject] for one in plans if one.subject not in wrong}


def _changes(
    scene: Scene,
    slots: KnownSlots,
    days: tuple[dt.date, dt.date, dt.date],
    rows: Sequence[Meeting],
    types: Mapping[int, tuple[EventType, ...]],
    now: dt.datetime,
) -> int:
    """How many meetings are not as their rules want them."""
    first, horizon, last = days
    wanted = slots.of(scene.rules, first, last, scene.zone)
    there = gathering.there(rows, types, first, last, now)
    return len(compare(wanted, there, horizon=horizon, now=now))

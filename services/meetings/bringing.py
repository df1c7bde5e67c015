"""Brings the meetings of a few organisations, and what is said about them, up to date in one transaction.

What the planner's rounds take up (``services.meetings.rounds``). Everything is asked and written for all of them
together: an organisation's own part of a round is what differs in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from db.meetings import Meeting
from services import organisations, outbox, settled
from services.house import House
from services.meetings import facts as gathering
from services.meetings import messages, planner
from services.meetings.facts import Scene
from services.meetings.marks import Marks
from services.meetings.messages import Facts, Plan
from services.meetings.series import KnownSlots, compare, window
from services.meetings.told import on_their_way
from services.outbox import Reconciled
from services.reminder_rules import presets


async def bring(house: House, ids: Collection[int]) -> Reconciled:
    """Make the meetings of some organisations, and what is said about them, what they should be.

    Queues that are so already, or are all new, are noted (``services.settled``).

    Args:
        house: The house.
        ids: Organisations; those that are over by now are left out. Other writers wait for all of them.
    """
    now = house.now()
    async with house.db.write() as session:
        await organisations.lock_some(session, ids)
        world = await planner.world_of(house, session, await planner.chains_of(session, ids))
        scenes = {one: planner.scene_in(world, world.book.places[one]) for one in ids if one in world.book.places}
        if not scenes:
            return Reconciled(0, 0)
        rows = await _as_rules_want(session, scenes, KnownSlots(world.table), now)
        await planner.give_themes_of(session, scenes, rows, now)
        total = await planner.prepare_some(session, scenes, rows, now)
        return total + await _tell(session, scenes, rows, now)


async def _as_rules_want(
    session: AsyncSession, scenes: Mapping[int, Scene], slots: KnownSlots, now: dt.datetime
) -> list[Meeting]:
    """Make, move and call off what rules want otherwise; the meetings to come as they are then, by organisation."""
    horizon_days = presets.load().defaults.horizon_days
    windows = {one: window(now.astimezone(scene.zone).date(), horizon_days) for one, scene in scenes.items()}
    first, last = min(one[0] for one in windows.values()), max(one[2] for one in windows.values())
    around = await gathering.around(session, scenes, first, last, now)
    types = await gathering.types_of(session, [row.id for rows in around.values() for row in rows])
    changed = False
    for one, scene in scenes.items():
        begins, horizon, ends = windows[one]
        wanted = slots.of(scene.rules, begins, ends, scene.zone)
        changes = compare(wanted, gathering.there(around[one], types, begins, ends, now), horizon=horizon, now=now)
        if changes:
            changed = True
            await planner.apply(session, scene, changes, now)
    if changed:
        around = await gathering.around(session, scenes, first, last, now)
    return [row for rows in around.values() for row in rows if gathering.is_upcoming(row, now)]


async def _tell(
    session: AsyncSession, scenes: Mapping[int, Scene], rows: Sequence[Meeting], now: dt.datetime
) -> Reconciled:
    """Bring the queues up to date that are not known to be so."""
    facts = await gathering.facts_of_some(session, scenes, rows, told=False)
    marks = Marks(planner.heads_up(), now)
    mark_of = {one.meeting.subject: marks.of(one) for one in facts}
    notes = await settled.notes(session, mark_of)
    held = {subject for subject, one in notes.items() if one.holds(mark_of[subject], now)}
    doubtful = await gathering.with_told(session, [one for one in facts if one.meeting.subject not in held])
    plans = [messages.plan(one, planner.heads_up(), now) for one in doubtful]
    done = await outbox.reconcile_some(session, plans, now)
    right = [
        (one, made)
        for one, made, change in zip(doubtful, plans, done, strict=True)
        if not change.changes or change.is_all_of(made.wanted)
    ]
    await _note(session, right, mark_of, now)
    return sum(done, Reconciled(0, 0))


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

"""A meeting further ahead than rules plan by themselves: made when somebody wants to look at it or change it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from db.meetings import Meeting
from services import access, organisations, workdays
from services.access import STEWARD_OF, Actor
from services.errors import Expired
from services.house import House
from services.meetings import planner
from services.meetings.looking import Seen, seen_of
from services.meetings.series import Changes, may_be_made, slots
from services.recurrence import MAX_SHIFT_DAYS


async def make(house: House, actor: Actor, organisation_id: int, rule: str, reference_on: dt.date) -> Seen:
    """The meeting of a rule's date, as the rule wants it; made where there is none yet. Nothing is pinned by it.

    Args:
        house: The house.
        actor: Who looks.
        organisation_id: Whose meeting.
        rule: Key of the rule.
        reference_on: The date the rule names.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        Expired: The rule has no such date any more.
    """
    now, margin = house.now(), dt.timedelta(days=2 * MAX_SHIFT_DAYS)
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        await organisations.lock(session, organisation_id)
        scene = await planner.scene_for(house, session, organisation_id)
        query = select(Meeting).where(
            Meeting.organisation_id == organisation_id, Meeting.rule == rule, Meeting.reference_on == reference_on
        )
        row = (await session.scalars(query)).one_or_none()
        if row is None:
            table = await workdays.load(session, reference_on - margin, reference_on + margin)
            rules = [one for one in scene.rules if one.key == rule]
            wanted = slots(rules, reference_on - margin, reference_on + margin, scene.zone, table)
            slot = wanted.get((rule, reference_on))
            if slot is None or not may_be_made(slot, now):
                raise Expired
            await planner.apply(session, scene, Changes([slot], [], [], []), now)
            row = (await session.scalars(query)).one()
            await planner.give_themes(session, scene, [row], now)
            await planner.tell(session, scene, [row], now)
        (seen,) = await seen_of(session, scene, [row], now)
        return seen

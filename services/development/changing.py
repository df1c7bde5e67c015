"""One change of a development: the lock, the change, the reminders, the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case
from db.names import CaseStep, MembershipStage
from services import stages
from services.access import Actor
from services.cases import planner, store
from services.cases.facts import Facts, Where, load
from services.development import marks
from services.development.looking import KIND, Seen, seen_of
from services.house import House


async def answer(house: House, session: AsyncSession, actor: Actor, here: Where, case_id: int) -> Seen:
    """The case as it stands after a change, its reminders brought up to date."""
    await planner.follow(house, session, case_id)
    return await seen_of(house, session, here, await store.find(session, actor, KIND, here, case_id))


#: What is done to the case: session, organisation, row, facts before, now.
Change = Callable[[AsyncSession, Where, Case, Facts, dt.datetime], Awaitable[None]]


async def change_case(house: House, actor: Actor, organisation_id: int, case_id: int, change: Change) -> Seen:
    """One change of an open case in one transaction, with its reminders.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
    """
    now = house.now()
    async with house.db.write() as session:
        here, case, facts = await store.locked(house, session, actor, KIND, organisation_id, case_id)
        await change(session, here, case, facts, now)
        return await answer(house, session, actor, here, case.id)


async def follow_roster(session: AsyncSession, actor: Actor, case_id: int, now: dt.datetime) -> None:
    """Where the days make somebody of the roster a probationary or full member, his row follows; never backwards."""
    (facts,) = await load(session, Case.id == case_id)
    reached = marks.stage(facts)
    if facts.person is None or reached not in (MembershipStage.PROBATIONARY, MembershipStage.FULL):
        return
    if facts.now_stage is MembershipStage.FULL and reached is MembershipStage.PROBATIONARY:
        return  # the roster is ahead
    await stages.change(
        session,
        facts.person.id,
        reached,
        now,
        actor=actor.audit_name,
        admitted_on=facts.day(CaseStep.ACCEPTED),
        full_on=facts.day(CaseStep.FULL_MEETING) if reached is MembershipStage.FULL else None,
    )

"""Planners as reconcilers: whatever order facts change and planners run in, twice each, the queue ends up the same."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.accounts import Account
from db.base import PartialDate
from db.members import Member
from db.names import Audience, BranchRole, MembershipStage, OutboxState, RuleKind
from db.organisations import Organisation, Term
from db.outbox import OutboxMessage
from scheduler.planners import PLANNERS
from services import branch, organisations, reminder_rules
from services.access import Actor, identify
from services.house import House
from services.recurrence import Nth, OnDays, OnWeekdays
from services.reminder_rules import Change, Lead, Own
from tests import factories
from tests.fixtures.houses import NOW, house_at

#: A change of facts: its name and its numbers.
Op = tuple[Any, ...]
SECRETARY = "4001"
PEOPLE = 4


async def _begin(house: House) -> None:
    async with house.db.write() as session:
        place = await factories.make_branch(session, "内科党支部")
        for number in range(PEOPLE):
            stage = MembershipStage.PROBATIONARY if number == PEOPLE - 1 else MembershipStage.FULL
            member = await factories.make_member(session, place, f"党员{number}", stage=stage)
            member.admitted_on = PartialDate(2025, 12, 1 + number)
            account = await factories.make_account(session, str(int(SECRETARY) + number))
            await factories.bind(session, member, account)
            if not number:
                await factories.grant_role(session, member, place, BranchRole.SECRETARY)
        session.add(Term(organisation_id=place.id, starts_on=dt.date(2023, 12, 10), ends_on=dt.date(2026, 12, 10)))


async def _actor(house: House) -> Actor:
    async with house.db.read() as session:
        return await identify(session, "telegram", SECRETARY, house.today())


async def _apply(house: House, op: Op) -> None:
    """Change the facts; the same change twice is one."""
    actor = await _actor(house)
    async with house.db.read() as session:
        place = (await session.scalars(select(Organisation.id))).one()
        ids = list(await session.scalars(select(Member.id).order_by(Member.id).limit(PEOPLE)))
    match op:
        case ("due", day):
            await branch.change_setting(house, actor, place, "dues_due_day", day)
        case ("rule", key, on):
            await reminder_rules.change(house, actor, place, key, Change(enabled=on))
        case ("theme", nth, weekday):
            when = OnWeekdays(places=(Nth(nth=nth, weekday=weekday),))
            await reminder_rules.change(house, actor, place, "themed_party_day", Change(recurrence=when))
        case ("own", day):
            rule = Own(
                "交材料", RuleKind.NOTICE, OnDays(days=(day,)), (Lead.parse("1d@17:00"),), audience=Audience.MEMBERS
            )
            with contextlib.suppress(reminder_rules.TitleTaken):  # the second time
                await reminder_rules.create(house, actor, place, rule)
        case _:
            async with house.db.write() as session:
                await _alter(house, session, op, place, ids)


async def _alter(house: House, session: Any, op: Op, place: int, ids: list[int]) -> None:
    match op:
        case ("leave", number):
            member = await session.get_one(Member, ids[number])
            if member.left_at is None:
                await organisations.mark_left(session, [member.id], house.today(), house.now(), actor="terminal")
        case ("join", name):
            if (await session.scalars(select(Member).where(Member.name == name))).one_or_none() is None:
                await factories.make_member(session, await session.get_one(Organisation, place), name)
        case ("full",):
            (await session.get_one(Member, ids[-1])).stage = MembershipStage.FULL
        case ("agree", number):
            account = await session.scalars(select(Account).where(Account.address == str(int(SECRETARY) + number)))
            account.one().birthday_greeting = True
        case ("term", days):
            term = (await session.scalars(select(Term))).one()
            term.ends_on = dt.date(2026, 12, 10) + dt.timedelta(days=days)


async def _plan(house: House, dice: random.Random) -> None:
    """Every planner twice, in any order; what nobody has changed in between is not changed by a second run."""
    order = [*PLANNERS, *PLANNERS]
    dice.shuffle(order)
    for planner in order:
        await planner.plan(house)
    # Notices look at what meetings are planned: after one more round nothing is left to do.
    for planner in PLANNERS:
        await planner.plan(house)
    for planner in PLANNERS:
        assert not (await planner.plan(house)).changes, planner.name


async def _queue(house: House) -> list[tuple[Any, ...]]:
    """What is queued, without what counts how often it was changed: numbers of meetings and their versions."""
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.state == OutboxState.QUEUED)
        rows = list(await session.scalars(query))
    return sorted(
        (
            row.kind,
            row.member_id or 0,
            row.due_at.isoformat(),
            row.expires_at.isoformat() if row.expires_at else "",
            row.payload["key"],
            str({name: value for name, value in sorted(row.payload["vars"].items()) if name != "version"}),
        )
        for row in rows
    )


_OPS = st.one_of(
    st.tuples(st.just("due"), st.sampled_from((1, 17, 18, 25, 31))),
    st.tuples(
        st.just("rule"),
        st.sampled_from(("study_session", "general_meeting", "need_themed_day", "probation_end", "member_report")),
        st.booleans(),
    ),
    st.tuples(st.just("theme"), st.sampled_from((1, 2, -1)), st.integers(1, 7)),
    st.tuples(st.just("own"), st.sampled_from((30, 31))),
    st.tuples(st.just("leave"), st.integers(1, PEOPLE - 1)),
    st.tuples(st.just("join"), st.sampled_from(("新一", "新二"))),
    st.just(("full",)),
    st.tuples(st.just("agree"), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("term"), st.integers(-20, 90)),
)


async def _both(folder: Path, template: Path, ops: list[Op], seed: int) -> None:
    dice = random.Random(seed)
    queues = []
    for name, patient in (("often.db", False), ("once.db", True)):
        shutil.copy(template, folder / name)
        house = house_at(f"sqlite:///{folder / name}", now=NOW)
        await _begin(house)
        for op in ops:
            for _ in range(1 if patient else 2):
                await _apply(house, op)
            if not patient and dice.random() < 0.6:
                await _plan(house, dice)
        await _plan(house, dice)
        queues.append(await _queue(house))
        await house.db.close()
    often, once = queues
    assert often == once


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ops=st.lists(_OPS, min_size=2, max_size=6), seed=st.integers(0, 1_000))
def test_any_order_of_changes_and_runs_ends_in_the_same_queue(sqlite_template: Path, ops: list[Op], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_both(Path(folder), sqlite_template, ops, seed))

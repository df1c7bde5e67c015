"""Queues that are not compared again: whatever is changed, by whom, and in which order, the outbox ends up the same."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member, Membership
from db.names import MembershipStage, MemberStatus, OutboxState
from db.organisations import Organisation, OrgSetting
from db.outbox import OutboxMessage
from db.settled import SettledQueue
from services import dues, organisations, outbox, settled, settling
from services.delivery import Result
from services.house import House
from services.outcomes import Ambiguous, Outcome, Postponed, Sent
from services.privacy.scrubbing import scrub_mentions
from tests import factories
from tests.fixtures.houses import NOW, house_at, set_clock

#: A change: its name and its numbers.
Op = tuple[Any, ...]
PEOPLE, OWNER = 3, "courier"
OUTCOMES: dict[str, Outcome] = {"sent": Sent(), "later": Postponed(), "unknown": Ambiguous()}


async def _begin(house: House) -> None:
    async with house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.make_branch(session, "外科党支部")
        for number in range(PEOPLE):
            member = await factories.make_member(session, branch, f"党员{number}")
            member.key = f"key{number}"  # the same in both houses


async def _apply(house: House, op: Op) -> None:
    """One change of what is known, of the queue, or of the time."""
    match op:
        case ("clock", hours):
            set_clock(house, house.now() + dt.timedelta(hours=hours))
        case ("sweep",):
            await settling.sweep(house, "another")
        case _:
            async with house.db.write() as session:
                ids = list(await session.scalars(select(Member.id).order_by(Member.id).limit(PEOPLE)))
                here, there = await session.scalars(select(Organisation.id).order_by(Organisation.id))
                await _change_place(session, op, here)
                await _change_people(house, session, op, ids, here, there)
                await _change_queue(house, session, op, here)


async def _change_place(session: AsyncSession, op: Op, here: int) -> None:
    match op:
        case ("due", day):
            await session.merge(OrgSetting(organisation_id=here, key="dues_due_day", value=day, changed_at=NOW))
        case ("how", words):
            await session.merge(OrgSetting(organisation_id=here, key="dues_how_to_pay", value=words, changed_at=NOW))
        case ("close", closed):
            ended_at = NOW if closed else None
            await session.execute(update(Organisation).where(Organisation.id == here).values(ended_at=ended_at))


async def _change_people(house: House, session: AsyncSession, op: Op, ids: list[int], here: int, there: int) -> None:
    match op:
        case ("leave", number):
            if (await session.get_one(Member, ids[number])).status is MemberStatus.ACTIVE:
                await organisations.mark_left(session, [ids[number]], house.today(), house.now(), actor="terminal")
        case ("return", number):
            back = update(Member).where(Member.id == ids[number]).values(status=MemberStatus.ACTIVE, left_at=None)
            await session.execute(back)
            await session.execute(update(Membership).where(Membership.member_id == ids[number]).values(ends_on=None))
        case ("move", number, back):
            branch_id = here if back else there
            his = update(Membership).where(Membership.member_id == ids[number])
            await session.execute(his.values(branch_id=branch_id))
        case ("stage", number, stage):
            await session.execute(update(Member).where(Member.id == ids[number]).values(stage=stage))


async def _change_queue(house: House, session: AsyncSession, op: Op, here: int) -> None:
    match op:
        case ("void", month):
            await outbox.void(session, f"dues:{here}:2026-{month}", house.now())
        case ("blank", name):
            await scrub_mentions(session, [name])
        case ("claim", number):
            rows = list(await session.scalars(_in_order(OutboxState.QUEUED)))
            for row in rows[number : number + 1]:
                row.state, row.lease_owner, row.lease_until = OutboxState.SENDING, OWNER, house.now()
        case ("land", outcome):
            rows = list(await session.scalars(_in_order(OutboxState.SENDING)))
            results = [Result(row.id, OUTCOMES[outcome]) for row in rows]
            await settling.settle(session, OWNER, results, house.now(), random.Random(1))


def _in_order(state: OutboxState) -> Any:
    return select(OutboxMessage).where(OutboxMessage.state == state).order_by(OutboxMessage.dedupe_key)


async def _outbox(house: House) -> list[tuple[Any, ...]]:
    async with house.db.read() as session:
        rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.dedupe_key))
        return [
            (row.dedupe_key, row.state, row.reason, row.due_at, row.not_before, row.expires_at, row.payload)
            for row in rows
        ]


async def _forget_notes(house: House) -> None:
    async with house.db.write() as session:
        await session.execute(delete(SettledQueue))


_NUMBER = st.integers(0, PEOPLE - 1)
_OPS = st.one_of(
    st.tuples(st.just("clock"), st.sampled_from((-30, 1, 20, 100, 400))),
    st.tuples(st.just("due"), st.sampled_from((18, 20, 31))),
    st.tuples(st.just("how"), st.sampled_from(("", "找张三丰交现金"))),
    st.tuples(st.just("leave"), _NUMBER),
    st.tuples(st.just("return"), _NUMBER),
    st.tuples(st.just("move"), _NUMBER, st.booleans()),
    st.tuples(st.just("stage"), _NUMBER, st.sampled_from((MembershipStage.ACTIVIST, MembershipStage.FULL))),
    st.tuples(st.just("close"), st.booleans()),
    st.tuples(st.just("void"), st.sampled_from((11, 12))),
    st.just(("blank", "张三丰")),
    st.tuples(st.just("claim"), st.integers(0, 20)),
    st.tuples(st.just("land"), st.sampled_from(tuple(OUTCOMES))),
    st.just(("sweep",)),
    # More often than anything else: what is noted is what matters here.
    *[st.just(("plan",))] * 6,
)


async def _both(folder: Path, template: Path, ops: list[Op]) -> None:
    houses = []
    for name in ("skipping.db", "full.db"):
        shutil.copy(template, folder / name)
        houses.append(house_at(f"sqlite:///{folder / name}", now=NOW))
        await _begin(houses[-1])
    skipping, full = houses
    # Looked at twice before anything happens: from here on there are notes.
    for op in [("plan",), ("plan",), *ops, ("plan",)]:
        for house in houses:
            if op != ("plan",):
                await _apply(house, op)
                continue
            if house is full:
                await _forget_notes(house)
            await dues.reconcile_all(house)
        if op == ("plan",):
            assert await _outbox(skipping) == await _outbox(full)
    for house in houses:
        await house.db.close()


_LOOK = [("plan",), ("plan",)]


@example(ops=[("leave", 0), ("return", 0)])
@example(ops=[("void", 12)])
@example(ops=[("claim", 0), ("due", 18), *_LOOK, ("land", "later")])
@example(ops=[("claim", 0), ("land", "unknown"), ("due", 18), *_LOOK, ("sweep",)])
@example(ops=[("clock", 200), ("plan",), ("clock", 1), ("plan",)])
@example(ops=[("clock", 200), ("claim", 0), ("plan",), ("land", "later"), ("due", 31)])
@example(ops=[("how", "找张三丰交现金"), *_LOOK, ("blank", "张三丰")])
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ops=st.lists(_OPS, min_size=3, max_size=9))
def test_planning_with_notes_is_planning_in_full(sqlite_template: Path, ops: list[Op]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_both(Path(folder), sqlite_template, ops))


async def _noted(house: House) -> set[str]:
    async with house.db.read() as session:
        return set(await session.scalars(select(SettledQueue.subject)))


async def test_a_queue_is_noted_when_it_is_all_new_or_right_and_doubted_when_it_is_changed(house: House) -> None:
    await _begin(house)
    assert (await dues.reconcile_all(house)).added == 15  # on the 16th: five rungs of two months are left
    all_new = await _noted(house)
    assert not (await dues.reconcile_all(house)).changes
    assert await _noted(house) == all_new
    async with house.db.read() as session:
        here = (await session.scalars(select(Membership.branch_id))).first()
    november, december = f"dues:{here}:2026-11", f"dues:{here}:2026-12"
    assert {november, december} <= await _noted(house)
    await _apply(house, ("void", 12))
    assert december not in await _noted(house)
    assert november in await _noted(house)
    assert (await dues.reconcile_all(house)).revived == 9


async def test_a_row_in_anothers_hands_keeps_its_queue_from_being_noted(postgres_url: str) -> None:
    house = house_at(postgres_url)
    try:
        await _begin(house)
        await dues.reconcile_all(house)
        await _forget_notes(house)
        async with house.db.write() as other:
            row = (await other.scalars(_in_order(OutboxState.QUEUED).limit(1))).one()
            row.state, row.lease_owner, row.lease_until = OutboxState.SENDING, OWNER, house.now()
            await other.flush()
            await dues.reconcile_all(house)
            assert row.subject not in await _noted(house)
        await dues.reconcile_all(house)
        assert row.subject in await _noted(house)
    finally:
        await house.db.close()


async def test_notes_are_believed_for_four_weeks(sqlite_house: House) -> None:
    house = sqlite_house
    await _begin(house)
    for _ in range(2):
        await dues.reconcile_all(house)
    note = settled.Note("mark", NOW)
    assert note.holds("mark", NOW)
    assert not note.holds("another", NOW)
    assert not note.holds("mark", NOW - dt.timedelta(seconds=1))
    assert note.holds("mark", NOW + dt.timedelta(days=28) - dt.timedelta(seconds=1))
    assert not note.holds("mark", NOW + dt.timedelta(days=28))
    async with house.db.write() as session:
        assert await settled.sweep(session, NOW + dt.timedelta(days=28)) == 0
        assert await settled.sweep(session, NOW + dt.timedelta(days=28, seconds=1)) == 2


async def test_an_old_note_is_believed_anew_where_it_was_right(house: House) -> None:
    await _begin(house)
    set_clock(house, NOW - dt.timedelta(days=15))  # the first day of November
    for _ in range(2):
        await dues.reconcile_all(house)
    set_clock(house, NOW + dt.timedelta(days=13))  # the 29th
    async with house.db.write() as session:  # behind the back of whoever notes it
        december = _in_order(OutboxState.QUEUED).where(OutboxMessage.subject.like("dues:%:2026-12"))
        row = (await session.scalars(december.limit(1))).one()
        row.payload = row.payload | {"vars": {}}
    assert (await dues.reconcile_all(house)).refreshed == 1
    async with house.db.read() as session:
        notes = {row.subject: row.settled_at for row in await session.scalars(select(SettledQueue))}
    assert row.subject not in notes
    assert set(notes.values()) == {NOW + dt.timedelta(days=13)}

"""The ladder: the person, again, then a human; never more than its steps, never after the answer."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import select, update

from db.escalations import Escalation, HumanTask
from db.names import OutboxReason, OutboxState, RequestState, TaskEnd
from db.outbox import OutboxMessage
from db.registration import RegistrationRequest
from services import escalation, registration, tasks
from services.escalation import Asked, Ladder, Step, To
from services.house import House
from services.kinds import Pending
from services.outbox import Payload
from tests.fixtures.houses import NOW, house_at, set_clock
from tests.services.hospital import Hospital, _hospital, actor
from tests.services.people import Town, make_town

__all__ = ["_hospital"]

HOUR = dt.timedelta(hours=1)
AGAIN = Payload("menu-title", {"branch": "内科"})


async def _start(house: House, town: Town, subject: str = "thing:1", **more: str) -> bool:
    async with house.db.write() as session:
        people = [Asked(member_id=town.secretary.id), Asked(member_id=town.plain.id)]
        return await escalation.start(
            session, "registration", subject, town.inner.id, people, AGAIN, house.now(), **more
        )


async def _acknowledge(house: House, subject: str = "thing:1", asked: str | None = None) -> int:
    async with house.db.write() as session:
        return await escalation.acknowledged(session, subject, house.now(), asked=asked)


async def _messages(house: House) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == escalation.KIND).order_by(OutboxMessage.id)
        return list(await session.scalars(query))


async def _tasks(house: House) -> list[HumanTask]:
    async with house.db.read() as session:
        return list(await session.scalars(select(HumanTask).order_by(HumanTask.id)))


def test_a_ladder_goes_up_and_a_human_comes_last() -> None:
    for steps in (
        (Step(hours=5, to=To.PERSON), Step(hours=5, to=To.LEADERS)),
        (Step(hours=5, to=To.LEADERS), Step(hours=6, to=To.PERSON)),
    ):
        with pytest.raises(ValidationError):
            Ladder(key="bad", steps=steps, source="")
    with pytest.raises(KeyError):
        escalation.load().find("none")
    assert all(one.task is not None for one in escalation.load().ladder)


async def test_the_person_again_then_the_office_above_once(house: House) -> None:
    town = await make_town(house)
    assert await _start(house, town)
    rows = await _messages(house)
    assert [(row.member_id, row.due_at - NOW, (row.expires_at or NOW) - NOW) for row in rows] == [
        (town.secretary.id, 24 * HOUR, 72 * HOUR),
        (town.plain.id, 24 * HOUR, 72 * HOUR),
    ]
    set_clock(house, NOW + 71 * HOUR)
    assert (await tasks.reconcile_all(house)).changes == 0
    set_clock(house, NOW + 72 * HOUR)
    assert (await tasks.reconcile_all(house)).added == 1
    assert (await tasks.reconcile_all(house)).changes == 0
    (task,) = await _tasks(house)
    assert (task.kind, task.subject, task.organisation_id, task.closed_at) == (
        "registration",
        "thing:1",
        town.inner.id,
        None,
    )
    async with house.db.read() as session:
        told = select(OutboxMessage.member_id).where(OutboxMessage.kind == tasks.KIND)
        assert list(await session.scalars(told)) == [town.office.id]


async def test_starting_again_asks_only_those_who_are_new(house: House) -> None:
    town = await make_town(house)
    await asyncio.gather(*[_start(house, town) for _ in range(4)])
    assert len(await _messages(house)) == 2
    set_clock(house, NOW + 2 * HOUR)
    async with house.db.write() as session:
        people = [Asked(member_id=town.secretary.id), Asked(member_id=town.silent.id), Asked(account_id=1)]
        await escalation.start(session, "registration", "thing:1", town.inner.id, people, AGAIN, house.now())
    rows = await _messages(house)
    assert [row.member_id for row in rows] == [town.secretary.id, town.plain.id, town.silent.id, None]
    assert {row.due_at for row in rows} == {NOW + 24 * HOUR}, "hours count from the first word"


async def test_the_answer_voids_what_waits_and_closes_the_task(house: House) -> None:
    town = await make_town(house)
    await _start(house, town)
    set_clock(house, NOW + 80 * HOUR)
    await tasks.reconcile_all(house)
    assert await _acknowledge(house) == 1
    assert await _acknowledge(house) == 0
    assert {(row.state, row.reason) for row in await _messages(house)} == {(OutboxState.SKIPPED, OutboxReason.VOID)}
    (task,) = await _tasks(house)
    assert task.closed_as is TaskEnd.ANSWERED
    assert not await _start(house, town), "answered for good"
    assert (await tasks.reconcile_all(house)).changes == 0
    async with house.db.read() as session:
        word = (await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == tasks.KIND))).one()
        assert word.reason is OutboxReason.VOID


async def test_one_answer_ends_only_his_own_ladder(house: House) -> None:
    town = await make_town(house)
    await _start(house, town, asked="m1")
    await _start(house, town, asked="m2")
    assert await _acknowledge(house, asked="m1") == 1
    waiting = [row for row in await _messages(house) if row.state is OutboxState.QUEUED]
    assert len(waiting) == 2
    assert await _acknowledge(house) == 1


async def test_a_reminder_on_its_way_is_looked_at_again(house: House) -> None:
    town = await make_town(house)
    await _start(house, town)
    rows = await _messages(house)
    pending = [
        Pending(row.id, row.kind, row.subject, row.payload, row.member_id, None, None, row.due_at) for row in rows
    ]
    async with house.db.write() as session:
        assert await escalation.stale(house, session, pending, NOW) == set()
        await session.execute(update(Escalation).values(ended_at=NOW))
        assert await escalation.stale(house, session, pending, NOW) == {row.id for row in rows}


# --- wired to registration ------------------------------------------------------------------------------------------


async def test_a_request_nobody_answers_climbs_and_a_decision_ends_it(house: House, hospital: Hospital) -> None:
    await registration.submit(house, await actor(house, "81"), "张三", typed_branch="内科党支部")
    rows = await _messages(house)
    assert {row.member_id for row in rows} == {hospital.secretary.id, hospital.deputy.id}
    assert "张三" not in str([row.payload for row in rows]), "no name in what is sent again"
    set_clock(house, NOW + 73 * HOUR)
    await tasks.reconcile_all(house)
    (task,) = await _tasks(house)
    assert task.kind == "registration"
    async with house.db.read() as session:
        request = (await session.scalars(select(RegistrationRequest))).one()
    assert request.state is RequestState.PENDING
    await registration.refuse(house, await actor(house, "71"), request.id)
    (task,) = await _tasks(house)
    assert task.closed_as is TaskEnd.ANSWERED
    assert not [row for row in await _messages(house) if row.state is OutboxState.QUEUED]


async def test_a_request_to_nowhere_asks_nobody(house: House, hospital: Hospital) -> None:
    assert hospital.branch.id
    await registration.submit(house, await actor(house, "81"), "张三", typed_branch="没有的支部")
    assert await _messages(house) == []


# --- any order ------------------------------------------------------------------------------------------------------

_numbers = itertools.count(1)
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 60)),
        st.tuples(st.just("tick"), st.just(0)),
        st.tuples(st.just("ask"), st.just(0)),
        st.tuples(st.just("send"), st.just(0)),
        st.tuples(st.just("restart"), st.just(0)),
        st.tuples(st.just("answer"), st.just(0)),
        st.tuples(st.just("handle"), st.just(0)),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_ACTS)
async def test_whatever_happens_in_whatever_order(
    sqlite_template: Path, tmp_path: Path, acts: list[tuple[str, int]]
) -> None:
    """Ticks, answers, repeats and restarts: never more than the steps, never a word after the answer."""
    path = tmp_path / f"{next(_numbers)}.db"
    shutil.copy(sqlite_template, path)
    url = f"sqlite:///{path}"
    house = house_at(url)
    town = await make_town(house)
    await _start(house, town)
    now, answered, sent = NOW, False, 0
    for act, hours in acts:
        if act == "wait":
            now += hours * HOUR
        elif act == "restart":
            await house.db.close()
            house = house_at(url)
        set_clock(house, now)
        if act == "tick":
            await tasks.reconcile_all(house)
        elif act == "ask":
            assert await _start(house, town) is not answered
        elif act == "answer":
            assert (await _acknowledge(house) == 1) is not answered
            answered = True
        elif act == "handle" and (found := await tasks.mine(house, await town.actor(house, town.office))):
            answered = answered or await tasks.close(
                house, await town.actor(house, town.office), found[0].id, TaskEnd.HANDLED
            )
        elif act == "send":
            went = await _send_due(house, now)
            assert not (answered and went)
            sent += went
        rows = await _messages(house)
        assert len(rows) <= 2, "one step for each of two people"
        assert sent <= 2
        made = await _tasks(house)
        assert len(made) <= 1
        assert not answered or not [row for row in rows if row.state is OutboxState.QUEUED]
        assert not answered or all(one.closed_at is not None for one in made)
        assert not made or now >= NOW + 72 * HOUR
    await house.db.close()


async def _send_due(house: House, now: dt.datetime) -> int:
    """What the delivery does with what is due: each once."""
    async with house.db.write() as session:
        result = await session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.kind == escalation.KIND,
                OutboxMessage.state == OutboxState.QUEUED,
                OutboxMessage.due_at <= now,
            )
            .values(state=OutboxState.SENT, ended_at=now)
            .returning(OutboxMessage.id)
        )
        return len(result.all())

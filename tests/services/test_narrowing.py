"""Facts that make a feature's work fail hold up nobody else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from db.accounts import Account
from db.dues import DuesMonth
from db.outbox import OutboxMessage
from scheduler.planners import PLANNERS, Planning
from services import narrowing, org_settings, troubles
from services.dues import opening
from services.house import House
from services.outbox import Reconciled
from services.shards import WHOLE, Shard
from tests.factories import make_account, make_branch, make_member
from tests.fixtures.houses import NOW

DUES = next(one for one in PLANNERS if one.name == "dues_months")


@pytest.fixture
async def _administrator(house: House) -> None:
    async with house.db.write() as session:
        await make_account(session, "1")
        await session.execute(update(Account).values(is_administrator=True, consented_at=NOW))


async def _told(house: House) -> list[dict[str, Any]]:
    async with house.db.read() as session:
        rows = await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == troubles.KIND))
        return [row.payload["vars"] for row in rows]


class Work:
    """Does something for every id once it is asked to, in their order, until a bad one makes it fail."""

    def __init__(self, ids: Collection[int], bad: Collection[int]) -> None:
        self.ids, self.bad = ids, bad
        self.done: set[int] = set()
        self.runs = 0

    async def __call__(self, house: House, shard: Shard) -> Reconciled:
        del house
        self.runs += 1
        mine = shard.of_these(sorted(self.ids))
        if any(one in self.bad for one in mine):
            raise ZeroDivisionError
        fresh = set(mine) - self.done
        self.done |= fresh
        return Reconciled(len(fresh), 0)


@pytest.mark.usefixtures("_administrator")
async def test_every_other_branch_opens_its_month(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house.db.write() as session:
        branches = [await make_branch(session, f"第{number}党支部") for number in range(5)]
        for branch in branches:
            await make_member(session, branch)
    ids = [branch.id for branch in branches]
    bad = ids[2]
    real = org_settings.settings_of_some

    async def asked(house: House, session: Any, some: Collection[int]) -> Any:
        if bad in some:
            raise ZeroDivisionError("a defect that one branch's settings bring about")
        return await real(house, session, some)

    monkeypatch.setattr(opening, "settings_of_some", asked)
    planning = Planning(house, (DUES,))
    await planning.tick()
    await planning.tick()
    async with house.db.read() as session:
        opened = set(await session.scalars(select(DuesMonth.branch_id)))
    assert opened == set(ids) - {bad}
    assert await _told(house) == [{"job": "dues_months", "number": bad}]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ids=st.sets(st.integers(1, 1_000_000), min_size=1, max_size=40),
    data=st.data(),
    shard=st.sampled_from([WHOLE, Shard(0, 3), Shard(2, 3)]),
)
async def test_all_but_the_bad_are_done_and_counted_once(
    sqlite_house: House, ids: set[int], data: Any, shard: Shard
) -> None:
    bad = data.draw(st.sets(st.sampled_from(sorted(ids)), max_size=3))
    work = Work(ids, bad)
    found = await narrowing.around(sqlite_house, "some", work, shard)
    wanted = set(shard.of_these(ids)) - bad
    assert work.done == wanted
    assert found.added == len(wanted)
    assert work.runs <= 1 + 3 * 2 * 20


@pytest.mark.usefixtures("_administrator")
async def test_a_defect_of_the_work_itself_is_nobody_s_and_is_raised_soon(house: House) -> None:
    work = Work(range(1, 1000), range(1, 1000))
    with pytest.raises(ZeroDivisionError):
        await narrowing.around(house, "some", work)
    assert work.runs < 100
    assert await _told(house) == []


async def test_a_trouble_of_the_database_is_not_narrowed_down(house: House) -> None:
    runs = 0

    async def work(_house: House, _shard: Shard) -> Reconciled:
        nonlocal runs
        runs += 1
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    with pytest.raises(OperationalError):
        await narrowing.around(house, "some", work)
    assert runs == 1

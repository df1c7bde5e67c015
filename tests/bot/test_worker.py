"""Shards as jobs on the same PostgreSQL: joined to our transactions, one at a time, never lost with a worker."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from procrastinate import App
from procrastinate.jobs import Status
from sqlalchemy import select, text

from bot import distributed
from bot.distributed import QUEUE, Tasks
from db.outbox import OutboxMessage
from scheduler import planners
from scheduler.planners import PLANNERS
from services.house import House
from services.outbox import Reconciled
from services.shards import Shard
from tests import factories
from tests.fixtures.houses import house_at

SHARDS = 3


@dataclass
class Delivered:
    """What was asked to be delivered."""

    shards: list[Shard] = field(default_factory=list)

    async def __call__(self, shard: Shard, seconds: float) -> None:
        del seconds
        self.shards.append(shard)


@dataclass
class Works:
    """An app with its tasks on a house."""

    house: House
    app: App
    tasks: Tasks
    delivered: Delivered

    async def jobs(self) -> list[str]:
        """The locks of the jobs that wait."""
        async with self.house.db.read() as session:
            rows = await session.execute(text("SELECT lock FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"))
            return [row.lock for row in rows]

    async def run(self) -> None:
        """Do what waits, without the clockwork."""
        await self.app.run_worker_async(
            queues=[QUEUE], wait=False, install_signal_handlers=False, concurrency=4, listen_notify=False
        )


@pytest.fixture
async def works(postgres_url: str) -> AsyncIterator[Works]:
    house = house_at(postgres_url)
    app = distributed.app_on(house.db)
    delivered = Delivered()
    tasks = distributed.register(app, house, delivered, shards=SHARDS)
    app.periodic_registry.periodic_tasks.clear()  # the test says what happens when
    async with app.open_async():
        await distributed.ensure_schema(house, app)
        await distributed.ensure_schema(house, app)  # another worker starts too
        yield Works(house, app, tasks, delivered)
    await house.db.close()


async def test_a_job_exists_with_our_transaction_or_not_at_all(works: Works) -> None:
    async with works.house.db.write() as session:
        await distributed.defer_within(session, works.tasks.deliver, lock="deliver:0", rank=0, of=1)
        await session.rollback()
    assert await works.jobs() == []
    async with works.house.db.write() as session:
        await distributed.defer_within(session, works.tasks.deliver, lock="deliver:0", rank=0, of=1)
    assert await works.jobs() == ["deliver:0"]


async def test_one_that_waits_is_enough_and_the_transaction_goes_on(works: Works) -> None:
    async with works.house.db.write() as session:
        await distributed.defer_within(session, works.tasks.deliver, lock="deliver:0", rank=0, of=1)
        await distributed.defer_within(session, works.tasks.deliver, lock="deliver:0", rank=0, of=1)
        await distributed.defer_within(session, works.tasks.deliver, lock="deliver:1", rank=1, of=2)
    assert await works.jobs() == ["deliver:0", "deliver:1"]


async def test_every_shard_is_delivered(works: Works) -> None:
    await distributed.defer_delivery(works.house, works.tasks, SHARDS)
    await distributed.defer_delivery(works.house, works.tasks, SHARDS)
    await works.run()
    assert sorted(shard.rank for shard in works.delivered.shards) == [0, 1, 2]
    assert {shard.of for shard in works.delivered.shards} == {SHARDS}


async def _outbox(house: House) -> set[tuple[str, str]]:
    async with house.db.read() as session:
        rows = await session.execute(select(OutboxMessage.dedupe_key, OutboxMessage.not_before))
        return {(row.dedupe_key, row.not_before.isoformat()) for row in rows}


async def test_shards_plan_together_what_one_process_plans(works: Works) -> None:
    async with works.house.db.write() as session:
        for number in range(5):
            branch = await factories.make_branch(session, f"第{number}党支部")
            for _ in range(2):
                await factories.make_member(session, branch)
    await distributed.defer_planning(works.house, works.tasks, SHARDS)
    await works.run()
    planned = await _outbox(works.house)
    assert planned
    for planner in PLANNERS:
        assert not (await planner.plan(works.house)).changes
    assert await _outbox(works.house) == planned


async def test_what_cannot_be_divided_is_planned_by_the_first(works: Works) -> None:
    calls: list[str] = []

    async def plan(house: House) -> Reconciled:
        del house
        calls.append("planned")
        return Reconciled(0, 0)

    whole = dataclasses.replace(PLANNERS[0], plan=plan, plan_shard=None)
    for rank in range(3):
        await planners.plan(works.house, whole, Shard(rank, 3))
    assert calls == ["planned"]


async def test_the_jobs_of_a_silent_worker_are_put_back_once(works: Works) -> None:
    await distributed.defer_delivery(works.house, works.tasks, 1)
    manager = works.app.job_manager
    worker_id = await manager.register_worker()
    taken = await manager.fetch_job(queues=[QUEUE], worker_id=worker_id)
    assert taken is not None
    assert await distributed.reclaim(works.app, stalled=60) == 0
    await asyncio.sleep(0.01)
    both = await asyncio.gather(*(distributed.reclaim(works.app, stalled=0.005) for _ in range(2)))
    assert sum(both) >= 1
    assert taken.id is not None
    assert await manager.get_job_status_async(taken.id) is Status.TODO
    await works.run()
    assert len(works.delivered.shards) == 1


async def test_a_stalled_job_gets_out_of_the_way_of_the_next_one_of_its_shard(works: Works) -> None:
    manager = works.app.job_manager
    await distributed.defer_delivery(works.house, works.tasks, 1)
    assert await manager.fetch_job(queues=[QUEUE], worker_id=await manager.register_worker()) is not None
    await distributed.defer_delivery(works.house, works.tasks, 1)
    await works.run()
    assert works.delivered.shards == []  # the lock is held by whoever stalled
    assert await distributed.reclaim(works.app, stalled=0.0) == 1
    await works.run()
    assert works.delivered.shards == [Shard(0, 1)]

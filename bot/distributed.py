"""Background work past one machine: shards of planning and delivery as Procrastinate tasks on the same PostgreSQL.

::

    periodic, once in all ──> one transaction: a job a shard ──> any worker ──> the functions the single process calls
    deliver:0 … deliver:n    one at a time each (lock), at most one more waits (queueing lock), a tenure of seconds
    plan:<feature>:0 … n     likewise
    job                      what a person asked for (``services.jobs``), one of a committee at a time (lock)
    a worker died or froze   its heartbeat stops; any other worker puts its jobs back (``reclaim``)

No job is a message: the outbox with its leases stays the only queue of messages, so a shard that runs twice does
nothing twice, and what a person asked for has its own row that knows what was done. Nothing here holds truth; without
workers ``zhibu run`` does the same in its own process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy, exceptions
from procrastinate.jobs import Status
from procrastinate.tasks import Task
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.session import Database
from scheduler import planners as planning
from scheduler.planners import PLANNERS, Planner, note
from services import delivery, housekeeping, leases
from services.house import Defer, House
from services.shards import Shard

log = structlog.get_logger(__name__)

#: Seconds one delivery job keeps its shard; afterwards any worker may get it.
TENURE = 20.0
#: Seconds between two signs of life of a worker, and without one after which its jobs are another's.
HEARTBEAT, STALLED = 2.0, 8.0
QUEUE = "zhibu"

#: Delivers a shard until its tenure is over.
Deliver = Callable[[Shard, float], Awaitable[None]]
#: Does what a row of ``jobs`` asks for; it raises ``Again`` for what another try may mend.
Perform = Callable[[int], Awaitable[None]]
Job = Task[Any, Any, Any]


#: Seconds before a job that raised ``Again`` is begun again.
_PAUSE = 2


class Again(Exception):
    """A job could not be finished now; it is begun again."""


@dataclass(frozen=True)
class Tasks:
    """The tasks of an app, for those that defer them."""

    plan: Job
    deliver: Job


def app_on(database: Database) -> App:
    """An app on our database, not yet opened.

    Raises:
        ValueError: It is not PostgreSQL.
    """
    if database.is_sqlite:
        raise ValueError("workers need PostgreSQL")
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=8))


async def ensure_schema(house: House, app: App) -> None:
    """Make Procrastinate's own tables where they are missing; one process at a time."""
    async with house.db.write() as session:
        await leases.lock_within(session, "procrastinate-schema")
        if await session.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
            await app.schema_manager.apply_schema_async()
            log.info("worker_schema_made")


async def defer_within(session: AsyncSession, job: Job, *, lock: str, **args: Any) -> None:
    """Defer a job inside our transaction: it exists when the transaction commits, and never without it.

    One that waits already is enough: a second with the same lock is not made.

    Args:
        session: A writing session on PostgreSQL.
        job: What to do.
        lock: One job of this name runs at a time, and one waits.
        args: The job's arguments.
    """
    try:
        async with session.begin_nested():  # a refusal must not end the whole
            raw = (await (await session.connection()).get_raw_connection()).driver_connection
            await job.configure(connection=raw, lock=lock, queueing_lock=lock).defer_async(**args)
    except exceptions.AlreadyEnqueued:  # one run at a time is what the lock is for
        log.debug("job_waits_already", lock=lock)


def deferring(app: App) -> Defer:
    """How a house hands jobs to the workers; the app need not be open.

    Args:
        app: On the database of the house.
    """

    async def defer(session: AsyncSession, job_id: int, lock: str) -> None:
        raw = (await (await session.connection()).get_raw_connection()).driver_connection
        await app.configure_task("job", queue=QUEUE, lock=lock, connection=raw).defer_async(job_id=job_id)

    return defer


def register(
    app: App,
    house: House,
    deliver: Deliver,
    *,
    shards: int,
    perform: Perform | None = None,
    planners: tuple[Planner, ...] = PLANNERS,
) -> Tasks:
    """Give an app its tasks.

    Args:
        app: Not running yet.
        house: The house.
        deliver: Delivers a shard.
        shards: How many parts planning and delivery have.
        perform: Does what people asked for; None: not here.
        planners: Which planners.
    """
    by_name = {planner.name: planner for planner in planners}

    @app.task(name="plan", queue=QUEUE)
    async def plan(planner: str, rank: int, of: int) -> None:
        one = by_name[planner]
        note(one, await planning.plan(house, one, Shard(rank, of)))

    @app.task(name="deliver", queue=QUEUE)
    async def deliver_shard(rank: int, of: int) -> None:
        await deliver(Shard(rank, of), TENURE)

    if perform is not None:

        @app.task(name="job", queue=QUEUE, retry=RetryStrategy(wait=_PAUSE, retry_exceptions={Again}))
        async def job(job_id: int) -> None:
            await perform(job_id)

    tasks = Tasks(plan, deliver_shard)
    _register_ticks(app, house, tasks, shards, planners)
    return tasks


def _register_ticks(app: App, house: House, tasks: Tasks, shards: int, planners: tuple[Planner, ...]) -> None:
    """Give an app what it does by itself: periodic tasks, each done once in all."""

    @app.periodic(cron="* * * * * */5")
    @app.task(name="tick-deliver", queue=QUEUE, queueing_lock="tick-deliver")
    async def tick_deliver(timestamp: int) -> None:
        del timestamp
        await defer_delivery(house, tasks, shards)

    @app.periodic(cron="* * * * *")
    @app.task(name="tick-plan", queue=QUEUE, queueing_lock="tick-plan")
    async def tick_plan(timestamp: int) -> None:
        del timestamp
        await defer_planning(house, tasks, shards, planners)

    @app.periodic(cron="* * * * * */10")
    @app.task(name="sweep", queue=QUEUE, queueing_lock="sweep")
    async def sweep(timestamp: int) -> None:
        del timestamp
        await delivery.sweep(house, "")

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="tidy", queue=QUEUE, queueing_lock="tidy")
    async def tidy(timestamp: int) -> None:
        del timestamp
        await housekeeping.tidy(house)


async def defer_planning(house: House, tasks: Tasks, shards: int, planners: tuple[Planner, ...] = PLANNERS) -> None:
    """A job for every planner and shard, all or none."""
    async with house.db.write() as session:
        for planner in planners:
            of = shards if planner.plan_shard is not None else 1
            for rank in range(of):
                lock = f"plan:{planner.name}:{rank}"
                await defer_within(session, tasks.plan, lock=lock, planner=planner.name, rank=rank, of=of)


async def defer_delivery(house: House, tasks: Tasks, shards: int) -> None:
    """A job for every shard of the outbox, all or none."""
    async with house.db.write() as session:
        for rank in range(shards):
            await defer_within(session, tasks.deliver, lock=f"deliver:{rank}", rank=rank, of=shards)


async def reclaim(app: App, *, stalled: float = STALLED) -> int:
    """Put back the jobs of workers that gave no sign of life; the engine's own rescuer does nothing by itself.

    Where the next job of the same shard waits already, the stalled one only has to get out of its way: putting it back
    is refused, and as long as it counts as running, its lock keeps the next one waiting. Every worker does this now and
    then, outside of any job, so that the rescue cannot stall with what it rescues.

    Returns:
        How many.
    """
    manager = app.job_manager
    found = 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=stalled):
        try:
            try:
                await manager.retry_job(job)
            except exceptions.UniqueViolation:  # its lock waits anew already: this one is over
                await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        except exceptions.ConnectorException as error:
            log.info("job_reclaimed_by_another", job=job.id, reason=type(error).__name__)
        else:
            found += 1
            log.warning("job_reclaimed", job=job.id, task=job.task_name)
    return found


async def reclaim_for_ever(app: App) -> None:
    """``reclaim`` at intervals, until cancelled."""
    while True:
        await asyncio.sleep(STALLED / 2)
        try:
            await reclaim(app)
        except Exception:
            log.exception("jobs_not_reclaimed")  # they are looked at again

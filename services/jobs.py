"""Work that takes long, done by a worker where there are workers (``BACKGROUND=worker``) and at once where not.

::

    submit ── no workers ──> None: the caller does it himself, now
       └──── workers ──> a row and a deferred task, in the caller's transaction
                              │
         begin: attempt + 1 ──┴── work (``keep``: its result, in the transaction that did it) ── told ── end: no row
             ↑                        │
             └── the worker died ─────┘ begun again; whoever began before has another number and may no longer

The row is the truth: a task whose row is gone has nothing to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.inserting import insert_into
from db.jobs import Job
from services.access import Actor
from services.errors import NotAllowed
from services.fence import ClaimLost
from services.house import House

log = structlog.get_logger(__name__)

#: A job that nobody has begun for so long (its task was lost with a restored database) is forgotten.
KEPT = dt.timedelta(hours=24)
#: A worker that dies of a job does not take the others along for ever.
MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Claim:
    """A job that was begun.

    Attributes:
        address: The messenger's id of the person who asked.
        attempt: Which begin this is.
        result: What an earlier begin has done already.
    """

    id: int
    kind: str
    address: str
    args: Mapping[str, Any]
    attempt: int
    result: Mapping[str, Any] | None = None


async def submit(house: House, actor: Actor, kind: str, subject: str, asked: str, args: Mapping[str, Any]) -> bool:
    """``submit_in`` in a transaction of its own.

    Raises:
        NotAllowed: The bot has never met the actor.
    """
    async with house.db.write() as session:
        return await submit_in(house, session, actor, kind, subject, asked, args)


async def submit_in(
    house: House, session: AsyncSession, actor: Actor, kind: str, subject: str, asked: str, args: Mapping[str, Any]
) -> bool:
    """Hand work to the workers; it exists when the caller's transaction commits, and never without it.

    Args:
        house: One with workers.
        session: The caller's writing session.
        actor: Who asks.
        kind: What is to be done.
        subject: Jobs of one subject are done one after the other.
        asked: What exactly was asked for; while it is open, the same again is not made.
        args: JSON values.

    Returns:
        Whether it was made; False: the same waits already.

    Raises:
        NotAllowed: The bot has never met the actor.
        ValueError: There are no workers.
    """
    if house.defer is None:
        raise ValueError("there are no workers")
    if actor.account_id is None:
        raise NotAllowed
    made = await session.scalar(
        insert_into(session, Job)
        .values(kind=kind, account_id=actor.account_id, asked=asked, args=dict(args), attempts=0, made_at=house.now())
        .on_conflict_do_nothing(index_elements=["account_id", "kind", "asked"])
        .returning(Job.id)
    )
    if made is None:
        return False
    await house.defer(session, made, subject)
    return True


async def waits(house: House, actor: Actor, kind: str, asked: str) -> bool:
    """Whether this was asked for and its result has not been given yet."""
    async with house.db.read() as session:
        query = select(Job.id).where(Job.account_id == actor.account_id, Job.kind == kind, Job.asked == asked)
        return await session.scalar(query) is not None


async def begin(house: House, job_id: int) -> Claim | None:
    """Begin a job, or begin it again; whoever began it before has lost it. None: it has been done."""
    async with house.db.write() as session:
        row = (
            await session.execute(
                update(Job)
                .where(Job.id == job_id)
                .values(attempts=Job.attempts + 1)
                .returning(Job.kind, Job.account_id, Job.args, Job.attempts, Job.result)
            )
        ).one_or_none()
        if row is None:
            return None
        address = await session.scalar(select(Account.address).where(Account.id == row.account_id))
        return Claim(job_id, row.kind, address or "", row.args, row.attempts, row.result)


async def holds(house: House, claim: Claim) -> bool:
    """Whether nobody else has begun the job since."""
    async with house.db.read() as session:
        return await session.scalar(select(Job.attempts).where(Job.id == claim.id)) == claim.attempt


async def is_open(house: House, claim: Claim) -> bool:
    """Whether its result has not been given yet, by whomever."""
    async with house.db.read() as session:
        return await session.get(Job, claim.id) is not None


async def keep(session: AsyncSession, claim: Claim, result: Mapping[str, Any]) -> None:
    """Store what was done, in the transaction that does it.

    Raises:
        ClaimLost: Somebody else has begun the job since; the transaction must not commit.
    """
    mine = update(Job).where(Job.id == claim.id, Job.attempts == claim.attempt)
    if await session.scalar(mine.values(result=dict(result)).returning(Job.id)) is None:
        raise ClaimLost


async def end(house: House, claim: Claim) -> bool:
    """The result has been given: the job is no more. Returns whether it was still the caller's."""
    async with house.db.write() as session:
        gone = delete(Job).where(Job.id == claim.id, Job.attempts == claim.attempt).returning(Job.id)
        return await session.scalar(gone) is not None


async def sweep(session: AsyncSession, now: dt.datetime) -> int:
    """Forget the jobs whose tasks were lost. Returns how many."""
    lost = list(await session.scalars(delete(Job).where(Job.made_at < now - KEPT).returning(Job.id)))
    for job in lost:
        log.error("job_never_done", job=job)
    return len(lost)

"""Updates between arrival and work: durable before they are confirmed, worked on in each person's order.

::

    receive ── once a (bot, update_id) ──> open ── turn: the oldest open one of a person ──> leased ── done ──> emptied
                                             ▲                                                 │                  │
                                             └──────── the lease ran out (a process died) ─────┘        48 h: gone

Any replica may claim any person; nobody claims a second update of a person before his first is done. Leases go by the
database's clock (``services.leases`` says why); tests pass ``now``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among_given
from db.inbox import InboxUpdate
from db.inserting import insert_into
from db.vault import VaultError
from services.house import House
from services.leases import LONGEST, database_now
from services.shards import WHOLE, Shard

#: Telegram delivers an update again for a day; after two nobody sends a second copy.
KEPT = dt.timedelta(hours=48)
#: An update whose work ended the process so often is not begun again.
MOST_ATTEMPTS = 3
#: After so long any process works on an update, whoever's it is.
NEGLECTED = dt.timedelta(seconds=3)


@dataclass(frozen=True)
class Arrived:
    """An update as it came.

    Attributes:
        update_id: The messenger's number, unique for a bot.
        person: Whose order it keeps; the chat where there is no person.
        payload: The update as JSON text.
    """

    update_id: int
    person: int
    payload: str


@dataclass(frozen=True)
class Claimed:
    """An update to be worked on now.

    Attributes:
        payload: None when it opens with none of the keys.
        attempts: How often it was begun, this time included.
    """

    update_id: int
    payload: str | None
    attempts: int


def place(bot_id: int, update_id: int) -> str:
    """Where the payload of an update is sealed for."""
    return f"inbox_updates.payload:{bot_id}/{update_id}"


async def receive(house: House, bot_id: int, updates: Sequence[Arrived], *, now: dt.datetime | None = None) -> int:
    """Make updates durable; those that are there already, or were, are dropped.

    Returns:
        How many are new. When this returns, they are committed.
    """
    if not updates:
        return 0
    async with house.db.write() as session:
        moment = now or await database_now(session)
        rows = [
            {
                "bot_id": bot_id,
                "update_id": one.update_id,
                "person": one.person,
                "payload_sealed": house.vault.seal(one.payload, place(bot_id, one.update_id)),
                "received_at": moment,
                "attempts": 0,
            }
            for one in updates
        ]
        new = insert_into(session, InboxUpdate).on_conflict_do_nothing().returning(InboxUpdate.update_id)
        return len((await session.execute(new, rows)).all())


async def turn(
    house: House,
    bot_id: int,
    owner: str,
    *,
    done: Sequence[int] = (),
    want: int = 0,
    lease: dt.timedelta,
    shard: Shard = WHOLE,
    now: dt.datetime | None = None,
) -> list[Claimed]:
    """Write what is done and claim what may be begun, in one transaction.

    Args:
        house: The house.
        bot_id: Whose updates.
        owner: The claiming process, new at every start.
        done: Ids of updates whose work has ended; those claimed by somebody else meanwhile are left to him.
        want: How many to claim.
        lease: How long the claims hold.
        shard: Whose people are this process's, so that one process keeps one chat's pace. What has waited for
            ``NEGLECTED`` is anybody's.
        now: UTC; the database's clock by default.
    """
    async with house.db.write() as session:
        moment = now or await database_now(session)
        if done:
            await session.execute(
                update(InboxUpdate)
                .where(
                    InboxUpdate.bot_id == bot_id,
                    InboxUpdate.update_id.in_(sorted(done)),
                    InboxUpdate.done_at.is_(None),
                    InboxUpdate.lease_owner == owner,
                )
                .values(done_at=moment, payload_sealed=None, person=0, lease_owner=None, lease_until=None)
            )
        if want <= 0:
            return []
        claimable = _claimable(bot_id, want, moment, shard)
        return await _claim(house, session, owner, claimable, moment, lease)


def _claimable(bot_id: int, want: int, now: dt.datetime, shard: Shard) -> Select[int, int]:
    """Keys of updates that may be begun: each person's oldest open one."""
    # Once over what is open, not once for each of it: what was done lately still lies in the indexes of what is open
    # until they are tidied, and PostgreSQL, which thinks of them as nearly empty, went through all of it for each.
    first_of_each = (
        select(func.min(InboxUpdate.update_id))
        .where(InboxUpdate.bot_id == bot_id, InboxUpdate.done_at.is_(None))
        .group_by(InboxUpdate.person)
    )
    query = (
        select(InboxUpdate.bot_id, InboxUpdate.update_id)
        .where(
            InboxUpdate.bot_id == bot_id,
            InboxUpdate.done_at.is_(None),
            _free(now),
            InboxUpdate.update_id.in_(first_of_each),
        )
        .order_by(InboxUpdate.update_id)
        .limit(want)
        .with_for_update(skip_locked=True, of=InboxUpdate)
    )
    if shard.of > 1:
        mine = func.abs(InboxUpdate.person) % shard.of == shard.rank
        query = query.where(mine | (InboxUpdate.received_at <= now - NEGLECTED))
    return query


def _free(now: dt.datetime) -> ColumnElement[bool]:
    until = InboxUpdate.lease_until
    return until.is_(None) | (until <= now) | (until > now + LONGEST)  # the clock was set back since


async def _claim(
    house: House,
    session: AsyncSession,
    owner: str,
    claimable: Select[int, int],
    now: dt.datetime,
    lease: dt.timedelta,
) -> list[Claimed]:
    # What was seen is looked at again in the row as it is: an update of the same instant may have changed it.
    rows = await session.execute(
        update(InboxUpdate)
        .where(
            tuple_(InboxUpdate.bot_id, InboxUpdate.update_id).in_(claimable),
            InboxUpdate.done_at.is_(None),
            _free(now),
        )
        .values(lease_owner=owner, lease_until=now + lease, attempts=InboxUpdate.attempts + 1)
        .returning(InboxUpdate.bot_id, InboxUpdate.update_id, InboxUpdate.payload_sealed, InboxUpdate.attempts)
        .execution_options(synchronize_session=False)
    )
    claimed = [
        Claimed(row.update_id, _opened(house, row.payload_sealed, place(row.bot_id, row.update_id)), row.attempts)
        for row in rows
    ]
    return sorted(claimed, key=lambda one: one.update_id)


def _opened(house: House, sealed: bytes, where: str) -> str | None:
    try:
        return house.vault.open(sealed, where)
    except VaultError:  # its key is gone: handed on as unreadable, and reported there
        return None


async def renew(
    house: House, bot_id: int, owner: str, lease: dt.timedelta, *, now: dt.datetime | None = None
) -> set[int]:
    """Keep a process's claims for another while.

    Returns:
        The ids of the updates that are still its own; any other it was working on is somebody else's.
    """
    async with house.db.write() as session:
        moment = now or await database_now(session)
        rows = await session.execute(
            update(InboxUpdate)
            .where(
                InboxUpdate.bot_id == bot_id,
                InboxUpdate.done_at.is_(None),
                InboxUpdate.lease_owner == owner,
                InboxUpdate.lease_until > moment,
            )
            .values(lease_until=moment + lease)
            .returning(InboxUpdate.update_id)
            .execution_options(synchronize_session=False)
        )
        return {row.update_id for row in rows}


async def forget(house: House, *, now: dt.datetime | None = None) -> int:
    """Delete what was done more than ``KEPT`` ago. Returns how many."""
    async with house.db.write() as session:
        moment = now or await database_now(session)
        rows = await session.execute(
            delete(InboxUpdate).where(InboxUpdate.done_at < moment - KEPT).returning(InboxUpdate.update_id)
        )
        return len(rows.all())


#: Written once: building it costs more than asking it.
_WAITING = select(InboxUpdate.person).where(
    InboxUpdate.bot_id == bindparam("bot"), InboxUpdate.done_at.is_(None), among_given(InboxUpdate.person, "people")
)


async def waiting_of(session: AsyncSession, bot_id: int, people: Collection[int]) -> set[int]:
    """Which of some people have updates that have not been worked on."""
    return set(await session.scalars(_WAITING, {"bot": bot_id, "people": sorted(people)}))


async def waiting(house: House, bot_id: int) -> int:
    """How many updates have not been worked on."""
    async with house.db.read() as session:
        query = select(func.count()).where(InboxUpdate.bot_id == bot_id, InboxUpdate.done_at.is_(None))
        return int(await session.scalar(query) or 0)

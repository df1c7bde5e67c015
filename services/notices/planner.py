"""Brings what stewards and members are told on dates up to date.

People are compared in a reading transaction, and written only where something differs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.outbox import OutboxMessage
from services import kinds
from services.carrying import carry_out
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.notices import facts as gathering
from services.notices.items import GREETING, MEMBERS, STEWARDS, Plan, items, key_of, plans, subject_of
from services.outbox import Reconciled
from services.settling import IS_QUEUED
from services.shards import WHOLE, Shard

#: How far ahead notices are queued: less far than meetings are planned, or a month would seem empty.
_HORIZON = dt.timedelta(days=35)
#: Which occurrences are looked at: further than any lead and patience reach.
_AHEAD, _BACK = dt.timedelta(days=100), dt.timedelta(days=10)
_KINDS = (STEWARDS, MEMBERS, GREETING)


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make every notice what it should be.

    Args:
        house: The house.
        shard: Which people; the facts are the same for all.
    """
    now = house.now()
    async with house.db.read() as session:
        wanted = await _plans(house, session, now)
    return await carry_out(house, [wanted[one] for one in shard.of_these(wanted)], now)


async def _plans(house: House, session: AsyncSession, now: dt.datetime) -> dict[int, Plan]:
    today = house.today()
    first, last = today - _BACK, today + _AHEAD
    facts = await gathering.load(house, session, first, last)
    found = plans(items(facts, first, last), now, now + _HORIZON)
    # Those who are told nothing any more lose what is queued for them.
    waiting = await session.scalars(
        select(OutboxMessage.member_id).where(IS_QUEUED, OutboxMessage.kind.in_(_KINDS)).distinct()
    )
    for member_id in waiting:
        if member_id is not None:
            found.setdefault(member_id, Plan(subject_of(member_id), [], frozenset()))
    return found


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Notices of which nothing holds any more: planned meanwhile, another leader or date, agreement taken back."""
    del now
    today = house.today()
    first, last = today - _BACK, today + _AHEAD
    about = {int(one) for row in pending for one in row.payload["vars"]["about"]}
    facts = await gathering.load(house, session, first, last, only=about)
    true = {(one.person.id, key_of(one)) for one in items(facts, first, last)}
    keys = {
        row.id: row.dedupe_key
        for row in await session.execute(
            select(OutboxMessage.id, OutboxMessage.dedupe_key).where(OutboxMessage.id.in_([one.id for one in pending]))
        )
    }
    return {one.id for one in pending if (one.member_id or 0, keys.get(one.id, "")) not in true}


kinds.register(STEWARDS, Policy(on_pause=OnPause.HOLD, stale=stale, merges=True, snoozes=True, says_late=True))
kinds.register(
    MEMBERS, Policy(on_pause=OnPause.SKIP, stale=stale, mutable=True, merges=True, snoozes=True, says_late=True)
)
kinds.register(GREETING, Policy(on_pause=OnPause.SKIP, stale=stale, mutable=True))

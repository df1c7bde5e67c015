"""Nothing vanishes: once a day what was intended is compared with what has ended, and a gap is told.

The gap is what is long past its time and has no end: its target is none. What is held on purpose (quiet hours, a
shift, a pause) is no gap: its next moment lies ahead, and it has never failed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OutboxState
from db.outbox import OutboxMessage
from services import delivery, kinds, outbox, troubles
from services.house import House
from services.kinds import Pending, Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload, Reconciled
from services.settling import IS_QUEUED, IS_SENDING, IS_UNKNOWN
from services.shards import WHOLE, Shard

KIND = "delivery_gap"

#: When the day's check is told, wall time of the house.
TOLD_AT = dt.time(9)
#: How long after its time a message that nothing holds may lie about, and how long one that fails.
PATIENCE = dt.timedelta(hours=1)
#: How long a gap must last before it is told.
LASTS = dt.timedelta(minutes=15)
FAILING = dt.timedelta(days=1)
#: States, as ``delivery.accounting`` names them, that are no end.
_OPEN = ("QUEUED", "SENDING", "UNKNOWN")


@dataclass(frozen=True)
class Gap:
    """Messages long past their time that have not ended.

    Attributes:
        late: Queued, and nothing holds them; or failing for a day.
        stuck: Being sent, by a claim that ran out.
        unknown: Of which nobody knows whether they arrived; they wait for a human.
    """

    late: int
    stuck: int
    unknown: int

    @property
    def total(self) -> int:
        """All of them; the target is none."""
        return self.late + self.stuck + self.unknown


@dataclass(frozen=True)
class Count:
    """A kind's messages of a day: how many were intended, and how many have ended, sent or not."""

    intended: int
    ended: int


async def gap(session: AsyncSession, now: dt.datetime) -> Gap:
    """The gap as it is now; read from the small indexes of what has not ended, whatever the history."""

    async def count(*conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(OutboxMessage).where(*conditions)
        return int(await session.scalar(query) or 0)

    failing = (OutboxMessage.attempts > 0) & (OutboxMessage.due_at < now - FAILING)
    return Gap(
        late=await count(IS_QUEUED, (OutboxMessage.not_before < now - PATIENCE) | failing),
        stuck=await count(IS_SENDING, OutboxMessage.lease_until < now - PATIENCE),
        unknown=await count(IS_UNKNOWN, OutboxMessage.due_at < now - PATIENCE),
    )


async def yesterday(house: House) -> dict[str, Count]:
    """Intended against ended for what was due on the past day of the house, by kind."""
    today = dt.datetime.combine(house.today(), dt.time(), house.zone)
    counted = await delivery.accounting(
        house, (today - dt.timedelta(days=1)).astimezone(dt.UTC), today.astimezone(dt.UTC)
    )
    found = {}
    for kind, states in sorted(counted.items()):
        waiting = sum(many for state, many in states.items() if state.split("/")[0] in _OPEN)
        found[kind] = Count(sum(states.values()), sum(states.values()) - waiting)
    return found


async def report(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Tell the administrators of a gap, once a day; without one nothing is said. Harmless twice.

    It is told a while later, and only if it is still there: what was planned or came back this moment, with a time long
    past, only has to be delivered.

    Args:
        house: The house.
        shard: Which administrators.
    """
    now = house.now()
    local = now.astimezone(house.zone)
    if local.time() < TOLD_AT:
        return Reconciled(0, 0)
    async with house.db.read() as session:
        found = await gap(session, now)
    if not found.total:
        return Reconciled(0, 0)
    counts = await yesterday(house)
    subject = f"reckoning:{local.date().isoformat()}"
    async with house.db.write() as session:
        told = select(OutboxMessage.account_id).where(
            OutboxMessage.subject == subject, OutboxMessage.state != OutboxState.SKIPPED
        )
        administrators = await troubles.administrators(session)
        mine = set(shard.of_these(row.id for row in administrators)) - set(await session.scalars(told))
        variables = {
            "total": found.total,
            "late": found.late,
            "stuck": found.stuck,
            "unknown": found.unknown,
            "intended": sum(one.intended for one in counts.values()),
            "ended": sum(one.ended for one in counts.values()),
        }
        messages = [
            Message(
                kind=KIND,
                # One that was not needed in the end does not keep a later one of the day from being told.
                dedupe_key=f"{subject}:{local:%H}:{row.key}",
                subject=subject,
                payload=Payload("reckoning-gap", variables),
                due_at=now + LASTS,
                account_id=row.id,
                expires_at=now + dt.timedelta(days=1),
                priority=PRIORITY_NOTICE,
            )
            for row in administrators
            if row.id in mine
        ]
        return Reconciled(await outbox.enqueue(session, messages, now), 0)


async def stale(_house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """A gap that has closed meanwhile needs no word."""
    return set() if (await gap(session, now)).total else {one.id for one in pending}


kinds.register(KIND, Policy(stale=stale))

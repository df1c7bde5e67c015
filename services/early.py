"""What waiting would make useless goes out before: at the last free minute before quiet hours or a shift begin.

A reminder two hours before a meeting at 07:30 is due at 05:30, in quiet hours that end at 07:30; held, it would be
nothing but late, and for a meeting at 07:40 hardly better. A reconciler, run every few minutes: it only moves
``not_before``, and a second run moves nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OutboxTarget
from db.outbox import OutboxMessage
from services import recipients
from services.gate import Recipient, free_before, free_from
from services.house import House
from services.kinds import policy_of
from services.outbox import PRIORITY_ANSWER, Reconciled
from services.settling import IS_QUEUED, apply
from services.shards import WHOLE, Shard

#: How far ahead it looks; a hold that began earlier is not seen in time. Also the longest hold that is looked for.
AHEAD = dt.timedelta(hours=36)
#: A reminder that comes with less time left than this is as good as none.
_ENOUGH = dt.timedelta(minutes=30)
_PAGE = 1_000

#: What is known of a message to judge its hour.
_LOOKED_AT = (
    OutboxMessage.id,
    OutboxMessage.kind,
    OutboxMessage.target,
    OutboxMessage.member_id,
    OutboxMessage.account_id,
    OutboxMessage.due_at,
    OutboxMessage.expires_at,
)


async def advance(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Bring forward what would be held past its end.

    Args:
        house: The house.
        shard: Which messages.

    Returns:
        How many were brought forward, as ``refreshed``.
    """
    after, moved = 0, 0
    while True:
        async with house.db.read() as session:
            page = await _page(session, after, house.now(), shard)
            changes = await _changes(house, session, page)
        if changes:
            async with house.db.write() as session:
                # Read again under the lock: the delivery may have taken them meanwhile.
                queued = await session.scalars(
                    select(OutboxMessage.id).where(IS_QUEUED, OutboxMessage.id.in_(sorted(changes))).with_for_update()
                )
                still = [{"id": row_id, "not_before": changes[row_id]} for row_id in queued]
                await apply(session, still)
                moved += len(still)
        if len(page) < _PAGE:
            return Reconciled(0, 0, 0, moved)
        after = page[-1].id


async def _page(session: AsyncSession, after: int, now: dt.datetime, shard: Shard) -> Sequence[Any]:
    query = (
        select(*_LOOKED_AT)
        .where(
            IS_QUEUED,
            OutboxMessage.id > after,
            *((OutboxMessage.id % shard.of == shard.rank,) if shard.of > 1 else ()),
            OutboxMessage.priority > PRIORITY_ANSWER,
            OutboxMessage.not_before == OutboxMessage.due_at,
            OutboxMessage.due_at > now,
            OutboxMessage.due_at <= now + AHEAD,
            OutboxMessage.expires_at.is_not(None),
            OutboxMessage.expires_at <= now + 2 * AHEAD,
            OutboxMessage.target != OutboxTarget.CHAT,
        )
        .order_by(OutboxMessage.id)
        .limit(_PAGE)
    )
    return (await session.execute(query)).all()


async def _changes(house: House, session: AsyncSession, page: Sequence[Any]) -> dict[int, dt.datetime]:
    if not page:
        return {}
    now = house.now()
    keys = {row.id: (row.target, row.member_id or row.account_id or 0) for row in page}
    people = await recipients.load(house, session, set(keys.values()))
    found: dict[int, dt.datetime] = {}
    # Most people of a branch keep the same hours: a crowd is reckoned once.
    known: dict[Any, dt.datetime | None] = {}
    for row in page:
        recipient = people[keys[row.id]]
        if not policy_of(row.kind).keeps_quiet:
            continue
        hours = recipient.window, recipient.zone, recipient.free_at, tuple(recipient.marks.items())
        alike = hours, row.due_at, row.expires_at
        if alike not in known:
            known[alike] = brought_forward(recipient, row.due_at, row.expires_at)
        early = known[alike]
        if early is not None and now <= early:
            found[row.id] = early
    return found


def brought_forward(recipient: Recipient, due: dt.datetime, useless_from: dt.datetime) -> dt.datetime | None:
    """The last free minute before what holds a message, where waiting would make it useless; None: it may wait.

    Args:
        recipient: Whose hours.
        due: When its rule wants it.
        useless_from: From when on it says nothing any more.
    """
    if free_from(recipient, due) <= useless_from - _ENOUGH:
        return None
    early = free_before(recipient, due)
    return early if early < due else None

"""Is a message still true? Its kind looks at the facts again; of a digest, what is no longer true is dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.outbox import OutboxMessage
from services.house import House
from services.kinds import Pending, policy_of


@dataclass(frozen=True)
class Look:
    """What a look at the facts found.

    Attributes:
        stale: Ids of the rows that say nothing true any more.
        payloads: Row id → its payload as it is true now; only where it differs from the row's.
    """

    stale: set[int]
    payloads: dict[int, dict[str, Any]]


def _by_kind(rows: Sequence[Any]) -> dict[str, list[Pending]]:
    found: dict[str, list[Pending]] = {}
    for row in rows:
        policy = policy_of(row.kind)
        if policy.stale is not None or policy.renew is not None:
            found.setdefault(row.kind, []).append(
                Pending(
                    row.id, row.kind, row.subject, row.payload, row.member_id, row.account_id, row.chat_id, row.due_at
                )
            )
    return found


async def untrue(house: House, session: AsyncSession, rows: Sequence[Any], now: dt.datetime) -> set[int]:
    """Ids of the rows whose facts have changed since they were queued, by what their kinds say."""
    return await _stale(house, session, _by_kind(rows), now)


async def _stale(house: House, session: AsyncSession, by_kind: dict[str, list[Pending]], now: dt.datetime) -> set[int]:
    found: set[int] = set()
    for kind, pending in by_kind.items():
        stale_of = policy_of(kind).stale
        if stale_of is not None:
            found |= await stale_of(house, session, pending, now)
    return found


async def _renewed(
    house: House, session: AsyncSession, by_kind: dict[str, list[Pending]], now: dt.datetime
) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for kind, pending in by_kind.items():
        renew_of = policy_of(kind).renew
        if renew_of is not None:
            found |= await renew_of(house, session, pending, now)
    return found


async def look(house: House, session: AsyncSession, rows: Sequence[Any], now: dt.datetime) -> Look:
    """Which rows are stale, and what is left of those that are made of several."""
    by_kind = _by_kind(rows)
    found = Look(await _stale(house, session, by_kind, now), await _renewed(house, session, by_kind, now))
    digests = [row for row in rows if row.payload.get("items")]
    if not digests:
        return found
    ids = sorted({item["id"] for row in digests for item in row.payload["items"]})
    parts = list(await session.scalars(select(OutboxMessage).where(OutboxMessage.id.in_(ids))))
    gone = await untrue(house, session, parts, now)
    living = {part.id for part in parts if part.id not in gone and (part.expires_at is None or part.expires_at > now)}
    for row in digests:
        items = row.payload["items"]
        left = [item for item in items if item["id"] in living]
        if not left:
            found.stale.add(row.id)
        elif len(left) < len(items):
            found.payloads[row.id] = row.payload | {"items": left, "vars": {"count": len(left)}}
    return found

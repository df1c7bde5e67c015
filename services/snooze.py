"""Bring a reminder back later: once a message, never past its deadline, never into hours he keeps free.

A snoozed reminder is an outbox row of its own, keyed to the message it repeats (``snooze:<id>``): pressing twice has
the effect of one, choosing again moves it while it waits. When its time comes, the facts are those of the original.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OutboxState, OutboxTarget
from db.outbox import OutboxMessage
from services import kinds, outbox, recipients, truth
from services.access import Actor
from services.errors import NotAllowed
from services.gate import Recipient, free_from
from services.house import House
from services.kinds import OnPause, Pending, Policy, policy_of
from services.outbox import Message
from services.quiet import shift_ends

KIND = "snoozed"

#: How long "later today" is.
LATER = dt.timedelta(hours=3)
#: When "tomorrow morning" is, wall time.
MORNING = dt.time(8)


class When(StrEnum):
    """When it comes back."""

    LATER = "later"
    MORNING = "morning"
    SHIFT = "shift"


@dataclass(frozen=True)
class Offer:
    """A reminder and when it may come back.

    Attributes:
        payload: What it says, to be written again.
        zone: For the times.
        choices: Moments that are free and before the deadline, UTC.
        waiting: When it will come back, as chosen; None: nothing was chosen, or it has come.
    """

    payload: dict[str, Any]
    zone: ZoneInfo
    choices: dict[When, dt.datetime]
    waiting: dt.datetime | None


async def offer(house: House, actor: Actor, message_id: int) -> Offer:
    """When a reminder of his may come back.

    Raises:
        NotAllowed: It is no reminder of his.
    """
    async with house.db.read() as session:
        return await _offer(house, session, await _his(session, actor, message_id))


async def snooze(house: House, actor: Actor, message_id: int, when: When) -> Offer:
    """Bring it back then; a moment that is not offered any more changes nothing.

    Raises:
        NotAllowed: It is no reminder of his.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await _his(session, actor, message_id, lock=True)
        at = (await _offer(house, session, row)).choices.get(when)
        if at is not None:
            there = await _there(session, row.id)
            if there is None:
                await outbox.enqueue(session, [_again(row, at)], now)
            elif there.state is OutboxState.QUEUED:
                there.due_at = there.not_before = at
                await session.flush()
        return await _offer(house, session, row)


def _again(row: OutboxMessage, at: dt.datetime) -> Message:
    return Message(
        kind=KIND,
        dedupe_key=f"snooze:{row.id}",
        subject=f"snooze:{row.id}",
        payload=outbox.payload_of(row.payload),
        due_at=at,
        member_id=row.member_id,
        account_id=row.account_id if row.member_id is None else None,
        expires_at=row.expires_at,
    )


async def _his(session: AsyncSession, actor: Actor, message_id: int, *, lock: bool = False) -> OutboxMessage:
    row = await session.get(OutboxMessage, message_id, with_for_update=lock or None)
    if row is None or not policy_of(row.kind).snoozes:
        raise NotAllowed
    member_id = actor.member.id if actor.member is not None else None
    if row.target is OutboxTarget.MEMBER and member_id is not None and row.member_id == member_id:
        return row
    if row.target is OutboxTarget.ACCOUNT and actor.account_id is not None and row.account_id == actor.account_id:
        return row
    raise NotAllowed


async def _there(session: AsyncSession, original_id: int) -> OutboxMessage | None:
    query = select(OutboxMessage).where(OutboxMessage.dedupe_key == f"snooze:{original_id}")
    return (await session.scalars(query)).one_or_none()


async def _offer(house: House, session: AsyncSession, row: OutboxMessage) -> Offer:
    now = house.now()
    target = (row.target, row.member_id or row.account_id or 0)
    recipient = (await recipients.load(house, session, [target]))[target]
    there = await _there(session, row.id)
    waits = there is not None and there.state is OutboxState.QUEUED
    looked = await truth.look(house, session, [row], now)  # of a digest: whether anything in it still holds
    open_ = (there is None or waits) and row.id not in looked.stale
    return Offer(
        looked.payloads.get(row.id, row.payload),
        recipient.zone,
        choices(recipient, await _deadline(session, row), now) if open_ else {},
        there.due_at if there is not None and waits else None,
    )


async def _deadline(session: AsyncSession, row: OutboxMessage) -> dt.datetime | None:
    """Of a digest, the first of its parts'."""
    ids = [item["id"] for item in row.payload.get("items", [])]
    if not ids:
        return row.expires_at
    ends = await session.scalars(select(OutboxMessage.expires_at).where(OutboxMessage.id.in_(ids)))
    return min((end for end in ends if end is not None), default=None)


def choices(recipient: Recipient, deadline: dt.datetime | None, now: dt.datetime) -> dict[When, dt.datetime]:
    """When a reminder may come back: free moments before its deadline.

    Args:
        recipient: Whose hours.
        deadline: From when on it is useless; None: never.
        now: UTC.
    """
    zone = recipient.zone
    today = now.astimezone(zone).date()
    found: dict[When, dt.datetime] = {}
    later = now + LATER
    if later.astimezone(zone).date() == today and free_from(recipient, later) == later:
        found[When.LATER] = later
    morning = dt.datetime.combine(today + dt.timedelta(days=1), MORNING, zone).astimezone(dt.UTC)
    found[When.MORNING] = free_from(recipient, morning)
    shift = shift_ends(recipient.marks, now, zone, recipient.free_at)
    if shift is not None:
        found[When.SHIFT] = free_from(recipient, shift)
    kept: dict[When, dt.datetime] = {}
    for when, at in found.items():
        if (deadline is None or at < deadline) and at not in kept.values():
            kept[when] = at
    return kept


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Snoozed reminders whose original is not true any more."""
    original_of = {row.id: row.about for row in pending}
    query = select(OutboxMessage).where(OutboxMessage.id.in_(sorted(set(original_of.values()))))
    originals = list(await session.scalars(query))
    gone = await truth.untrue(house, session, originals, now)
    there = {row.id for row in originals} - gone
    return {row_id for row_id, original in original_of.items() if original not in there}


kinds.register(KIND, Policy(on_pause=OnPause.SKIP, stale=stale, merges=True, snoozes=True))

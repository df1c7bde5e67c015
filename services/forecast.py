"""What will be sent: a rehearsal of the house, in which time is pretended and nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from db.accounts import Account, Binding
from db.chats import BoundChat
from db.members import Member, Membership
from db.names import OutboxReason, OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from db.rehearsal import rehearsal
from services.clock import FixedClock
from services.house import House
from services.settling import IS_QUEUED


@dataclass(frozen=True)
class Addressee:
    """Whom a message is for, for a report on the operator's terminal.

    Attributes:
        code: His member code; None for an administrator who is no member, and for chats.
        name: His name, or nothing for a chat.
        organisation: His branch, or whose chat it is.
    """

    code: str | None
    name: str | None
    organisation: str | None


@dataclass(frozen=True)
class Unsent:
    """A message that will not go out."""

    at: dt.datetime
    kind: str
    state: OutboxState
    reason: OutboxReason | None
    member_id: int | None


@asynccontextmanager
async def rehearsed(house: House) -> AsyncIterator[House]:
    """The same house in a rehearsal, its clock standing at now; whatever is done there is forgotten."""
    now = house.now()
    async with rehearsal(house.db, now) as database:
        yield replace(house, db=database, clock=FixedClock(now))


async def next_due(house: House) -> dt.datetime | None:
    """When the next queued message may go out; None when nothing is queued."""
    async with house.db.read() as session:
        return await session.scalar(select(func.min(OutboxMessage.not_before)).where(IS_QUEUED))


async def ended_unsent(house: House, since: dt.datetime) -> list[Unsent]:
    """Messages that ended unsent at or after a moment, in order. What was voided has been replaced and is left out."""
    query = (
        select(
            OutboxMessage.ended_at,
            OutboxMessage.kind,
            OutboxMessage.state,
            OutboxMessage.reason,
            OutboxMessage.member_id,
        )
        .where(
            OutboxMessage.ended_at >= since,
            OutboxMessage.state != OutboxState.SENT,
            OutboxMessage.reason != OutboxReason.VOID,
        )
        .order_by(OutboxMessage.ended_at, OutboxMessage.id)
    )
    async with house.db.read() as session:
        return [
            Unsent(row.ended_at or since, row.kind, row.state, row.reason, row.member_id)
            for row in await session.execute(query)
        ]


async def addressees(house: House, addresses: Collection[str]) -> dict[str, Addressee]:
    """Who is behind some addresses of the messenger."""
    found: dict[str, Addressee] = {}
    wanted = sorted(addresses)
    async with house.db.read() as session:
        for chunk in _chunks(wanted):
            people = (
                select(Account.address, Member.code, Member.name, Organisation.name.label("organisation"))
                .outerjoin(Binding, (Binding.account_id == Account.id) & Binding.unbound_at.is_(None))
                .outerjoin(Member, Member.id == Binding.member_id)
                .outerjoin(Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None))
                .outerjoin(Organisation, Organisation.id == Membership.branch_id)
                .where(Account.address.in_(chunk))
            )
            for row in await session.execute(people):
                found[row.address] = Addressee(row.code, row.name, row.organisation)
            chats = (
                select(BoundChat.address, Organisation.name.label("organisation"))
                .join(Organisation, Organisation.id == BoundChat.organisation_id)
                .where(BoundChat.address.in_(chunk), BoundChat.unbound_at.is_(None))
            )
            for address, organisation in await session.execute(chats):
                found[address] = Addressee(None, None, organisation)
    return found


def _chunks(values: Sequence[str], size: int = 500) -> list[Sequence[str]]:
    return [values[start : start + size] for start in range(0, len(values), size)]

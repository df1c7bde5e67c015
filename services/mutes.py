"""Kinds of messages a person turns off for himself. What is a duty cannot be turned off (``kinds.Policy.mutable``)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, MutedKind
from db.among import among
from services import audit
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.kinds import mutable_kinds, policy_of


@dataclass(frozen=True)
class Switch:
    """A kind and whether it comes."""

    kind: str
    on: bool


async def switches(house: House, actor: Actor) -> list[Switch]:
    """Every kind the person may turn off, and how it stands.

    Raises:
        NotAllowed: The bot has never met him.
    """
    if actor.account_id is None:
        raise NotAllowed
    async with house.db.read() as session:
        muted = {kind for _, kind in await muted_by(session, {actor.account_id})}
    return [Switch(kind, kind not in muted) for kind in mutable_kinds()]


async def switch(house: House, actor: Actor, kind: str, *, on: bool) -> None:
    """Turn a kind on or off for himself; turning it twice the same way changes nothing.

    Raises:
        BadInput: It is no kind that may be turned off.
        NotAllowed: The bot has never met him.
    """
    if actor.account_id is None:
        raise NotAllowed
    if not policy_of(kind).mutable:
        raise BadInput
    now = house.now()
    async with house.db.write() as session:
        await session.get_one(Account, actor.account_id, with_for_update=True)
        row = await session.get(MutedKind, (actor.account_id, kind))
        if on == (row is None):
            return
        if row is None:
            session.add(MutedKind(account_id=actor.account_id, kind=kind, muted_at=now))
        else:
            await session.execute(
                delete(MutedKind).where(MutedKind.account_id == actor.account_id, MutedKind.kind == kind)
            )
        await audit.record(
            session,
            actor=actor.audit_name,
            action="profile.unmuted" if on else "profile.muted",
            subject=actor.audit_name,
            now=now,
            details={"kind": kind},
        )


async def muted_by(session: AsyncSession, accounts: Collection[int]) -> set[tuple[int, str]]:
    """What some accounts have turned off: pairs of account and kind."""
    if not accounts:
        return set()
    query = select(MutedKind.account_id, MutedKind.kind).where(among(MutedKind.account_id, accounts))
    return {(row.account_id, row.kind) for row in await session.execute(query)}

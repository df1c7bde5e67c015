"""Whose command menu shows what: facts for ``bot.commands``, which tells the messenger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.members import Member, Membership
from db.names import MemberStatus, Reach
from db.organisations import Organisation, RoleGrant
from services.access import Actor, Grant, MemberRef, actor_of
from services.house import House


@dataclass(frozen=True)
class Reader:
    """Somebody who sees a command menu.

    Attributes:
        actor: Who he is today, with his roles.
        shown: What his chat shows now; None when it was never set.
    """

    address: str
    actor: Actor
    shown: str | None


async def readers(house: House, messenger: str) -> list[Reader]:
    """Everybody who can be reached, with what he is allowed today, in two queries."""
    async with house.db.read() as session:
        grants = await _grants(session, house.today())
        rows = await session.execute(
            select(Account, Member, Organisation)
            .outerjoin(Binding, and_(Binding.account_id == Account.id, Binding.unbound_at.is_(None)))
            .outerjoin(
                Member,
                and_(
                    Member.id == Binding.member_id,
                    Member.status.in_((MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)),
                ),
            )
            .outerjoin(Membership, and_(Membership.member_id == Member.id, Membership.ends_on.is_(None)))
            .outerjoin(Organisation, Organisation.id == Membership.branch_id)
            .where(Account.messenger == messenger, Account.address != "", Account.reach == Reach.REACHABLE)
            .order_by(Account.id)
        )
        return [
            Reader(account.address, _actor(account, member, branch, grants), account.commands_shown)
            for account, member, branch in rows
        ]


async def _grants(session: AsyncSession, today: dt.date) -> dict[int, tuple[Grant, ...]]:
    rows = await session.execute(
        select(RoleGrant.member_id, RoleGrant.role, Organisation.id, Organisation.path)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .where(RoleGrant.starts_on <= today, RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today))
    )
    held: dict[int, tuple[Grant, ...]] = defaultdict(tuple)
    for member_id, role, organisation_id, path in rows:
        held[member_id] += (Grant(role, organisation_id, path),)
    return held


def _actor(
    account: Account, member: Member | None, branch: Organisation | None, grants: dict[int, tuple[Grant, ...]]
) -> Actor:
    if member is None or branch is None:
        return actor_of(account, None, ())
    reference = MemberRef(member.id, member.key, member.code, member.name or "", branch.id, branch.name, branch.path)
    return actor_of(account, reference, grants.get(member.id, ()))


async def note_shown(house: House, account_id: int, shown: str) -> None:
    """Remember what somebody's chat shows.

    Args:
        house: The house.
        account_id: Whose.
        shown: At most 40 characters.
    """
    async with house.db.write() as session:
        await session.execute(update(Account).where(Account.id == account_id).values(commands_shown=shown))

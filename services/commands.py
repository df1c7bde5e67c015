"""Whose command menu shows what: facts for ``bot.commands``, which tells the messenger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.among import among
from db.members import Member, Membership
from db.names import MemberStatus, Reach
from db.organisations import Organisation, RoleGrant, held_on
from services.access import ACTOR_COLUMNS, Actor, Grant, MemberRef, actor_of
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


async def readers(house: House, messenger: str, *, after: int = 0, many: int = 500) -> list[Reader]:
    """People who can be reached, with what each is allowed today, in the order of their accounts.

    Args:
        house: The house.
        messenger: ``telegram``.
        after: The account behind which to begin.
        many: Most people; thousands are not held in memory at once.
    """
    async with house.db.read() as session:
        rows = await session.execute(
            select(
                *ACTOR_COLUMNS,
                *(Account.address, Account.commands_shown),
                *(Member.id.label("member_id"), Member.key.label("member_key"), Member.code, Member.name),
                *(Organisation.id.label("branch_id"), Organisation.name.label("branch"), Organisation.path),
            )
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
            .where(
                Account.messenger == messenger,
                Account.address != "",
                Account.reach == Reach.REACHABLE,
                Account.id > after,
            )
            .order_by(Account.id)
            .limit(many)
        )
        found = list(rows)
        grants = await _grants(session, house.today(), [row.member_id for row in found if row.member_id is not None])
    return [Reader(row.address, _actor(row, grants), row.commands_shown) for row in found]


async def _grants(session: AsyncSession, today: dt.date, member_ids: Sequence[int]) -> dict[int, tuple[Grant, ...]]:
    rows = await session.execute(
        select(RoleGrant.member_id, RoleGrant.role, Organisation.id, Organisation.path)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .where(
            among(RoleGrant.member_id, member_ids),
            held_on(today),
        )
    )
    held: dict[int, tuple[Grant, ...]] = defaultdict(tuple)
    for member_id, role, organisation_id, path in rows:
        held[member_id] += (Grant(role, organisation_id, path),)
    return held


def _actor(row: Any, grants: dict[int, tuple[Grant, ...]]) -> Actor:
    if row.member_id is None or row.branch_id is None:
        return actor_of(row, None, ())
    reference = MemberRef(row.member_id, row.member_key, row.code, row.name or "", row.branch_id, row.branch, row.path)
    return actor_of(row, reference, grants.get(row.member_id, ()))


async def note_shown(house: House, account_id: int, shown: str) -> None:
    """Remember what somebody's chat shows.

    Args:
        house: The house.
        account_id: Whose.
        shown: At most 40 characters.
    """
    async with house.db.write() as session:
        await session.execute(update(Account).where(Account.id == account_id).values(commands_shown=shown))

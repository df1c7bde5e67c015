"""Look-ups that several steps of a registration share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.members import Member, Membership
from db.names import MemberStatus, RequestState
from db.organisations import RoleGrant, held_on
from db.registration import RegistrationRequest
from services import phones
from services.access import OFFICE, leaders_of
from services.house import House
from services.registration.typed import same_name

#: Members an account may be bound to.
ON_ROSTER = (MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)
#: How long a request waits for a decision.
REQUEST_LIFETIME = dt.timedelta(days=7)


@dataclass(frozen=True)
class Decider:
    """Who is asked to decide: a member who leads, or an administrator's account."""

    member_id: int | None = None
    account_id: int | None = None

    @property
    def word(self) -> str:
        """For dedupe keys."""
        return f"m{self.member_id}" if self.member_id is not None else f"a{self.account_id}"


async def bound_account(session: AsyncSession, member_id: int) -> Binding | None:
    """The binding in force of a member."""
    query = select(Binding).where(Binding.member_id == member_id, Binding.unbound_at.is_(None))
    return (await session.scalars(query)).one_or_none()


async def bound_member(session: AsyncSession, account_id: int) -> Binding | None:
    """The binding in force of an account."""
    query = select(Binding).where(Binding.account_id == account_id, Binding.unbound_at.is_(None))
    return (await session.scalars(query)).one_or_none()


async def pending_of(session: AsyncSession, account_id: int, *, lock: bool = False) -> RegistrationRequest | None:
    """The request of an account that waits."""
    query = select(RegistrationRequest).where(
        RegistrationRequest.account_id == account_id, RegistrationRequest.state == RequestState.PENDING
    )
    if lock:
        query = query.with_for_update(key_share=True)
    return (await session.scalars(query)).one_or_none()


async def lock_member(session: AsyncSession, member_id: int) -> Member | None:
    """A member, held until the transaction ends: bindings of one member are made one after the other."""
    return await session.get(Member, member_id, with_for_update={"key_share": True}, populate_existing=True)


async def lock_account(session: AsyncSession, account_id: int) -> Account:
    """An account, held until the transaction ends."""
    return await session.get_one(Account, account_id, with_for_update={"key_share": True}, populate_existing=True)


async def members_with_phone(house: House, session: AsyncSession, phone: str) -> list[Member]:
    """Members on the roster with a telephone number, however it is written."""
    number = phones.normal(phone)
    if number is None:
        return []
    query = (
        select(Member)
        .where(Member.phone_index.in_(phones.indexes(house.vault, number)), Member.status.in_(ON_ROSTER))
        .order_by(Member.id)
    )
    return list(await session.scalars(query))


async def branch_members(session: AsyncSession, branch_id: int) -> list[Member]:
    """The members of a branch, as its roster stands."""
    query = (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.branch_id == branch_id, Membership.ends_on.is_(None), Member.status.in_(ON_ROSTER))
        .order_by(Member.id)
    )
    return list(await session.scalars(query))


async def branch_of(session: AsyncSession, member_id: int) -> int | None:
    """The branch a member belongs to now."""
    query = select(Membership.branch_id).where(Membership.member_id == member_id, Membership.ends_on.is_(None))
    return await session.scalar(query)


async def candidates_of(session: AsyncSession, request: RegistrationRequest) -> list[Member]:
    """The members of the branch who may be meant, as the roster stands now."""
    if request.branch_id is None:
        return []
    return [
        member
        for member in await branch_members(session, request.branch_id)
        if member.id == request.member_id or same_name(member.name, request.typed_name)
    ]


async def _bound(session: AsyncSession, member_ids: Sequence[int]) -> set[int]:
    query = select(Binding.member_id).where(Binding.member_id.in_(member_ids), Binding.unbound_at.is_(None))
    return set(await session.scalars(query))


async def deciders_of(
    house: House, session: AsyncSession, branch_id: int, path: str, about: int | None
) -> list[Decider]:
    """Who is asked: the bound leaders of the branch; else the office above it; else the administrators.

    A leader's own registration goes to the office, or to the administrators, as well.

    Args:
        house: The process's things.
        session: Any session.
        branch_id: The branch that is asked.
        path: Its path.
        about: The member the request is about, where one is known.
    """
    today = house.today()
    leaders = await leaders_of(session, branch_id, today)
    asked = await _bound(session, leaders)
    out = [Decider(member_id=member_id) for member_id in sorted(asked)]
    if out and about not in leaders:
        return out
    chain = [int(part) for part in path.strip("/").split("/")]
    office = await session.scalars(
        select(RoleGrant.member_id).where(
            RoleGrant.role.in_(OFFICE),
            RoleGrant.organisation_id.in_(chain),
            held_on(today),
        )
    )
    above = await _bound(session, sorted(set(office) - {about})) - asked
    out += [Decider(member_id=member_id) for member_id in sorted(above)]
    if above or (out and out != [Decider(member_id=about)]):
        return out
    query = (
        select(Account.id).where(Account.is_administrator, Account.consent_version.is_not(None)).order_by(Account.id)
    )
    return out + [Decider(account_id=account_id) for account_id in await session.scalars(query)]

"""A branch and the people who want to register in it."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from db.accounts import Account, Binding
from db.audit import AuditEntry
from db.members import Member
from db.names import BranchRole, OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from db.registration import RegistrationRequest
from services import access
from services.access import Actor
from services.house import House
from tests.factories import bind, grant_role, make_account, make_branch, make_member, make_organisation
from tests.fixtures.houses import NOW

PHONE = "13800001001"
SHARED_PHONE = "13800001002"


@dataclass
class Hospital:
    """A branch with two who lead it, another branch, and three people with phones whom nobody knows yet."""

    branch: Organisation
    other: Organisation
    secretary: Member
    deputy: Member
    zhang: Member
    couple: tuple[Member, Member]


async def actor(house: House, address: str) -> Actor:
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today())


@pytest.fixture(name="hospital")
async def _hospital(house: House) -> Hospital:
    async with house.db.write() as session:
        committee = await make_organisation(session)
        branch = await make_branch(session, "内科党支部", parent=committee)
        other = await make_branch(session, "外科党支部", parent=committee)
        secretary = await make_member(session, branch, "李书记")
        deputy = await make_member(session, branch, "王副书记")
        stranger = await make_member(session, other, "赵书记")
        await bind(session, secretary, await make_account(session, "71"))
        await bind(session, deputy, await make_account(session, "72"))
        await bind(session, stranger, await make_account(session, "73"))
        await grant_role(session, secretary, branch, BranchRole.SECRETARY)
        await grant_role(session, deputy, branch, BranchRole.DEPUTY_SECRETARY)
        await grant_role(session, stranger, other, BranchRole.SECRETARY)
        zhang = await make_member(session, branch, "张三", phone=PHONE, vault=house.vault)
        couple = (
            await make_member(session, branch, "陈建国", phone=SHARED_PHONE, vault=house.vault),
            await make_member(session, branch, "周桂英", phone=SHARED_PHONE, vault=house.vault),
        )
        for address in ("81", "82", "83"):
            await make_account(session, address)
    return Hospital(branch, other, secretary, deputy, zhang, couple)


async def requests(house: House) -> list[RegistrationRequest]:
    async with house.db.read() as session:
        return list(await session.scalars(select(RegistrationRequest).order_by(RegistrationRequest.id)))


async def outbox(house: House, kind: str) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return list(await session.scalars(query))


async def bound(house: House, member: Member) -> str | None:
    """The address a member is bound to."""
    async with house.db.read() as session:
        return await session.scalar(
            select(Account.address)
            .join(Binding, Binding.account_id == Account.id)
            .where(Binding.member_id == member.id, Binding.unbound_at.is_(None))
        )


async def log(house: House, action: str) -> list[dict[str, object]]:
    async with house.db.read() as session:
        query = select(AuditEntry.details).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return list(await session.scalars(query))


async def mark_sent(house: House, kind: str) -> None:
    """What the delivery does to rows it has sent."""
    async with house.db.write() as session:
        for row in await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)):
            row.state, row.message_ids, row.ended_at = OutboxState.SENT, [11], NOW

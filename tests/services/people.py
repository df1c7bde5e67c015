"""A small organisation with people in it, and actors as the gate sees them."""

from __future__ import annotations

from dataclasses import dataclass

from db.accounts import Account
from db.members import Member
from db.names import BranchRole, OrgLevel, Reach
from db.organisations import Organisation
from services import access
from services.access import Actor
from services.house import House
from tests import factories


@dataclass
class Town:
    """A committee with two branches; the inner branch has a group.

    Attributes:
        secretary: Of the inner branch.
        office: 党办 of the committee.
        foreign: Secretary of the other branch.
        silent: A member of the inner branch who never registered.
    """

    committee: Organisation
    inner: Organisation
    surgery: Organisation
    group: Organisation
    secretary: Member
    office: Member
    foreign: Member
    plain: Member
    silent: Member
    accounts: dict[int, Account]

    async def actor(self, house: House, member: Member) -> Actor:
        """The actor behind a member's account."""
        async with house.db.read() as session:
            return await access.identify(session, "telegram", self.accounts[member.id].address, house.today())


async def make_town(house: House) -> Town:
    """The organisation and its people, stored."""
    async with house.db.write() as session:
        committee = await factories.make_organisation(session)
        inner = await factories.make_branch(session, "内科党支部", parent=committee)
        surgery = await factories.make_branch(session, "外科党支部", parent=committee)
        group = await factories.make_organisation(session, "第一小组", level=OrgLevel.PARTY_GROUP, parent=inner)
        secretary = await factories.make_member(session, inner, "王建国")
        office = await factories.make_member(session, surgery, "李办")
        foreign = await factories.make_member(session, surgery, "赵外")
        plain = await factories.make_member(session, inner, "张敏", group=group)
        silent = await factories.make_member(session, inner, "欧阳静")
        await factories.grant_role(session, secretary, inner, BranchRole.SECRETARY)
        await factories.grant_role(session, office, committee, BranchRole.PARTY_OFFICE)
        await factories.grant_role(session, foreign, surgery, BranchRole.SECRETARY)
        accounts: dict[int, Account] = {}
        for member in (secretary, office, foreign, plain):
            accounts[member.id] = await factories.make_account(session, reach=Reach.REACHABLE)
            await factories.bind(session, member, accounts[member.id])
    return Town(committee, inner, surgery, group, secretary, office, foreign, plain, silent, accounts)

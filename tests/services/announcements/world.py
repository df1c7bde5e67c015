"""A branch with people of every kind, and a sender that takes everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.announcements import Announcement, Receipt
from db.members import Member
from db.names import BranchRole, MembershipStage, OrgLevel, Reach
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import access, delivery
from services.access import Actor
from services.announcements import counts, drafts, releasing
from services.announcements.content import words
from services.announcements.counts import Counts
from services.delivery import Letter, Result
from services.house import House
from services.outcomes import Outcome, Partly, Sent
from tests import factories
from tests.making.announcements import recount

Fate = Callable[[Letter], Outcome]


@dataclass
class World:
    """Of the branch: ``secretary``, ``zhang`` (in the group), ``chen`` (retired, never registered), ``zhou`` (blocked).

    ``li`` is probationary and in the other branch; ``office`` leads both.
    """

    house: House
    committee: Organisation
    branch: Organisation
    other: Organisation
    group: Organisation
    people: dict[str, Member]
    actors: dict[str, Actor]

    async def draft(self, text: str = "请于周五前交学习笔记。", by: str = "secretary") -> int:
        """A draft with one text, to everybody in the branch."""
        one = await drafts.start(self.house, self.actors[by], self.branch.id)
        await drafts.add_text(self.house, self.actors[by], one.id, words(text))
        return one.id

    async def send(self, announcement_id: int, by: str = "secretary") -> None:
        """Preview and release."""
        made = await releasing.preview(self.house, self.actors[by], announcement_id)
        await releasing.release(self.house, self.actors[by], announcement_id, made.token)

    async def deliver(self, fate: Fate = lambda _: Sent()) -> list[Letter]:
        """Deliver what is due, each as ``fate`` says; gives what was claimed."""
        seen: list[Letter] = []
        number = 5000
        while True:
            done = await delivery.turn(self.house, "tester", want=64)
            if not done.letters:
                return seen
            seen += done.letters
            results = []
            for letter in done.letters:
                number += 1
                outcome = fate(letter)
                ids = (*letter.parts_sent, number) if isinstance(outcome, Sent | Partly) else letter.parts_sent
                results.append(Result(letter.id, outcome, ids, letter))
            await delivery.turn(self.house, "tester", results=results)

    async def receipts(self, announcement_id: int) -> dict[str, Receipt]:
        """By name."""
        async with self.house.db.read() as session:
            rows = await session.execute(
                select(Receipt, Member.name)
                .join(Member, Member.id == Receipt.member_id)
                .where(Receipt.announcement_id == announcement_id)
            )
            return {row.name: row.Receipt for row in rows}

    async def row(self, announcement_id: int) -> Announcement:
        """The announcement as it is stored."""
        async with self.house.db.read() as session:
            return await session.get_one(Announcement, announcement_id)

    async def rows(self, kind: str) -> Sequence[OutboxMessage]:
        """What is in the outbox of a kind."""
        async with self.house.db.read() as session:
            query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
            return (await session.scalars(query)).all()


async def make_world(house: House) -> World:
    """Stored."""
    people: dict[str, Member] = {}
    addresses: dict[str, str] = {}
    async with house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        other = await factories.make_branch(session, "外科党支部", parent=committee)
        group = await factories.make_organisation(session, "第一小组", level=OrgLevel.PARTY_GROUP, parent=branch)
        people["secretary"] = await factories.make_member(session, branch, "王建国")
        people["zhang"] = await factories.make_member(session, branch, "张敏", group=group)
        people["chen"] = await factories.make_member(session, branch, "陈退休", retired=True)
        people["zhou"] = await factories.make_member(session, branch, "周拦")
        people["li"] = await factories.make_member(session, other, "李预", stage=MembershipStage.PROBATIONARY)
        people["office"] = await factories.make_member(session, other, "赵办")
        await factories.grant_role(session, people["secretary"], branch, BranchRole.SECRETARY)
        await factories.grant_role(session, people["zhang"], group, BranchRole.GROUP_LEADER)
        await factories.grant_role(session, people["office"], committee, BranchRole.PARTY_OFFICE)
        for name, member in people.items():
            if name == "chen":
                continue
            account = await factories.make_account(session)
            await factories.bind(session, member, account)
            if name == "zhou":
                account.reach = Reach.BLOCKED
            addresses[name] = account.address
    async with house.db.read() as session:
        actors = {
            name: await access.identify(session, "telegram", address, house.today())
            for name, address in addresses.items()
        }
    return World(house, committee, branch, other, group, people, actors)


async def counts_of(world: World, announcement_id: int) -> Counts:
    """As they are kept, which is as the receipts say."""
    async with world.house.db.read() as session:
        kept = await counts.of(session, announcement_id)
        assert kept == await recount(session, announcement_id)
    return kept

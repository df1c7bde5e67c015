from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.members import Member, Membership
from db.names import BranchRole, OrgLevel
from db.organisations import Organisation, RoleGrant
from services import organisations
from services.access import Actor, Grant
from services.house import House
from services.organisations import NameTaken, WrongLevel
from tests import factories

TODAY = dt.date(2026, 11, 16)


class Tree:
    """A committee with two branches, one of which has a group, and a committee elsewhere."""

    committee: Organisation
    inner: Organisation
    outer: Organisation
    group: Organisation
    elsewhere: Organisation
    member: Member


@pytest.fixture
async def tree(house: House) -> Tree:
    made = Tree()
    async with house.db.write() as session:
        made.committee = await factories.make_organisation(session)
        made.inner = await factories.make_branch(session, "内科党支部", parent=made.committee)
        made.outer = await factories.make_branch(session, "外科党支部", parent=made.committee)
        made.group = await factories.make_organisation(
            session, "第一党小组", level=OrgLevel.PARTY_GROUP, parent=made.outer
        )
        other = await factories.make_organisation(session, "市中医院党委")
        made.elsewhere = await factories.make_branch(session, "内科党支部", parent=other)
        made.member = await factories.make_member(session, made.inner)
        for place, role in (
            (made.inner, BranchRole.SECRETARY),
            (made.committee, BranchRole.PARTY_OFFICE),
        ):
            await factories.grant_role(session, made.member, place, role)
    return made


def office(*places: Organisation) -> Actor:
    return Actor(
        1,
        "office",
        "zh-CN",
        consented=True,
        is_administrator=False,
        member=None,
        grants=tuple(Grant(BranchRole.PARTY_OFFICE, one.id, one.path) for one in places),
    )


async def history(house: House, member: Member) -> list[tuple[int, int | None, dt.date | None]]:
    async with house.db.read() as session:
        rows = await session.execute(
            select(Membership.branch_id, Membership.group_id, Membership.ends_on)
            .where(Membership.member_id == member.id)
            .order_by(Membership.id)
        )
        return [(row[0], row[1], row[2]) for row in rows]


async def open_roles(house: House) -> list[BranchRole]:
    async with house.db.read() as session:
        return list(await session.scalars(select(RoleGrant.role).where(RoleGrant.ends_on.is_(None))))


async def move(house: House, tree: Tree, branch_id: int, group_id: int | None = None) -> bool:
    async with house.db.write() as session:
        member = await session.get_one(Member, tree.member.id)
        branch = await session.get_one(Organisation, branch_id)
        return await organisations.move(session, member, branch, group_id, house.today(), house.now(), actor="test")


async def test_a_transfer_keeps_the_history_and_ends_the_roles_left_behind(house: House, tree: Tree) -> None:
    moved = await move(house, tree, tree.outer.id, tree.group.id)
    assert moved
    assert await history(house, tree.member) == [
        (tree.inner.id, None, dt.date(2026, 11, 15)),
        (tree.outer.id, tree.group.id, None),
    ]
    assert await open_roles(house) == [BranchRole.PARTY_OFFICE]
    async with house.db.read() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["role.ended", "member.moved"]


async def test_a_transfer_to_where_he_is_changes_nothing(house: House, tree: Tree) -> None:
    assert not await move(house, tree, tree.inner.id)
    assert len(await history(house, tree.member)) == 1


async def test_a_transfer_to_another_tree_ends_every_role(house: House, tree: Tree) -> None:
    async with house.db.read() as session:
        other = (await session.scalars(select(Organisation).where(Organisation.name == "市中医院党委"))).one()
    await move(house, tree, tree.elsewhere.id)
    assert await open_roles(house) == []
    async with house.db.read() as session:
        assert (await session.get_one(Member, tree.member.id)).root_id == other.id


async def test_organisations_are_made_in_their_places(house: House, tree: Tree) -> None:
    async with house.db.write() as session:
        made = await organisations.create(
            session, parent_id=tree.committee.id, level=OrgLevel.GENERAL_BRANCH, name="门诊党总支", now=house.now()
        )
        assert made.path == f"/{tree.committee.id}/{made.id}/"
        with pytest.raises(NameTaken):
            await organisations.create(
                session, parent_id=tree.committee.id, level=OrgLevel.BRANCH, name="内科党支部", now=house.now()
            )
        for level in (OrgLevel.BRANCH, OrgLevel.GENERAL_BRANCH, OrgLevel.PARTY_COMMITTEE):
            with pytest.raises(WrongLevel):
                await organisations.create(session, parent_id=tree.inner.id, level=level, name="不行", now=house.now())


async def test_an_organisation_that_had_ended_comes_back(house: House, tree: Tree) -> None:
    async with house.db.write() as session:
        ended = await session.get_one(Organisation, tree.outer.id)
        ended.ended_at = house.now()
        await session.flush()
        assert tree.outer.id not in {place.id for place in await organisations.tree(session)}
        back = await organisations.create(
            session, parent_id=tree.committee.id, level=OrgLevel.BRANCH, name="外科党支部", now=house.now()
        )
        assert (back.id, back.ended_at) == (tree.outer.id, None)


async def test_places_are_found_by_id_name_or_the_end_of_it(house: House, tree: Tree) -> None:
    async with house.db.read() as session:
        assert [one.id for one in await organisations.find(session, str(tree.inner.id))] == [tree.inner.id]
        assert [one.name for one in await organisations.find(session, "外科 党支部")] == ["外科党支部"]
        assert len(await organisations.find(session, "内科党支部")) == 2
        assert [one.name for one in await organisations.find(session, "中医院党委")] == ["市中医院党委"]
        assert await organisations.find(session, "没有的") == []

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.members import Member, Membership
from db.names import BranchRole, OrgLevel
from db.organisations import Organisation, RoleGrant, Term
from services import organisations
from services.access import Actor, Grant
from services.errors import NotAllowed
from services.house import House
from services.organisations import BadTerm, NameTaken, NoSuchPlace, TermOverlaps, WrongLevel
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


async def test_a_transfer_keeps_the_history_and_ends_the_roles_left_behind(house: House, tree: Tree) -> None:
    moved = await organisations.transfer(house, office(tree.committee), tree.member.id, tree.outer.id, tree.group.id)
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
    assert not await organisations.transfer(house, office(tree.committee), tree.member.id, tree.inner.id)
    assert len(await history(house, tree.member)) == 1


async def test_a_transfer_to_another_tree_ends_every_role(house: House, tree: Tree) -> None:
    async with house.db.read() as session:
        other = (await session.scalars(select(Organisation).where(Organisation.name == "市中医院党委"))).one()
    await organisations.transfer(house, office(tree.committee, other), tree.member.id, tree.elsewhere.id)
    assert await open_roles(house) == []
    async with house.db.read() as session:
        assert (await session.get_one(Member, tree.member.id)).root_id == other.id


async def test_a_transfer_needs_the_office_of_both_branches(house: House, tree: Tree) -> None:
    for actor, target in (
        (office(tree.committee), tree.elsewhere.id),
        (office(tree.outer), tree.outer.id),
        (office(), tree.outer.id),
    ):
        with pytest.raises(NotAllowed):
            await organisations.transfer(house, actor, tree.member.id, target)
    assert len(await history(house, tree.member)) == 1


async def test_a_transfer_goes_to_a_branch_and_one_of_its_groups(house: House, tree: Tree) -> None:
    for branch, group in ((tree.committee.id, None), (tree.inner.id, tree.group.id), (tree.outer.id, tree.inner.id)):
        with pytest.raises(NoSuchPlace):
            await organisations.transfer(house, office(tree.committee), tree.member.id, branch, group)


async def test_a_term_is_noted_once_and_does_not_overlap(house: House, tree: Tree) -> None:
    actor = office(tree.committee)
    await organisations.set_term(house, actor, tree.inner.id, dt.date(2024, 3, 1), dt.date(2027, 2, 28))
    await organisations.set_term(house, actor, tree.inner.id, dt.date(2024, 3, 1), dt.date(2027, 3, 31))
    await organisations.set_term(house, actor, tree.inner.id, dt.date(2027, 4, 1), dt.date(2030, 3, 31))
    with pytest.raises(TermOverlaps):
        await organisations.set_term(house, actor, tree.inner.id, dt.date(2023, 1, 1), dt.date(2024, 3, 1))
    async with house.db.read() as session:
        assert len(list(await session.scalars(select(Term)))) == 2
        assert await organisations.current_term(session, tree.inner.id, TODAY) == (
            dt.date(2024, 3, 1),
            dt.date(2027, 3, 31),
        )
        assert await organisations.current_term(session, tree.outer.id, TODAY) is None


async def test_a_term_has_its_days_in_order(house: House, tree: Tree) -> None:
    for starts_on, ends_on in (
        (dt.date(2024, 3, 1), dt.date(2024, 3, 1)),
        (dt.date(2024, 3, 1), dt.date(2040, 3, 1)),
    ):
        with pytest.raises(BadTerm):
            await organisations.set_term(house, office(tree.committee), tree.inner.id, starts_on, ends_on)
    with pytest.raises(NotAllowed):
        await organisations.set_term(
            house, office(tree.committee), tree.elsewhere.id, dt.date(2024, 3, 1), dt.date(2027, 2, 28)
        )


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

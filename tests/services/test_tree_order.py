"""Branches stand in lists as they came to be, the tenth after the ninth."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from db.names import BranchRole, OrgLevel
from db.organisations import Organisation
from services import access, branch, reachability, roles, why
from services.access import Actor
from services.announcements import choosing, drafts
from services.house import House
from services.tree_order import place_in_tree
from tests import factories

_MANY = 12


def _name(number: int) -> str:
    return f"第{number:02}支部"


@pytest.fixture
async def office(house: House) -> tuple[Organisation, Actor]:
    """A committee with so many branches that a path has numbers of two digits; each has a member and a group."""
    async with house.db.write() as session:
        committee = await factories.make_organisation(session, "市人民医院党委")
        branches = [await factories.make_branch(session, _name(one), parent=committee) for one in range(1, _MANY + 1)]
        # On the roster in another order than the branches.
        people = [await factories.make_member(session, one, f"{one.name}的人") for one in reversed(branches)]
        await factories.make_organisation(session, "第02支部小组", level=OrgLevel.PARTY_GROUP, parent=branches[1])
        account = await factories.make_account(session, "71")
        await factories.bind(session, people[-1], account)
        await factories.grant_role(session, people[-1], committee, BranchRole.PARTY_OFFICE)
    async with house.db.read() as session:
        return committee, await access.identify(session, "telegram", "71", house.today())


async def _members(house: House, actor: Actor, here: int) -> list[str]:
    return [name for name, _, _ in (await branch.people(house, actor, here, None, 1)).names]


async def _candidates(house: House, actor: Actor, here: int) -> list[str]:
    return [name for _, name in (await roles.candidates(house, actor, here, BranchRole.PARTY_OFFICE)).people]


async def _people(house: House, actor: Actor, here: int) -> list[str]:
    return [name for _, name in (await why.people(house, actor, here)).people]


async def _calls(house: House, actor: Actor, here: int) -> list[str]:
    return [one.name for one in (await reachability.calls(house, actor, here)).lines]


@pytest.mark.parametrize("listed", [_members, _candidates, _people, _calls])
async def test_the_tenth_branch_stands_after_the_ninth(
    house: House, office: tuple[Organisation, Actor], listed: Callable[[House, Actor, int], Awaitable[list[str]]]
) -> None:
    committee, actor = office
    found = [one for one in await listed(house, actor, committee.id) if one.startswith("第")]
    assert len(found) > 2
    assert found == sorted(found)


async def test_a_group_stands_below_its_branch_on_every_page(house: House, office: tuple[Organisation, Actor]) -> None:
    committee, actor = office
    draft = await drafts.start(house, actor, committee.id)
    found: list[str] = []
    page, more = 1, True
    while more:
        choices, more = await choosing.places(house, actor, draft.id, page)
        found += [one.name for one in choices]
        page += 1
    branches = [_name(one) for one in range(1, _MANY + 1)]
    assert found == [*branches[:2], "第02支部小组", *branches[2:]]
    assert sorted(["/1/10/", "/1/2/", "/1/2/30/", "/1/"], key=place_in_tree) == ["/1/", "/1/2/", "/1/2/30/", "/1/10/"]

"""What stewards see and change."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.names import Reach
from db.organisations import OrgSetting
from services import branch
from services.branch import Standing
from services.errors import NotAllowed
from services.house import House
from services.org_settings import NamesInChat
from tests import factories
from tests.services.people import make_town


async def test_the_counts_tell_who_can_be_reached(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        for reach, name in ((Reach.BLOCKED, "钱一"), (Reach.DEACTIVATED, "孙二")):
            member = await factories.make_member(session, town.inner, name)
            await factories.bind(session, member, await factories.make_account(session, reach=reach))
    seen = await branch.overview(house, await town.actor(house, town.secretary), town.inner.id)
    assert seen.counts == {
        Standing.REGISTERED: 2,
        Standing.NOT_REGISTERED: 1,
        Standing.BLOCKED: 1,
        Standing.DEACTIVATED: 1,
    }
    assert seen.members == 5
    assert [(leader.role.value, leader.name) for leader in seen.leaders] == [("SECRETARY", "王建国")]
    assert [(child.name, child.members) for child in seen.children] == [("第一小组", 1)]


async def test_the_office_walks_down_from_its_root_and_a_secretary_does_not_see_above(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    assert [root.id for root in await branch.roots(house, office)] == [town.committee.id]
    top = await branch.overview(house, office, town.committee.id)
    assert [(child.name, child.members) for child in top.children] == [("内科党支部", 3), ("外科党支部", 2)]
    assert (await branch.overview(house, office, town.inner.id)).parent_id == town.committee.id
    secretary = await town.actor(house, town.secretary)
    assert [root.id for root in await branch.roots(house, secretary)] == [town.inner.id]
    assert (await branch.overview(house, secretary, town.inner.id)).parent_id is None


async def test_nobody_sees_another_branch(house: House) -> None:
    town = await make_town(house)
    for member in (town.foreign, town.plain):
        actor = await town.actor(house, member)
        for attempt in (
            branch.overview(house, actor, town.inner.id),
            branch.people(house, actor, town.inner.id, None, 1),
            branch.change_setting(house, actor, town.inner.id, "dues_due_day", 5),
            branch.change_quiet_hours(house, actor, town.inner.id, None),
            branch.change_contact(house, actor, town.inner.id, "x", "y"),
        ):
            with pytest.raises(NotAllowed):
                await attempt
    async with house.db.read() as session:
        assert list(await session.scalars(select(OrgSetting))) == []


async def test_a_list_is_paged_by_thirty_and_every_name_comes_once(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        for number in range(60):
            await factories.make_member(session, town.inner, f"党员{number}")
    actor = await town.actor(house, town.secretary)
    pages = [await branch.people(house, actor, town.inner.id, Standing.NOT_REGISTERED, number) for number in (1, 2, 3)]
    assert [len(page.names) for page in pages] == [30, 30, 1]
    assert {page.pages for page in pages} == {3}
    assert len({name for page in pages for name, _, _ in page.names}) == 61
    beyond = await branch.people(house, actor, town.inner.id, Standing.NOT_REGISTERED, 99)
    assert beyond.number == 3


async def test_a_list_that_spans_branches_names_each_as_its_branch_does(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        session.add(
            OrgSetting(
                organisation_id=town.inner.id,
                key="names_in_chat",
                value=NamesInChat.MASKED.value,
                changed_at=house.now(),
            )
        )
    page = await branch.people(house, await town.actor(house, town.office), town.committee.id, None, 1)
    assert [(name, where) for name, where, _ in page.names] == [
        ("王*", "内科党支部"),
        ("张*", "内科党支部"),
        ("欧阳*", "内科党支部"),
        ("李办", "外科党支部"),
        ("赵外", "外科党支部"),
    ]


async def test_a_group_lists_its_own_members(house: House) -> None:
    town = await make_town(house)
    page = await branch.people(house, await town.actor(house, town.secretary), town.group.id, None, 1)
    assert [name for name, _, _ in page.names] == ["张敏"]


async def test_settings_change_are_inherited_and_go_back(house: House) -> None:
    town = await make_town(house)
    office, secretary = await town.actor(house, town.office), await town.actor(house, town.secretary)
    await branch.change_setting(house, office, town.committee.id, "dues_due_day", 10)
    await branch.change_quiet_hours(house, office, town.committee.id, (dt.time(22), dt.time(6)))
    settings = (await branch.overview(house, secretary, town.inner.id)).settings
    assert (settings.dues_due_day, settings.quiet_start) == (10, dt.time(22))
    await branch.change_setting(house, secretary, town.inner.id, "dues_due_day", 31)
    assert (await branch.overview(house, secretary, town.inner.id)).settings.dues_due_day == 31
    await branch.change_setting(house, secretary, town.inner.id, "dues_due_day", None)
    assert (await branch.overview(house, secretary, town.inner.id)).settings.dues_due_day == 10


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("dues_due_day", 0, branch.BadSetting),
        ("dues_due_day", 32, branch.BadSetting),
        ("names_in_chat", "LOUD", branch.BadSetting),
        ("no_such_setting", 1, branch.BadSetting),
        ("timezone", "Mars/Olympus", branch.BadZone),
        ("timezone", "../etc/passwd", branch.BadZone),
        ("timezone", "", branch.BadZone),
    ],
)
async def test_a_value_that_does_not_fit_changes_nothing(
    house: House, key: str, value: object, error: type[Exception]
) -> None:
    town = await make_town(house)
    with pytest.raises(error):
        await branch.change_setting(house, await town.actor(house, town.secretary), town.inner.id, key, value)
    async with house.db.read() as session:
        assert list(await session.scalars(select(OrgSetting))) == []
        assert list(await session.scalars(select(AuditEntry))) == []


async def test_the_log_does_not_repeat_what_was_written_about_paying(house: House) -> None:
    town = await make_town(house)
    actor = await town.actor(house, town.secretary)
    await branch.change_setting(house, actor, town.inner.id, "dues_how_to_pay", "找王敏交现金")
    async with house.db.read() as session:
        entry = (await session.scalars(select(AuditEntry))).one()
        assert entry.details == {"key": "dues_how_to_pay", "value": None}


async def test_the_contact_is_named_and_removed(house: House) -> None:
    town = await make_town(house)
    actor = await town.actor(house, town.secretary)
    await branch.change_contact(house, actor, town.inner.id, "王建国", "行政楼 302")
    seen = await branch.overview(house, actor, town.inner.id)
    assert (seen.contact_name, seen.contact_point) == ("王建国", "行政楼 302")
    with pytest.raises(branch.TooLong):
        await branch.change_contact(house, actor, town.inner.id, "王" * 41, "x")
    await branch.change_contact(house, actor, town.inner.id, None, None)
    assert (await branch.overview(house, actor, town.inner.id)).contact_name is None


async def test_an_administrator_starts_at_every_root(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        account = await factories.make_account(session, administrator=True)
        town.accounts[0] = account
        other = await factories.make_branch(session, "独立支部")
    town.silent.id, silent_id = 0, town.silent.id
    actor = await town.actor(house, town.silent)
    town.silent.id = silent_id
    assert [root.id for root in await branch.roots(house, actor)] == [town.committee.id, other.id]

"""What a person sets about himself."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

import texts
from db.accounts import Account
from db.audit import AuditEntry
from db.members import ShiftMark
from db.names import BranchRole, ShiftKind
from db.organisations import Organisation
from services import profile
from services.access import STRANGER
from services.errors import BadInput, NotAllowed
from services.house import House
from tests import factories
from tests.fixtures.houses import set_clock
from tests.services.people import make_town

TODAY = dt.date(2026, 11, 16)


def test_the_languages_are_those_of_the_catalogues() -> None:
    assert profile.LANGUAGES == texts.LANGUAGES


async def test_a_profile_shows_branch_group_roles_and_the_branch_s_contact(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.group, BranchRole.GROUP_LEADER)
        await factories.grant_role(
            session, town.plain, town.inner, BranchRole.YOUTH_MEMBER, ends_on=dt.date(2026, 11, 15)
        )
        committee = await session.get_one(Organisation, town.committee.id)
        committee.contact_name, committee.contact_point = "李办", "行政楼 302"
    seen = await profile.view(house, await town.actor(house, town.plain))
    assert (seen.name, seen.group) == ("张敏", "第一小组")
    assert [(held.role, held.organisation) for held in seen.roles] == [(BranchRole.GROUP_LEADER, "第一小组")]
    assert (seen.contact_name, seen.contact_point) == ("李办", "行政楼 302")
    assert (seen.quiet_start, seen.quiet_end, seen.quiet_own) == (dt.time(21, 30), dt.time(7, 30), False)


async def test_somebody_the_bot_never_met_has_no_profile(house: House) -> None:
    with pytest.raises(NotAllowed):
        await profile.view(house, STRANGER)


async def test_an_unknown_language_is_refused(house: House) -> None:
    town = await make_town(house)
    with pytest.raises(BadInput):
        await profile.choose_language(house, await town.actor(house, town.plain), "fr")


async def test_own_quiet_hours_go_before_the_branch_s_and_back(house: House) -> None:
    town = await make_town(house)
    actor = await town.actor(house, town.plain)
    await profile.set_quiet_hours(house, actor, (dt.time(23), dt.time(6)))
    seen = await profile.view(house, actor)
    assert (seen.quiet_start, seen.quiet_end, seen.quiet_own) == (dt.time(23), dt.time(6), True)
    await profile.set_quiet_hours(house, actor, None)
    seen = await profile.view(house, actor)
    assert (seen.quiet_start, seen.quiet_own) == (dt.time(21, 30), False)


@pytest.mark.parametrize("until", [TODAY, TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=367)])
async def test_a_pause_ends_after_today_and_within_a_year(house: House, until: dt.date) -> None:
    town = await make_town(house)
    actor = await town.actor(house, town.plain)
    with pytest.raises(profile.PauseOutOfRange):
        await profile.pause(house, actor, until)
    assert (await profile.view(house, actor)).paused_until is None


async def test_a_pause_is_over_on_its_day_and_can_be_ended_before(house: House) -> None:
    town = await make_town(house)
    actor = await town.actor(house, town.plain)
    await profile.pause(house, actor, dt.date(2026, 11, 19))
    assert (await profile.view(house, actor)).paused_until == dt.date(2026, 11, 19)
    set_clock(house, dt.datetime(2026, 11, 18, 16, 0, tzinfo=dt.UTC))  # 00:00 on the 19th in Shanghai
    assert (await profile.view(house, actor)).paused_until is None
    await profile.resume(house, actor)
    await profile.resume(house, actor)
    async with house.db.read() as session:
        account = await session.get_one(Account, actor.account_id)
        assert account.paused_until is None
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["profile.paused", "profile.resumed"]


async def test_a_mark_is_set_changed_and_cleared_and_twice_is_once(house: House) -> None:
    town = await make_town(house)
    actor = await town.actor(house, town.plain)
    for kind in (ShiftKind.NIGHT, ShiftKind.NIGHT, ShiftKind.REST):
        await profile.mark(house, actor, TODAY, kind)
    assert (await profile.view(house, actor)).marks == {TODAY: ShiftKind.REST}
    await profile.mark(house, actor, TODAY, None)
    await profile.mark(house, actor, TODAY, None)
    assert (await profile.view(house, actor)).marks == {}


@pytest.mark.parametrize("days", [-1, 14])
async def test_only_the_coming_two_weeks_can_be_marked(house: House, days: int) -> None:
    town = await make_town(house)
    with pytest.raises(profile.DayOutOfRange):
        await profile.mark(house, await town.actor(house, town.plain), TODAY + dt.timedelta(days=days), ShiftKind.NIGHT)


async def test_marks_are_swept_two_days_after_theirs(house: House) -> None:
    town = await make_town(house)
    actor = await town.actor(house, town.plain)
    for days in range(4):
        await profile.mark(house, actor, TODAY + dt.timedelta(days=days), ShiftKind.NIGHT)
    async with house.db.write() as session:
        assert await profile.sweep_marks(session, TODAY + dt.timedelta(days=3)) == 2
        assert await profile.sweep_marks(session, TODAY + dt.timedelta(days=3)) == 0
    async with house.db.read() as session:
        left = await session.scalar(select(func.min(ShiftMark.day)))
    assert left == TODAY + dt.timedelta(days=2)

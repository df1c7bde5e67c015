"""Granting, handing over and ending roles."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.names import BranchRole, OrgLevel, OutboxReason, OutboxState
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage
from services import access, roles
from services.errors import NotAllowed
from services.house import House
from tests import factories
from tests.services.people import Town, make_town

TODAY = dt.date(2026, 11, 16)


async def _secretaries(house: House, branch_id: int) -> list[tuple[int, dt.date, dt.date | None]]:
    async with house.db.read() as session:
        rows = await session.scalars(
            select(RoleGrant)
            .where(RoleGrant.organisation_id == branch_id, RoleGrant.role == BranchRole.SECRETARY)
            .order_by(RoleGrant.starts_on, RoleGrant.id)
        )
        return [(row.member_id, row.starts_on, row.ends_on) for row in rows]


async def _notices(house: House) -> list[tuple[str, int | None, OutboxState]]:
    async with house.db.read() as session:
        rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [(row.payload["key"], row.member_id, row.state) for row in rows]


async def test_every_level_has_its_roles() -> None:
    assert set(roles.ROLES_AT) == set(OrgLevel)
    assert {role for held in roles.ROLES_AT.values() for role in held} == set(BranchRole)


async def test_the_office_grants_a_role_and_the_member_is_told(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    await roles.grant(house, office, town.inner.id, BranchRole.DEPUTY_SECRETARY, town.plain.id, TODAY)
    board = await roles.board(house, office, town.inner.id)
    assert [(held.role, held.name) for held in board.held] == [
        (BranchRole.SECRETARY, "王建国"),
        (BranchRole.DEPUTY_SECRETARY, "张敏"),
    ]
    assert await _notices(house) == [("role-notice-granted", town.plain.id, OutboxState.QUEUED)]
    actor = await town.actor(house, town.plain)
    assert actor.reaches(town.inner.path, access.LEADERS)


async def test_the_first_day_of_a_role_that_came_with_a_roster_is_said_by_giving_it_again(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    role, earlier = BranchRole.DEPUTY_SECRETARY, dt.date(2026, 6, 1)
    async with house.db.write() as session:
        (await factories.grant_role(session, town.plain, town.inner, role, starts_on=TODAY)).dated = False
    await roles.grant(house, office, town.inner.id, role, town.plain.id, earlier)
    async with house.db.read() as session:
        rows = list(await session.scalars(select(RoleGrant).where(RoleGrant.role == role)))
    assert [(one.starts_on, one.ends_on, one.dated) for one in rows] == [(earlier, None, True)]
    assert await _notices(house) == []
    with pytest.raises(roles.RoleHeld):  # it is known now
        await roles.grant(house, office, town.inner.id, role, town.plain.id, dt.date(2026, 5, 1))


async def test_a_role_begins_on_its_day_and_ends_after_its_last(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    await roles.grant(
        house, office, town.inner.id, BranchRole.DEPUTY_SECRETARY, town.plain.id, TODAY + dt.timedelta(days=1)
    )
    assert not (await town.actor(house, town.plain)).holds(access.LEADERS)
    [held] = [one for one in (await roles.board(house, office, town.inner.id)).held if one.member_id == town.plain.id]
    await roles.end(house, office, town.inner.id, held.id, TODAY + dt.timedelta(days=3))
    async with house.db.read() as session:
        for days, holds in ((0, False), (1, True), (3, True), (4, False)):
            actor = await access.identify(
                session, "telegram", town.accounts[town.plain.id].address, TODAY + dt.timedelta(days=days)
            )
            assert actor.holds(access.LEADERS) is holds


async def test_a_new_secretary_takes_over_on_the_day_only_when_that_was_agreed(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    with pytest.raises(roles.SecretaryThere) as refused:
        await roles.grant(house, office, town.inner.id, BranchRole.SECRETARY, town.plain.id, TODAY)
    assert refused.value.fields == {"name": "王建国"}
    plan = await roles.plan(house, office, town.inner.id, BranchRole.SECRETARY, town.plain.id, TODAY)
    assert (plan.name, plan.replaces) == ("张敏", "王建国")
    await roles.grant(house, office, town.inner.id, BranchRole.SECRETARY, town.plain.id, TODAY, hand_over=True)
    assert await _secretaries(house, town.inner.id) == [
        (town.secretary.id, dt.date(2020, 1, 1), TODAY - dt.timedelta(days=1)),
        (town.plain.id, TODAY, None),
    ]
    assert not (await town.actor(house, town.secretary)).holds(access.LEADERS)
    with pytest.raises(roles.RoleHeld):
        await roles.grant(house, office, town.inner.id, BranchRole.SECRETARY, town.plain.id, TODAY, hand_over=True)


async def test_a_role_ended_before_its_first_day_never_was(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    await roles.grant(house, office, town.inner.id, BranchRole.YOUTH_MEMBER, town.plain.id, TODAY)
    [held] = [one for one in (await roles.board(house, office, town.inner.id)).held if one.member_id == town.plain.id]
    await roles.end(house, office, town.inner.id, held.id, TODAY - dt.timedelta(days=1))
    async with house.db.read() as session:
        assert await session.get(RoleGrant, held.id) is None
        row = (await session.scalars(select(OutboxMessage))).one()
        assert (row.state, row.reason) == (OutboxState.SKIPPED, OutboxReason.VOID)


async def test_ending_twice_tells_once(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    [held] = (await roles.board(house, office, town.inner.id)).held
    for _ in range(2):
        await roles.end(house, office, town.inner.id, held.id, TODAY - dt.timedelta(days=1))
    assert await _notices(house) == [("role-notice-ended", town.secretary.id, OutboxState.QUEUED)]


async def test_only_the_office_above_grants_but_a_branch_names_its_group_leaders(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await roles.grant(house, secretary, town.group.id, BranchRole.GROUP_LEADER, town.plain.id, TODAY)
    assert (await roles.board(house, secretary, town.inner.id)).grantable == ()
    for actor in (secretary, await town.actor(house, town.foreign), await town.actor(house, town.plain)):
        with pytest.raises(NotAllowed):
            await roles.grant(house, actor, town.inner.id, BranchRole.DEPUTY_SECRETARY, town.plain.id, TODAY)
        with pytest.raises(NotAllowed):
            await roles.candidates(house, actor, town.inner.id, BranchRole.DEPUTY_SECRETARY)
    [held] = (await roles.board(house, secretary, town.inner.id)).held
    assert not held.may_end
    with pytest.raises(NotAllowed):
        await roles.end(house, secretary, town.inner.id, held.id, TODAY)


async def test_a_grant_of_another_organisation_cannot_be_ended_through_this_one(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    [held] = (await roles.board(house, office, town.inner.id)).held
    with pytest.raises(NotAllowed):
        await roles.end(house, office, town.surgery.id, held.id, TODAY)


async def test_a_role_needs_its_level_and_a_member_of_the_place(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    for organisation, role, member in (
        (town.inner, BranchRole.PARTY_OFFICE, town.plain),
        (town.inner, BranchRole.SECRETARY, town.foreign),
        (town.group, BranchRole.SECRETARY, town.plain),
    ):
        with pytest.raises(roles.RoleNotHere):
            await roles.grant(house, office, organisation.id, role, member.id, TODAY)


async def test_people_are_found_by_name_or_code(house: House) -> None:
    town = await make_town(house)
    office = await town.actor(house, town.office)
    for typed, expected in (
        ("张", ["张敏"]),
        (town.silent.code.lower(), ["欧阳静"]),
        ("", ["王建国", "张敏", "欧阳静"]),
    ):
        found = await roles.candidates(house, office, town.inner.id, BranchRole.SECRETARY, name=typed)
        assert [name for _, name in found.people] == expected
    everybody = await roles.candidates(house, office, town.committee.id, BranchRole.PARTY_OFFICE)
    assert len(everybody.people) == 5
    of_the_branch = await roles.candidates(house, office, town.group.id, BranchRole.GROUP_LEADER)
    assert len(of_the_branch.people) == 3


_STEPS = st.lists(st.tuples(st.sampled_from(["secretary", "plain", "silent"]), st.integers(-40, 40)), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
async def test_a_branch_never_has_two_secretaries_on_one_day(sqlite_house: House, steps: list[tuple[str, int]]) -> None:
    town = await _fresh_town(sqlite_house)
    office = await town.actor(sqlite_house, town.office)
    for who, days in steps:
        member = getattr(town, who)
        try:
            await roles.grant(
                sqlite_house,
                office,
                town.inner.id,
                BranchRole.SECRETARY,
                member.id,
                TODAY + dt.timedelta(days=days),
                hand_over=True,
            )
        except roles.RoleHeld:  # refused: what is stored is judged below
            continue
    held = await _secretaries(sqlite_house, town.inner.id)
    for (_, _, last), (_, first, _) in itertools.pairwise(held):
        assert last is not None
        assert last < first


async def _fresh_town(house: House) -> Town:
    """A town of its own name inside a database that hypothesis uses again."""
    async with house.db.write() as session:
        for one in await session.scalars(select(Organisation)):
            one.name = f"{one.name} {one.id}"
    return await make_town(house)

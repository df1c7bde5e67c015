"""The gate: status, roles and scope."""

import datetime as dt

import pytest

from db.names import BranchRole, OrgLevel
from services import access
from services.access import LEADERS, OFFICE, STEWARDS, STRANGER, Need, Scope, Status
from services.errors import NotAllowed
from services.house import House
from tests.factories import bind, grant_role, make_account, make_branch, make_member, make_organisation

TODAY = dt.date(2026, 11, 16)


async def test_an_unknown_address_is_a_stranger(house: House) -> None:
    async with house.db.read() as session:
        assert await access.identify(session, "telegram", "1", TODAY) == STRANGER


async def test_a_secretary_reaches_his_branch_and_no_other(house: House) -> None:
    async with house.db.write() as session:
        committee = await make_organisation(session)
        own = await make_branch(session, "内科党支部", parent=committee)
        other = await make_branch(session, "外科党支部", parent=committee)
        member = await make_member(session, own)
        account = await make_account(session, "71")
        await bind(session, member, account)
        await grant_role(session, member, own, BranchRole.SECRETARY)
    need = Need(Status.MEMBER, LEADERS, Scope.ORGANISATION)
    async with house.db.read() as session:
        actor = await access.identify(session, "telegram", "71", TODAY)
        await access.check(session, actor, need, own.id)
        with pytest.raises(NotAllowed):
            await access.check(session, actor, need, other.id)
        with pytest.raises(NotAllowed):
            await access.check(session, actor, need, 999_999)
        with pytest.raises(NotAllowed):
            await access.check(session, actor, Need(Status.MEMBER, OFFICE, Scope.ORGANISATION), own.id)


async def test_a_role_counts_only_between_its_days(house: House) -> None:
    async with house.db.write() as session:
        branch = await make_branch(session)
        member = await make_member(session, branch)
        await bind(session, member, await make_account(session, "72"))
        await grant_role(session, member, branch, BranchRole.SECRETARY, ends_on=TODAY - dt.timedelta(days=1))
    async with house.db.read() as session:
        former = await access.identify(session, "telegram", "72", TODAY)
        before = await access.identify(session, "telegram", "72", TODAY - dt.timedelta(days=1))
    assert not former.holds(LEADERS)
    assert before.holds(LEADERS)


async def test_the_office_above_reaches_everything_below_it(house: House) -> None:
    async with house.db.write() as session:
        committee = await make_organisation(session)
        general = await make_organisation(session, "总支", level=OrgLevel.GENERAL_BRANCH, parent=committee)
        branch = await make_branch(session, parent=general)
        elsewhere = await make_organisation(session, "别的党委")
        clerk = await make_member(session, branch, "钱芳")
        await bind(session, clerk, await make_account(session, "73"))
        await grant_role(session, clerk, committee, BranchRole.PARTY_OFFICE)
    async with house.db.read() as session:
        actor = await access.identify(session, "telegram", "73", TODAY)
        for organisation in (committee, general, branch):
            await access.check(session, actor, Need(Status.MEMBER, STEWARDS, Scope.ORGANISATION), organisation.id)
        with pytest.raises(NotAllowed):
            await access.check(session, actor, Need(Status.MEMBER, STEWARDS, Scope.ORGANISATION), elsewhere.id)


async def test_without_consent_nothing_but_the_entrance_is_open(house: House) -> None:
    async with house.db.write() as session:
        branch = await make_branch(session)
        member = await make_member(session, branch)
        await bind(session, member, await make_account(session, "74", consented=False))
    async with house.db.read() as session:
        actor = await access.identify(session, "telegram", "74", TODAY)
        await access.check(session, actor, Need(Status.ANYONE))
        with pytest.raises(NotAllowed):
            await access.check(session, actor, Need(Status.CONSENTED))


def test_a_scope_over_others_cannot_be_declared_without_roles() -> None:
    with pytest.raises(ValueError, match="needs roles"):
        Need(Status.MEMBER, scope=Scope.MEMBER)


async def test_leaders_are_the_branch_s_own_else_the_office(house: House) -> None:
    async with house.db.write() as session:
        committee = await make_organisation(session)
        led = await make_branch(session, "内科党支部", parent=committee)
        vacant = await make_branch(session, "外科党支部", parent=committee)
        secretary = await make_member(session, led, "周文")
        clerk = await make_member(session, led, "钱芳")
        await grant_role(session, secretary, led, BranchRole.SECRETARY)
        await grant_role(session, clerk, committee, BranchRole.PARTY_OFFICE)
    async with house.db.read() as session:
        assert await access.leaders_of(session, led.id, TODAY) == [secretary.id]
        assert await access.leaders_of(session, vacant.id, TODAY) == [clerk.id]

"""Registration: consent, shared numbers, names passed on."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import func, select

from db.accounts import Binding
from db.members import Member
from db.names import BranchRole, MemberStatus, RequestKind, RequestState
from services import access, consent, invitations, registration
from services.errors import NotAllowed, Paused
from services.house import House
from services.registration import (
    AlreadyRegistered,
    ContactNotYours,
    NameUnusable,
    RequestPending,
    Shared,
)
from services.registration.typed import same_name
from tests.factories import bind, grant_role, make_account, make_branch, make_member, make_organisation
from tests.fixtures.houses import NOW
from tests.services.hospital import (  # noqa: F401 - a fixture among them
    PHONE,
    SHARED_PHONE,
    Hospital,
    _hospital,
    actor,
    bound,
    log,
    mark_sent,
    outbox,
    requests,
)

# --- consent ---------------------------------------------------------------------------------------------------------


async def test_consent_makes_one_account_however_often_it_is_tapped(house: House) -> None:
    agreed = await asyncio.gather(*(consent.agree(house, "telegram", "90", "en") for _ in range(5)))
    assert {one.account_id for one in agreed} == {agreed[0].account_id}
    assert agreed[0].consented
    assert agreed[0].language == "en"
    assert await log(house, "consent.given") == [{"version": access.CONSENT_VERSION}]


async def test_the_office_can_do_nothing_before_its_warning_is_confirmed(house: House) -> None:
    async with house.db.write() as session:
        committee = await make_organisation(session)
        branch = await make_branch(session, parent=committee)
        member = await make_member(session, branch)
        account = await make_account(session, "91")
        account.office_consent_version = None
        await bind(session, member, account)
        await grant_role(session, member, committee, BranchRole.PARTY_OFFICE)
    before = await actor(house, "91")
    assert before.office_warning_due
    assert not before.holds(access.OFFICE)
    confirmed = await consent.agree_for_office(house, before)
    again = await consent.agree_for_office(house, confirmed)
    assert confirmed == again
    assert not confirmed.office_warning_due
    assert confirmed.reaches(branch.path, access.OFFICE)
    assert len(await log(house, "consent.office")) == 1


async def test_nobody_confirms_the_office_s_warning_who_is_not_of_the_office(house: House, hospital: Hospital) -> None:
    with pytest.raises(NotAllowed):
        await consent.agree_for_office(house, await actor(house, "71"))
    with pytest.raises(NotAllowed):
        await consent.agree_for_office(house, access.STRANGER)


# --- the shared number -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["13800001001", "+86 138-0000-1001", "8613800001001", "１３８００００１００１"])
async def test_the_own_number_of_one_member_binds_at_once(house: House, hospital: Hospital, written: str) -> None:
    sharing = await registration.share(house, await actor(house, "81"), written, own=True)
    assert sharing.outcome is Shared.BOUND
    assert sharing.actor is not None
    assert sharing.actor.member is not None
    assert sharing.actor.member.name == "张三"
    assert await bound(house, hospital.zhang) == "81"
    assert await log(house, "registration.bound") == [{"way": "contact", "own": True, "outcome": "bound"}]
    with pytest.raises(AlreadyRegistered):
        await registration.share(house, sharing.actor, written, own=True)


async def test_somebody_else_s_contact_is_refused_and_counted(house: House, hospital: Hospital) -> None:
    guest = await actor(house, "81")
    for _ in range(4):
        with pytest.raises(ContactNotYours):
            await registration.share(house, guest, PHONE, own=False)
    with pytest.raises(Paused):
        await registration.share(house, guest, PHONE, own=False)
    with pytest.raises(Paused):
        await registration.share(house, guest, PHONE, own=True)
    assert await bound(house, hospital.zhang) is None
    assert len(await log(house, "registration.tried")) == 5


async def test_an_unknown_number_leads_to_the_name(house: House, hospital: Hospital) -> None:
    sharing = await registration.share(house, await actor(house, "81"), "13899999999", own=True)
    assert sharing.outcome is Shared.NO_MATCH
    assert await requests(house) == []


async def test_members_who_have_left_are_not_found(house: House, hospital: Hospital) -> None:
    async with house.db.write() as session:
        (await session.get_one(Member, hospital.zhang.id)).status = MemberStatus.LEFT
    sharing = await registration.share(house, await actor(house, "81"), PHONE, own=True)
    assert sharing.outcome is Shared.NO_MATCH


async def test_a_shared_number_goes_to_the_secretary_with_the_name(house: House, hospital: Hospital) -> None:
    guest = await actor(house, "81")
    sharing = await registration.share(house, guest, SHARED_PHONE, own=True)
    assert sharing.outcome is Shared.ASK_NAME
    assert sharing.sharers == tuple(member.id for member in hospital.couple)
    await registration.submit(house, guest, "周　桂英", sharers=sharing.sharers)
    (request,) = await requests(house)
    assert (request.state, request.kind, request.branch_id, request.member_id) == (
        RequestState.PENDING,
        RequestKind.REGISTER,
        hospital.branch.id,
        hospital.couple[1].id,
    )
    assert {card.member_id for card in await outbox(house, "registration_card")} == {
        hospital.secretary.id,
        hospital.deputy.id,
    }


async def test_two_phones_with_one_number_at_once_bind_once(house: House, hospital: Hospital) -> None:
    guests = [await actor(house, address) for address in ("81", "82", "83")]
    outcomes = await asyncio.gather(*(registration.share(house, guest, PHONE, own=True) for guest in guests))
    assert sorted(one.outcome.value for one in outcomes) == ["asked", "asked", "bound"]
    async with house.db.read() as session:
        held = await session.scalar(select(func.count(Binding.id)).where(Binding.member_id == hospital.zhang.id))
    assert held == 1


# --- name and branch -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "branch", ["内科党支部", "内科支部", " 内科 党支部 ", "市人民医院党委内科党支部", "中共市人民医院党委内科党支部"]
)
async def test_a_branch_is_found_however_it_is_written(house: House, hospital: Hospital, branch: str) -> None:
    await registration.submit(house, await actor(house, "81"), "张三", typed_branch=branch)
    (request,) = await requests(house)
    assert (request.branch_id, request.member_id) == (hospital.branch.id, hospital.zhang.id)


async def test_unknown_names_and_branches_wait_like_known_ones(house: House, hospital: Hospital) -> None:
    await registration.submit(house, await actor(house, "81"), "张三", typed_branch="内科党支部")
    await registration.submit(house, await actor(house, "82"), "没有的人", typed_branch="内科党支部")
    await registration.submit(house, await actor(house, "83"), "张三", typed_branch="没有的支部")
    assert [(one.branch_id, one.member_id) for one in await requests(house)] == [
        (hospital.branch.id, hospital.zhang.id),
        (hospital.branch.id, None),
        (None, None),
    ]
    for address in ("81", "82", "83"):
        guest = await actor(house, address)
        waits = await registration.waiting(house, guest)
        assert waits == registration.Waiting(NOW, NOW + dt.timedelta(days=7))
        with pytest.raises(RequestPending):
            await registration.submit(house, guest, "张三", typed_branch="内科党支部")
    cards = await outbox(house, "registration_card")
    assert len(cards) == 4
    assert [card.payload["key"] for card in cards] == ["registration-card-one"] * 2 + ["registration-card-none"] * 2


async def test_a_name_two_branches_share_goes_where_the_person_is(house: House, hospital: Hospital) -> None:
    async with house.db.write() as session:
        second = await make_organisation(session, "二院党委")
        twin = await make_branch(session, "内科党支部", parent=second)
        await make_member(session, twin, "孙七")
    await registration.submit(house, await actor(house, "81"), "孙七", typed_branch="内科")
    await registration.submit(house, await actor(house, "82"), "没有的人", typed_branch="内科")
    first, lost = await requests(house)
    assert first.branch_id == twin.id
    assert lost.branch_id is None


async def test_asking_again_and_again_is_slowed_down_whatever_is_named(house: House, hospital: Hospital) -> None:
    for address, branch in (("81", "内科党支部"), ("82", "没有的支部")):
        guest = await actor(house, address)
        for _ in range(5):
            await registration.submit(house, guest, "没有的人", typed_branch=branch)
            assert await registration.withdraw(house, guest)
        with pytest.raises(Paused):
            await registration.submit(house, guest, "没有的人", typed_branch=branch)


@pytest.mark.parametrize("name", ["", "  ", "13800001001", "名" * 41, "…"])
async def test_what_is_no_name_is_asked_again(house: House, hospital: Hospital, name: str) -> None:
    with pytest.raises(NameUnusable):
        await registration.submit(house, await actor(house, "81"), name, typed_branch="内科党支部")
    assert await requests(house) == []


async def test_an_invitation_names_the_branch_and_is_used_up(house: House, hospital: Hospital) -> None:
    made = await invitations.create(house, "terminal", hospital.branch.id, uses=1)
    await registration.submit(house, await actor(house, "81"), "张三", invitation_id=made.id)
    with pytest.raises(invitations.InvitationUseless):
        await registration.submit(house, await actor(house, "82"), "张三", invitation_id=made.id)
    (request,) = await requests(house)
    assert (request.invitation_id, request.branch_id) == (made.id, hospital.branch.id)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("张三", "张　三", True),
        ("阿卜杜·热合曼", "阿卜杜•热合曼", True),
        ("张三", "张三丰", False),
        (None, None, False),
    ],
)
def test_names_are_compared_without_spaces_and_dots(one: str | None, other: str | None, same: bool) -> None:
    assert same_name(one, other) is same

"""Registration: shared numbers, names passed on, the one decision, re-binding, expiry."""

import asyncio
import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from db.accounts import Account, Binding
from db.audit import AuditEntry
from db.members import Member
from db.names import BranchRole, MemberStatus, OutboxAction, OutboxReason, OutboxState, RequestKind, RequestState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from db.registration import RegistrationRequest
from services import access, consent, invitations, org_settings, privacy, registration
from services.access import Actor
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
from tests.fixtures.houses import NOW, set_clock

PHONE = "13800001001"
SHARED_PHONE = "13800001002"


@dataclass
class Hospital:
    """A branch with two who lead it, another branch, and three people with phones whom nobody knows yet."""

    branch: Organisation
    other: Organisation
    secretary: Member
    deputy: Member
    zhang: Member
    couple: tuple[Member, Member]


async def actor(house: House, address: str) -> Actor:
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today())


@pytest.fixture
async def hospital(house: House) -> Hospital:
    async with house.db.write() as session:
        committee = await make_organisation(session)
        branch = await make_branch(session, "内科党支部", parent=committee)
        other = await make_branch(session, "外科党支部", parent=committee)
        secretary = await make_member(session, branch, "李书记")
        deputy = await make_member(session, branch, "王副书记")
        stranger = await make_member(session, other, "赵书记")
        await bind(session, secretary, await make_account(session, "71"))
        await bind(session, deputy, await make_account(session, "72"))
        await bind(session, stranger, await make_account(session, "73"))
        await grant_role(session, secretary, branch, BranchRole.SECRETARY)
        await grant_role(session, deputy, branch, BranchRole.DEPUTY_SECRETARY)
        await grant_role(session, stranger, other, BranchRole.SECRETARY)
        zhang = await make_member(session, branch, "张三", phone=PHONE, vault=house.vault)
        couple = (
            await make_member(session, branch, "陈建国", phone=SHARED_PHONE, vault=house.vault),
            await make_member(session, branch, "周桂英", phone=SHARED_PHONE, vault=house.vault),
        )
        for address in ("81", "82", "83"):
            await make_account(session, address)
    return Hospital(branch, other, secretary, deputy, zhang, couple)


async def requests(house: House) -> list[RegistrationRequest]:
    async with house.db.read() as session:
        return list(await session.scalars(select(RegistrationRequest).order_by(RegistrationRequest.id)))


async def outbox(house: House, kind: str) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return list(await session.scalars(query))


async def bound(house: House, member: Member) -> str | None:
    """The address a member is bound to."""
    async with house.db.read() as session:
        return await session.scalar(
            select(Account.address)
            .join(Binding, Binding.account_id == Account.id)
            .where(Binding.member_id == member.id, Binding.unbound_at.is_(None))
        )


async def log(house: House, action: str) -> list[dict[str, object]]:
    async with house.db.read() as session:
        query = select(AuditEntry.details).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return list(await session.scalars(query))


async def mark_sent(house: House, kind: str) -> None:
    """What the delivery does to rows it has sent."""
    async with house.db.write() as session:
        for row in await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)):
            row.state, row.message_ids, row.ended_at = OutboxState.SENT, [11], NOW


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


# --- the decision ----------------------------------------------------------------------------------------------------


async def _asked(house: House, name: str = "张三", address: str = "81") -> int:
    await registration.submit(house, await actor(house, address), name, typed_branch="内科党支部")
    return (await requests(house))[-1].id


async def test_approving_binds_tells_and_forgets_the_typed_name(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    await mark_sent(house, "registration_card")
    decision = await registration.approve(house, await actor(house, "71"), request_id, hospital.zhang.id)
    assert decision.done
    assert decision.card.key == "registration-card-approved"
    assert decision.card.vars == {"who": "张三", "branch": "内科党支部", "by": "李书记"}
    assert await bound(house, hospital.zhang) == "81"
    (request,) = await requests(house)
    assert (request.state, request.typed_name, request.decided_at) == (RequestState.APPROVED, None, NOW)
    (result,) = await outbox(house, "registration_result")
    assert result.payload["key"] == "registration-approved"
    edits = await outbox(house, "registration_card_closed")
    assert [edit.action for edit in edits] == [OutboxAction.EDIT] * 2
    assert {edit.payload["of"] for edit in edits} == {
        card.dedupe_key for card in await outbox(house, "registration_card")
    }
    assert {edit.payload["key"] for edit in edits} == {"registration-card-approved"}


async def test_two_secretaries_pressing_at_once_decide_once(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    secretary, deputy = await actor(house, "71"), await actor(house, "72")
    decisions = await asyncio.gather(
        registration.approve(house, secretary, request_id, hospital.zhang.id),
        registration.refuse(house, deputy, request_id),
        registration.approve(house, deputy, request_id, hospital.zhang.id),
        registration.refuse(house, secretary, request_id),
    )
    assert sum(one.done for one in decisions) == 1
    (request,) = await requests(house)
    assert len({one.card.key for one in decisions}) == 1
    assert (await bound(house, hospital.zhang) is not None) == (request.state is RequestState.APPROVED)
    assert len(await outbox(house, "registration_result")) == 1
    decided = await log(house, "registration.approved") + await log(house, "registration.refused")
    assert len(decided) == 1


async def test_two_requests_for_one_member_approved_at_once_bind_one(house: House, hospital: Hospital) -> None:
    first, second = await _asked(house, address="81"), await _asked(house, address="82")
    secretary, deputy = await actor(house, "71"), await actor(house, "72")
    decisions = await asyncio.gather(
        registration.approve(house, secretary, first, hospital.zhang.id),
        registration.approve(house, deputy, second, hospital.zhang.id),
    )
    assert sorted(one.done for one in decisions) == [False, True]
    late = next(one for one in decisions if not one.done)
    assert late.card.key == "registration-card-rebind"
    assert sorted(one.state for one in await requests(house)) == [RequestState.APPROVED, RequestState.PENDING]


async def test_approving_while_the_number_is_shared_binds_once(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    secretary, guest = await actor(house, "71"), await actor(house, "81")
    await asyncio.gather(
        registration.approve(house, secretary, request_id, hospital.zhang.id),
        registration.share(house, guest, PHONE, own=True),
        return_exceptions=True,
    )
    assert await bound(house, hospital.zhang) == "81"
    (request,) = await requests(house)
    assert request.state in (RequestState.APPROVED, RequestState.WITHDRAWN)


async def test_a_stale_press_shows_how_it_ended(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    await registration.refuse(house, await actor(house, "71"), request_id)
    late = await registration.approve(house, await actor(house, "72"), request_id, hospital.zhang.id)
    assert not late.done
    assert late.card.key == "registration-card-refused"
    assert late.card.vars["by"] == "李书记"
    assert await bound(house, hospital.zhang) is None


async def test_the_secretary_of_another_branch_decides_nothing(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    foreign = await actor(house, "73")
    for attempt in (
        registration.look(house, foreign, request_id),
        registration.refuse(house, foreign, request_id),
        registration.approve(house, foreign, request_id, hospital.zhang.id),
        registration.look(house, foreign, 999_999),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    assert await registration.list_waiting(house, foreign, hospital.branch.id) == []
    assert await registration.list_waiting(house, await actor(house, "71"), hospital.other.id) == []
    assert await registration.list_waiting(house, await actor(house, "71"), hospital.branch.id) == [
        registration.WaitingCard(request_id, "张三", "内科党支部")
    ]


async def test_a_member_who_cannot_be_meant_is_not_bound(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    for member in (hospital.couple[0], hospital.secretary):
        decision = await registration.approve(house, await actor(house, "71"), request_id, member.id)
        assert not decision.done
    assert (await requests(house))[0].state is RequestState.PENDING


async def test_an_unknown_name_cannot_be_approved_until_the_roster_has_it(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house, "钱九")
    card = await registration.look(house, await actor(house, "71"), request_id)
    assert card.key == "registration-card-none"
    assert [button.data for row in card.buttons for button in row] == [f"reg.see:{request_id}", f"reg.no:{request_id}"]
    async with house.db.write() as session:
        added = await make_member(session, hospital.branch, "钱九")
    card = await registration.look(house, await actor(house, "71"), request_id)
    assert card.key == "registration-card-one"
    assert (await registration.approve(house, await actor(house, "71"), request_id, added.id)).done


async def test_of_two_namesakes_the_secretary_picks_one(house: House, hospital: Hospital) -> None:
    async with house.db.write() as session:
        other = await make_member(session, hospital.branch, "张三")
        other.department, other.post = "护理部", "护士长"
    request_id = await _asked(house)
    card = await registration.look(house, await actor(house, "71"), request_id)
    assert card.key == "registration-card-several"
    picks = [row[0] for row in card.buttons[:2]]
    assert [pick.data for pick in picks] == [
        f"reg.ok:{request_id}:{hospital.zhang.id}",
        f"reg.ok:{request_id}:{other.id}",
    ]
    assert picks[1].vars == {"who": "张三", "details": "护理部 · 护士长"}
    assert (await registration.approve(house, await actor(house, "71"), request_id, other.id)).done
    assert await bound(house, other) == "81"


@pytest.mark.parametrize(("mode", "typed", "details"), [("MASKED", "张*", "护理部"), ("CODE", "张*", None)])
async def test_cards_name_people_as_the_branch_wishes(
    house: House, hospital: Hospital, mode: str, typed: str, details: str | None
) -> None:
    async with house.db.write() as session:
        await org_settings.change(session, hospital.branch.id, "names_in_chat", mode, NOW)
        zhang = await session.get_one(Member, hospital.zhang.id)
        zhang.department, zhang.post = "护理部", "护士长"
    await _asked(house)
    for card in await outbox(house, "registration_card"):
        shown = card.payload["vars"]
        assert shown["typed"] == typed
        assert shown["who"] == (hospital.zhang.code if mode == "CODE" else "张*")
        assert shown["details"] == (details or {"key": "registration-no-details"})


async def test_cards_wait_for_the_first_who_may_decide(house: House) -> None:
    async with house.db.write() as session:
        branch = await make_branch(session, "内科党支部")
        secretary = await make_member(session, branch, "李书记", phone="13800001009", vault=house.vault)
        await grant_role(session, secretary, branch, BranchRole.SECRETARY)
        await make_member(session, branch, "张三")
        for address in ("81", "71"):
            await make_account(session, address)
    await _asked(house)
    assert await outbox(house, "registration_card") == []
    await registration.share(house, await actor(house, "71"), "13800001009", own=True)
    assert [card.member_id for card in await outbox(house, "registration_card")] == [secretary.id]


async def test_without_leaders_and_office_the_administrator_is_asked(house: House) -> None:
    async with house.db.write() as session:
        branch = await make_branch(session, "内科党支部")
        secretary = await make_member(session, branch, "李书记")
        await grant_role(session, secretary, branch, BranchRole.SECRETARY)
        administrator = await make_account(session, "70", administrator=True)
        await make_account(session, "81")
    request_id = await _asked(house, "李书记")
    assert [card.account_id for card in await outbox(house, "registration_card")] == [administrator.id]
    decision = await registration.approve(house, await actor(house, "70"), request_id, secretary.id)
    assert decision.done
    assert decision.card.vars["by"] == {"key": "registration-administrator"}


async def test_a_mistaken_approval_is_taken_back(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    secretary = await actor(house, "71")
    approved = await registration.approve(house, secretary, request_id, hospital.zhang.id)
    assert approved.card.buttons[0][0].data == f"reg.undo:{request_id}"
    with pytest.raises(NotAllowed):
        await registration.undo(house, await actor(house, "73"), request_id)
    undone = await asyncio.gather(*(registration.undo(house, secretary, request_id) for _ in range(3)))
    assert sorted(one.done for one in undone) == [False, False, True]
    assert await bound(house, hospital.zhang) is None
    assert len(await outbox(house, "registration_undone")) == 1
    assert len(await log(house, "registration.undone")) == 1
    await _asked(house)
    assert (await requests(house))[-1].state is RequestState.PENDING


async def test_an_approval_of_yesterday_stands(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    secretary = await actor(house, "71")
    await registration.approve(house, secretary, request_id, hospital.zhang.id)
    set_clock(house, NOW + dt.timedelta(days=1))
    late = await registration.undo(house, secretary, request_id)
    assert not late.done
    assert late.card.buttons == ()
    assert await bound(house, hospital.zhang) == "81"


async def test_undoing_touches_no_later_binding(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    secretary = await actor(house, "71")
    await registration.approve(house, secretary, request_id, hospital.zhang.id)
    await privacy.leave(house, await actor(house, "81"))
    set_clock(house, NOW + dt.timedelta(hours=1))
    await registration.share(house, await actor(house, "81"), PHONE, own=True)
    assert not (await registration.undo(house, secretary, request_id)).done
    assert await bound(house, hospital.zhang) == "81"


# --- another account -------------------------------------------------------------------------------------------------


async def test_a_new_account_takes_over_with_the_secretary_s_approval(house: House, hospital: Hospital) -> None:
    await registration.share(house, await actor(house, "81"), PHONE, own=True)
    sharing = await registration.share(house, await actor(house, "82"), PHONE, own=True)
    assert sharing.outcome is Shared.ASKED
    assert await bound(house, hospital.zhang) == "81"
    (request,) = await requests(house)
    assert (request.kind, request.member_id) == (RequestKind.REBIND, hospital.zhang.id)
    secretary = await actor(house, "71")
    card = await registration.look(house, secretary, request.id)
    assert card.key == "registration-card-rebind-phone"
    unseen = await registration.approve(house, secretary, request.id, hospital.zhang.id)
    assert not unseen.done
    decision = await registration.approve(house, secretary, request.id, hospital.zhang.id, rebinding=True)
    assert decision.done
    assert await bound(house, hospital.zhang) == "82"
    assert (await actor(house, "81")).member is None
    (told,) = await outbox(house, "registration_moved")
    assert told.account_id == (await actor(house, "81")).account_id


async def test_a_bound_name_asks_for_rebinding(house: House, hospital: Hospital) -> None:
    await registration.share(house, await actor(house, "81"), PHONE, own=True)
    request_id = await _asked(house, address="82")
    assert (await requests(house))[0].kind is RequestKind.REBIND
    card = await registration.look(house, await actor(house, "71"), request_id)
    assert card.key == "registration-card-rebind"
    assert card.buttons[0][0].data == f"reg.rb:{request_id}:{hospital.zhang.id}"


async def test_a_secretary_s_own_new_account_is_also_shown_to_the_office(house: House, hospital: Hospital) -> None:
    async with house.db.write() as session:
        office = await make_member(session, hospital.other, "党办")
        await bind(session, office, await make_account(session, "74"))
        root = await session.get_one(Organisation, hospital.branch.parent_id)
        await grant_role(session, office, root, BranchRole.PARTY_OFFICE)
    await _asked(house, "李书记")
    assert {card.member_id for card in await outbox(house, "registration_card")} == {
        hospital.secretary.id,
        hospital.deputy.id,
        office.id,
    }


# --- how else it ends ------------------------------------------------------------------------------------------------


async def test_requests_end_after_a_week_with_the_same_words_for_all(house: House, hospital: Hospital) -> None:
    await _asked(house)
    await registration.submit(house, await actor(house, "82"), "张三", typed_branch="没有的支部")
    await mark_sent(house, "registration_card")
    set_clock(house, NOW + dt.timedelta(days=7) - dt.timedelta(seconds=1))
    assert await registration.expire(house) == 0
    set_clock(house, NOW + dt.timedelta(days=7))
    assert await registration.expire(house) == 2
    assert await registration.expire(house) == 0
    assert [(one.state, one.typed_name) for one in await requests(house)] == [(RequestState.EXPIRED, None)] * 2
    results = await outbox(house, "registration_result")
    assert len(results) == 2
    assert results[0].payload == results[1].payload
    assert len(await outbox(house, "registration_card_closed")) == 2


async def test_a_request_that_is_over_but_not_yet_swept_cannot_be_approved(house: House, hospital: Hospital) -> None:
    request_id = await _asked(house)
    set_clock(house, NOW + dt.timedelta(days=7))
    decision = await registration.approve(house, await actor(house, "71"), request_id, hospital.zhang.id)
    assert not decision.done
    assert decision.card.key == "registration-card-expired"


async def test_withdrawing_calls_unsent_cards_back_and_empties_all(house: House, hospital: Hospital) -> None:
    await _asked(house)
    guest = await actor(house, "81")
    assert await registration.withdraw(house, guest)
    assert not await registration.withdraw(house, guest)
    cards = await outbox(house, "registration_card")
    assert [(card.state, card.reason) for card in cards] == [(OutboxState.SKIPPED, OutboxReason.VOID)] * 2
    assert all("张三" not in str(card.payload) for card in cards)
    assert await outbox(house, "registration_card_closed") == []
    assert await registration.waiting(house, guest) is None

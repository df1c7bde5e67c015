"""Registration: the one decision, re-binding, and how else a request ends."""

import asyncio
import datetime as dt

import pytest

from db.members import Member
from db.names import BranchRole, OutboxAction, OutboxReason, OutboxState, RequestKind, RequestState
from db.organisations import Organisation
from services import org_settings, privacy, registration
from services.errors import NotAllowed
from services.house import House
from services.registration import (
    Shared,
)
from tests.factories import bind, grant_role, make_account, make_branch, make_member
from tests.fixtures.houses import NOW, set_clock
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
        secretary = await make_member(session, branch, "李书记", role=BranchRole.SECRETARY)
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

"""Who comes and who asks leave: answers as rows, one decision each, and reasons that stay where they belong."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from db.meetings import MeetingReply
from db.members import ShiftMark
from db.names import (
    BranchRole,
    LeaveState,
    LeaveType,
    MeetingState,
    ShiftKind,
    Sitting,
)
from services import access, leave
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.leave import acts, deciding, listing, rules, standing
from services.leave.errors import LeaveOver, MeetingBegun, MeetingOff, NotInvited, OwnLeave
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.leaving import STARTS, all_sent, leader_of_group, meeting_of, outbox, reminded, replies, requests
from tests.services.people import Town, make_town


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


# --- coming ----------------------------------------------------------------------------------------------------------


async def test_coming_twice_is_one_answer(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain = await town.actor(house, town.plain)
    first = await acts.come(house, plain, meeting)
    set_clock(house, NOW + dt.timedelta(hours=1))
    assert await acts.come(house, plain, meeting) == first
    async with house.db.read() as session:
        (row,) = await session.scalars(select(MeetingReply))
    assert (row.member_id, row.sitting, row.answered_at) == (town.plain.id, Sitting.A, NOW)
    assert first.coming is Sitting.A


async def test_ten_taps_at_once_are_one_answer(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain = await town.actor(house, town.plain)
    await asyncio.gather(*[acts.come(house, plain, meeting) for _ in range(10)])
    assert await replies(house) == {town.plain.id: Sitting.A}


async def test_who_is_not_invited_has_nothing_to_answer(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    foreign = await town.actor(house, town.foreign)
    for attempt in (
        acts.come(house, foreign, meeting),
        acts.ask(house, foreign, meeting, LeaveType.DUTY),
        acts.withdraw(house, foreign, meeting),
        acts.come(house, foreign, 4711),
        standing.look(house, foreign, meeting),
        listing.for_member(house, foreign, meeting, town.plain.id),
        acts.come(house, foreign, meeting, member_id=town.plain.id),
    ):
        with pytest.raises(NotInvited):
            await attempt
    assert await replies(house) == {}


async def test_the_second_sitting_moves_his_reminders(house: House, town: Town) -> None:
    second = STARTS + dt.timedelta(days=2)
    meeting = await meeting_of(house, town, second_starts_at=second, second_minutes=60)
    plain = await town.actor(house, town.plain)
    await acts.come(house, plain, meeting, Sitting.B)
    due = {row.member_id: row.due_at for row in await outbox(house, "meeting_reminder") if ":2h:" in row.dedupe_key}
    two_hours = dt.timedelta(hours=2)
    assert (due[town.plain.id], due[town.silent.id]) == (second - two_hours, STARTS - two_hours)
    await acts.withdraw(house, plain, meeting)
    due = {row.member_id: row.due_at for row in await outbox(house, "meeting_reminder") if ":2h:" in row.dedupe_key}
    assert due[town.plain.id] == STARTS - two_hours


async def test_a_sitting_there_is_not_and_one_that_has_begun(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain = await town.actor(house, town.plain)
    with pytest.raises(BadInput):
        await acts.come(house, plain, meeting, Sitting.B)
    set_clock(house, STARTS)
    with pytest.raises(MeetingBegun):
        await acts.come(house, plain, meeting)
    assert await replies(house) == {}


async def test_a_meeting_that_is_called_off_takes_no_answer(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town, state=MeetingState.CANCELLED)
    plain = await town.actor(house, town.plain)
    with pytest.raises(MeetingOff):
        await acts.come(house, plain, meeting)
    with pytest.raises(MeetingOff):
        await acts.ask(house, plain, meeting, LeaveType.DUTY)
    assert await requests(house) == []


# --- asking ----------------------------------------------------------------------------------------------------------


async def test_leave_is_asked_for_and_approved_and_nobody_reminds_him(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    await acts.come(house, plain, meeting)
    asked = await acts.ask(house, plain, meeting, LeaveType.DUTY)
    assert asked.leave is not None
    assert (asked.coming, asked.leave.state, asked.leave.late) == (None, LeaveState.PENDING, False)
    assert town.plain.id in await reminded(house)
    (card,) = await outbox(house, "leave_card")
    assert card.member_id == town.secretary.id
    assert (card.payload["vars"]["who"], card.payload["vars"]["type"]) == ("张敏", {"key": "leave-type-duty"})

    decided = await deciding.decide(house, secretary, asked.leave.id, approve=True)
    assert (decided.done, decided.card.key, decided.card.vars["by"]) == (True, "leave-card-approved", "王建国")
    (row,) = await requests(house)
    assert (row.state, row.decided_by, row.decided_at) == (LeaveState.APPROVED, secretary.account_id, NOW)
    assert town.plain.id not in await reminded(house)
    assert [one.payload["key"] for one in await outbox(house, "leave_result")] == ["leave-approved"]
    async with house.db.read() as session:
        found = await leave.leave_of(session, meeting)
    assert (found[town.plain.id].type, found[town.plain.id].duty) == (LeaveType.DUTY, True)


async def test_a_second_tap_asks_once_and_another_reason_replaces_the_first(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain = await town.actor(house, town.plain)
    await asyncio.gather(*[acts.ask(house, plain, meeting, LeaveType.DUTY) for _ in range(5)])
    assert [(row.type, row.state) for row in await requests(house)] == [(LeaveType.DUTY, LeaveState.PENDING)]
    await all_sent(house, "leave_card")
    await acts.ask(house, plain, meeting, LeaveType.OFFICIAL)
    assert [(row.type, row.state) for row in await requests(house)] == [
        (LeaveType.DUTY, LeaveState.WITHDRAWN),
        (LeaveType.OFFICIAL, LeaveState.PENDING),
    ]
    (closed,) = await outbox(house, "leave_card_closed")
    assert (closed.payload["key"], closed.payload["vars"]["who"]) == ("leave-card-withdrawn", "张敏")


async def test_two_deciders_make_one_decision(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    leader = await leader_of_group(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.ANNUAL)
    assert asked.leave is not None
    assert {row.member_id for row in await outbox(house, "leave_card")} == {
        town.secretary.id,
        leader.member.id if leader.member else 0,
    }
    await all_sent(house, "leave_card")
    found = await asyncio.gather(
        deciding.decide(house, secretary, asked.leave.id, approve=True),
        deciding.decide(house, leader, asked.leave.id, approve=False),
    )
    assert sorted(one.done for one in found) == [False, True]
    (row,) = await requests(house)
    won = found[0] if found[0].done else found[1]
    assert won.card.key == f"leave-card-{row.state.value.lower()}"
    assert {one.card.key for one in found} == {won.card.key}
    assert len(await outbox(house, "leave_result")) == 1
    edits = await outbox(house, "leave_card_closed")
    assert {one.payload["key"] for one in edits} == {won.card.key}
    assert len(edits) == 2


async def test_refused_he_is_still_expected_and_may_ask_again(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.PERSONAL)
    assert asked.leave is not None
    await deciding.decide(house, secretary, asked.leave.id, approve=False)
    assert town.plain.id in await reminded(house)
    seen = await standing.look(house, plain, meeting)
    assert seen.leave is not None
    assert (seen.leave.state, seen.may_ask, seen.may_come) == (LeaveState.REFUSED, True, True)
    again = await acts.ask(house, plain, meeting, LeaveType.PERSONAL)
    assert again.leave is not None
    assert again.leave.state is LeaveState.PENDING


async def test_a_refusal_is_taken_back_from_the_card_once(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.PERSONAL)
    assert asked.leave is not None
    number = asked.leave.id
    refused = await deciding.decide(house, secretary, number, approve=False)
    assert [one.data for row in refused.card.buttons for one in row] == [f"lv.re:{number}"]
    # The button of an older card decides nothing any more; only the one that says so takes a refusal back.
    assert not (await deciding.decide(house, secretary, number, approve=True)).done
    found = await asyncio.gather(*[deciding.relent(house, secretary, number) for _ in range(3)])
    assert sorted(one.done for one in found) == [False, False, True]
    assert {one.card.key for one in found} == {"leave-card-approved"}
    assert town.plain.id not in await reminded(house)
    told = [one.payload["key"] for one in await outbox(house, "leave_result")]
    assert told == ["leave-refused", "leave-approved"]


async def test_a_refusal_stays_once_he_has_answered_otherwise(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.PERSONAL)
    assert asked.leave is not None
    await deciding.decide(house, secretary, asked.leave.id, approve=False)
    await acts.come(house, plain, meeting, Sitting.A)
    kept = await deciding.relent(house, secretary, asked.leave.id)
    assert (kept.done, kept.card.key, kept.card.buttons) == (False, "leave-card-refused", ())


async def test_taken_back_the_reminders_are_there_again(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.DUTY)
    assert asked.leave is not None
    await deciding.decide(house, secretary, asked.leave.id, approve=True)
    back = await acts.withdraw(house, plain, meeting)
    assert (back.leave, back.coming) == (None, None)
    assert town.plain.id in await reminded(house)
    late = await deciding.decide(house, secretary, asked.leave.id, approve=False)
    assert (late.done, late.card.key) == (False, "leave-card-withdrawn")
    await acts.ask(house, plain, meeting, LeaveType.DUTY)
    came = await acts.come(house, plain, meeting)
    assert (came.leave, came.coming) == (None, Sitting.A)
    assert {row.state for row in await requests(house)} == {LeaveState.WITHDRAWN}


async def test_leave_asked_for_late_says_so_and_too_late_is_refused(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    plain = await town.actor(house, town.plain)
    set_clock(house, STARTS + dt.timedelta(minutes=1))
    asked = await acts.ask(house, plain, meeting, LeaveType.SURGERY_EMERGENCY)
    assert asked.leave is not None
    assert asked.leave.late
    (card,) = await outbox(house, "leave_card")
    assert card.payload["vars"]["late"] == 1
    set_clock(house, STARTS + dt.timedelta(days=rules.load().asking.late_days))
    with pytest.raises(LeaveOver) as caught:
        await acts.ask(house, plain, meeting, LeaveType.DUTY)
    assert caught.value.fields == {"days": 7}


async def test_a_meeting_may_name_its_own_last_moment(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town, answer_by=STARTS - dt.timedelta(days=1))
    plain = await town.actor(house, town.plain)
    set_clock(house, STARTS - dt.timedelta(hours=23))
    asked = await acts.ask(house, plain, meeting, LeaveType.DUTY)
    assert asked.leave is not None
    assert asked.leave.late


@pytest.mark.parametrize(
    ("mark", "suggested"),
    [
        (ShiftKind.NIGHT, LeaveType.NIGHT_SHIFT),
        (ShiftKind.AFTER_NIGHT, LeaveType.NIGHT_SHIFT),
        (ShiftKind.REST, LeaveType.ANNUAL),
        (None, None),
    ],
)
async def test_the_mark_of_the_day_suggests_the_type(
    house: House, town: Town, mark: ShiftKind | None, suggested: LeaveType | None
) -> None:
    meeting = await meeting_of(house, town, second_starts_at=STARTS + dt.timedelta(days=1), second_minutes=60)
    if mark is not None:
        async with house.db.write() as session:
            session.add(ShiftMark(member_id=town.plain.id, day=dt.date(2026, 12, 9), kind=mark))
    seen = await standing.look(house, await town.actor(house, town.plain), meeting)
    assert (seen.suggested, seen.suggested_sitting) == (suggested, Sitting.B if mark else None)
    assert seen.types[0] is (suggested or LeaveType.NIGHT_SHIFT)
    assert set(seen.types) == set(LeaveType)


# --- who decides -----------------------------------------------------------------------------------------------------


async def test_nobody_decides_on_his_own_leave(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    secretary, office = await town.actor(house, town.secretary), await town.actor(house, town.office)
    asked = await acts.ask(house, secretary, meeting, LeaveType.DUTY)
    assert asked.leave is not None
    assert [row.member_id for row in await outbox(house, "leave_card")] == [town.office.id]
    with pytest.raises(OwnLeave):
        await deciding.decide(house, secretary, asked.leave.id, approve=True)
    await acts.ask(house, secretary, meeting, LeaveType.DUTY, member_id=town.secretary.id)  # no way round it
    assert [row.state for row in await requests(house)] == [LeaveState.PENDING]
    decided = await deciding.decide(house, office, asked.leave.id, approve=True)
    assert decided.done


async def test_where_nobody_could_decide_it_is_approved_at_once(house: House) -> None:
    async with house.db.write() as session:
        branch = await factories.make_branch(session)
        alone = await factories.make_member(session, branch, "独一人", role=BranchRole.SECRETARY)
        account = await factories.make_account(session, "5")
        await factories.bind(session, alone, account)
        row = factories.meeting_of(branch, STARTS)
        session.add(row)
        await session.flush()
        meeting = row.id
    asked = await acts.ask(house, await _identified(house, "5"), meeting, LeaveType.DUTY)
    assert asked.leave is not None
    assert asked.leave.state is LeaveState.APPROVED
    assert [row.decided_by for row in await requests(house)] == [None]


async def _identified(house: House, address: str) -> Actor:
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today())


async def test_who_does_not_reach_him_decides_nothing(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    asked = await acts.ask(house, await town.actor(house, town.plain), meeting, LeaveType.SICK)
    assert asked.leave is not None
    foreign = await town.actor(house, town.foreign)
    for attempt in (
        deciding.decide(house, foreign, asked.leave.id, approve=True),
        deciding.look(house, foreign, asked.leave.id),
        deciding.reason(house, foreign, asked.leave.id),
        deciding.reason(house, foreign, 4711),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    assert [row.state for row in await requests(house)] == [LeaveState.PENDING]


async def test_a_group_leader_reaches_his_group_only(house: House, town: Town) -> None:
    meeting = await meeting_of(house, town)
    leader = await leader_of_group(house, town)
    await acts.ask(house, leader, meeting, LeaveType.DUTY, member_id=town.plain.id)
    with pytest.raises(NotInvited):
        await acts.ask(house, leader, meeting, LeaveType.DUTY, member_id=town.silent.id)
    assert [(row.member_id, row.state) for row in await requests(house)] == [(town.plain.id, LeaveState.APPROVED)]

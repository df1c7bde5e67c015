"""Who comes and who asks leave: answers as rows, one decision each, and reasons that stay where they belong."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from db.audit import AuditEntry
from db.leave import LeaveRequest
from db.meetings import Meeting, MeetingPart, MeetingReply
from db.members import Member, ShiftMark
from db.models import metadata
from db.names import (
    Audience,
    BranchRole,
    LeaveState,
    LeaveType,
    MeetingState,
    OutboxReason,
    OutboxState,
    PartState,
    ShiftKind,
    Sitting,
)
from db.organisations import OrgSetting
from db.outbox import OutboxMessage
from services import access, housekeeping, leave, meetings, privacy
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.leave import acts, deciding, listing, rules, standing
from services.leave.errors import LeaveOver, MeetingBegun, MeetingOff, NotInvited, OwnLeave
from services.leave.listing import Said
from services.meetings import planner
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

STARTS = dt.datetime(2026, 12, 9, 7, 0, tzinfo=dt.UTC)


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def _meeting(house: House, town: Town, **changes: Any) -> int:
    async with house.db.write() as session:
        row = factories.meeting_of(town.inner, changes.pop("starts_at", STARTS), **changes)
        session.add(row)
        await session.flush()
        await planner.tell(session, await planner.scene_for(house, session, town.inner.id), [row], house.now())
        return row.id


async def _leader(house: House, town: Town) -> Actor:
    """The leader of the group of the plain member."""
    async with house.db.write() as session:
        leader = await factories.make_member(session, town.inner, "组长", group=town.group)
        await factories.grant_role(session, leader, town.group, BranchRole.GROUP_LEADER)
        town.accounts[leader.id] = await factories.make_account(session)
        await factories.bind(session, leader, town.accounts[leader.id])
    return await town.actor(house, leader)


async def _rows(house: House) -> list[LeaveRequest]:
    async with house.db.read() as session:
        return list(await session.scalars(select(LeaveRequest).order_by(LeaveRequest.id)))


async def _replies(house: House) -> dict[int, Sitting]:
    async with house.db.read() as session:
        return {row.member_id: row.sitting for row in await session.scalars(select(MeetingReply))}


async def _outbox(house: House, kind: str) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return list(await session.scalars(query))


async def _sent(house: House, kind: str) -> None:
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.kind == kind, OutboxMessage.state == OutboxState.QUEUED)
            .values(state=OutboxState.SENT, message_ids=[11], ended_at=NOW)
        )


async def _reminded(house: House) -> set[int]:
    rows = await _outbox(house, "meeting_reminder")
    return {row.member_id or 0 for row in rows if row.state is OutboxState.QUEUED}


# --- coming ----------------------------------------------------------------------------------------------------------


async def test_coming_twice_is_one_answer(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain = await town.actor(house, town.plain)
    first = await acts.come(house, plain, meeting)
    set_clock(house, NOW + dt.timedelta(hours=1))
    assert await acts.come(house, plain, meeting) == first
    async with house.db.read() as session:
        (row,) = await session.scalars(select(MeetingReply))
    assert (row.member_id, row.sitting, row.answered_at) == (town.plain.id, Sitting.A, NOW)
    assert first.coming is Sitting.A


async def test_ten_taps_at_once_are_one_answer(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain = await town.actor(house, town.plain)
    await asyncio.gather(*[acts.come(house, plain, meeting) for _ in range(10)])
    assert await _replies(house) == {town.plain.id: Sitting.A}


async def test_who_is_not_invited_has_nothing_to_answer(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
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
    assert await _replies(house) == {}


async def test_the_second_sitting_moves_his_reminders(house: House, town: Town) -> None:
    second = STARTS + dt.timedelta(days=2)
    meeting = await _meeting(house, town, second_starts_at=second, second_minutes=60)
    plain = await town.actor(house, town.plain)
    await acts.come(house, plain, meeting, Sitting.B)
    due = {row.member_id: row.due_at for row in await _outbox(house, "meeting_reminder") if ":2h:" in row.dedupe_key}
    two_hours = dt.timedelta(hours=2)
    assert (due[town.plain.id], due[town.silent.id]) == (second - two_hours, STARTS - two_hours)
    await acts.withdraw(house, plain, meeting)
    due = {row.member_id: row.due_at for row in await _outbox(house, "meeting_reminder") if ":2h:" in row.dedupe_key}
    assert due[town.plain.id] == STARTS - two_hours


async def test_a_sitting_there_is_not_and_one_that_has_begun(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain = await town.actor(house, town.plain)
    with pytest.raises(BadInput):
        await acts.come(house, plain, meeting, Sitting.B)
    set_clock(house, STARTS)
    with pytest.raises(MeetingBegun):
        await acts.come(house, plain, meeting)
    assert await _replies(house) == {}


async def test_a_meeting_that_is_called_off_takes_no_answer(house: House, town: Town) -> None:
    meeting = await _meeting(house, town, state=MeetingState.CANCELLED)
    plain = await town.actor(house, town.plain)
    with pytest.raises(MeetingOff):
        await acts.come(house, plain, meeting)
    with pytest.raises(MeetingOff):
        await acts.ask(house, plain, meeting, LeaveType.DUTY)
    assert await _rows(house) == []


# --- asking ----------------------------------------------------------------------------------------------------------


async def test_leave_is_asked_for_and_approved_and_nobody_reminds_him(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    await acts.come(house, plain, meeting)
    asked = await acts.ask(house, plain, meeting, LeaveType.DUTY)
    assert asked.leave is not None
    assert (asked.coming, asked.leave.state, asked.leave.late) == (None, LeaveState.PENDING, False)
    assert town.plain.id in await _reminded(house)
    (card,) = await _outbox(house, "leave_card")
    assert card.member_id == town.secretary.id
    assert (card.payload["vars"]["who"], card.payload["vars"]["type"]) == ("张敏", {"key": "leave-type-duty"})

    decided = await deciding.decide(house, secretary, asked.leave.id, approve=True)
    assert (decided.done, decided.card.key, decided.card.vars["by"]) == (True, "leave-card-approved", "王建国")
    (row,) = await _rows(house)
    assert (row.state, row.decided_by, row.decided_at) == (LeaveState.APPROVED, secretary.account_id, NOW)
    assert town.plain.id not in await _reminded(house)
    assert [one.payload["key"] for one in await _outbox(house, "leave_result")] == ["leave-approved"]
    async with house.db.read() as session:
        found = await leave.leave_of(session, meeting)
    assert (found[town.plain.id].type, found[town.plain.id].duty) == (LeaveType.DUTY, True)


async def test_a_second_tap_asks_once_and_another_reason_replaces_the_first(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain = await town.actor(house, town.plain)
    await asyncio.gather(*[acts.ask(house, plain, meeting, LeaveType.DUTY) for _ in range(5)])
    assert [(row.type, row.state) for row in await _rows(house)] == [(LeaveType.DUTY, LeaveState.PENDING)]
    await _sent(house, "leave_card")
    await acts.ask(house, plain, meeting, LeaveType.OFFICIAL)
    assert [(row.type, row.state) for row in await _rows(house)] == [
        (LeaveType.DUTY, LeaveState.WITHDRAWN),
        (LeaveType.OFFICIAL, LeaveState.PENDING),
    ]
    (closed,) = await _outbox(house, "leave_card_closed")
    assert (closed.payload["key"], closed.payload["vars"]["who"]) == ("leave-card-withdrawn", "张敏")


async def test_two_deciders_make_one_decision(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    leader = await _leader(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.ANNUAL)
    assert asked.leave is not None
    assert {row.member_id for row in await _outbox(house, "leave_card")} == {
        town.secretary.id,
        leader.member.id if leader.member else 0,
    }
    await _sent(house, "leave_card")
    found = await asyncio.gather(
        deciding.decide(house, secretary, asked.leave.id, approve=True),
        deciding.decide(house, leader, asked.leave.id, approve=False),
    )
    assert sorted(one.done for one in found) == [False, True]
    (row,) = await _rows(house)
    won = found[0] if found[0].done else found[1]
    assert won.card.key == f"leave-card-{row.state.value.lower()}"
    assert {one.card.key for one in found} == {won.card.key}
    assert len(await _outbox(house, "leave_result")) == 1
    edits = await _outbox(house, "leave_card_closed")
    assert {one.payload["key"] for one in edits} == {won.card.key}
    assert len(edits) == 2


async def test_refused_he_is_still_expected_and_may_ask_again(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.PERSONAL)
    assert asked.leave is not None
    await deciding.decide(house, secretary, asked.leave.id, approve=False)
    assert town.plain.id in await _reminded(house)
    seen = await standing.look(house, plain, meeting)
    assert seen.leave is not None
    assert (seen.leave.state, seen.may_ask, seen.may_come) == (LeaveState.REFUSED, True, True)
    again = await acts.ask(house, plain, meeting, LeaveType.PERSONAL)
    assert again.leave is not None
    assert again.leave.state is LeaveState.PENDING


async def test_taken_back_the_reminders_are_there_again(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.DUTY)
    assert asked.leave is not None
    await deciding.decide(house, secretary, asked.leave.id, approve=True)
    back = await acts.withdraw(house, plain, meeting)
    assert (back.leave, back.coming) == (None, None)
    assert town.plain.id in await _reminded(house)
    late = await deciding.decide(house, secretary, asked.leave.id, approve=False)
    assert (late.done, late.card.key) == (False, "leave-card-withdrawn")
    await acts.ask(house, plain, meeting, LeaveType.DUTY)
    came = await acts.come(house, plain, meeting)
    assert (came.leave, came.coming) == (None, Sitting.A)
    assert {row.state for row in await _rows(house)} == {LeaveState.WITHDRAWN}


async def test_leave_asked_for_late_says_so_and_too_late_is_refused(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain = await town.actor(house, town.plain)
    set_clock(house, STARTS + dt.timedelta(minutes=1))
    asked = await acts.ask(house, plain, meeting, LeaveType.SURGERY_EMERGENCY)
    assert asked.leave is not None
    assert asked.leave.late
    (card,) = await _outbox(house, "leave_card")
    assert card.payload["vars"]["late"] == 1
    set_clock(house, STARTS + dt.timedelta(days=rules.load().asking.late_days))
    with pytest.raises(LeaveOver) as caught:
        await acts.ask(house, plain, meeting, LeaveType.DUTY)
    assert caught.value.fields == {"days": 7}


async def test_a_meeting_may_name_its_own_last_moment(house: House, town: Town) -> None:
    meeting = await _meeting(house, town, answer_by=STARTS - dt.timedelta(days=1))
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
    meeting = await _meeting(house, town, second_starts_at=STARTS + dt.timedelta(days=1), second_minutes=60)
    if mark is not None:
        async with house.db.write() as session:
            session.add(ShiftMark(member_id=town.plain.id, day=dt.date(2026, 12, 9), kind=mark))
    seen = await standing.look(house, await town.actor(house, town.plain), meeting)
    assert (seen.suggested, seen.suggested_sitting) == (suggested, Sitting.B if mark else None)
    assert seen.types[0] is (suggested or LeaveType.NIGHT_SHIFT)
    assert set(seen.types) == set(LeaveType)


# --- who decides -----------------------------------------------------------------------------------------------------


async def test_nobody_decides_on_his_own_leave(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    secretary, office = await town.actor(house, town.secretary), await town.actor(house, town.office)
    asked = await acts.ask(house, secretary, meeting, LeaveType.DUTY)
    assert asked.leave is not None
    assert [row.member_id for row in await _outbox(house, "leave_card")] == [town.office.id]
    with pytest.raises(OwnLeave):
        await deciding.decide(house, secretary, asked.leave.id, approve=True)
    await acts.ask(house, secretary, meeting, LeaveType.DUTY, member_id=town.secretary.id)  # no way round it
    assert [row.state for row in await _rows(house)] == [LeaveState.PENDING]
    decided = await deciding.decide(house, office, asked.leave.id, approve=True)
    assert decided.done


async def test_where_nobody_could_decide_it_is_approved_at_once(house: House) -> None:
    async with house.db.write() as session:
        branch = await factories.make_branch(session)
        alone = await factories.make_member(session, branch, "独一人")
        await factories.grant_role(session, alone, branch, BranchRole.SECRETARY)
        account = await factories.make_account(session, "5")
        await factories.bind(session, alone, account)
        row = factories.meeting_of(branch, STARTS)
        session.add(row)
        await session.flush()
        meeting = row.id
    asked = await acts.ask(house, await _identified(house, "5"), meeting, LeaveType.DUTY)
    assert asked.leave is not None
    assert asked.leave.state is LeaveState.APPROVED
    assert [row.decided_by for row in await _rows(house)] == [None]


async def _identified(house: House, address: str) -> Actor:
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today())


async def test_who_does_not_reach_him_decides_nothing(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
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
    assert [row.state for row in await _rows(house)] == [LeaveState.PENDING]


async def test_a_group_leader_reaches_his_group_only(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    leader = await _leader(house, town)
    await acts.ask(house, leader, meeting, LeaveType.DUTY, member_id=town.plain.id)
    with pytest.raises(NotInvited):
        await acts.ask(house, leader, meeting, LeaveType.DUTY, member_id=town.silent.id)
    assert [(row.member_id, row.state) for row in await _rows(house)] == [(town.plain.id, LeaveState.APPROVED)]


# --- for somebody without a phone ------------------------------------------------------------------------------------


async def test_a_steward_answers_for_somebody(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    secretary = await town.actor(house, town.secretary)
    await acts.come(house, secretary, meeting, member_id=town.silent.id)
    assert await _replies(house) == {town.silent.id: Sitting.A}
    await acts.ask(house, secretary, meeting, LeaveType.SICK, member_id=town.silent.id)
    (row,) = await _rows(house)
    assert (row.state, row.asked_by, row.decided_by) == (
        LeaveState.APPROVED,
        secretary.account_id,
        secretary.account_id,
    )
    assert await _outbox(house, "leave_card") == []
    page = await listing.answers(house, secretary, town.inner.id, meeting)
    assert page.counts == {Said.ASKED: 0, Said.SILENT: 2, Said.AWAY: 1, Said.COMING: 0}
    assert [(one.name, one.said, one.type) for one in page.people if one.said is Said.AWAY] == [
        ("欧阳静", Said.AWAY, None)
    ]
    await acts.withdraw(house, secretary, meeting, member_id=town.silent.id)
    assert [row.state for row in await _rows(house)] == [LeaveState.WITHDRAWN]
    async with house.db.read() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert [one for one in actions if one.split(".")[0] in ("leave", "meeting")] == [
        "meeting.reply_entered",
        "leave.entered",
        "leave.withdrawn",
    ]


# --- the meeting changes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        (
            lambda house, actor, town, meeting: meetings.move(
                house, actor, town.inner.id, meeting, dt.date(2026, 12, 9), dt.time(16)
            ),
            True,
        ),
        (
            lambda house, actor, town, meeting: meetings.move(
                house, actor, town.inner.id, meeting, dt.date(2026, 12, 10), dt.time(15)
            ),
            False,
        ),
        (lambda house, actor, town, meeting: meetings.cancel(house, actor, town.inner.id, meeting), False),
    ],
)
async def test_another_day_asks_everybody_anew(
    house: House, town: Town, change: Callable[..., Any], stays: bool
) -> None:
    meeting = await _meeting(house, town)
    secretary, plain = await town.actor(house, town.secretary), await town.actor(house, town.plain)
    await acts.come(house, secretary, meeting)
    await acts.ask(house, plain, meeting, LeaveType.DUTY)
    await _sent(house, "leave_card")
    await change(house, secretary, town, meeting)
    assert bool(await _replies(house)) is stays
    (row,) = await _rows(house)
    assert row.state is (LeaveState.PENDING if stays else LeaveState.VOID)
    assert [one.payload["key"] for one in await _outbox(house, "leave_card_closed")] == (
        [] if stays else ["leave-card-void"]
    )


# --- private reasons -------------------------------------------------------------------------------------------------


async def _everything(house: House, *but: str) -> str:
    async with house.db.read() as session:
        found = []
        for table in metadata.sorted_tables:
            if table.name not in but:
                found += [f"{table.name} {tuple(row)!r}" for row in await session.execute(select(table))]
        return "\n".join(found)


@pytest.mark.parametrize("private", [one.name for one in rules.load().type if one.private])
async def test_a_private_reason_stands_in_one_place_and_is_seen_by_two(
    house: House, town: Town, private: LeaveType
) -> None:
    meeting = await _meeting(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, private)
    assert asked.leave is not None
    assert asked.leave.type is private  # he sees his own
    assert (await deciding.reason(house, secretary, asked.leave.id)).type is private
    card = await deciding.look(house, secretary, asked.leave.id)
    assert card.vars["type"] == {"key": "leave-type-plain"}
    await deciding.decide(house, secretary, asked.leave.id, approve=True)
    word, key = private.value, f"leave-type-{private.value.lower()}"
    stored = await _everything(house, "leave_requests")
    assert word not in stored
    assert key not in stored
    page = await listing.answers(house, secretary, town.inner.id, meeting)
    assert [one.type for one in page.people if one.said is Said.AWAY] == [None]
    async with house.db.read() as session:
        assert [one.type for one in (await leave.leave_of(session, meeting)).values()] == [None]
    theirs = json.dumps((await privacy.copy_of(house, secretary)).as_json(), ensure_ascii=False)
    assert word not in theirs
    his = (await privacy.copy_of(house, plain)).sections["leave_requests"]
    assert [row["type"] for row in his] == [word]


async def test_after_a_year_the_reason_is_forgotten(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    await acts.ask(house, plain, meeting, LeaveType.SICK)
    await acts.ask(house, secretary, meeting, LeaveType.DUTY)
    set_clock(house, dt.datetime(2027, 12, 9, 6, 59, tzinfo=dt.UTC))
    await housekeeping.tidy(house)
    assert [row.type for row in await _rows(house)] == [LeaveType.SICK, LeaveType.DUTY]
    set_clock(house, dt.datetime(2027, 12, 9, 7, 0, tzinfo=dt.UTC))
    await housekeeping.tidy(house)
    await housekeeping.tidy(house)
    rows = await _rows(house)
    assert [(row.type, row.folded_at) for row in rows] == [(None, house.now()), (LeaveType.DUTY, None)]
    seen = await standing.look(house, plain, meeting)
    assert seen.leave is not None
    assert seen.leave.type is None


async def test_an_erased_person_leaves_no_reason_behind(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    await acts.ask(house, await town.actor(house, town.plain), meeting, LeaveType.MATERNITY)
    await privacy.erase(house, await town.actor(house, town.plain))
    (row,) = await _rows(house)
    assert (row.type, row.folded_at) == (None, NOW)
    async with house.db.read() as session:
        assert (await session.get_one(Member, town.plain.id)).name is None
    assert "张敏" not in await _everything(house)


# --- his own list ----------------------------------------------------------------------------------------------------


async def test_his_list_holds_what_is_for_him(house: House, town: Town) -> None:
    mine = await _meeting(house, town)
    await _meeting(house, town, starts_at=STARTS - dt.timedelta(days=60))
    await _meeting(house, town, starts_at=STARTS + dt.timedelta(days=1), state=MeetingState.CANCELLED)
    await _meeting(house, town, starts_at=STARTS + dt.timedelta(days=2), audience=Audience.OFFICERS)
    found = await standing.mine(house, await town.actor(house, town.plain))
    assert [one.meeting.id for one in found] == [mine]
    assert len(await standing.mine(house, await town.actor(house, town.secretary))) == 2
    assert await standing.mine(house, await town.actor(house, town.foreign)) == []
    async with house.db.read() as session:
        assert (await session.get_one(Meeting, mine)).version == 1


# --- nobody answers --------------------------------------------------------------------------------------------------


async def test_a_request_nobody_answers_goes_up_the_ladder_and_stops_at_the_answer(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    asked = await acts.ask(house, plain, meeting, LeaveType.SICK)
    assert asked.leave is not None
    (again,) = await _outbox(house, "ask_again")
    assert (again.member_id, again.due_at) == (town.secretary.id, NOW + dt.timedelta(hours=12))
    assert again.payload["key"] == "leave-still-waiting"
    assert "type" not in again.payload["vars"]
    await deciding.decide(house, secretary, asked.leave.id, approve=True)
    assert [(row.state, row.reason) for row in await _outbox(house, "ask_again")] == [
        (OutboxState.SKIPPED, OutboxReason.VOID)
    ]
    await acts.withdraw(house, plain, meeting)
    await acts.ask(house, plain, meeting, LeaveType.DUTY)
    await acts.come(house, plain, meeting)
    assert {row.state for row in await _outbox(house, "ask_again")} == {OutboxState.SKIPPED}


async def test_in_a_joint_meeting_each_is_named_as_his_branch_chose(house: House, town: Town) -> None:
    meeting = await _meeting(house, town)
    async with house.db.write() as session:
        session.add(OrgSetting(organisation_id=town.surgery.id, key="names_in_chat", value="CODE", changed_at=NOW))
        session.add(
            MeetingPart(
                meeting_id=meeting,
                organisation_id=town.surgery.id,
                state=PartState.AGREED,
                asked_at=NOW,
                decided_at=NOW,
            )
        )
    page = await listing.answers(house, await town.actor(house, town.secretary), town.inner.id, meeting)
    assert {one.name for one in page.people} == {"王建国", "张敏", "欧阳静", town.office.code, town.foreign.code}

"""What stewards record: marks, many at once, corrections, annulment, the end; and decisions with frozen counts."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select, update

from db.attendance import Attendance, Decision
from db.audit import AuditEntry
from db.leave import LeaveRequest
from db.members import Member, Membership
from db.names import (
    AttendanceStatus,
    BranchRole,
    ChangeKind,
    CheckInWay,
    LeaveState,
    LeaveType,
    MeetingState,
    OrgLevel,
    QuorumKind,
)
from db.outbox import OutboxMessage
from services import rollcall
from services.errors import NotAllowed
from services.house import House
from services.rollcall import Board, Mark, Votes, unexplained
from services.rollcall.errors import (
    BadCounts,
    ClosedForCallers,
    DecisionThere,
    NeedsReason,
    NotBegun,
    RollCallOver,
    StillUnmarked,
)
from tests import factories
from tests.services.rollcall.hall import START, Hall, clock, make_hall, meeting_row

P = AttendanceStatus


@pytest.fixture
async def hall(house: House) -> Hall:
    made = await make_hall(house)
    clock(house, 15, 12)
    return made


async def _mark(hall: Hall, what: Mark, *people: Member, reason: str | None = None, by: Member | None = None) -> Board:
    actor = await hall.actor(by or hall.secretary)
    ids = [one.id for one in people]
    return await rollcall.mark(hall.house, actor, hall.branch.id, hall.meeting, ids, what, reason)


async def _log(hall: Hall, action: str) -> list[AuditEntry]:
    async with hall.house.db.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return list(await session.scalars(query))


async def _leave(hall: Hall, member: Member, leave_type: LeaveType = LeaveType.SICK) -> None:
    async with hall.house.db.write() as session:
        account = hall.accounts[hall.secretary.id].id
        session.add(
            LeaveRequest(
                meeting_id=hall.meeting,
                member_id=member.id,
                type=leave_type,
                state=LeaveState.APPROVED,
                late=False,
                asked_at=hall.house.now(),
                asked_by=account,
                decided_at=hall.house.now(),
                decided_by=account,
            )
        )


# --- marks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "status", "leave_type", "there"),
    [
        (Mark.DUTY, P.LEAVE, LeaveType.DUTY, False),
        (Mark.LEAVE, P.LEAVE, None, False),
        (Mark.LATE, P.LATE, None, True),
        (Mark.ABSENT, P.ABSENT, None, False),
        (Mark.EXEMPT, P.EXEMPT, None, False),
        (Mark.EARLY, P.LEFT_EARLY, None, True),
    ],
)
async def test_one_tap_is_one_row_with_its_recorder(
    hall: Hall, what: Mark, status: P, leave_type: LeaveType | None, there: bool
) -> None:
    seen = await _mark(hall, what, hall.people[0])
    row = await hall.row(hall.people[0])
    assert row is not None
    assert (row.status, row.leave_type, row.way) == (status, leave_type, CheckInWay.STEWARD)
    assert row.recorded_by == hall.accounts[hall.secretary.id].id
    assert (row.came_at is not None) == there
    assert len(seen.unexplained) == 7
    (entry,) = await _log(hall, "attendance.marked")
    assert entry.subject == f"member:{hall.people[0].key}"
    assert entry.details["mark"] == what.value


async def test_checking_somebody_in_needs_a_reason_and_says_so(hall: Hall) -> None:
    silent = hall.people[-1]  # he has no phone
    for reason in (None, "  ", "长" * 101):
        with pytest.raises(NeedsReason):
            await _mark(hall, Mark.HERE, silent, reason=reason)
    assert await hall.rows() == []
    seen = await _mark(hall, Mark.HERE, silent, reason="没带手机")
    row = await hall.row(silent)
    assert row is not None
    assert (row.status, row.way, row.reason) == (P.PRESENT, CheckInWay.BEHALF, "没带手机")
    assert (seen.counts.present, seen.counts.present_voters) == (1, 1)  # he counts fully


async def test_who_checked_in_meanwhile_stays_as_he_is(hall: Hall) -> None:
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)
    seen = await _mark(hall, Mark.DUTY, *hall.people[:2])
    first, second = await hall.row(hall.people[0]), await hall.row(hall.people[1])
    assert first is not None
    assert second is not None
    assert (first.status, second.status) == (P.LATE, P.LEAVE)
    assert len(await _log(hall, "attendance.marked")) == 1
    assert len(seen.there) == 1


async def test_two_secretaries_at_once_make_one_mark(hall: Hall) -> None:
    await asyncio.gather(
        _mark(hall, Mark.DUTY, hall.people[0]), _mark(hall, Mark.ABSENT, hall.people[0], by=hall.deputy)
    )
    (row,) = await hall.rows()
    entries = await _log(hall, "attendance.marked")
    assert len(entries) == 1
    assert row.status is (P.LEAVE if entries[0].details["mark"] == "D" else P.ABSENT)


async def test_the_rest_at_once(hall: Hall) -> None:
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)
    seen = await rollcall.view(hall.house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
    rest = [one.member_id for one in seen.unexplained]
    assert len(rest) == 7
    actor = await hall.actor(hall.secretary)
    seen = await rollcall.mark(hall.house, actor, hall.branch.id, hall.meeting, rest, Mark.ABSENT)
    assert seen.unexplained == []
    assert len(await hall.rows()) == 8


async def test_nobody_else_marks(hall: Hall) -> None:
    for member in (hall.people[0], hall.guest):
        with pytest.raises(NotAllowed):
            await _mark(hall, Mark.ABSENT, hall.people[1], by=member)
    assert await hall.rows() == []


async def test_whoever_is_not_expected_is_not_marked(hall: Hall) -> None:
    await _mark(hall, Mark.ABSENT, hall.guest)
    assert await hall.rows() == []


# --- putting right ----------------------------------------------------------------------------------------------------


async def test_a_correction_keeps_what_was_and_who_said_so(hall: Hall) -> None:
    zhang = hall.people[0]
    came = clock(hall.house, 14, 50)
    await rollcall.tap(hall.house, await hall.actor(zhang), hall.meeting)
    clock(hall.house, 15, 30)
    actor, here, meeting = await hall.actor(hall.secretary), hall.branch.id, hall.meeting
    for _ in range(2):  # the same again changes nothing
        await rollcall.correct(
            hall.house, actor, here, meeting, zhang.id, Mark.EARLY, "张敏 15:20 走了，电话 13800001001"
        )
    row = await hall.row(zhang)
    assert row is not None
    assert (row.status, row.came_at, row.way) == (P.LEFT_EARLY, came, CheckInWay.STEWARD)
    (was,) = await hall.history()
    assert (was.status, was.way, was.kind, was.came_at) == (P.PRESENT, CheckInWay.BUTTON, ChangeKind.CORRECTED, came)
    assert was.changed_by == hall.accounts[hall.secretary.id].id
    (entry,) = await _log(hall, "attendance.corrected")
    # The log holds the reason, but neither a name nor a number.
    assert entry.details["reason"] == f"{zhang.code} 15:20 走了，电话 ＊＊"


async def test_annulled_he_is_unexplained_and_may_check_in_again(hall: Hall) -> None:
    zhang = hall.people[0]
    await rollcall.tap(hall.house, await hall.actor(zhang), hall.meeting)
    actor = await hall.actor(hall.secretary)
    with pytest.raises(NeedsReason):
        await rollcall.annul(hall.house, actor, hall.branch.id, hall.meeting, zhang.id, "")
    seen = await rollcall.annul(hall.house, actor, hall.branch.id, hall.meeting, zhang.id, "不在会场")
    assert zhang.id in {one.member_id for one in seen.unexplained}
    assert seen.counts.present == 0
    again = await rollcall.tap(hall.house, await hall.actor(zhang), hall.meeting)
    assert not again.again
    assert [one.kind for one in await hall.history()] == [ChangeKind.ANNULLED, ChangeKind.ARRIVED]
    assert len(await hall.rows()) == 1


# --- the end ----------------------------------------------------------------------------------------------------------


async def test_the_end_is_refused_while_somebody_is_unmarked_unless_confirmed(hall: Hall) -> None:
    actor, here, meeting = await hall.actor(hall.secretary), hall.branch.id, hall.meeting
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), meeting)
    with pytest.raises(StillUnmarked) as raised:
        await rollcall.close(hall.house, actor, here, meeting)
    assert raised.value.fields == {"count": 7}
    assert len(await hall.rows()) == 1
    seen = await rollcall.close(hall.house, actor, here, meeting, confirmed=True)
    assert seen.scene.closed
    rows = await hall.rows()
    assert sorted(row.status for row in rows) == [P.ABSENT] * 7 + [P.LATE]
    assert {row.way for row in rows if row.status is P.ABSENT} == {CheckInWay.CLOSING}
    assert (await meeting_row(hall)).state is MeetingState.HELD
    await rollcall.close(hall.house, actor, here, meeting)  # twice changes nothing
    assert len(await _log(hall, "rollcall.closed")) == 1


async def test_two_secretaries_end_it_at_once(hall: Hall) -> None:
    actors = [await hall.actor(hall.secretary), await hall.actor(hall.deputy)]
    await asyncio.gather(
        *[rollcall.close(hall.house, one, hall.branch.id, hall.meeting, confirmed=True) for one in actors]
    )
    assert len(await hall.rows()) == 8
    assert len(await _log(hall, "rollcall.closed")) == 1


async def test_it_does_not_end_before_it_begins(hall: Hall) -> None:
    clock(hall.house, 14, 59)
    actor = await hall.actor(hall.secretary)
    with pytest.raises(NotBegun):
        await rollcall.close(hall.house, actor, hall.branch.id, hall.meeting, confirmed=True)


async def test_approved_leave_needs_no_mark_and_keeps_its_reason_to_itself(hall: Hall) -> None:
    for one in hall.people[1:]:
        await _mark(hall, Mark.ABSENT, one)
    for one in (hall.secretary, hall.deputy):
        await rollcall.tap(hall.house, await hall.actor(one), hall.meeting)
    await _leave(hall, hall.people[0])
    actor = await hall.actor(hall.secretary)
    seen = await rollcall.close(hall.house, actor, hall.branch.id, hall.meeting)
    row = await hall.row(hall.people[0])
    assert row is not None
    assert (row.status, row.leave_type, row.way) == (P.LEAVE, None, CheckInWay.LEAVE)
    assert seen.counts.expected == 8


async def test_leave_approved_after_the_check_in_changes_no_attendance(hall: Hall) -> None:
    zhang = hall.people[0]
    await rollcall.tap(hall.house, await hall.actor(zhang), hall.meeting)
    await _leave(hall, zhang)
    actor = await hall.actor(hall.secretary)
    seen = await rollcall.view(hall.house, actor, hall.branch.id, hall.meeting)
    assert (seen.counts.present, seen.came_on_leave) == (1, 1)
    assert rollcall.board.payload(seen).vars["notes"] == {
        "lines": [{"key": "rollcall-note-on-leave", "vars": {"count": 1}}]
    }
    await rollcall.close(hall.house, actor, hall.branch.id, hall.meeting, confirmed=True)
    row = await hall.row(zhang)
    assert row is not None
    assert (row.status, row.way) == (P.LATE, CheckInWay.BUTTON)


async def test_after_the_end_only_stewards_correct_and_with_a_reason(hall: Hall) -> None:
    actor, here, meeting = await hall.actor(hall.secretary), hall.branch.id, hall.meeting
    await rollcall.close(hall.house, actor, here, meeting, confirmed=True)
    zhang = hall.people[0]
    told = await rollcall.tap(hall.house, await hall.actor(zhang), meeting)
    assert (told.status, told.again) == (P.ABSENT, True)
    with pytest.raises(NeedsReason):
        await rollcall.correct(hall.house, actor, here, meeting, zhang.id, Mark.HERE, " ")
    with pytest.raises(NotAllowed):
        await rollcall.correct(hall.house, await hall.actor(zhang), here, meeting, zhang.id, Mark.HERE, "我在")
    with pytest.raises(RollCallOver):
        await rollcall.extend(hall.house, actor, here, meeting, 15)
    await rollcall.correct(hall.house, actor, here, meeting, zhang.id, Mark.HERE, "纸质签到表上有")
    row = await hall.row(zhang)
    assert row is not None
    assert (row.status, row.reason) == (P.PRESENT, "纸质签到表上有")
    (entry,) = await _log(hall, "attendance.corrected")
    assert (entry.details["closed"], entry.details["reason"]) == (True, "纸质签到表上有")


async def test_after_the_end_a_group_s_leader_corrects_nothing_any_more(hall: Hall) -> None:
    house, leader, zhang = hall.house, hall.people[1], hall.people[0]
    async with house.db.write() as session:
        group = await factories.make_organisation(session, "第一党小组", level=OrgLevel.PARTY_GROUP, parent=hall.branch)
        await factories.grant_role(session, leader, group, BranchRole.GROUP_LEADER)
        for one in (leader, zhang):
            await session.execute(update(Membership).where(Membership.member_id == one.id).values(group_id=group.id))
        row = factories.meeting_of(group, START)
        session.add(row)
        await session.flush()
        meeting, here = row.id, group.id
    actor = await hall.actor(leader)
    await rollcall.mark(house, actor, here, meeting, [zhang.id], Mark.ABSENT)
    await rollcall.correct(house, actor, here, meeting, zhang.id, Mark.DUTY, "他在值班")
    await rollcall.close(house, actor, here, meeting, confirmed=True)
    with pytest.raises(ClosedForCallers):
        await rollcall.correct(house, actor, here, meeting, zhang.id, Mark.HERE, "他来了")
    with pytest.raises(ClosedForCallers):
        await rollcall.annul(house, actor, here, meeting, zhang.id, "点错了")
    with pytest.raises(ClosedForCallers):
        await rollcall.mark(house, actor, here, meeting, [zhang.id], Mark.HERE, "他来了")
    secretary = await hall.actor(hall.secretary)
    assert [row.status for row in await hall.rows(meeting) if row.member_id == zhang.id] == [P.LEAVE]
    await rollcall.correct(house, secretary, here, meeting, zhang.id, Mark.HERE, "纸质签到表上有")
    assert [row.status for row in await hall.rows(meeting) if row.member_id == zhang.id] == [P.PRESENT]


async def test_longer_lets_people_check_in_after_the_end(hall: Hall) -> None:
    clock(hall.house, 15, 58)
    actor = await hall.actor(hall.secretary)
    await rollcall.extend(hall.house, actor, hall.branch.id, hall.meeting, 15)
    clock(hall.house, 16, 12)
    assert (await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)).status is P.LATE


async def test_open_before_its_time(hall: Hall) -> None:
    clock(hall.house, 14, 10)
    actor = await hall.actor(hall.secretary)
    await rollcall.begin(hall.house, actor, hall.branch.id, hall.meeting, now_already=True)
    assert (await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)).status is P.PRESENT


# --- exceptions at T+10 -----------------------------------------------------------------------------------------------


async def _lists(hall: Hall) -> list[OutboxMessage]:
    async with hall.house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == "rollcall_left").order_by(OutboxMessage.id)
        return list(await session.scalars(query))


async def test_at_ten_past_the_stewards_get_only_the_unexplained_once(hall: Hall) -> None:
    clock(hall.house, 15, 5)
    await rollcall.tap(hall.house, await hall.actor(hall.people[0]), hall.meeting)
    await _leave(hall, hall.people[1])
    assert (await unexplained.plan(hall.house)).added == 0
    clock(hall.house, 15, 10)
    assert (await unexplained.plan(hall.house)).added == 2
    assert (await unexplained.plan(hall.house)).added == 0
    rows = await _lists(hall)
    assert {row.member_id for row in rows} == {hall.secretary.id, hall.deputy.id}
    names = [line["vars"]["name"] for line in rows[0].payload["vars"]["names"]["lines"]]
    assert names == [one.name for one in (hall.secretary, hall.deputy, *hall.people[2:])]
    assert [len(row) for row in rows[0].payload["buttons"][:6]] == [4] * 6


async def test_a_meeting_nobody_calls_the_roll_of_is_left_alone(hall: Hall) -> None:
    clock(hall.house, 15, 10)
    assert (await unexplained.plan(hall.house)).added == 0


async def test_a_list_that_is_empty_is_not_sent(hall: Hall) -> None:
    actor = await hall.actor(hall.secretary)
    await rollcall.begin(hall.house, actor, hall.branch.id, hall.meeting)
    await _mark(hall, Mark.ABSENT, hall.secretary, hall.deputy, *hall.people)
    assert (await unexplained.plan(hall.house)).added == 0


# --- counts and decisions ---------------------------------------------------------------------------------------------


async def test_expected_counts_everybody_and_beside_it_the_voters(hall: Hall) -> None:
    async with hall.house.db.write() as session:
        await session.execute(update(Member).where(Member.id == hall.people[0].id).values(not_counted_in_due=True))
    await _mark(hall, Mark.EXEMPT, hall.people[1])
    seen = await rollcall.view(hall.house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
    # Eight people; one is exempt; one is probationary and one not counted, so six vote.
    assert (seen.counts.expected, seen.counts.due_voters) == (7, 6)


async def test_a_decision_freezes_who_was_there(hall: Hall) -> None:
    for one in (hall.secretary, hall.deputy, *hall.people[:3]):
        await rollcall.tap(hall.house, await hall.actor(one), hall.meeting)
    actor, here, meeting = await hall.actor(hall.secretary), hall.branch.id, hall.meeting
    seen = await rollcall.record(hall.house, actor, here, meeting, " 通过年度计划 ", Votes(4, 1, 0))
    assert seen.now is not None
    assert (seen.now.kind, seen.now.needed, seen.now.ayes, seen.now.met) == (QuorumKind.GENERAL, 4, 4, True)
    await rollcall.tap(hall.house, await hall.actor(hall.people[3]), meeting)
    async with hall.house.db.read() as session:
        row = (await session.scalars(select(Decision))).one()
    assert (row.title, row.ayes, row.noes, row.abstentions) == ("通过年度计划", 4, 1, 0)
    assert (row.expected, row.present, row.due_voters, row.present_voters) == (8, 5, 7, 5)
    with pytest.raises(DecisionThere):
        await rollcall.record(hall.house, actor, here, meeting, "通过年度计划", Votes(4, 1, 0))


@pytest.mark.parametrize("votes", [Votes(0, 0, 0), Votes(8, 0, 0), Votes(5, 2, 1), Votes(-1, 2, 1)])
async def test_counts_that_cannot_be_are_refused(hall: Hall, votes: Votes) -> None:
    actor = await hall.actor(hall.secretary)
    with pytest.raises(BadCounts) as raised:
        await rollcall.record(hall.house, actor, hall.branch.id, hall.meeting, "x", votes)
    assert raised.value.fields == {"limit": 7}
    async with hall.house.db.read() as session:
        assert (await session.scalars(select(Decision))).all() == []


# --- codes that had changed -------------------------------------------------------------------------------------------


async def test_many_with_a_code_that_had_changed_are_shown_and_not_judged(hall: Hall) -> None:
    clock(hall.house, 14, 50, 5)
    await rollcall.begin(hall.house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
    code = await hall.code()
    await rollcall.type_code(hall.house, await hall.actor(hall.people[0]), code)
    clock(hall.house, 14, 50, 25)  # the next code is shown; this one is still accepted
    for number, one in enumerate(hall.people[1:4], 1):
        await rollcall.type_code(hall.house, await hall.actor(one), code)
        seen = await rollcall.view(hall.house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
        assert seen.old_codes == (3 if number == 3 else 0)
    assert [row.status for row in await hall.rows()] == [P.PRESENT] * 4
    assert [one.old_code for one in seen.there] == [False, True, True, True]
    assert {"key": "rollcall-note-old-codes", "vars": {"count": 3}} in rollcall.board.payload(seen).vars["notes"][
        "lines"
    ]


async def test_a_restart_in_the_middle_loses_nothing(house: House, database_url: str) -> None:
    """Another process opens the same database: rows, pause and codes are as they were."""
    from tests.fixtures.houses import house_at  # noqa: PLC0415 - only here

    hall = await make_hall(house)
    clock(house, 14, 50)
    await rollcall.begin(house, await hall.actor(hall.secretary), hall.branch.id, hall.meeting)
    code = await hall.code()
    await rollcall.type_code(house, await hall.actor(hall.people[0]), code)
    other = house_at(database_url, now=house.now() + dt.timedelta(seconds=1))
    try:
        again = await rollcall.type_code(other, await hall.actor(hall.people[0]), code)
        assert again.again
        assert not (await rollcall.type_code(other, await hall.actor(hall.people[1]), code)).again
        async with other.db.read() as session:
            assert len((await session.scalars(select(Attendance))).all()) == 2
    finally:
        await other.db.close()

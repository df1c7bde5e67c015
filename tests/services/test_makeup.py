"""Make-up study: made by rule, handed in, accepted or given back, its hours granted once."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import select

from db.attendance import Attendance, RollCall
from db.audit import AuditEntry
from db.leave import LeaveRequest
from db.makeups import MakeUp
from db.meetings import MeetingType
from db.members import Member
from db.names import AttendanceStatus, BranchRole, EventType, LeaveState, LeaveType, MakeUpState, MeetingState, Sitting
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import attendance, makeup
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.makeup import evidence
from services.makeup.acts import OwnMakeUp
from services.makeup.asking import NoQuestions
from services.makeup.evidence import BadNote, BadWord, Note
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

S = AttendanceStatus
SHANGHAI = ZoneInfo("Asia/Shanghai")
STARTED = dt.datetime(2026, 11, 13, 7, 0, tzinfo=dt.UTC)
NOTE = Note("学习以后深受启发，回到岗位要把病人放在心上。" * 10)


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def _held(house: House, town: Town, rows: dict[int, S], *, closed: bool = True, kind: Any = None) -> int:
    async with house.db.write() as session:
        meeting = factories.meeting_of(town.inner, STARTED, state=MeetingState.HELD, minutes=90)
        session.add(meeting)
        await session.flush()
        session.add(MeetingType(meeting_id=meeting.id, type=kind or EventType.STUDY_SESSION))
        at = STARTED + dt.timedelta(hours=2) if closed else None
        session.add(
            RollCall(
                meeting_id=meeting.id,
                sitting=Sitting.A,
                closed_at=at,
                closed_by=town.accounts[town.secretary.id].id if closed else None,
                changes=0,
                created_at=STARTED,
            )
        )
        for member_id, status in rows.items():
            session.add(factories.attendance_of(meeting.id, await session.get_one(Member, member_id), status))
        return meeting.id


async def _leave(house: House, town: Town, meeting: int, member: Member, leave_type: LeaveType) -> None:
    async with house.db.write() as session:
        session.add(
            LeaveRequest(
                meeting_id=meeting,
                member_id=member.id,
                type=leave_type,
                state=LeaveState.APPROVED,
                late=False,
                asked_at=NOW,
                asked_by=town.accounts[town.plain.id].id,
                decided_at=NOW,
            )
        )


async def _rows(house: House) -> list[MakeUp]:
    async with house.db.read() as session:
        return list(await session.scalars(select(MakeUp).order_by(MakeUp.member_id)))


async def _messages(house: House, kind: str) -> list[OutboxMessage]:
    async with house.db.read() as session:
        return list(
            await session.scalars(
                select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.due_at, OutboxMessage.id)
            )
        )


async def test_the_absent_get_one_each_by_rule_and_a_second_run_changes_nothing(house: House, town: Town) -> None:
    rows = {town.secretary.id: S.PRESENT, town.plain.id: S.ABSENT, town.silent.id: S.LEAVE}
    meeting = await _held(house, town, rows)
    await _leave(house, town, meeting, town.silent, LeaveType.NIGHT_SHIFT)
    await makeup.reconcile_all(house)
    found = {one.member_id: one for one in await _rows(house)}
    assert set(found) == {town.plain.id, town.silent.id}
    assert found[town.plain.id].due_on == dt.date(2026, 11, 27)
    assert found[town.silent.id].due_on == dt.date(2026, 12, 11)
    due = [(one.member_id, one.due_at.astimezone(SHANGHAI).day) for one in await _messages(house, "makeup_task")]
    assert [day for member, day in due if member == town.plain.id] == [16, 22, 26]
    assert (await makeup.reconcile_all(house)).changes == 0


@pytest.mark.parametrize(
    ("status", "closed", "kind"),
    [
        (S.EXEMPT, True, None),
        (S.LATE, True, None),
        (S.ABSENT, False, None),
        (S.ABSENT, True, EventType.BRANCH_COMMITTEE_MEETING),
    ],
)
async def test_nothing_to_make_up(house: House, town: Town, status: S, closed: bool, kind: Any) -> None:
    await _held(house, town, {town.plain.id: status}, closed=closed, kind=kind)
    await makeup.reconcile_all(house)
    assert await _rows(house) == []


async def test_a_corrected_attendance_takes_it_back_and_brings_it_again(house: House, town: Town) -> None:
    meeting = await _held(house, town, {town.plain.id: S.ABSENT})
    await makeup.reconcile_all(house)
    for status, state in ((S.PRESENT, MakeUpState.VOID), (S.ABSENT, MakeUpState.REQUIRED)):
        async with house.db.write() as session:
            query = select(Attendance).where(Attendance.meeting_id == meeting)
            (await session.scalars(query)).one().status = status
        await makeup.reconcile_all(house)
        assert [one.state for one in await _rows(house)] == [state]


async def _task(house: House, town: Town) -> int:
    await _held(house, town, {town.plain.id: S.ABSENT})
    await makeup.reconcile_all(house)
    (row,) = await _rows(house)
    return row.id


async def test_handed_in_accepted_once_and_granted_once(house: House, town: Town) -> None:
    number = await _task(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    assert [one.id for one in await makeup.mine(house, plain)] == [number]
    handed = await makeup.hand_in(house, plain, number, NOTE)
    assert handed.state is MakeUpState.SUBMITTED
    await makeup.hand_in(house, plain, number, NOTE)
    (row,) = await _rows(house)
    assert (row.times, row.hours) == (1, None)
    (card,) = await _messages(house, "makeup_card")
    assert (card.member_id, card.payload["vars"]["note"]) == (town.secretary.id, NOTE.text)
    assert {one.state.value for one in await _messages(house, "makeup_task")} == {"SKIPPED"}

    first = await makeup.accept(house, secretary, number)
    second = await makeup.accept(house, secretary, number)
    assert (first.done, second.done, first.card.key) == (True, False, "makeup-card-accepted")
    (row,) = await _rows(house)
    assert (row.state, row.hours) == (MakeUpState.ACCEPTED, Decimal("1.5"))
    (told,) = await _messages(house, "makeup_result")
    assert (told.member_id, told.payload["vars"]["hours"]) == (town.plain.id, "1.5")
    (card,) = await _messages(house, "makeup_card")
    assert "note" not in card.payload["vars"]
    async with house.db.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "makeup.accepted"))).one()
    assert entry.details == {"meeting": row.meeting_id}
    assert (await makeup.reconcile_all(house)).changes == 0


async def test_given_back_with_a_word_and_handed_in_again(house: House, town: Town) -> None:
    number = await _task(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    await makeup.hand_in(house, plain, number, NOTE)
    with pytest.raises(BadWord):
        await makeup.give_back(house, secretary, number, " ")
    await makeup.give_back(house, secretary, number, "请写写自己的岗位")
    seen = await makeup.look(house, plain, number)
    assert (seen.state, seen.returned) == (MakeUpState.REQUIRED, "请写写自己的岗位")
    await makeup.hand_in(house, plain, number, NOTE)
    await makeup.accept(house, secretary, number)
    assert [one.state for one in await _rows(house)] == [MakeUpState.ACCEPTED]
    assert len(await _messages(house, "makeup_card")) == 2
    assert len(await _messages(house, "makeup_result")) == 2


async def test_the_group_leader_and_the_publicity_member_are_asked_first(house: House, town: Town) -> None:
    async with house.db.write() as session:
        for name, place, role in (
            ("组长", town.group, BranchRole.GROUP_LEADER),
            ("宣传", town.inner, BranchRole.PUBLICITY_MEMBER),
        ):
            member = await factories.make_member(session, town.inner, name)
            town.accounts[member.id] = await factories.make_account(session)
            await factories.bind(session, member, town.accounts[member.id])
            await factories.grant_role(session, member, place, role)
    number = await _task(house, town)
    await makeup.hand_in(house, await town.actor(house, town.plain), number, NOTE)
    cards = await _messages(house, "makeup_card")
    assert {one.member_id for one in cards} == set(town.accounts) - {
        town.secretary.id,
        town.office.id,
        town.foreign.id,
        town.plain.id,
    }


async def test_nobody_accepts_his_own_or_anothers_out_of_reach(house: House, town: Town) -> None:
    number = await _task(house, town)
    plain, foreign = await town.actor(house, town.plain), await town.actor(house, town.foreign)
    await makeup.hand_in(house, plain, number, NOTE)
    for actor in (plain, foreign):
        with pytest.raises(NotAllowed):
            await makeup.accept(house, actor, number)
        with pytest.raises(NotAllowed):
            await makeup.view(house, actor, number + 1)
    with pytest.raises(NotAllowed):
        await makeup.look(house, foreign, number)
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.inner, BranchRole.DEPUTY_SECRETARY)
    with pytest.raises(OwnMakeUp):
        await makeup.accept(house, await town.actor(house, town.plain), number)
    assert [one.state for one in await _rows(house)] == [MakeUpState.SUBMITTED]


@pytest.mark.parametrize(
    ("text", "fits"), [("字" * 199, False), ("字 " * 199, False), ("字" * 200, True), ("字" * 1001, False)]
)
def test_a_note_has_two_hundred_characters(text: str, fits: bool) -> None:
    if fits:
        assert evidence.check(Note(text)) == text
    else:
        with pytest.raises(BadNote):
            evidence.check(Note(text))


def test_due_days_pass_month_ends_and_leap_days() -> None:
    assert evidence.due_on(dt.date(2028, 2, 20), duty=False) == dt.date(2028, 3, 5)
    assert evidence.due_on(dt.date(2026, 12, 20), duty=True) == dt.date(2027, 1, 17)


async def test_a_late_one_may_still_be_handed_in(house: House, town: Town) -> None:
    number = await _task(house, town)
    set_clock(house, dt.datetime(2026, 12, 2, 2, 0, tzinfo=dt.UTC))
    plain = await town.actor(house, town.plain)
    assert (await makeup.look(house, plain, number)).overdue
    assert (await makeup.hand_in(house, plain, number, NOTE)).state is MakeUpState.SUBMITTED


async def test_one_that_nobody_handed_in_expires_and_may_still_come(house: House, town: Town) -> None:
    number = await _task(house, town)
    for day, state in ((27, MakeUpState.REQUIRED), (28, MakeUpState.EXPIRED), (29, MakeUpState.EXPIRED)):
        set_clock(house, dt.datetime(2026, 11, day, 2, 0, tzinfo=dt.UTC))
        assert (await makeup.reconcile_all(house)).changes == 0
        assert [one.state for one in await _rows(house)] == [state]
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    assert [(one.id, one.open, one.overdue) for one in await makeup.mine(house, plain)] == [(number, True, True)]
    (row,) = await _rows(house)
    made = await attendance.sign_in(house, secretary, town.inner.id, row.meeting_id)
    sheet = openpyxl.load_workbook(io.BytesIO(made.content))["签到表"]
    assert next(line[6].value for line in sheet.iter_rows() if line[1].value == "张敏") == "逾期未补"
    assert (await makeup.hand_in(house, plain, number, NOTE)).state is MakeUpState.SUBMITTED
    assert (await makeup.accept(house, secretary, number)).done


# --- three questions --------------------------------------------------------------------------------------------------


async def _bank(house: House, town: Town, many: int) -> None:
    """True/false questions, all of them true; half of them the committee's."""
    async with house.db.write() as session:
        for place in range(many):
            owner = town.committee if place % 2 else town.inner
            await factories.make_question(session, await session.get_one(Organisation, owner.id), f"第{place}问？")


async def _answer_all(house: House, actor: Actor, number: int, *choices: int) -> makeup.Step:
    step = await makeup.begin(house, actor, number)
    for choice in choices:
        step = await makeup.answer(house, actor, number, step.number, step.place, choice)
    return step


async def test_three_questions_are_handed_in_once_enough_are_right(house: House, town: Town) -> None:
    number = await _task(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    assert not (await makeup.look(house, plain, number)).questions
    with pytest.raises(NoQuestions):
        await makeup.begin(house, plain, number)
    await _bank(house, town, 6)
    assert (await makeup.look(house, plain, number)).questions

    # One right of three is not enough; the next round asks the others.
    step = await _answer_all(house, plain, number, 0, 1, 1)
    assert (step.right, step.of, step.question, step.task.state) == (1, 3, None, MakeUpState.REQUIRED)
    (row,) = await _rows(house)
    first = {one["question"] for one in (row.asked or {})["questions"]}
    step = await _answer_all(house, plain, number, 0, 1, 0)
    assert (step.right, step.task.state) == (2, MakeUpState.SUBMITTED)
    (row,) = await _rows(house)
    assert (row.times, row.note, (row.asked or {})["round"]) == (1, None, 2)
    assert not first & {one["question"] for one in (row.asked or {})["questions"]}
    (card,) = await _messages(house, "makeup_card")
    assert (card.payload["key"], card.payload["vars"]["right"], card.payload["vars"]["count"]) == (
        "makeup-card-answers",
        2,
        3,
    )
    assert (await makeup.accept(house, secretary, number)).done
    (row,) = await _rows(house)
    assert row.hours == Decimal("1.5")


async def test_an_answer_counts_once_and_old_buttons_show_where_he_is(house: House, town: Town) -> None:
    number = await _task(house, town)
    plain, foreign = await town.actor(house, town.plain), await town.actor(house, town.foreign)
    await _bank(house, town, 3)
    for _ in range(2):
        step = await makeup.begin(house, plain, number)
        assert (step.number, step.place) == (1, 0)
    with pytest.raises(BadInput):
        await makeup.answer(house, plain, number, 1, 0, 2)
    with pytest.raises(NotAllowed):
        await makeup.answer(house, foreign, number, 1, 0, 0)
    for choice in (1, 0, 0):  # the first answer stands
        step = await makeup.answer(house, plain, number, 1, 0, choice)
        assert step.verdict is not None
        assert (step.place, step.right, step.verdict.right) == (1, 0, False)
    for old in ((2, 0), (1, 2), (1, 3), (0, 0)):  # another round, a place that is not asked yet
        assert (await makeup.answer(house, plain, number, *old, 0)).place == 1
    (row,) = await _rows(house)
    assert [one["right"] for one in (row.asked or {})["questions"]] == [False, None, None]


async def test_given_back_after_questions_others_are_drawn(house: House, town: Town) -> None:
    number = await _task(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    await _bank(house, town, 3)
    await _answer_all(house, plain, number, 0, 0, 0)
    await makeup.give_back(house, secretary, number, "请再看看材料")
    step = await makeup.begin(house, plain, number)
    assert (step.task.state, step.place, step.right) == (MakeUpState.REQUIRED, 0, 0)
    # A note in their place is just as good, and takes the questions' place on the card.
    await makeup.hand_in(house, plain, number, NOTE)
    assert (await makeup.view(house, secretary, number)).key == "makeup-card"


async def test_what_is_made_up_shows_on_the_forms(house: House, town: Town) -> None:
    number = await _task(house, town)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    (row,) = await _rows(house)

    async def said() -> list[Any]:
        made = await attendance.sign_in(house, secretary, town.inner.id, row.meeting_id)
        sheet = openpyxl.load_workbook(io.BytesIO(made.content))["签到表"]
        return next([line[4].value, line[6].value] for line in sheet.iter_rows() if line[1].value == "张敏")

    assert await said() == ["缺席", "待补学"]
    await makeup.hand_in(house, plain, number, NOTE)
    assert await said() == ["缺席", "待认可"]
    await makeup.accept(house, secretary, number)
    assert await said() == ["缺席（已补学）", "已补学"]
    board = await attendance.board(house, secretary, town.inner.id)
    assert (board.tally.absent, board.tally.made_up) == (1, 1)

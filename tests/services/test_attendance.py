"""Rates and counters as the rules have them; the forms, parsed back."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import texts
from db.attendance import Attendance, RollCall
from db.audit import AuditEntry
from db.leave import LeaveRequest
from db.meetings import MeetingType
from db.members import Member, Membership
from db.names import (
    AttendanceStatus,
    CheckInWay,
    EventType,
    LeaveState,
    LeaveType,
    MeetingState,
    MembershipStage,
    Sitting,
)
from db.organisations import Organisation
from services import attendance, meetings
from services.attendance import Mark, Span, months_without, rules, tally
from services.errors import BadInput, NotAllowed
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

S = AttendanceStatus
D = dt.date
SHANGHAI = ZoneInfo("Asia/Shanghai")
QUARTER = Span(2026, 4)


def mark(day: D, status: S = S.PRESENT, **more: Any) -> Mark:
    return Mark(member_id=1, meeting_id=1, day=day, status=status, **more)


def marks(*counts: tuple[S, int], duty: int = 0) -> list[Mark]:
    day = D(2026, 11, 3)
    found = [mark(day, status) for status, count in counts for _ in range(count)]
    return found + [mark(day, S.LEAVE, duty=True) for _ in range(duty)]


# --- the rules --------------------------------------------------------------------------------------------------------


def test_the_worked_example_of_the_rules() -> None:
    found = tally(marks((S.PRESENT, 18), (S.LATE, 1), (S.LEAVE, 1), (S.ABSENT, 1), duty=3))
    assert (found.due, found.came, found.leave, found.duty, found.absent) == (24, 19, 4, 3, 1)
    assert (found.raw, found.adjusted) == (Decimal("79.2"), Decimal("90.5"))


def test_the_exempt_are_not_due_and_what_nobody_recorded_is_not_counted() -> None:
    found = tally(marks((S.PRESENT, 1), (S.LEFT_EARLY, 1), (S.EXEMPT, 5), (S.UNMARKED, 2)))
    assert (found.due, found.came, found.exempt, found.unmarked) == (2, 2, 5, 2)
    assert found.raw == Decimal("100.0")


def test_nobody_due_is_no_rate() -> None:
    assert tally([]).raw is None
    on_duty = tally(marks(duty=2))
    assert (on_duty.raw, on_duty.adjusted) == (Decimal("0.0"), None)


@given(st.lists(st.tuples(st.sampled_from(S), st.booleans())))
def test_rates_stay_within_bounds_and_the_adjusted_is_never_lower(drawn: list[tuple[S, bool]]) -> None:
    found = tally(mark(D(2026, 1, 1), status, duty=duty and status is S.LEAVE) for status, duty in drawn)
    assert found.due == found.came + found.leave + found.absent
    if found.raw is not None and found.adjusted is not None:
        assert 0 <= found.raw <= found.adjusted <= 100


def test_months_in_a_row_are_counted_up_to_the_last_complete_one() -> None:
    today = D(2026, 11, 16)
    missed = [mark(D(2026, month, 5), S.ABSENT) for month in (8, 9, 10, 11)]
    assert months_without([mark(D(2026, 7, 3)), *missed], today) == 3
    assert months_without([*missed, mark(D(2026, 11, 9))], today) == 0
    assert months_without([], today) == 0
    assert months_without(missed, D(2026, 12, 1)) == 4


@pytest.mark.parametrize("ends", [{"duty": True}, {"made_up": True}])
def test_duty_and_accepted_make_up_end_the_row(ends: dict[str, bool]) -> None:
    found = [mark(D(2026, 8, 5), S.ABSENT), mark(D(2026, 9, 5), S.LEAVE, **ends), mark(D(2026, 10, 9), S.LEAVE)]
    assert months_without(found, D(2026, 11, 16)) == 1


def test_a_month_without_a_meeting_for_him_neither_counts_nor_ends_the_row() -> None:
    found = [
        mark(D(2025, 12, 5)),
        mark(D(2026, 1, 5), S.ABSENT),
        mark(D(2026, 3, 5), S.EXEMPT),
        mark(D(2026, 4, 5), S.ABSENT),
    ]
    assert months_without(found, D(2026, 11, 16)) == 2


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span(2026, 1), D(2026, 1, 1), D(2026, 3, 31)),
        (Span(2028, 1), D(2028, 1, 1), D(2028, 3, 31)),
        (Span(2026, 4), D(2026, 10, 1), D(2026, 12, 31)),
        (Span(2026, 0), D(2026, 1, 1), D(2026, 12, 31)),
    ],
)
def test_spans_have_their_days(span: Span, first: D, last: D) -> None:
    assert (span.first, span.last) == (first, last)
    begin, end = span.moments(SHANGHAI)
    assert (begin.astimezone(SHANGHAI).date(), (end - dt.timedelta(seconds=1)).astimezone(SHANGHAI).date()) == (
        first,
        last,
    )


def test_spans_before_and_spans_that_are_none() -> None:
    assert (Span(2026, 1).before, Span(2026, 3).before, Span(2026, 0).before) == (
        Span(2025, 4),
        Span(2026, 2),
        Span(2025, 0),
    )
    assert Span(2020, 0).before == Span(2020, 0)
    assert (Span(2026, 4).after, Span(2026, 3).after, Span(2026, 0).after) == (
        Span(2027, 1),
        Span(2026, 4),
        Span(2027, 0),
    )
    for year, quarter in ((2026, 5), (2019, 1), (2101, 0)):
        with pytest.raises(BadInput):
            Span(year, quarter)


def test_the_form_names_types_as_chat_does_and_never_a_private_leave() -> None:
    form = rules.load().form
    assert set(form.event) == set(EventType)
    assert set(form.status) == set(S)
    for one in EventType:
        assert form.event[one] == texts.plain("zh-CN", meetings.type_key(one))
    assert {form.leave_name(one) for one in (LeaveType.SICK, LeaveType.MATERNITY, None)} == {"请假"}
    assert form.leave_name(LeaveType.NIGHT_SHIFT) == "夜班"


# --- with a branch ----------------------------------------------------------------------------------------------------


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def _held(
    house: House,
    organisation: Organisation,
    day: D,
    rows: dict[int, S],
    *types: EventType,
    closed: bool = True,
    **changes: Any,
) -> int:
    """A meeting that lies behind, with its rows; by member: how he stands."""
    starts_at = dt.datetime.combine(day, dt.time(15), SHANGHAI).astimezone(dt.UTC)
    async with house.db.write() as session:
        row = factories.meeting_of(organisation, starts_at, **({"state": MeetingState.HELD} | changes))
        session.add(row)
        await session.flush()
        session.add_all([MeetingType(meeting_id=row.id, type=one) for one in types])
        account = await factories.make_account(session)
        session.add(
            RollCall(
                meeting_id=row.id,
                sitting=Sitting.A,
                closed_at=starts_at if closed else None,
                closed_by=account.id if closed else None,
                changes=0,
                created_at=starts_at,
            )
        )
        for member_id, status in rows.items():
            member = await session.get_one(Member, member_id)
            there = status in (S.PRESENT, S.LATE, S.LEFT_EARLY)
            session.add(factories.attendance_of(row.id, member, status, came_at=starts_at if there else None))
        return row.id


async def _leave(house: House, meeting: int, member: Member, leave_type: LeaveType) -> None:
    async with house.db.write() as session:
        account = await factories.make_account(session)
        session.add(
            LeaveRequest(
                meeting_id=meeting,
                member_id=member.id,
                type=leave_type,
                state=LeaveState.APPROVED,
                late=False,
                asked_at=NOW,
                asked_by=account.id,
                decided_at=NOW,
            )
        )


def _cells(content: bytes, name: str) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[name]
    return [[None if cell.value == "" else cell.value for cell in row] for row in sheet.iter_rows()]


async def test_rates_and_gaps_of_a_branch_and_its_groups(house: House, town: Town) -> None:
    wang, zhang, ou = town.secretary.id, town.plain.id, town.silent.id
    await _held(house, town.inner, D(2026, 10, 9), {wang: S.PRESENT, zhang: S.LATE, ou: S.ABSENT})
    first = await _held(house, town.group, D(2026, 11, 6), {zhang: S.ABSENT})
    await _held(house, town.inner, D(2026, 11, 13), {wang: S.PRESENT}, closed=False)
    await _held(house, town.inner, D(2026, 9, 30), {wang: S.ABSENT})
    await _held(house, town.surgery, D(2026, 11, 5), {town.foreign.id: S.ABSENT})
    await _leave(house, first, town.plain, LeaveType.NIGHT_SHIFT)
    secretary = await town.actor(house, town.secretary)
    found = await attendance.board(house, secretary, town.inner.id)
    assert found.span == QUARTER
    assert (found.held, found.uncalled) == (3, 1)
    assert (found.tally.due, found.tally.came, found.tally.leave, found.tally.duty) == (4, 2, 1, 1)
    assert (found.tally.raw, found.tally.adjusted) == (Decimal("50.0"), Decimal("66.7"))
    assert [(one.organisation_id, one.called) for one in found.meetings] == [
        (town.inner.id, False),
        (town.group.id, True),
        (town.inner.id, True),
    ]
    group = await attendance.board(house, secretary, town.group.id)
    assert (group.tally.due, group.held) == (2, 1)


async def test_who_took_no_part_for_months_is_named_to_the_steward_only(house: House, town: Town) -> None:
    wang, ou = town.secretary.id, town.silent.id
    for month in (8, 9, 10):
        await _held(house, town.inner, D(2026, month, 7), {wang: S.PRESENT, ou: S.ABSENT})
    secretary, office = await town.actor(house, town.secretary), await town.actor(house, town.office)
    found = await attendance.board(house, secretary, town.inner.id)
    assert [(one.name, one.months) for one in found.missing] == [("欧阳静", 3)]
    assert (await attendance.board(house, office, town.inner.id)).missing == found.missing
    for member in (town.plain, town.foreign):
        with pytest.raises(NotAllowed):
            await attendance.board(house, await town.actor(house, member), town.inner.id)
    with pytest.raises(NotAllowed):
        await attendance.board(house, office, town.committee.id)


async def test_two_months_are_not_listed(house: House, town: Town) -> None:
    for month in (9, 10):
        await _held(house, town.inner, D(2026, month, 7), {town.silent.id: S.ABSENT})
    assert not (await attendance.board(house, await town.actor(house, town.secretary), town.inner.id)).missing


async def test_marks_count_while_somebody_belonged_here(house: House, town: Town) -> None:
    await _held(house, town.inner, D(2026, 10, 9), {town.silent.id: S.ABSENT})
    await _held(house, town.surgery, D(2026, 11, 9), {town.silent.id: S.PRESENT})
    async with house.db.write() as session:
        old = (await session.scalars(select(Membership).where(Membership.member_id == town.silent.id))).one()
        old.ends_on = D(2026, 10, 31)
        await session.flush()
        session.add(Membership(member_id=town.silent.id, branch_id=town.surgery.id, starts_on=D(2026, 11, 1)))
    office = await town.actor(house, town.office)
    inner = await attendance.board(house, office, town.inner.id)
    surgery = await attendance.board(house, office, town.surgery.id)
    assert (inner.tally.due, inner.tally.came) == (1, 0)
    assert (surgery.tally.due, surgery.tally.came) == (1, 1)


async def test_the_summary_is_the_paper_form(house: House, town: Town) -> None:
    async with house.db.write() as session:
        odd = await session.get_one(Member, town.plain.id)
        odd.name = "=张敏"
    wang, zhang, ou = town.secretary.id, town.plain.id, town.silent.id
    both = (EventType.BRANCH_GENERAL_MEETING, EventType.THEMED_PARTY_DAY)
    await _held(house, town.inner, D(2026, 10, 9), {wang: S.PRESENT, zhang: S.LATE, ou: S.ABSENT}, *both)
    await _held(house, town.inner, D(2026, 11, 6), {wang: S.PRESENT, zhang: S.LEAVE, ou: S.UNMARKED}, both[1])
    await _held(house, town.inner, D(2026, 11, 13), {}, EventType.PARTY_LECTURE, closed=False)
    secretary = await town.actor(house, town.secretary)
    made = await attendance.summary(house, secretary, town.inner.id, QUARTER)
    assert made.name == "内科党支部考勤汇总表_2026年第4季度.xlsx"
    rows = _cells(made.content, "考勤汇总表")
    assert rows[0][0] == "内科党支部考勤汇总表（2026 年第 4 季度）"
    assert rows[2][:18] == [
        *("序号", "姓名", "支部党员大会", *[None] * 4, "主题党日", *[None] * 4),
        *("合计（每次会只计一次）", *[None] * 4, "出勤率（原始）"),
    ]
    assert rows[3][2:7] == ["应到", "出勤", "请假", "缺席", "补学"]
    by_name = {row[1]: row for row in rows[4:]}
    assert by_name["王建国"][2:] == [1, 1, 0, 0, 0, 2, 2, 0, 0, 0, 2, 2, 0, 0, 0, "100.0%", "100.0%", "0"]
    assert by_name["=张敏"][12:] == [2, 1, 1, 0, 0, "50.0%", "50.0%", "0"]
    assert by_name["欧阳静"][12:] == [1, 0, 0, 1, 0, "0.0%", "0.0%", "1"]
    assert by_name["合计"][12:19] == [5, 3, 1, 1, 0, "60.0%", "60.0%"]
    notes = "".join(str(row[0]) for row in rows[8:])
    assert "未登记 1 人次" in notes
    assert "没有点名记录、未计入的会：11月13日党课" in notes
    sheet = openpyxl.load_workbook(io.BytesIO(made.content))["考勤汇总表"]
    (odd_cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=张敏"]
    assert (odd_cell.data_type, odd_cell.quotePrefix) == ("s", True)
    async with house.db.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "attendance.exported"))).one()
    assert entry.details == {"form": "summary", "year": 2026, "quarter": 4}


async def test_a_span_without_meetings_is_an_empty_form(house: House, town: Town) -> None:
    made = await attendance.summary(house, await town.actor(house, town.secretary), town.inner.id, Span(2025, 0))
    rows = _cells(made.content, "考勤汇总表")
    assert made.name == "内科党支部考勤汇总表_2025年.xlsx"
    assert rows[4][1:] == ["王建国", None, None, None, None, None, None, None, None]


async def test_a_sign_in_sheet_with_everything_on_it(house: House, town: Town) -> None:
    async with house.db.write() as session:
        new = await factories.make_member(session, town.inner, "小预备", stage=MembershipStage.PROBATIONARY)
        sick = await factories.make_member(session, town.inner, "病假的")
        night = await factories.make_member(session, town.inner, "夜班的")
    rows = {
        town.secretary.id: S.PRESENT,
        town.plain.id: S.LATE,
        town.silent.id: S.ABSENT,
        new.id: S.PRESENT,
        sick.id: S.LEAVE,
        night.id: S.ABSENT,
    }
    meeting = await _held(
        house, town.inner, D(2026, 11, 6), rows, EventType.THEMED_PARTY_DAY, theme="=学习", place="三楼"
    )
    await _leave(house, meeting, sick, LeaveType.SICK)
    await _leave(house, meeting, night, LeaveType.NIGHT_SHIFT)
    async with house.db.write() as session:
        session.add(factories.guest_of(meeting, post="=院办"))
        behalf = (await session.scalars(select(Attendance).where(Attendance.member_id == new.id))).one()
        behalf.way, behalf.reason = CheckInWay.BEHALF, "手机没电"
    made = await attendance.sign_in(house, await town.actor(house, town.secretary), town.inner.id, meeting)
    assert made.name == "内科党支部主题党日签到表_20261106.xlsx"
    cells = _cells(made.content, "签到表")
    assert [row[0] for row in cells[1:5]] == [
        "活动名称：主题党日：=学习",
        "时间：2026年11月6日 15:00—16:00",
        "主持人：",
        "应到：6 人",
    ]
    assert [row[5] for row in cells[1:5]] == [
        "类别：主题党日",
        "地点：三楼",
        "记录人：",
        "实到：3 人（正式 2，预备 1）",
    ]
    by_name = {row[1]: row[2:] for row in cells[6:]}
    assert by_name["张敏"] == ["第一小组", "15:00", "迟到", None, None, None]
    assert by_name["欧阳静"] == [None, None, "缺席", None, None, None]
    assert by_name["小预备"][2] == "出勤（代登记）"
    assert by_name["病假的"] == [None, None, "请假", "请假", None, None]
    assert by_name["夜班的"] == [None, None, "请假", "夜班", None, None]
    assert by_name["钱主任"] == ["=院办", None, "列席", None, None, None]
    assert "手机没电" not in str(cells)
    assert "病假" not in str(cells).replace("病假的", "")


async def test_before_the_meeting_it_is_a_form_to_fill(house: House, town: Town) -> None:
    meeting = await _held(
        house, town.inner, D(2026, 12, 9), {}, closed=False, title="学习会", state=MeetingState.PLANNED
    )
    made = await attendance.sign_in(house, await town.actor(house, town.secretary), town.inner.id, meeting)
    cells = _cells(made.content, "签到表")
    assert (cells[4][0], cells[4][5]) == ("应到：3 人", "实到：")
    assert [row[2:] for row in cells[6:9] if row[1] != "张敏"] == [[None] * 6] * 2


async def test_a_sheet_of_another_branch_is_out_of_reach(house: House, town: Town) -> None:
    meeting = await _held(house, town.inner, D(2026, 11, 6), {})
    for member in (town.plain, town.foreign):
        actor = await town.actor(house, member)
        for branch in (town.inner.id, town.surgery.id):
            with pytest.raises(NotAllowed):
                await attendance.sign_in(house, actor, branch, meeting)
        with pytest.raises(NotAllowed):
            await attendance.summary(house, actor, town.inner.id, QUARTER)


async def test_the_quarter_is_that_of_the_branch_s_clock(house: House, town: Town) -> None:
    set_clock(house, dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC))
    found = await attendance.board(house, await town.actor(house, town.secretary), town.inner.id)
    assert found.span == Span(2027, 1)

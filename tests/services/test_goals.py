"""Yearly goals: counted from meetings, periods closed one by one, and the form that can be printed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.audit import AuditEntry
from db.meetings import Meeting, MeetingPart, MeetingType
from db.names import (
    AttendanceStatus,
    Audience,
    BranchRole,
    EventType,
    MeetingState,
    MembershipStage,
    OrgLevel,
    PartState,
    RuleKind,
)
from db.organisations import Organisation
from services import goals
from services.errors import BadInput, NotAllowed
from services.goals import counting, rules
from services.goals.counting import Gathering
from services.house import House
from services.recurrence import InPeriod, Period
from services.reminder_rules import presets
from tests import factories
from tests.fixtures.houses import set_clock
from tests.services.people import Town, make_town

D = dt.date
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: A branch that has used the bot since the year began.
SINCE = D(2026, 1, 1)


def rule(event_type: EventType) -> rules.Goal:
    return next(one for one in rules.load().goal if one.type is event_type)


def gathered(*days: tuple[int, int], today: D) -> list[Gathering]:
    return [Gathering(D(2026, month, day), D(2026, month, day) < today) for month, day in days]


def test_a_month_without_one_is_overdue_when_it_is_over() -> None:
    today = D(2026, 4, 15)
    found = counting.count(
        rule(EventType.THEMED_PARTY_DAY), gathered((1, 9), (3, 6), (3, 20), (5, 8), today=today), 2026, today, SINCE
    )
    assert (found.asked, found.met, found.open, found.more, found.planned) == (12, 2, 10, 1, 1)
    assert found.overdue == (D(2026, 2, 1),)
    assert found.last_on == D(2026, 3, 20)


def test_a_second_one_in_a_quarter_does_not_make_up_for_another() -> None:
    today = D(2027, 1, 1)
    found = counting.count(
        rule(EventType.BRANCH_GENERAL_MEETING), gathered((1, 9), (3, 31), (12, 31), today=today), 2026, today, SINCE
    )
    assert (found.asked, found.met, found.open, found.more) == (4, 2, 2, 1)
    assert found.overdue == (D(2026, 4, 1), D(2026, 7, 1))


def test_what_was_over_before_the_branch_came_counts_only_where_something_is_noted() -> None:
    today, since = D(2026, 11, 16), D(2026, 10, 20)
    lecture = rule(EventType.PARTY_LECTURE)
    assert counting.count(lecture, [], 2026, today, since).asked == 1
    noted = counting.count(lecture, gathered((2, 6), today=today), 2026, today, since)
    assert (noted.asked, noted.met, noted.overdue) == (2, 1, ())


def test_every_duty_fits_the_reminder_that_nothing_is_planned() -> None:
    """Two files name the same periods: they may not drift apart."""
    needs = {
        one.types[0]: one.recurrence.per
        for one in presets.load().preset
        if one.kind is RuleKind.DUTY and one.types and isinstance(one.recurrence, InPeriod)
    }
    ours = {one.type: one.per for one in rules.load().goal}
    assert {key: per for key, per in ours.items() if key in needs} == {
        key: per for key, per in needs.items() if key in ours
    }
    assert needs.keys() & ours.keys()


_GATHERINGS = st.lists(st.builds(Gathering, st.dates(D(2025, 6, 1), D(2027, 6, 1)), st.booleans()), max_size=40)


@given(
    _GATHERINGS,
    st.sampled_from(rules.load().goal),
    st.dates(D(2025, 1, 1), D(2028, 1, 1)),
    st.dates(D(2025, 1, 1), D(2028, 1, 1)),
)
def test_the_numbers_of_a_row_add_up(found: list[Gathering], goal: rules.Goal, today: D, since: D) -> None:
    made = counting.count(goal, found, 2026, today, since)
    held = sum(one.held for one in found if one.day.year == 2026)
    assert made.met + made.open == made.asked <= 12 // goal.per.months * goal.least
    assert made.met + made.more == held
    assert len(made.overdue) * goal.least >= 0
    assert all(day < today for day in made.overdue)
    assert made.planned == sum(not one.held for one in found if one.day.year == 2026)
    assert counting.count(goal, list(reversed(found)), 2026, today, since) == made


def test_periods_cover_the_year_once() -> None:
    for per in Period:
        days = [day for first, last in counting.periods(2028, per) for day in (first, last)]
        assert days[0] == D(2028, 1, 1)
        assert days[-1] == D(2028, 12, 31)
        assert len(days) == 2 * 12 // per.months


# --- as stored ------------------------------------------------------------------------------------------------------


async def _held(house: House, place: Organisation, event_type: EventType, day: D, **changes: Any) -> int:
    async with house.db.write() as session:
        starts_at = dt.datetime.combine(day, dt.time(15), SHANGHAI)
        row = factories.meeting_of(place, starts_at, **({"state": MeetingState.HELD} | changes))
        session.add(row)
        await session.flush()
        session.add(MeetingType(meeting_id=row.id, type=event_type))
        return row.id


async def _since_january(house: House, *places: Organisation) -> None:
    async with house.db.write() as session:
        for one in places:
            (await session.get_one(Organisation, one.id)).created_at = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)


async def _town(house: House) -> Town:
    town = await make_town(house)
    await _since_january(house, town.committee, town.inner, town.surgery, town.group)
    return town


def _row(board: goals.Board, place: Organisation, event_type: EventType) -> goals.Count:
    (found,) = [one for one in board.places if one.id == place.id]
    (count,) = [one for one in found.counts if one.type is event_type]
    return count


async def test_meetings_of_the_branch_above_and_joint_ones_count(house: House) -> None:
    town = await _town(house)
    secretary = await town.actor(house, town.secretary)
    await _held(house, town.inner, EventType.THEMED_PARTY_DAY, D(2026, 1, 9))
    await _held(house, town.inner, EventType.THEMED_PARTY_DAY, D(2026, 2, 6), state=MeetingState.CANCELLED)
    await _held(house, town.inner, EventType.THEMED_PARTY_DAY, D(2026, 12, 4), state=MeetingState.PLANNED)
    await _held(house, town.committee, EventType.THEMED_PARTY_DAY, D(2026, 3, 6))
    await _held(house, town.committee, EventType.THEMED_PARTY_DAY, D(2026, 4, 3), audience=Audience.OFFICERS)
    joint = await _held(house, town.surgery, EventType.THEMED_PARTY_DAY, D(2026, 5, 8))
    asked = await _held(house, town.surgery, EventType.THEMED_PARTY_DAY, D(2026, 6, 5))
    async with house.db.write() as session:
        for meeting, state in ((joint, PartState.AGREED), (asked, PartState.ASKED)):
            session.add(
                MeetingPart(
                    meeting_id=meeting,
                    organisation_id=town.inner.id,
                    state=state,
                    asked_at=house.now(),
                    decided_at=house.now() if state is PartState.AGREED else None,
                )
            )
    board = await goals.board(house, secretary, town.inner.id)
    themed = _row(board, town.inner, EventType.THEMED_PARTY_DAY)
    assert (themed.asked, themed.met, themed.planned, themed.last_on) == (12, 3, 1, D(2026, 5, 8))
    assert [day.month for day in themed.overdue] == [2, 4, 6, 7, 8, 9, 10]


async def test_a_meeting_nobody_came_to_was_not_held(house: House) -> None:
    town = await _town(house)
    office = await town.actor(house, town.office)
    lecture = await _held(house, town.inner, EventType.PARTY_LECTURE, D(2026, 11, 6))
    async with house.db.write() as session:
        await factories.end_roll_call(session, await session.get_one(Meeting, lecture))
        session.add(factories.attendance_of(lecture, town.plain, AttendanceStatus.ABSENT))
    counted = _row(await goals.board(house, office, town.inner.id), town.inner, EventType.PARTY_LECTURE)
    assert (counted.met, counted.planned, counted.last_on) == (0, 0, None)
    async with house.db.write() as session:
        session.add(factories.attendance_of(lecture, town.silent, AttendanceStatus.LATE))
    counted = _row(await goals.board(house, office, town.inner.id), town.inner, EventType.PARTY_LECTURE)
    assert (counted.met, counted.last_on) == (1, D(2026, 11, 6))


async def test_a_committee_is_asked_of_seven_and_groups_are_counted_each(house: House) -> None:
    town = await _town(house)
    secretary = await town.actor(house, town.secretary)
    board = await goals.board(house, secretary, town.inner.id)
    (place,) = [one for one in board.places if one.id == town.inner.id]
    assert EventType.BRANCH_COMMITTEE_MEETING not in {one.type for one in place.counts}
    assert _row(board, town.inner, EventType.GROUP_MEETING).asked == 12
    async with house.db.write() as session:
        inner = await session.get_one(Organisation, town.inner.id)
        second = await factories.make_organisation(session, "第二小组", level=OrgLevel.PARTY_GROUP, parent=inner)
        for number in range(4):
            await factories.make_member(session, inner, f"党员{number}")
        await factories.make_member(session, inner, "预备", stage=MembershipStage.PROBATIONARY)
    await _since_january(house, second)
    await _held(house, second, EventType.GROUP_MEETING, D(2026, 1, 9))
    board = await goals.board(house, secretary, town.inner.id)
    group = _row(board, town.inner, EventType.GROUP_MEETING)
    assert (group.asked, group.met) == (24, 1)
    assert _row(board, town.inner, EventType.BRANCH_COMMITTEE_MEETING).asked == 12


async def test_the_office_sees_branches_in_the_order_of_the_tree(house: House) -> None:
    town = await _town(house)
    office = await town.actor(house, town.office)
    await _held(house, town.surgery, EventType.PARTY_LECTURE, D(2026, 1, 9))
    board = await goals.board(house, office, town.committee.id)
    assert [one.name for one in board.places] == ["市人民医院党委", "内科党支部", "外科党支部"]
    assert {one.type for one in board.places[0].counts} == {
        EventType.CORE_GROUP_STUDY,
        EventType.DEMOCRATIC_LIFE_MEETING,
        EventType.COMMITTEE_SECRETARY_LECTURE,
    }
    with pytest.raises(BadInput):
        await goals.board(house, office, town.committee.id, 1999)


async def test_who_may_look(house: House) -> None:
    town = await _town(house)
    for member in (town.plain, town.foreign):
        with pytest.raises(NotAllowed):
            await goals.board(house, await town.actor(house, member), town.inner.id)
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.inner, BranchRole.DISCIPLINE_MEMBER)
    assert (await goals.board(house, await town.actor(house, town.plain), town.inner.id)).places


async def test_the_form_holds_what_was_counted_and_no_formula(house: House) -> None:
    town = await _town(house)
    office = await town.actor(house, town.office)
    async with house.db.write() as session:
        (await session.get_one(Organisation, town.surgery.id)).name = "=外科党支部"
    await _held(house, town.inner, EventType.BRANCH_GENERAL_MEETING, D(2026, 2, 6))
    made = await goals.export(house, office, town.committee.id, 2026)
    assert made.name == "市人民医院党委组织生活落实情况表_2026.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(made.content))["组织生活落实情况表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == ["支部", "项目", "应开展", "已开展", "未开展", "已安排", "最近日期", "备注"]
    (general,) = [row for row in rows if row[1] == "支部党员大会" and row[3]]
    assert general[2:] == [4, 1, 3, 0, "2026-02-06", "第 2 季度、第 3 季度 没有记录"]
    (quoted,) = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=外科")]
    assert (quoted.data_type, quoted.quotePrefix) == ("s", True)
    async with house.db.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "goals.exported"))).one()
    assert entry.details == {"year": 2026}


async def test_a_year_ends_by_the_branch_s_clock(house: House) -> None:
    town = await _town(house)
    secretary = await town.actor(house, town.secretary)
    set_clock(house, dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC))  # 00:30 on 1 January in Shanghai
    assert (await goals.board(house, secretary, town.inner.id)).year == 2027
    late = await _held(house, town.inner, EventType.THEMED_PARTY_DAY, D(2027, 1, 1), state=MeetingState.PLANNED)
    assert late
    board = await goals.board(house, secretary, town.inner.id, 2026)
    assert _row(board, town.inner, EventType.THEMED_PARTY_DAY).met == 0


async def test_what_was_held_is_listed_without_a_word_about_anybody(house: House) -> None:
    town = await make_town(house)
    async with house.db.write() as session:
        rows = [
            factories.meeting_of(
                town.inner, dt.datetime(2026, 11, 6, 7, tzinfo=dt.UTC), title="接收张敏", theme="张敏"
            ),
            factories.meeting_of(town.group, dt.datetime(2026, 11, 9, 7, tzinfo=dt.UTC)),
            factories.meeting_of(town.surgery, dt.datetime(2026, 11, 10, 7, tzinfo=dt.UTC), audience=Audience.LEADERS),
            factories.meeting_of(town.committee, dt.datetime(2026, 11, 11, 7, tzinfo=dt.UTC)),
            factories.meeting_of(town.inner, dt.datetime(2026, 11, 12, 7, tzinfo=dt.UTC), state=MeetingState.CANCELLED),
            factories.meeting_of(town.inner, dt.datetime(2026, 11, 20, 7, tzinfo=dt.UTC)),
            factories.meeting_of(town.inner, dt.datetime(2025, 12, 31, 17, tzinfo=dt.UTC)),
        ]
        session.add_all(rows)
        await session.flush()
        session.add(MeetingType(meeting_id=rows[1].id, type=EventType.GROUP_MEETING))
        session.add(
            MeetingPart(
                meeting_id=rows[2].id,
                organisation_id=town.inner.id,
                state=PartState.AGREED,
                asked_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
                decided_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
            )
        )
        await factories.grant_role(session, town.plain, town.inner, BranchRole.DISCIPLINE_MEMBER)
    watcher = await town.actor(house, town.plain)
    found = await goals.held(house, watcher, town.inner.id)
    assert [(one.day, one.types, one.organisation) for one in found.meetings] == [
        (D(2026, 11, 11), (), "市人民医院党委"),
        (D(2026, 11, 10), (), "外科党支部"),
        (D(2026, 11, 9), (EventType.GROUP_MEETING,), "第一小组"),
        (D(2026, 11, 6), (), None),
        # The last hour of the year before in UTC is this year by the branch's clock.
        (D(2026, 1, 1), (), None),
    ]
    assert "张敏" not in str(found)
    assert (await goals.held(house, watcher, town.inner.id, 2025)).total == 0
    with pytest.raises(NotAllowed):
        await goals.held(house, await town.actor(house, town.foreign), town.inner.id)
    with pytest.raises(BadInput):
        await goals.held(house, watcher, town.inner.id, 1999)

"""Hours and credits from closed roll-calls and accepted make-ups; corrections; New Year; targets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from db.attendance import Attendance, RollCall
from db.leave import LeaveRequest
from db.makeups import MakeUp
from db.meetings import Meeting, MeetingType
from db.members import Member
from db.names import AttendanceStatus, BranchRole, EventType, LeaveState, LeaveType, MeetingState
from db.study import StudyEntry, StudyExemption
from db.study_names import StudyBook, StudyItem
from services import makeup
from services.house import House
from services.makeup.evidence import Note
from services.meetings import usual
from services.study import granting, targets
from services.study.granting import by_year, of_makeup, of_meeting
from services.study.rules import meeting_credits, shipped
from services.study.targets import months_of, office_of, prorated, target_of
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town

E = EventType
S = AttendanceStatus
ZONE = ZoneInfo("Asia/Shanghai")
STARTED = dt.datetime(2026, 11, 13, 7, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 13)


# --- pure -------------------------------------------------------------------------------------------------------------


@given(
    st.integers(-2000, 2000),
    st.integers(30, 2000),
    st.integers(0, 32).map(lambda one: Decimal(one) / 2),
)
def test_over_new_year_nothing_is_lost_and_each_part_lies_in_its_year(
    offset: int, minutes: int, hours: Decimal
) -> None:
    start = dt.datetime(2027, 1, 1, tzinfo=ZONE) + dt.timedelta(minutes=offset)
    parts = by_year(hours, start, minutes, ZONE)
    assert sum(part for _, part in parts) == hours
    assert all(part >= 0 and part % Decimal("0.5") == 0 for _, part in parts)
    assert [day.year for day, _ in parts] in ([2026], [2027], [2026, 2027])


def test_a_night_over_new_year_is_split_by_its_minutes() -> None:
    start = dt.datetime(2026, 12, 31, 22, 30, tzinfo=ZONE)
    assert by_year(Decimal(4), start, 240, ZONE) == [
        (dt.date(2026, 12, 31), Decimal("1.5")),
        (dt.date(2027, 1, 1), Decimal("2.5")),
    ]


@pytest.mark.parametrize(
    ("types", "hours", "by_hand", "expected"),
    [
        ([E.STUDY_SESSION], "1.5", None, [("HOURS", "ATTEND", "1.5"), ("CREDITS", "ATTEND", "1.5")]),
        ([E.THEMED_PARTY_DAY], "2", None, [("HOURS", "THEMED_DAY", "2"), ("CREDITS", "THEMED_DAY", "2")]),
        # Of two types the one that gives most; the column of sheet 7 is the lecture's.
        (
            [E.THEMED_PARTY_DAY, E.PARTY_LECTURE],
            "1.5",
            None,
            [("HOURS", "LECTURE_ATTEND", "1.5"), ("CREDITS", "LECTURE_ATTEND", "2")],
        ),
        ([E.VOLUNTEER], "0", None, [("CREDITS", "VOLUNTEER", "1")]),
        ([E.STUDY_SESSION], "2", "0.5", [("HOURS", "ATTEND", "2"), ("CREDITS", "ATTEND", "0.5")]),
        ([E.BRANCH_COMMITTEE_MEETING], "0", None, []),
    ],
)
def test_what_a_meeting_gives(
    types: list[EventType], hours: str, by_hand: str | None, expected: list[tuple[str, str, str]]
) -> None:
    given_ = Decimal(by_hand) if by_hand is not None else None
    made = of_meeting(types, [(DAY, Decimal(hours))], given_, shipped())
    wanted = [(StudyBook(book), StudyItem(item), Decimal(amount)) for book, item, amount in expected]
    assert [(one.book, one.item, one.amount) for one in made if one.amount] == wanted


@given(st.sets(st.sampled_from([one for one in E if one is not E.ELECTION]), min_size=1), st.integers(10, 480))
def test_what_is_paid_is_what_the_meeting_screen_says(types: set[EventType], minutes: int) -> None:
    made = of_meeting(types, [(DAY, usual.hours(types, minutes))], None, shipped())
    paid = sum(one.amount for one in made if one.book is StudyBook.CREDITS)
    assert paid == meeting_credits(shipped(), types, usual.hours(types, minutes))


def test_a_make_up_gives_half_and_after_duty_leave_the_whole() -> None:
    for duty, credits_ in ((False, "0.75"), (True, "1.5")):
        made = of_makeup(Decimal("1.5"), DAY, duty=duty, scheme=shipped())
        assert [one.amount for one in made] == [Decimal("1.5"), Decimal(credits_)]


@pytest.mark.parametrize(
    ("admitted", "left", "months", "target"),
    [
        (None, None, 12, "32"),
        (dt.date(2010, 7, 1), None, 12, "32"),
        (dt.date(2026, 7, 1), None, 6, "16"),
        (dt.date(2026, 7, 2), None, 5, "13.5"),
        (dt.date(2026, 12, 31), None, 0, "0"),
        (dt.date(2027, 1, 1), None, 0, "0"),
        (None, dt.date(2026, 2, 28), 2, "5.5"),
    ],
)
def test_targets_are_prorated_by_months(
    admitted: dt.date | None, left: dt.date | None, months: int, target: str
) -> None:
    assert len(months_of(2026, admitted, left)) == months
    assert prorated(Decimal(32), Decimal(56), months, 0) == Decimal(target)


@pytest.mark.parametrize(
    ("grants", "office", "undated", "target"),
    [
        ([], 0, False, "32"),
        ([(dt.date(2020, 1, 1), None, True)], 12, False, "56"),
        ([(dt.date(2026, 11, 16), None, True)], 1, False, "34"),  # held on the first of December only
        ([(dt.date(2026, 11, 16), None, False)], 12, True, "56"),  # came with a roster: from the year's beginning
        ([(dt.date(2025, 11, 16), None, False)], 12, False, "56"),  # the year before
        ([(dt.date(2027, 1, 4), None, False)], 0, False, "32"),
        ([(dt.date(2020, 1, 1), dt.date(2026, 6, 30), True)], 6, False, "44"),
        ([(dt.date(2020, 1, 1), dt.date(2026, 3, 1), True), (dt.date(2026, 3, 1), None, True)], 12, False, "56"),
    ],
)
def test_a_role_counts_for_the_months_it_was_held(
    grants: list[tuple[dt.date, dt.date | None, bool]], office: int, undated: bool, target: str
) -> None:
    held, unsure = office_of(2026, grants)
    assert (len(held), unsure) == (office, undated)
    assert target_of(2026, 12, shipped(), office=office).hours == Decimal(target)


# --- with the database ------------------------------------------------------------------------------------------------


@pytest.fixture(name="town")
async def _town(house: House) -> Town:
    return await make_town(house)


async def _held(house: House, town: Town, rows: dict[int, S], *, closed: bool = True) -> int:
    async with house.db.write() as session:
        meeting = factories.meeting_of(town.inner, STARTED, state=MeetingState.HELD, minutes=90)
        session.add(meeting)
        await session.flush()
        session.add(MeetingType(meeting_id=meeting.id, type=E.STUDY_SESSION))
        if closed:
            await factories.end_roll_call(session, meeting)
        for member_id, status in rows.items():
            session.add(factories.attendance_of(meeting.id, await session.get_one(Member, member_id), status))
        return meeting.id


async def _lines(house: House, member_id: int) -> list[tuple[StudyBook, str, str]]:
    async with house.db.read() as session:
        query = select(StudyEntry).where(StudyEntry.member_id == member_id)
        rows = await session.scalars(query.order_by(StudyEntry.source, StudyEntry.book, StudyEntry.number))
        return [(one.book, one.item.value, f"{one.amount.normalize():f}") for one in rows]


async def _mark(house: House, meeting: int, status: S) -> None:
    async with house.db.write() as session:
        await session.execute(update(Attendance).where(Attendance.meeting_id == meeting).values(status=status))
        of = update(RollCall).where(RollCall.meeting_id == meeting)
        await session.execute(of.values(changes=RollCall.changes + 1))


async def test_who_was_there_gets_hours_and_credits_once_and_a_correction_takes_them_back(
    house: House, town: Town
) -> None:
    rows = {town.plain.id: S.LATE, town.silent.id: S.ABSENT, town.secretary.id: S.LEAVE}
    meeting = await _held(house, town, rows)
    assert (await granting.reconcile_all(house)).added == 2
    assert (await granting.reconcile_all(house)).changes == 0
    granted = [(StudyBook.CREDITS, "ATTEND", "1.5"), (StudyBook.HOURS, "ATTEND", "1.5")]
    assert await _lines(house, town.plain.id) == granted
    assert await _lines(house, town.silent.id) == []
    await _mark(house, meeting, S.ABSENT)
    await granting.reconcile_all(house)
    assert [one for *_, one in await _lines(house, town.plain.id)] == ["1.5", "-1.5", "1.5", "-1.5"]
    await _mark(house, meeting, S.PRESENT)
    await granting.reconcile_all(house)
    assert [one for *_, one in await _lines(house, town.plain.id)] == ["1.5", "-1.5", "1.5"] * 2
    assert len(await _lines(house, town.silent.id)) == 2
    async with house.db.write() as session:
        row = await session.get_one(Meeting, meeting)
        row.state, row.changed_at = MeetingState.CANCELLED, NOW + dt.timedelta(hours=1)
    await granting.reconcile_all(house)
    assert sum(Decimal(one) for *_, one in await _lines(house, town.plain.id)) == 0


async def test_a_roll_call_that_goes_on_gives_nothing_yet(house: House, town: Town) -> None:
    await _held(house, town, {town.plain.id: S.PRESENT}, closed=False)
    assert (await granting.reconcile_all(house)).changes == 0


@pytest.mark.parametrize(("leave", "credits_"), [(None, "0.75"), (LeaveType.NIGHT_SHIFT, "1.5")])
async def test_an_accepted_make_up_is_granted_at_once_and_never_beside_the_meeting(
    house: House, town: Town, leave: LeaveType | None, credits_: str
) -> None:
    meeting = await _held(house, town, {town.plain.id: S.LEAVE if leave else S.ABSENT})
    if leave is not None:
        async with house.db.write() as session:
            asked = factories.leave_of(meeting, town.plain, town.accounts[town.plain.id].id, leave)
            asked.state, asked.decided_at = LeaveState.APPROVED, NOW
            session.add(asked)
    await makeup.reconcile_all(house)
    async with house.db.read() as session:
        number = (await session.scalars(select(MakeUp.id))).one()
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    await makeup.hand_in(house, plain, number, Note("学习以后深受启发，回到岗位要把病人放在心上。" * 10))
    await makeup.accept(house, secretary, number)
    item = "MAKEUP_DUTY" if leave else "MAKEUP"
    made = [(StudyBook.CREDITS, item, credits_), (StudyBook.HOURS, "MAKEUP", "1.5")]
    assert await _lines(house, town.plain.id) == made
    async with house.db.write() as session:  # why he was away is forgotten; what was granted stays
        await session.execute(update(LeaveRequest).values(type=None, folded_at=NOW))
    await granting.reconcile_all(house)
    assert await _lines(house, town.plain.id) == made
    await _mark(house, meeting, S.PRESENT)
    await granting.reconcile_all(house)
    lines = await _lines(house, town.plain.id)
    assert sum(Decimal(amount) for book, _, amount in lines if book is StudyBook.HOURS) == Decimal("1.5")
    assert lines[:2] == [(StudyBook.CREDITS, item, credits_), (StudyBook.CREDITS, item, f"-{credits_}")]


async def test_targets_by_role_and_none_for_the_retired_and_the_marked(house: House, town: Town) -> None:
    async with house.db.write() as session:
        retired = await factories.make_member(session, town.inner, "老同志", retired=True)
        await factories.grant_role(session, town.plain, town.group, BranchRole.GROUP_LEADER)
        session.add(StudyExemption(member_id=town.silent.id, starts_on=DAY, made_at=NOW))
    ids = [town.secretary.id, town.plain.id, town.silent.id, retired.id]
    async with house.db.read() as session:
        found = await targets.of_members(session, ids, 2026, house.today(), dict.fromkeys(ids, shipped()))
        before = await targets.of_members(session, ids, 2025, house.today(), dict.fromkeys(ids, shipped()))
    assert [found[one].hours for one in ids] == [56, 32, None, None]
    assert [found[one].credits for one in ids] == [56, 40, None, None]
    assert before[town.silent.id].hours == 32

"""Working days and the shift off a holiday: ``domain_rules.md`` 9.2, year 2026 as published, 2027 not yet."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.calendar import WorkdayOverride
from db.names import Shift
from services import workdays
from services.house import House
from services.workdays import DayKind, Workdays, day_of_month

D = dt.date
TABLE = Workdays()
HOLIDAYS_2026 = [
    (D(2026, 1, 1), D(2026, 1, 3)),
    (D(2026, 2, 15), D(2026, 2, 23)),
    (D(2026, 4, 4), D(2026, 4, 6)),
    (D(2026, 5, 1), D(2026, 5, 5)),
    (D(2026, 6, 19), D(2026, 6, 21)),
    (D(2026, 9, 25), D(2026, 9, 27)),
    (D(2026, 10, 1), D(2026, 10, 7)),
]
MAKE_UP_2026 = [D(2026, 1, 4), D(2026, 2, 14), D(2026, 2, 28), D(2026, 5, 9), D(2026, 9, 20), D(2026, 10, 10)]


def test_every_day_of_2026_is_as_the_state_council_published_it() -> None:
    off = {first + dt.timedelta(days=n) for first, last in HOLIDAYS_2026 for n in range((last - first).days + 1)}
    for number in range(365):
        day = D(2026, 1, 1) + dt.timedelta(days=number)
        expected = day in MAKE_UP_2026 or (day.weekday() < 5 and day not in off)
        assert TABLE.is_workday(day) is expected, day


@pytest.mark.parametrize("day", MAKE_UP_2026)
def test_make_up_days_are_working_days(day: dt.date) -> None:
    assert TABLE.kind(day) is DayKind.MAKE_UP


@pytest.mark.parametrize(
    ("planned", "policy", "expected"),
    [
        (D(2026, 11, 20), Shift.NEXT_WORKDAY, D(2026, 11, 20)),  # a Friday
        (D(2026, 6, 20), Shift.NEXT_WORKDAY, D(2026, 6, 22)),  # 端午 until Sunday
        (D(2026, 6, 20), Shift.PREVIOUS_WORKDAY, D(2026, 6, 18)),
        (D(2026, 6, 20), Shift.KEEP, D(2026, 6, 20)),
        (D(2026, 9, 20), Shift.NEXT_WORKDAY, D(2026, 9, 20)),  # a Sunday on which people work
        (D(2026, 1, 31), Shift.NEXT_WORKDAY, D(2026, 1, 30)),  # Saturday, the next working day is in February
        (D(2026, 5, 1), Shift.PREVIOUS_WORKDAY, D(2026, 5, 6)),  # the previous one is in April
        (D(2026, 2, 16), Shift.NEXT_WORKDAY, D(2026, 2, 14)),  # 春节: the next is eight days away
        (D(2026, 2, 20), Shift.NEXT_WORKDAY, D(2026, 2, 24)),
    ],
)
def test_shift(planned: dt.date, policy: Shift, expected: dt.date) -> None:
    assert TABLE.shift(planned, policy).day == expected


def test_a_date_that_may_leave_its_month_does() -> None:
    assert TABLE.shift(D(2026, 1, 31), stay_in_month=False).day == D(2026, 2, 2)


def test_a_date_with_no_working_day_near_stays() -> None:
    closed = Workdays({D(2026, 11, 1) + dt.timedelta(days=n): False for n in range(30)})
    assert closed.shift(D(2026, 11, 15)).day == D(2026, 11, 15)


def test_a_year_not_published_knows_weekdays_and_fixed_days_and_says_so() -> None:
    assert not TABLE.published(2027)
    assert TABLE.kind(D(2027, 1, 1)) is DayKind.HOLIDAY  # a Friday
    assert TABLE.is_workday(D(2027, 1, 4))
    moved = TABLE.shift(D(2027, 5, 1))
    assert moved == workdays.Moved(D(2027, 5, 3), D(2027, 5, 1), DayKind.HOLIDAY, provisional=True)
    assert not TABLE.shift(D(2026, 6, 20)).provisional


async def test_imported_days_go_before_the_library(house: House) -> None:
    async with house.db.write() as session:
        session.add(WorkdayOverride(day=D(2027, 10, 1), is_workday=False, source="国办发明电〔2026〕1号"))
        session.add(WorkdayOverride(day=D(2027, 10, 9), is_workday=True, source="国办发明电〔2026〕1号"))
        session.add(WorkdayOverride(day=D(2026, 11, 20), is_workday=False, source="院办通知"))
    async with house.db.read() as session:
        table = await workdays.load(session, D(2026, 11, 1), D(2027, 10, 1))
    assert table.published(2027)
    assert table.kind(D(2027, 10, 9)) is DayKind.MAKE_UP
    assert table.shift(D(2026, 11, 20)).day == D(2026, 11, 23)


def test_one_local_day_does_not_make_a_year_published() -> None:
    assert not Workdays({D(2027, 3, 8): False}).published(2027)


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (2026, 2, 31, D(2026, 2, 28)),
        (2028, 2, 30, D(2028, 2, 29)),
        (2026, 4, 31, D(2026, 4, 30)),
        (2026, 12, 31, D(2026, 12, 31)),
    ],
)
def test_the_31st_is_the_last_day_of_shorter_months(year: int, month: int, day: int, expected: dt.date) -> None:
    assert day_of_month(year, month, day) == expected


@given(
    planned=st.dates(D(2024, 1, 1), D(2029, 12, 31)),
    policy=st.sampled_from(Shift),
    overrides=st.dictionaries(st.dates(D(2024, 1, 1), D(2029, 12, 31)), st.booleans(), max_size=30),
)
def test_a_shifted_date_is_a_working_day_of_its_month_and_near_or_did_not_move(
    planned: dt.date, policy: Shift, overrides: dict[dt.date, bool]
) -> None:
    table = Workdays(overrides)
    moved = table.shift(planned, policy)
    assert (moved.day.year, moved.day.month) == (planned.year, planned.month)
    assert abs((moved.day - planned).days) <= 7
    assert table.is_workday(moved.day) or moved.day == planned
    if table.is_workday(planned):
        assert not moved.moved
    # Shifting what has been shifted changes nothing: a series does not drift.
    assert table.shift(moved.day, policy).day == moved.day

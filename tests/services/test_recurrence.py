"""Recurrence: examples of the field, and properties that hold for every rule and every window."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.recurrence import (
    Anniversary,
    Calendar,
    DateOf,
    FromDate,
    InPeriod,
    Nth,
    Occurrence,
    OnDays,
    OnWeekdays,
    OnWorkday,
    Period,
    Recurrence,
    Weekly,
    Why,
    add_months,
    date_of,
    moment,
    next_dates,
    occurrences,
    period_of,
    read,
    stored,
)
from services.workdays import Shift, Workdays

D = dt.date
SHANGHAI = ZoneInfo("Asia/Shanghai")
TABLE = Workdays()
NEXT = Calendar(TABLE)
PREVIOUS = Calendar(TABLE, Shift.PREVIOUS_WORKDAY)
KEEP = Calendar(TABLE, Shift.KEEP)
FIRST_FRIDAY = OnWeekdays(places=(Nth(nth=1, weekday=5),))


def dates(
    rule: Recurrence, after: D, count: int, days: Calendar = KEEP, given: D | None = None, until: D | None = None
) -> list[D]:
    return [one.day for one in next_dates(rule, after, count, days, given=given, until=until)]


# --- examples ---------------------------------------------------------------------------------------------------


def test_the_first_friday_gives_way_to_a_holiday() -> None:
    """Public practice: 顺延 within one week. 2026-10-02 lies in the National Day holiday, 2027-01-01 is New Year."""
    found = next_dates(FIRST_FRIDAY, D(2026, 8, 31), 5, NEXT)
    assert found == [
        Occurrence(D(2026, 9, 4), D(2026, 9, 4), None, provisional=False),
        Occurrence(D(2026, 10, 2), D(2026, 10, 8), Why.HOLIDAY, provisional=False),
        Occurrence(D(2026, 11, 6), D(2026, 11, 6), None, provisional=False),
        Occurrence(D(2026, 12, 4), D(2026, 12, 4), None, provisional=False),
        Occurrence(D(2027, 1, 1), D(2027, 1, 4), Why.HOLIDAY, provisional=True),
    ]


def test_previous_workday_within_its_month() -> None:
    """2026-10-02 has no earlier working day in October within its month: the next one takes its place."""
    (october,) = occurrences(FIRST_FRIDAY, D(2026, 9, 25), D(2026, 10, 31), PREVIOUS)
    assert october == Occurrence(D(2026, 10, 2), D(2026, 10, 8), Why.HOLIDAY, provisional=False)
    (may,) = occurrences(OnDays(days=(9,)), D(2026, 5, 1), D(2026, 5, 31), PREVIOUS)
    assert may.day == D(2026, 5, 9), "a make-up Saturday is a working day"


def test_the_next_workday_in_the_next_month_gives_way_to_the_previous_one() -> None:
    """31 January 2026 is a Saturday; the next working day would be in February."""
    (january,) = occurrences(OnDays(days=(31,)), D(2026, 1, 25), D(2026, 2, 10), NEXT)
    assert january == Occurrence(D(2026, 1, 31), D(2026, 1, 30), Why.WEEKEND, provisional=False)


def test_a_date_never_moves_more_than_seven_days() -> None:
    """The nine days of Spring Festival 2026 (15 to 23 February): the 15th is nearer to the 14th, which is worked."""
    found = {one.reference: one.day for one in occurrences(OnDays(days=(15, 17)), D(2026, 2, 1), D(2026, 2, 28), NEXT)}
    assert found == {D(2026, 2, 15): D(2026, 2, 14), D(2026, 2, 17): D(2026, 2, 24)}


def test_a_weekly_session_moves_off_a_holiday_within_its_month() -> None:
    """2026-05-01 to 05-05 is a holiday; 2026-01-02 moves to Sunday the 4th, a make-up day; 2026-01-31 is a Saturday."""
    weekly = Weekly(weekdays=(5,))
    (found,) = occurrences(weekly, D(2026, 5, 1), D(2026, 5, 7), NEXT)
    assert (found.reference, found.day) == (D(2026, 5, 1), D(2026, 5, 6))
    (found,) = occurrences(weekly, D(2026, 1, 1), D(2026, 1, 5), NEXT)
    assert (found.reference, found.day) == (D(2026, 1, 2), D(2026, 1, 4))
    (found,) = occurrences(Weekly(weekdays=(6,)), D(2026, 1, 28), D(2026, 2, 3), NEXT)
    assert (found.reference, found.day) == (D(2026, 1, 31), D(2026, 1, 30))


def test_the_31st_is_the_last_day_of_every_month() -> None:
    assert dates(OnDays(days=(31,)), D(2026, 12, 31), 4) == [
        D(2027, 1, 31),
        D(2027, 2, 28),
        D(2027, 3, 31),
        D(2027, 4, 30),
    ]
    assert dates(OnDays(days=(31,)), D(2028, 1, 31), 1) == [D(2028, 2, 29)]


def test_the_30th_of_february_says_why_it_is_another_day() -> None:
    (found,) = next_dates(OnDays(days=(30,), every=12, anchor=D(2026, 2, 1)), D(2026, 12, 31), 1, KEEP)
    assert found == Occurrence(D(2027, 2, 28), D(2027, 2, 28), Why.SHORT_MONTH, provisional=False)


def test_two_days_that_fall_together_in_a_short_month_come_once() -> None:
    assert dates(OnDays(days=(30, 31)), D(2027, 1, 31), 3) == [D(2027, 2, 28), D(2027, 3, 30), D(2027, 3, 31)]


def test_every_second_week_holds_over_a_year_of_53_weeks() -> None:
    """A cron rule for even weeks fires on 2027-01-01 and again on 01-08."""
    fortnight = Weekly(weekdays=(5,), every=2, anchor=D(2026, 12, 4))
    assert dates(fortnight, D(2026, 12, 1), 4) == [D(2026, 12, 4), D(2026, 12, 18), D(2027, 1, 1), D(2027, 1, 15)]


def test_the_anchor_may_be_any_day_of_its_week_and_lie_ahead() -> None:
    for anchor in (D(2027, 3, 1), D(2027, 3, 4), D(2027, 3, 7)):
        assert dates(Weekly(weekdays=(5,), every=2, anchor=anchor), D(2026, 12, 1), 2) == [
            D(2026, 12, 11),
            D(2026, 12, 25),
        ]


def test_twice_a_month_on_weekdays_and_the_last_one() -> None:
    second_and_last = OnWeekdays(places=(Nth(nth=2, weekday=2), Nth(nth=-1, weekday=2)))
    assert dates(second_and_last, D(2026, 11, 16), 3) == [D(2026, 11, 24), D(2026, 12, 8), D(2026, 12, 29)]


def test_the_last_working_day_keeps_the_month_end_as_its_reference() -> None:
    found = occurrences(OnWorkday(which=-1), D(2026, 1, 1), D(2026, 3, 31), NEXT)
    assert found == [
        Occurrence(D(2026, 1, 31), D(2026, 1, 30), None, provisional=False),
        Occurrence(D(2026, 2, 28), D(2026, 2, 28), None, provisional=False),  # a make-up Saturday
        Occurrence(D(2026, 3, 31), D(2026, 3, 31), None, provisional=False),
    ]


def test_the_first_working_day_waits_for_the_end_of_a_long_holiday() -> None:
    found = occurrences(OnWorkday(which=1), D(2026, 10, 1), D(2026, 10, 31), NEXT)
    assert found == [Occurrence(D(2026, 10, 1), D(2026, 10, 8), None, provisional=False)]


def test_quarters_and_years_keep_their_phase() -> None:
    quarter = OnDays(days=(15,), every=3, anchor=D(2026, 2, 1))
    assert dates(quarter, D(2026, 11, 16), 3) == [D(2027, 2, 15), D(2027, 5, 15), D(2027, 8, 15)]
    july = OnDays(days=(1,), every=12, anchor=D(2020, 7, 1))
    assert dates(july, D(2026, 7, 1), 2) == [D(2027, 7, 1), D(2028, 7, 1)]


def test_reminders_that_nothing_is_planned_in_a_quarter() -> None:
    """First day of its third month and 10 days before its end (domain_rules 2.1)."""
    rule = InPeriod(per=Period.QUARTER, days=((3, 1),), before_end=(10,))
    assert dates(rule, D(2026, 11, 16), 4) == [D(2026, 12, 1), D(2026, 12, 21), D(2027, 3, 1), D(2027, 3, 21)]
    assert period_of(D(2026, 12, 21), Period.QUARTER) == (D(2026, 10, 1), D(2026, 12, 31))


def test_days_before_a_term_ends_and_monthly_after() -> None:
    rule = FromDate(of=DateOf.TERM_END, days=(-180, -90, -30, -7, 0), then_every=1, then_times=2)
    assert dates(rule, D(2026, 1, 1), 10, given=D(2026, 8, 31)) == [
        D(2026, 3, 4),
        D(2026, 6, 2),
        D(2026, 8, 1),
        D(2026, 8, 24),
        D(2026, 8, 31),
        D(2026, 9, 30),
        D(2026, 10, 31),
    ]


def test_an_anniversary_of_a_leap_day_does_not_drift() -> None:
    rule = Anniversary(of=DateOf.ADMITTED)
    assert dates(rule, D(2024, 2, 29), 5, given=D(2024, 2, 29)) == [
        D(2025, 2, 28),
        D(2026, 2, 28),
        D(2027, 2, 28),
        D(2028, 2, 29),
        D(2029, 2, 28),
    ]
    assert dates(rule, D(1999, 1, 1), 1, given=D(2024, 7, 1)) == [D(2025, 7, 1)], "none before the first"


def test_months_are_added_to_the_month_end() -> None:
    assert add_months(D(2026, 1, 31), 1) == D(2026, 2, 28)
    assert add_months(D(2027, 1, 31), 13) == D(2028, 2, 29)


def test_the_last_date_of_a_series_is_its_end() -> None:
    assert dates(FIRST_FRIDAY, D(2026, 11, 16), 6, until=D(2027, 1, 31)) == [D(2026, 12, 4), D(2027, 1, 1)]
    assert dates(FIRST_FRIDAY, D(2026, 11, 16), 6, until=D(2026, 11, 1)) == []


def test_an_imported_table_takes_the_doubt_away() -> None:
    known = Calendar(Workdays({D(2027, 10, 1): False, D(2027, 1, 1): False, D(2027, 1, 4): False}))
    (found,) = occurrences(FIRST_FRIDAY, D(2027, 1, 1), D(2027, 1, 31), known)
    assert found == Occurrence(D(2027, 1, 1), D(2027, 1, 5), Why.HOLIDAY, provisional=False)


def test_wall_time_becomes_utc_at_the_border() -> None:
    assert moment(D(2026, 12, 4), dt.time(15), SHANGHAI) == dt.datetime(2026, 12, 4, 7, tzinfo=dt.UTC)
    assert moment(D(2026, 12, 4), dt.time(0, 30), SHANGHAI) == dt.datetime(2026, 12, 3, 16, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "impossible",
    [
        {"kind": "weekly", "weekdays": []},
        {"kind": "weekly", "weekdays": [0]},
        {"kind": "weekly", "weekdays": [5, 5]},
        {"kind": "weekly", "weekdays": [5], "every": 0},
        {"kind": "days", "days": [32]},
        {"kind": "days", "days": []},
        {"kind": "weekdays", "places": [{"nth": 5, "weekday": 5}]},
        {"kind": "weekdays", "places": [{"nth": 1, "weekday": 5}, {"nth": 1, "weekday": 5}]},
        {"kind": "workday", "which": 0},
        {"kind": "period", "per": "QUARTER"},
        {"kind": "period", "per": "QUARTER", "days": [[4, 1]]},
        {"kind": "from", "of": "TERM_END", "days": []},
        {"kind": "anniversary", "of": "BIRTH"},
        {"kind": "yearly"},
        {},
    ],
)
def test_what_can_never_come_is_refused(impossible: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read(impossible)


def test_what_counts_from_a_date_needs_one() -> None:
    with pytest.raises(ValueError, match="a date is needed"):
        occurrences(Anniversary(of=DateOf.ADMITTED), D(2026, 1, 1), D(2026, 12, 31), KEEP)


# --- properties -------------------------------------------------------------------------------------------------

_DAY = st.dates(D(2005, 1, 1), D(2035, 12, 31))
_EVERY = st.integers(1, 12)
_WEEKDAYS = st.sets(st.integers(1, 7), min_size=1).map(tuple)
_PLACES = st.sets(st.tuples(st.sampled_from([1, 2, 3, 4, -1]), st.integers(1, 7)), min_size=1, max_size=4).map(
    lambda pairs: tuple(Nth.model_validate({"nth": nth, "weekday": weekday}) for nth, weekday in pairs)
)
_WEEKLY = st.builds(Weekly, weekdays=_WEEKDAYS, every=_EVERY, anchor=_DAY)
_ON_DAYS = st.builds(
    OnDays, days=st.sets(st.integers(1, 31), min_size=1, max_size=4).map(tuple), every=_EVERY, anchor=_DAY
)
_ON_WEEKDAYS = st.builds(OnWeekdays, places=_PLACES, every=_EVERY, anchor=_DAY)
_ON_WORKDAY = st.builds(OnWorkday, which=st.sampled_from([1, -1]), every=_EVERY, anchor=_DAY)
_IN_PERIOD = st.sampled_from(list(Period)).flatmap(
    lambda per: st.builds(
        InPeriod,
        per=st.just(per),
        days=st.sets(st.tuples(st.integers(1, per.months), st.integers(1, 31)), max_size=3).map(tuple),
        before_end=st.sets(st.integers(0, 200), min_size=1, max_size=3).map(tuple),
    )
)
_FROM = st.builds(
    FromDate,
    of=st.just(DateOf.TERM_END),
    days=st.sets(st.integers(-731, 731), min_size=1, max_size=6).map(tuple),
    then_every=st.integers(0, 12),
    then_times=st.integers(1, 24),
)
_ANNIVERSARY = st.builds(Anniversary, of=st.just(DateOf.ADMITTED), every=st.integers(1, 60))
_MONTHLY = _ON_DAYS | _ON_WEEKDAYS | _IN_PERIOD
_ANY = _WEEKLY | _MONTHLY | _ON_WORKDAY | _FROM | _ANNIVERSARY
_OVERRIDES = st.dictionaries(st.dates(D(2026, 1, 1), D(2028, 12, 31)), st.booleans(), max_size=40)
_CALENDAR = st.builds(Calendar, table=st.builds(Workdays, overrides=_OVERRIDES), shift=st.sampled_from(list(Shift)))


@settings(max_examples=300)
@given(rule=_ANY, days=_CALENDAR, start=_DAY, length=st.integers(0, 500), date=_DAY)
def test_dates_come_in_order_and_references_once(
    rule: Recurrence, days: Calendar, start: D, length: int, date: D
) -> None:
    found = occurrences(rule, start, start + dt.timedelta(days=length), days, given=date)
    references = [one.reference for one in found]
    assert references == sorted(set(references))
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert all(start <= one.day <= start + dt.timedelta(days=length) for one in found)


@settings(max_examples=300)
@given(rule=_ANY, days=_CALENDAR, start=_DAY, date=_DAY, cuts=st.lists(st.integers(0, 400), min_size=1, max_size=4))
def test_the_same_dates_whatever_window_is_asked_for(
    rule: Recurrence, days: Calendar, start: D, date: D, cuts: list[int]
) -> None:
    """No drift: nothing depends on where the looking begins, nor on the dates before."""
    end = start + dt.timedelta(days=400)
    whole = occurrences(rule, start, end, days, given=date)
    pieces: list[Occurrence] = []
    first = start
    for cut in sorted(set(cuts)):
        last = start + dt.timedelta(days=cut)
        pieces += occurrences(rule, first, last, days, given=date)
        first = last + dt.timedelta(days=1)
    pieces += occurrences(rule, first, end, days, given=date)
    assert pieces == whole
    assert occurrences(rule, start - dt.timedelta(days=100), end, days, given=date)[-len(whole) :] == whole or not whole


@settings(max_examples=200)
@given(rule=_ANY, days=_CALENDAR, after=_DAY, date=_DAY, count=st.integers(1, 8))
def test_the_next_dates_are_the_first_of_what_comes(
    rule: Recurrence, days: Calendar, after: D, date: D, count: int
) -> None:
    found = next_dates(rule, after, count, days, given=date)
    assert len(found) <= count
    tomorrow = after + dt.timedelta(days=1)
    assert found == occurrences(rule, tomorrow, found[-1].day if found else tomorrow, days, given=date)[:count]
    if not isinstance(rule, FromDate):
        assert len(found) == count


@settings(max_examples=300)
@given(rule=_WEEKLY, start=_DAY)
def test_weeks_are_counted_from_the_anchor(rule: Weekly, start: D) -> None:
    def monday(day: D) -> D:
        return day - dt.timedelta(days=day.weekday())

    end = start + dt.timedelta(days=250)
    expected = [
        day
        for number in range(251)
        if (day := start + dt.timedelta(days=number)).isoweekday() in rule.weekdays
        and (monday(day) - monday(rule.anchor)).days // 7 % rule.every == 0
    ]
    assert [one.day for one in occurrences(rule, start, end, KEEP)] == expected


@settings(max_examples=200)
@given(rule=_ON_WEEKDAYS, start=_DAY)
def test_weekdays_of_the_month_are_counted_within_it(rule: OnWeekdays, start: D) -> None:
    def place(day: D) -> set[tuple[int, int]]:
        length = calendar.monthrange(day.year, day.month)[1]
        return {((day.day - 1) // 7 + 1, day.isoweekday())} | (
            {(-1, day.isoweekday())} if day.day + 7 > length else set()
        )

    wanted = {(one.nth, one.weekday) for one in rule.places}
    expected = [
        day
        for number in range(501)
        if place(day := start + dt.timedelta(days=number)) & wanted
        and ((day.year - rule.anchor.year) * 12 + day.month - rule.anchor.month) % rule.every == 0
    ]
    assert [one.day for one in occurrences(rule, start, start + dt.timedelta(days=500), KEEP)] == expected


@settings(max_examples=200)
@given(rule=_ON_DAYS, start=_DAY)
def test_every_month_that_counts_has_its_day(rule: OnDays, start: D) -> None:
    found = {one.day for one in occurrences(rule, start.replace(day=1), add_months(start, 24), KEEP)}
    for number in range(24):
        month = add_months(start.replace(day=1), number)
        counts = ((month.year - rule.anchor.year) * 12 + month.month - rule.anchor.month) % rule.every == 0
        length = calendar.monthrange(month.year, month.month)[1]
        expected = {month.replace(day=min(day, length)) for day in rule.days} if counts else set()
        assert {day for day in found if (day.year, day.month) == (month.year, month.month)} == expected


@settings(max_examples=400)
@given(rule=_WEEKLY | _MONTHLY | _FROM | _ANNIVERSARY, days=_CALENDAR, start=_DAY, date=_DAY)
def test_a_date_stays_in_its_month_and_moves_only_off_free_days(
    rule: Recurrence, days: Calendar, start: D, date: D
) -> None:
    for one in occurrences(rule, start, start + dt.timedelta(days=200), days, given=date):
        assert abs((one.day - one.reference).days) <= 7
        assert (one.day.year, one.day.month) == (one.reference.year, one.reference.month)
        moved = one.day != one.reference
        assert moved <= (not days.table.is_workday(one.reference) and days.table.is_workday(one.day))
        assert moved == (one.why in (Why.WEEKEND, Why.HOLIDAY))
        if days.shift is Shift.KEEP:
            assert not moved
            assert not one.provisional
        else:
            assert one.provisional or days.table.published(one.day.year)


@settings(max_examples=200)
@given(date=_DAY, every=st.integers(1, 24))
def test_anniversaries_are_counted_from_the_date_itself(date: D, every: int) -> None:
    found = dates(Anniversary(of=DateOf.ADMITTED, every=every), date, 12, given=date)
    assert found == [add_months(date, every * turn) for turn in range(1, 13)]


@given(rule=_ANY)
def test_what_is_stored_is_read_back(rule: Recurrence) -> None:
    assert read(stored(rule)) == rule
    assert (date_of(rule) is None) == (not isinstance(rule, FromDate | Anniversary))

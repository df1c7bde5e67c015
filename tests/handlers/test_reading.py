"""Hours and days as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import reading

TODAY = dt.date(2026, 11, 16)


@pytest.mark.parametrize(
    "text",
    [
        "22:00-07:00",
        "22:00 - 7:00",
        "22点到7点",
        "22点至7点",
        "２２：００－０７：００",
        "22 7",
        "2200-0700",
        "22.00~7.00",
        "22:00—7:00",
    ],
)
def test_hours_are_read_generously(text: str) -> None:
    assert reading.hours(text) == (dt.time(22), dt.time(7))


def test_half_hours_and_midnight() -> None:
    assert reading.hours("21点半到24点") == (dt.time(21, 30), dt.time(0))


@pytest.mark.parametrize("text", ["", "晚上", "22:00", "25:00-07:00", "22:61-07:00", "24:30-07:00", "1-2-3", "-5-7"])
def test_what_is_no_two_times_is_refused(text: str) -> None:
    with pytest.raises(reading.BadHours):
        reading.hours(text)


@given(st.times(), st.times())
def test_what_a_button_packs_is_read_back(start: dt.time, end: dt.time) -> None:
    expected = (start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0))
    assert reading.hours(f"{start:%H%M}-{end:%H%M}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01", dt.date(2026, 12, 1)),
        ("20261201", dt.date(2026, 12, 1)),
        ("2026年12月1日", dt.date(2026, 12, 1)),
        ("１２月１日", dt.date(2026, 12, 1)),
        ("12.1", dt.date(2026, 12, 1)),
        ("12/1", dt.date(2026, 12, 1)),
        ("12月1号", dt.date(2026, 12, 1)),
        ("11月16日", dt.date(2026, 11, 16)),
        ("1月5日", dt.date(2027, 1, 5)),
        ("2月29日", dt.date(2028, 2, 29)),
    ],
)
def test_days_are_read_and_without_a_year_mean_the_next(text: str, expected: dt.date) -> None:
    assert reading.day(text, TODAY) == expected


@pytest.mark.parametrize(
    "text", ["", "明年", "2026-13-01", "2月30日", "13月1日", "12", "2026-12", "0000-01-01", "99999999"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(reading.BadDate):
        reading.day(text, TODAY)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_a_packed_day_is_read_back(day: dt.date) -> None:
    assert reading.day(reading.packed_day(day), TODAY) == day


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_value_or_a_domain_error(text: str) -> None:
    for read in (reading.hours, lambda typed: reading.day(typed, TODAY)):
        try:
            read(text)
        except (reading.BadHours, reading.BadDate):  # the sentence; any other error fails
            continue


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (dt.date(2026, 1, 31), dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 5), dt.date(2027, 1, 5)),
        (dt.date(2028, 1, 30), dt.date(2028, 2, 29)),
    ],
)
def test_a_month_later_is_clamped_to_the_month_s_end(day: dt.date, following: dt.date) -> None:
    assert reading.next_month(day) == following

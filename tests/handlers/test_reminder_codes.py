"""Recurrences as button data: they come back as they went, they fit, and nonsense is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import reminder_codes
from handlers.reminder_codes import Picked
from handlers.routing import data
from services.errors import BadInput
from services.recurrence import Nth, OnDays, OnWeekdays, OnWorkday, Recurrence, Weekly
from services.reminder_rules import ImpossibleRule

D = dt.date


@pytest.mark.parametrize(
    ("code", "recurrence"),
    [
        ("w1-25", Weekly(weekdays=(2, 5))),
        ("w2@261116-5", Weekly(weekdays=(5,), every=2, anchor=D(2026, 11, 16))),
        ("m1d5.20", OnDays(days=(5, 20))),
        ("m3@2611d15", OnDays(days=(15,), every=3, anchor=D(2026, 11, 1))),
        ("m1n15.L2", OnWeekdays(places=(Nth(nth=1, weekday=5), Nth(nth=-1, weekday=2)))),
        ("m1kL", OnWorkday(which=-1)),
        ("m12@2607kF", OnWorkday(which=1, every=12, anchor=D(2026, 7, 1))),
    ],
)
def test_a_code_is_a_recurrence(code: str, recurrence: Recurrence) -> None:
    picked = reminder_codes.read(code)
    assert picked.recurrence() == recurrence
    assert picked.code() == code


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x",
        "w",
        "w1d5",
        "m1-5",
        "m1n5x",
        "w1@269999-5",
        "m1@2613d5",
        "m1nLL",
        "w1-5:",
        "fb30",
        "m123d5",
        "m1n.",
        "m1nL",
    ],
)
def test_nonsense_is_refused(code: str) -> None:
    with pytest.raises(BadInput):
        reminder_codes.read(code).recurrence()


@pytest.mark.parametrize("code", ["w0-5", "w13-5", "m0d5", "m61d5", "w1-8", "m1d0", "m1d32", "m1n55", "m1n10"])
def test_what_can_never_come_is_refused(code: str) -> None:
    with pytest.raises(ImpossibleRule):
        reminder_codes.read(code).recurrence()


@given(
    unit=st.sampled_from(["w", "m"]),
    every=st.integers(1, 12),
    anchor=st.none() | st.dates(D(2024, 1, 1), D(2060, 12, 1)).map(lambda day: day.replace(day=1)),
    days=st.lists(st.integers(1, 31).map(str), min_size=1, max_size=4, unique=True),
)
def test_taps_fit_into_a_button_and_two_taps_undo_each_other(
    unit: str, every: int, anchor: dt.date | None, days: list[str]
) -> None:
    if unit == "w":
        picked = Picked(unit, every, anchor, "-", tuple(sorted({str(int(one) % 7 + 1) for one in days})))
    else:
        picked = Picked(unit, every, anchor, "d", tuple(sorted(days, key=int)))
    assert reminder_codes.read(picked.code()) == picked
    assert picked.toggled("3").toggled("3") == picked
    assert data("rem.ws", 9_999_999, "need_general_meeting", picked.code())


@given(st.sets(st.integers(-731, 731), min_size=1, max_size=6).map(lambda days: tuple(sorted(days))))
def test_days_around_a_date_come_back(days: tuple[int, ...]) -> None:
    assert reminder_codes.read_days(reminder_codes.days_code(days)) == days


@pytest.mark.parametrize("code", ["f", "f1", "fb", "fb1.", "b30", "fb1,b2"])
def test_what_names_no_days_is_refused(code: str) -> None:
    with pytest.raises(BadInput):
        reminder_codes.read_days(code)

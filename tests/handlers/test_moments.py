"""Days with hours and lengths, as people type them."""

from __future__ import annotations

import datetime as dt

import pytest

from handlers import moments
from handlers.moments import BadClock, BadMinutes, BadMoment

TODAY = dt.date(2026, 11, 16)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("15:00", 15, 0),
        ("15：30", 15, 30),
        ("1500", 15, 0),
        ("９点半", 9, 30),
        ("15点", 15, 0),
        ("下午3点", 15, 0),
        ("下午3点半", 15, 30),
        ("上午9:15", 9, 15),
        ("中午12点", 12, 0),
        ("中午1点", 13, 0),
        ("晚上7点10分", 19, 10),
        ("3:30 pm", 15, 30),
        ("0:00", 0, 0),
        ("下午三点半", 15, 30),
        ("十点零五", 10, 5),
        ("上午十一点一刻", 11, 15),
        ("二十点四十五分", 20, 45),
        ("两点", 2, 0),
    ],
)
def test_a_time_of_the_day(text: str, hour: int, minute: int) -> None:
    assert moments.clock(text) == dt.time(hour, minute)


@pytest.mark.parametrize("text", ["", "15", "25:00", "15:60", "三五点", "十十点", "三十点", "12月9日", "9-10", "2460"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadClock):
        moments.clock(text)


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("12月9日 15:00", (2026, 12, 9), (15, 0)),
        ("12 月 9 日 15:00", (2026, 12, 9), (15, 0)),
        ("12月9日下午3点半", (2026, 12, 9), (15, 30)),
        ("12月9号15点", (2026, 12, 9), (15, 0)),
        ("明天下午三点", (2026, 11, 17), (15, 0)),
        ("下周三三点半", (2026, 11, 25), (3, 30)),
        ("2026-12-09 1500", (2026, 12, 9), (15, 0)),
        ("20270105 9:00", (2027, 1, 5), (9, 0)),
        ("1.5 9:00", (2027, 1, 5), (9, 0)),
        ("11月3日 15:00", (2027, 11, 3), (15, 0)),
        ("2026-11-03 15:00", (2026, 11, 3), (15, 0)),
    ],
)
def test_a_day_with_a_time(text: str, day: tuple[int, int, int], time: tuple[int, int]) -> None:
    assert moments.moment(text, TODAY) == (dt.date(*day), dt.time(*time))


def test_what_may_be_past_is_the_nearest_such_day() -> None:
    assert moments.moment("11月3日 15:00", TODAY, or_before=True)[0] == dt.date(2026, 11, 3)
    assert moments.moment("3月3日 15:00", TODAY, or_before=True)[0] == dt.date(2027, 3, 3)
    assert moments.moment("2027-11-03 15:00", TODAY, or_before=True)[0] == dt.date(2027, 11, 3)


@pytest.mark.parametrize("text", ["", "12月9日", "15:00", "2月30日 15:00", "12月9日 25:00"])
def test_what_is_no_day_with_a_time_is_refused(text: str) -> None:
    with pytest.raises(BadMoment):
        moments.moment(text, TODAY)


@pytest.mark.parametrize(
    ("text", "minutes"), [("90", 90), ("90分钟", 90), ("９０ 分", 90), ("1.5小时", 90), ("2 h", 120), ("1 个小时", 60)]
)
def test_a_length(text: str, minutes: int) -> None:
    assert moments.minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "一小时", "-5", "1000", "90:00"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(BadMinutes):
        moments.minutes(text)


def test_a_moment_in_a_button_comes_back() -> None:
    packed = moments.packed(dt.date(2026, 12, 9), dt.time(15, 30))
    assert moments.unpacked(packed) == (dt.date(2026, 12, 9), dt.time(15, 30))
    for text in ("", "20261399", "x"):
        with pytest.raises(BadMoment):
            moments.unpacked(text)

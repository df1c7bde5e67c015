"""Quiet hours and pauses: overnight windows, none at all, a person's own, and the last free minute before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.names import OutboxTarget, ShiftKind
from services.early import brought_forward
from services.gate import Recipient, free_before, free_from
from services.quiet import (
    Window,
    is_paused,
    last_free,
    next_free,
    resumes_at,
    shift_hold,
    window_of,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = Window(dt.time(21, 30), dt.time(7, 30), SHANGHAI)
NOON = Window(dt.time(12, 0), dt.time(14, 0), SHANGHAI)
NONE = Window(dt.time(8, 0), dt.time(8, 0), SHANGHAI)


def _somebody(window: Window, marks: Mapping[dt.date, ShiftKind] | None = None) -> Recipient:
    return Recipient(
        OutboxTarget.MEMBER, "1", None, "zh-CN", SHANGHAI, window=window, marks=marks or {}, free_at=dt.time(14)
    )


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "window", "free"),
    [
        (at(16, 21, 29, 59), NIGHT, at(16, 21, 29, 59)),
        (at(16, 21, 30), NIGHT, at(17, 7, 30)),
        (at(17, 0, 0), NIGHT, at(17, 7, 30)),
        (at(17, 7, 29, 59), NIGHT, at(17, 7, 30)),
        (at(17, 7, 30), NIGHT, at(17, 7, 30)),
        (at(17, 13, 0), NOON, at(17, 14, 0)),
        (at(17, 14, 0), NOON, at(17, 14, 0)),
        (at(17, 8, 0), NONE, at(17, 8, 0)),
    ],
)
def test_next_free(moment: dt.datetime, window: Window, free: dt.datetime) -> None:
    assert next_free(moment, window) == free


@pytest.mark.parametrize(
    ("moment", "window", "free"),
    [
        (at(17, 5, 30), NIGHT, at(16, 21, 29)),
        (at(16, 22, 0), NIGHT, at(16, 21, 29)),
        (at(17, 13, 0), NOON, at(17, 11, 59)),
        (at(17, 9, 0), NIGHT, at(17, 9, 0)),
    ],
)
def test_last_free(moment: dt.datetime, window: Window, free: dt.datetime) -> None:
    assert last_free(moment, window) == free


def test_two_hours_before_an_early_meeting_is_said_the_evening_before() -> None:
    meeting, somebody = at(17, 7, 30), _somebody(NIGHT)
    due = meeting - dt.timedelta(hours=2)
    assert brought_forward(somebody, due, meeting) == at(16, 21, 29)
    assert brought_forward(somebody, due, meeting + dt.timedelta(minutes=29)) == at(16, 21, 29), (
        "hardly better than late"
    )
    assert brought_forward(somebody, due, meeting + dt.timedelta(minutes=30)) is None
    assert brought_forward(somebody, at(17, 9), at(17, 9, 10)) is None, "nothing holds it"


def test_a_persons_own_window_replaces_the_branchs() -> None:
    own = window_of(NIGHT.start, NIGHT.end, SHANGHAI, dt.time(0, 0), dt.time(0, 0))
    assert own.none
    assert window_of(NIGHT.start, NIGHT.end, SHANGHAI) == NIGHT


def test_the_window_is_wall_time_of_its_zone_whatever_zone_the_moment_is_in() -> None:
    moment = dt.datetime(2026, 11, 16, 14, 0, tzinfo=dt.UTC)  # 22:00 in Shanghai
    assert NIGHT.holds(moment)
    assert NIGHT.holds(moment.astimezone(ZoneInfo("America/New_York")))


def test_a_pause_ends_at_midnight_of_its_day() -> None:
    until = dt.date(2026, 11, 20)
    assert is_paused(until, at(19, 23, 59), SHANGHAI)
    assert not is_paused(until, at(20, 0, 0), SHANGHAI)
    assert not is_paused(None, at(1, 0), SHANGHAI)
    assert resumes_at(until, SHANGHAI) == at(20, 0)


_TIMES = st.times().map(lambda value: value.replace(second=0, microsecond=0))
_MOMENTS = st.integers(0, 4 * 365 * 24 * 3600).map(
    lambda seconds: dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
)


@given(moment=_MOMENTS, start=_TIMES, end=_TIMES)
def test_free_moments_are_free_and_nearest(moment: dt.datetime, start: dt.time, end: dt.time) -> None:
    minute = dt.timedelta(minutes=1)
    window = Window(start, end, SHANGHAI)
    later, earlier = next_free(moment, window), last_free(moment, window)
    if not window.holds(moment):
        assert later == earlier == moment
        return
    assert not window.holds(later)
    assert window.holds(later - minute)
    assert moment < later < moment + dt.timedelta(days=1)
    assert not window.holds(earlier)
    assert window.holds(earlier + minute)
    assert moment - dt.timedelta(days=1) - minute < earlier < moment


@given(moment=_MOMENTS, at=_TIMES)
def test_equal_ends_mean_that_every_hour_is_free(moment: dt.datetime, at: dt.time) -> None:
    window = Window(at, at, SHANGHAI)
    assert window.none
    assert not window.holds(moment)
    assert next_free(moment, window) == last_free(moment, window) == moment


@given(moment=_MOMENTS, start=_TIMES, end=_TIMES, left=st.integers(1, 60 * 48))
def test_what_waiting_would_make_useless_goes_out_in_a_free_minute_before(
    moment: dt.datetime, start: dt.time, end: dt.time, left: int
) -> None:
    window = Window(start, end, SHANGHAI)
    useless = moment + dt.timedelta(minutes=left)
    found = brought_forward(_somebody(window), moment, useless)
    if found is None:
        assert not window.holds(moment) or next_free(moment, window) <= useless - dt.timedelta(minutes=30)
        return
    assert found == last_free(moment, window) < moment
    assert not window.holds(found)
    assert next_free(moment, window) > useless - dt.timedelta(minutes=30), "waiting would have been in vain"


@given(
    moment=_MOMENTS,
    start=_TIMES,
    end=_TIMES,
    marks=st.dictionaries(st.integers(-2, 2), st.sampled_from(ShiftKind), max_size=5),
)
def test_quiet_hours_and_shifts_together_leave_a_free_moment_after_and_before(
    moment: dt.datetime, start: dt.time, end: dt.time, marks: dict[int, ShiftKind]
) -> None:
    today = moment.astimezone(SHANGHAI).date()
    days = {today + dt.timedelta(days=offset): kind for offset, kind in marks.items()}
    window = Window(start, end, SHANGHAI)
    somebody = _somebody(window, days)
    for found in (free_from(somebody, moment), free_before(somebody, moment)):
        assert not window.holds(found)
        assert shift_hold(days, found, SHANGHAI, dt.time(14)) is None
    assert free_before(somebody, moment) <= moment <= free_from(somebody, moment)

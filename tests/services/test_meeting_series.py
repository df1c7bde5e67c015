"""Meetings that rules make: which there should be, and what has to change. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.names import Audience, EventType, MeetingState
from services.meetings.series import There, compare, slots, window
from services.reminder_rules import Rule, presets
from services.reminder_rules.book import as_shipped
from services.workdays import Workdays
from tests.fixtures.houses import NOW

D = dt.date
SHANGHAI = ZoneInfo("Asia/Shanghai")
TABLE = Workdays()
TODAY = D(2026, 11, 16)


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def shipped(key: str) -> Rule:
    preset = presets.load().find(key)
    assert preset is not None
    return as_shipped(preset)


def test_meetings_are_made_to_the_horizon_and_with_their_full_notice() -> None:
    first, horizon, last = window(TODAY, 45)
    wanted = slots([shipped("themed_party_day"), shipped("study_session")], first, last, SHANGHAI, TABLE)
    changes = compare(wanted, [], horizon=horizon, now=NOW)
    assert [(one.rule, one.day) for one in changes.made] == [
        ("themed_party_day", D(2026, 12, 4)),
        ("study_session", D(2026, 11, 27)),
        ("study_session", D(2026, 12, 11)),
        ("study_session", D(2026, 12, 25)),
    ]
    soon = at(11, 23)  # the invitation for the 27th was due on the 22nd
    assert D(2026, 11, 27) not in [one.day for one in compare(wanted, [], horizon=horizon, now=soon).made]


def there(slot_day: D, **changes: Any) -> There:
    values: dict[str, Any] = {
        "id": 1,
        "rule": "themed_party_day",
        "reference_on": slot_day,
        "starts_at": at(slot_day.month, slot_day.day, 15),
        "minutes": 120,
        "types": (EventType.THEMED_PARTY_DAY,),
        "title": None,
        "audience": Audience.MEMBERS,
        "state": MeetingState.PLANNED,
        "pinned": False,
    }
    return There(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, ""),
        ({"starts_at": at(12, 4, 14)}, "moved"),
        ({"minutes": 60}, "moved"),
        ({"state": MeetingState.CANCELLED}, "moved"),
        ({"title": "旧名"}, "renamed"),
        ({"audience": Audience.OFFICERS}, "renamed"),
        ({"rule": "general_meeting"}, "cancelled"),
        ({"rule": "general_meeting", "state": MeetingState.CANCELLED}, ""),
        ({"starts_at": at(12, 4, 14), "pinned": True}, ""),
        ({"rule": "general_meeting", "pinned": True}, ""),
        ({"rule": "general_meeting", "starts_at": at(11, 15)}, ""),
        ({"starts_at": at(12, 4, 14), "state": MeetingState.HELD}, ""),
        ({"rule": "general_meeting", "reference_on": D(2027, 2, 5), "starts_at": at(2, 5, 15, year=2027)}, ""),
    ],
)
def test_what_a_rule_does_to_its_meetings(changes: dict[str, Any], outcome: str) -> None:
    first, horizon, last = window(TODAY, 45)
    wanted = slots([shipped("themed_party_day")], first, last, SHANGHAI, TABLE)
    found = compare(wanted, [there(D(2026, 12, 4), **changes)], horizon=horizon, now=NOW)
    happened = [name for name in ("moved", "renamed", "cancelled") if getattr(found, name)]
    assert happened == ([outcome] if outcome else [])


@given(start=st.dates(D(2026, 1, 1), D(2027, 6, 30)), steps=st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_planning_day_by_day_or_seldom_makes_the_same_meetings(start: D, steps: list[int]) -> None:
    """However often the planner runs, a date is made once, and what was made is never given up by it."""
    rules = [shipped("themed_party_day"), shipped("study_session")]
    made: dict[tuple[str, D], There] = {}
    today = start
    for step in [0, *steps]:
        today += dt.timedelta(days=step)
        now = dt.datetime.combine(today, dt.time(3), SHANGHAI)
        first, horizon, last = window(today, 45)
        wanted = slots(rules, first, last, SHANGHAI, TABLE)
        changes = compare(wanted, list(made.values()), horizon=horizon, now=now)
        assert (changes.moved, changes.renamed, changes.cancelled) == ([], [], [])
        for slot in changes.made:
            assert slot.key not in made
            made[slot.key] = there(
                slot.reference_on, rule=slot.rule, starts_at=slot.starts_at, minutes=slot.minutes, types=slot.types
            )
        assert not compare(wanted, list(made.values()), horizon=horizon, now=now)

"""What people are told about a meeting: a pure function of (facts, now)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.names import Audience, EventType, MeetingState, OrgLevel, Sitting
from services.audiences import Person
from services.meetings import messages, usual
from services.meetings.messages import Facts, Snapshot
from services.outbox import Message
from services.reminder_rules import Lead

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEADS = tuple(Lead.parse(text) for text in ("5d@09:00", "1d@09:00", "2h"))
THREE_DAYS = dt.timedelta(days=3)
ANNA, BORIS, CHEN = (Person(number, f"key{number}") for number in (1, 2, 3))


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def snapshot(**changes: Any) -> Snapshot:
    values: dict[str, Any] = {
        "id": 4,
        "organisation_id": 7,
        "organisation": "内科党支部",
        "path": "/7/",
        "level": OrgLevel.BRANCH,
        "types": (EventType.THEMED_PARTY_DAY,),
        "title": None,
        "theme": None,
        "place": None,
        "starts_at": at(12, 4, 15),
        "minutes": 120,
        "audience": Audience.MEMBERS,
        "state": MeetingState.PLANNED,
        "version": 1,
        "untouched": False,
        "changed_at": at(11, 16, 10),
        "themed_at": at(11, 16, 10),
        "leads": LEADS,
        "zone": SHANGHAI,
    }
    return Snapshot(**(values | changes))


def told(facts: Facts, now: dt.datetime) -> list[tuple[str, int, dt.datetime]]:
    plan = messages.plan(facts, THREE_DAYS, now)
    return [(m.dedupe_key.split(":")[3], m.member_id or 0, m.due_at) for m in plan.wanted]


def test_an_invitation_five_days_before_then_one_day_then_two_hours() -> None:
    assert told(Facts(snapshot(), [ANNA]), at(11, 16)) == [
        ("invite", 1, at(11, 29)),
        ("1d", 1, at(12, 3)),
        ("2h", 1, at(12, 4, 13)),
    ]


@pytest.mark.parametrize(
    ("starts", "planned", "announced", "invited"),
    [
        (at(12, 4, 15), at(11, 16, 10), None, at(11, 29)),  # in time: five days before
        (at(11, 17, 15), at(11, 16, 10), None, at(11, 16, 10, 10)),  # tomorrow: ten minutes for place and theme
        (at(11, 17, 15), at(11, 16, 10), at(11, 16, 10, 3), at(11, 16, 10, 3)),  # unless somebody says: now
        (at(12, 4, 15), at(11, 16, 10), at(11, 20), at(11, 20)),  # or days before they would
        (at(12, 4, 15), at(11, 16, 10), at(11, 30), at(11, 29)),  # they went out before he said so
        (at(11, 17, 15), at(11, 16, 8, 55), None, at(11, 16, 9)),  # never after the reminder they come before
        (at(11, 16, 10, 50), at(11, 16, 10), None, at(11, 11)),  # nearly now: at once
    ],
)
def test_what_would_go_out_at_once_waits_a_little(
    starts: dt.datetime, planned: dt.datetime, announced: dt.datetime | None, invited: dt.datetime
) -> None:
    made = snapshot(
        starts_at=starts, changed_at=planned, announced_at=announced, quiet_until=usual.quiet_until(planned, starts)
    )
    assert made.invited == invited


def said(message: Message) -> list[str]:
    """The sentences inside a message."""
    return [one["key"].removeprefix("meetings-said-") for one in message.payload.vars["details"]["lines"]]


def test_a_reminder_ends_where_the_next_begins_and_the_invitation_with_the_meeting() -> None:
    plan = messages.plan(Facts(snapshot(), [ANNA]), THREE_DAYS, at(11, 16))
    assert [one.expires_at for one in plan.wanted] == [at(12, 4, 15), at(12, 4, 13), at(12, 4, 15)]


def test_who_comes_late_is_invited_at_once_and_not_reminded_of_what_is_past() -> None:
    now = at(12, 3, 12)
    assert told(Facts(snapshot(), [ANNA]), now) == [("invite", 1, at(11, 29)), ("2h", 1, at(12, 4, 13))]
    assert messages.plan(Facts(snapshot(), [ANNA]), THREE_DAYS, now).keep == {"meeting:4:v1:1d:key1"}


def test_what_has_begun_is_left_alone() -> None:
    for state in MeetingState:
        assert told(Facts(snapshot(state=state), [ANNA], told={1: 1}), at(12, 4, 15)) == []
    assert told(Facts(snapshot(state=MeetingState.HELD), [ANNA]), at(11, 16)) == []


def test_after_a_move_who_was_told_is_told_once_and_the_others_are_invited_to_the_new_time() -> None:
    moved = snapshot(starts_at=at(12, 11, 15), version=2, state=MeetingState.MOVED, changed_at=at(11, 30, 12))
    found = told(Facts(moved, [ANNA, BORIS, CHEN], told={1: 1, 2: 2}), at(11, 30, 12))
    assert [one for one in found if one[0] in ("invite", "moved", "cancelled")] == [
        ("moved", 1, at(11, 30, 12)),
        ("invite", 3, at(12, 6)),
    ]
    assert [(what, who) for what, who, _ in found if what == "2h"] == [("2h", 1), ("2h", 2), ("2h", 3)]


def test_a_cancelled_meeting_is_told_to_whoever_knew_of_it_and_to_nobody_else() -> None:
    off = snapshot(state=MeetingState.CANCELLED, version=2, changed_at=at(11, 30, 12))
    assert told(Facts(off, [ANNA, BORIS, CHEN], told={1: 1, 2: 2}), at(12, 1)) == [("cancelled", 1, at(11, 30, 12))]


def test_its_stewards_see_a_rules_meeting_before_anybody_is_invited() -> None:
    fresh = snapshot(untouched=True)
    found = told(Facts(fresh, [ANNA], stewards=[CHEN]), at(11, 16, 10))
    assert ("look", 3, at(11, 26)) in found
    assert ("look", 3, at(11, 28, 12)) in told(
        Facts(snapshot(untouched=True, changed_at=at(11, 28, 12)), [ANNA], stewards=[CHEN]), at(11, 28, 12)
    )
    assert not [one for one in told(Facts(fresh, [ANNA], stewards=[CHEN]), at(11, 29)) if one[0] == "look"]
    assert not [one for one in told(Facts(snapshot(), [ANNA], stewards=[CHEN]), at(11, 16)) if one[0] == "look"]


def test_the_words_say_what_is_known() -> None:
    plan = messages.plan(Facts(snapshot(), [ANNA]), THREE_DAYS, at(11, 16))
    assert plan.wanted[0].payload.vars["what"] == {"keys": ["event-themed-party-day"]}
    assert said(plan.wanted[0]) == ["when", "no-place"]
    named = messages.plan(Facts(snapshot(title="读书会", place="三楼会议室"), [ANNA]), THREE_DAYS, at(11, 16))
    assert (named.wanted[0].payload.vars["what"], said(named.wanted[0])) == ("读书会", ["when", "place"])


def test_the_invitation_says_everything_and_a_reminder_what_is_needed() -> None:
    full = snapshot(
        link="https://meet.example/1", theme="学习党章", items=("传达文件", "讨论"), answer_by=at(12, 3, 12)
    )
    plan = messages.plan(Facts(full, [ANNA]), THREE_DAYS, at(11, 16))
    assert said(plan.wanted[0]) == ["when", "link", "theme", "item", "item", "answer-by"]
    assert said(plan.wanted[1]) == ["when", "link", "theme"]
    assert [[one.data for one in row] for row in plan.wanted[0].payload.buttons] == [["rs.go:4", "rs.lv:4"]]
    (row,) = plan.wanted[1].payload.buttons
    assert [one.data for one in row] == ["ck:4"]  # it asks for no answer: it carries the check-in


def test_of_two_sittings_each_is_reminded_of_his_own() -> None:
    two = snapshot(place="三楼", second_starts_at=at(12, 7, 15), second_minutes=60, second_place="五楼")
    facts = Facts(two, [ANNA, BORIS, CHEN], sittings={1: Sitting.B, 2: Sitting.A})
    assert [one for one in told(facts, at(11, 16)) if one[0] == "2h"] == [
        ("2h", 2, at(12, 4, 13)),
        ("2h", 3, at(12, 4, 13)),
        ("2h", 1, at(12, 7, 13)),
    ]
    plan = messages.plan(facts, THREE_DAYS, at(11, 16))
    by_person = {one.member_id: said(one) for one in plan.wanted if ":2h:" in one.dedupe_key}
    assert by_person == {1: ["when", "place"], 2: ["when", "place"], 3: ["when-a", "when-b", "place-a", "place-b"]}
    assert [[one.data for one in row] for row in plan.wanted[0].payload.buttons] == [
        ["rs.go:4:A", "rs.go:4:B"],
        ["rs.lv:4"],
    ]


def test_nobody_reminds_who_is_on_leave() -> None:
    found = told(Facts(snapshot(), [ANNA, BORIS], told={1: 1}, away={1, 2}), at(11, 16))
    assert found == []
    moved = snapshot(version=2, state=MeetingState.MOVED, changed_at=at(11, 30, 12))
    assert told(Facts(moved, [ANNA], told={1: 1}, away={1}), at(11, 30, 12)) == [("moved", 1, at(11, 30, 12))]


@given(
    now=st.datetimes(dt.datetime(2026, 11, 1), dt.datetime(2026, 12, 5)),  # noqa: DTZ001 - the zone follows
    version=st.integers(1, 4),
    state=st.sampled_from(list(MeetingState)),
    known=st.dictionaries(st.integers(1, 3), st.integers(1, 4)),
    untouched=st.booleans(),
)
def test_nobody_is_told_twice_and_nothing_is_due_after_its_end(
    now: dt.datetime, version: int, state: MeetingState, known: dict[int, int], untouched: bool
) -> None:
    moment = now.replace(tzinfo=SHANGHAI)
    facts = Facts(
        snapshot(version=version, state=state, untouched=untouched, changed_at=min(moment, at(12, 1))),
        [ANNA, BORIS, CHEN],
        stewards=[BORIS],
        told={member: min(seen, version) for member, seen in known.items()},
    )
    plan = messages.plan(facts, THREE_DAYS, moment)
    keys = [one.dedupe_key for one in plan.wanted]
    assert len(keys) == len(set(keys))
    assert not plan.keep & set(keys)
    assert plan == messages.plan(facts, THREE_DAYS, moment)
    first_words = [one.member_id for one in plan.wanted if one.kind == messages.NOTICE]
    assert len(first_words) == len(set(first_words)), "one of invitation, move, cancellation"
    for one in plan.wanted:
        assert one.expires_at is not None
        assert moment < one.expires_at
        assert one.due_at < one.expires_at
        if one.kind == messages.NOTICE and one.member_id in facts.told:
            assert facts.told[one.member_id or 0] < version

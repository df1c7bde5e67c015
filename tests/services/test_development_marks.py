"""What follows from the dates of a development: month ends, leap days, working days across Spring Festival, doubts."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.names import CaseKind, CasePart, CaseState, CaseStep, MembershipStage
from services.cases.facts import Companion, Facts
from services.development import marks
from services.development.marks import Doubt
from services.development.reminders import reminders
from services.development.rules import load
from services.workdays import Workdays

D = dt.date
TABLE = Workdays()
NEW, OLD = load().find("DEV_2026_05"), load().find("DEV_2014")
DAYS = st.dates(D(2015, 1, 1), D(2040, 12, 31))


def facts(rules: str = "DEV_2026_05", people: Mapping[CasePart, int] | None = None, **days: dt.date) -> Facts:
    """A case with days: ``APPLIED=…``; of what comes again: ``REVIEWED_2=…``."""
    typed = {}
    for name, day in days.items():
        step, _, number = name.rpartition("_")
        repeated = number.isdecimal()
        typed[CaseStep(step if repeated else name), int(number) if repeated else 1] = day
    companions = {part: [Companion(n, "张敏", "M-1") for n in range(count)] for part, count in (people or {}).items()}
    return Facts(
        id=5,
        kind=CaseKind.DEVELOPMENT,
        branch_id=7,
        person=None,
        name="李明",
        department=None,
        code="C-1",
        rule_set=rules,
        state=CaseState.OPEN,
        way=None,
        other_branch_id=None,
        other_name=None,
        stage=None,
        days=typed,
        people=companions,
    )


def due(made: Facts, table: Workdays = TABLE) -> dict[str, dt.date | None]:
    return {one.mark.key: one.day for one in marks.open_marks(load().find(made.rule_set), made, table)}


def said(made: Facts) -> list[tuple[str, str, dt.date]]:
    return [(one.name, one.lead, one.day) for one in reminders(made, TABLE)]


# --- single dates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("applied", "talk"),
    [
        (D(2026, 5, 20), D(2026, 6, 20)),
        (D(2027, 1, 31), D(2027, 2, 28)),
        (D(2028, 1, 31), D(2028, 2, 29)),
        (D(2026, 12, 31), D(2027, 1, 31)),
    ],
)
def test_the_talk_is_due_a_month_after_the_application(applied: dt.date, talk: dt.date) -> None:
    assert due(facts(APPLIED=applied)) == {"talk": talk}
    assert due(facts(APPLIED=applied, TALKED=talk)) == {}


def test_the_talk_is_reminded_of_on_the_14th_23rd_and_30th_day() -> None:
    assert said(facts(APPLIED=D(2026, 5, 20))) == [
        ("talk1", "a14", D(2026, 6, 3)),
        ("talk1", "a23", D(2026, 6, 12)),
        ("talk1", "a30", D(2026, 6, 19)),
    ]


@pytest.mark.parametrize(
    ("activist", "earliest"),
    [(D(2026, 6, 15), D(2027, 6, 15)), (D(2028, 2, 29), D(2029, 2, 28)), (D(2027, 2, 28), D(2028, 2, 28))],
)
def test_a_target_may_be_discussed_after_a_year(activist: dt.date, earliest: dt.date) -> None:
    assert due(facts(ACTIVIST=activist))["target"] == earliest


def test_reviews_count_from_the_beginning_and_do_not_drift() -> None:
    made = facts(ACTIVIST=D(2026, 8, 31), REVIEWED_1=D(2027, 3, 20))
    assert (due(made)["review"], due(made)["report"]) == (D(2027, 8, 31), D(2026, 11, 30))
    third = facts(ACTIVIST=D(2026, 8, 31), REVIEWED_1=D(2027, 3, 20), REVIEWED_2=D(2027, 9, 30))
    assert due(third)["review"] == D(2028, 2, 29)
    assert "review" not in due(facts(ACTIVIST=D(2026, 8, 31), DEV_TARGET=D(2027, 9, 1)))


def test_a_review_nobody_noted_does_not_end_the_reminders_of_those_after_it() -> None:
    none = said(facts(ACTIVIST=D(2026, 1, 15)))
    assert [one for one in none if one[0].startswith("review")][:4] == [
        ("review1", "b14", D(2026, 7, 1)),
        ("review1", "b0", D(2026, 7, 15)),
        ("review2", "b14", D(2027, 1, 1)),
        ("review2", "b0", D(2027, 1, 15)),
    ]
    # Two are noted, the second of them in the fourth half-year: the third is open, the fourth is not asked for.
    two = said(facts(ACTIVIST=D(2026, 1, 15), REVIEWED_1=D(2026, 7, 10), REVIEWED_2=D(2027, 9, 1)))
    assert [name for name, _, _ in two if name.startswith("review")][:4] == ["review3", "review3", "review5", "review5"]


@pytest.mark.parametrize(
    ("start", "end", "provisional"),
    [
        (D(2026, 11, 23), D(2026, 11, 30), False),
        # Spring Festival 2026: off from 15 to 23 February, 14 and 28 February are working Saturdays.
        (D(2026, 2, 11), D(2026, 2, 25), False),
        (D(2026, 2, 24), D(2026, 3, 2), False),
        (D(2026, 9, 29), D(2026, 10, 12), False),
        # 2027 is not published yet: weekdays and the fixed days.
        (D(2026, 12, 29), D(2027, 1, 6), True),
    ],
)
def test_publicity_counts_working_days_after_its_first(start: dt.date, end: dt.date, provisional: bool) -> None:
    (one,) = [one for one in marks.open_marks(NEW, facts(PUBLICITY_START=start), TABLE) if one.mark.key == "publicity"]
    assert (one.day, one.provisional) == (end, provisional)


def test_the_first_day_may_be_counted_as_well() -> None:
    assert TABLE.count(D(2026, 11, 23), 5, count_start=True).day == D(2026, 11, 27)
    assert TABLE.count(D(2026, 11, 22), 5, count_start=True).day == D(2026, 11, 27), "a Sunday is no working day"


def test_the_older_version_knows_no_publicity_and_no_month_for_the_oath() -> None:
    made = facts(rules="DEV_2014", PUBLICITY_START=D(2026, 11, 23), APPROVED=D(2026, 11, 23))
    assert "publicity" not in due(made)
    assert "oath" not in due(made)
    assert load().proposed(D(2026, 5, 17)) is OLD
    assert load().proposed(D(2026, 5, 18)) is NEW
    assert load().proposed(D(2009, 1, 1)) is OLD


def test_the_approval_has_three_months_and_at_most_six() -> None:
    (one,) = [one for one in marks.open_marks(NEW, facts(ACCEPTED=D(2026, 8, 31)), TABLE) if one.mark.key == "approval"]
    assert (one.day, one.most) == (D(2026, 11, 30), D(2027, 2, 28))
    assert [day for _, day in one.reminders()] == [D(2026, 10, 30), D(2026, 11, 19), D(2026, 11, 29), D(2027, 1, 28)]


def test_the_probation_runs_from_the_meeting_and_is_reckoned_from_the_approval_on() -> None:
    accepted = facts(ACCEPTED=D(2028, 2, 29))
    assert marks.probation_end(NEW, accepted) == D(2029, 2, 28)
    assert "full-meeting" not in due(accepted)
    approved = facts(ACCEPTED=D(2028, 2, 29), APPROVED=D(2028, 4, 1), OATH=D(2028, 4, 20))
    assert due(approved) == {"full-application": D(2029, 2, 28), "full-meeting": D(2029, 2, 28)}
    extended = facts(ACCEPTED=D(2028, 2, 29), APPROVED=D(2028, 4, 1), OATH=D(2028, 4, 20), EXTENDED_TO=D(2029, 8, 28))
    assert set(due(extended).values()) == {D(2029, 8, 28)}
    assert [one for one in said(approved) if one[0].startswith("full-meeting")] == [], (
        "the rule of all probations says it"
    )


def test_who_is_missing_is_counted() -> None:
    made = facts(ACTIVIST=D(2026, 6, 15), DEV_TARGET=D(2027, 6, 15), people={CasePart.INTRODUCER: 1})
    missing = {one.mark.key: (one.count, one.least) for one in marks.open_marks(NEW, made, TABLE) if one.mark.part}
    assert missing == {"mentors": (0, 1), "introducers": (1, 2)}
    whole = facts(
        ACTIVIST=D(2026, 6, 15), DEV_TARGET=D(2027, 6, 15), people={CasePart.MENTOR: 1, CasePart.INTRODUCER: 2}
    )
    assert not [one for one in marks.open_marks(NEW, whole, TABLE) if one.mark.part]


# --- stage and next step ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "stage", "step"),
    [
        ({"APPLIED": D(2026, 6, 1)}, MembershipStage.APPLICANT, CaseStep.TALKED),
        ({"ACTIVIST": D(2026, 6, 1)}, MembershipStage.ACTIVIST, CaseStep.PUBLICITY_START),
        ({"DEV_TARGET": D(2026, 6, 1)}, MembershipStage.DEV_TARGET, CaseStep.POLITICAL_REVIEW),
        ({"ACCEPTED": D(2026, 6, 1)}, MembershipStage.APPLICANT, CaseStep.APPROVED),
        ({"APPROVED": D(2026, 6, 1)}, MembershipStage.PROBATIONARY, CaseStep.OATH),
        ({"FULL_MEETING": D(2026, 6, 1)}, MembershipStage.APPLICANT, CaseStep.FULL_APPROVED),
        ({"FULL_APPROVED": D(2026, 6, 1)}, MembershipStage.FULL, CaseStep.ARCHIVED),
        ({"ARCHIVED": D(2026, 6, 1)}, MembershipStage.APPLICANT, CaseStep.APPLIED),
    ],
)
def test_stage_and_next_step_follow_the_furthest_day(
    days: dict[str, Any], stage: MembershipStage, step: CaseStep
) -> None:
    made = facts(**days)
    assert (marks.stage(made), marks.next_step(NEW, made)) == (stage, step)


def test_what_was_left_out_is_listed_and_comes_last() -> None:
    made = facts(APPLIED=D(2026, 6, 1), ACTIVIST=D(2026, 7, 1))
    assert marks.left_out(NEW, made) == [CaseStep.TALKED]
    every: dict[str, Any] = {step.value: D(2026, 6, 1) for step in NEW.steps if step is not CaseStep.OATH}
    assert marks.next_step(NEW, facts(**every)) is CaseStep.OATH
    assert marks.next_step(NEW, facts(**every, OATH=D(2026, 6, 1))) is None


# --- doubts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "doubt"),
    [
        (
            {"APPLIED": D(2026, 6, 2), "TALKED": D(2026, 6, 1)},
            Doubt("order", CaseStep.TALKED, other=CaseStep.APPLIED),
        ),
        (
            {"APPLIED": D(2026, 6, 1), "TALKED": D(2026, 7, 2)},
            Doubt("late", CaseStep.TALKED, day=D(2026, 7, 1)),
        ),
        (
            {"ACTIVIST": D(2026, 6, 15), "DEV_TARGET": D(2027, 6, 14)},
            Doubt("early", CaseStep.DEV_TARGET, day=D(2027, 6, 15)),
        ),
        (
            {"PUBLICITY_START": D(2026, 11, 23), "PUBLICITY_END": D(2026, 11, 27)},
            Doubt("early", CaseStep.PUBLICITY_END, day=D(2026, 11, 30)),
        ),
        (
            {"ACCEPTED": D(2026, 8, 31), "APPROVED": D(2027, 3, 1)},
            Doubt("late", CaseStep.APPROVED, day=D(2027, 2, 28)),
        ),
        (
            {"TRAINING_START": D(2026, 6, 1), "TRAINING_END": D(2026, 6, 2)},
            Doubt("training", CaseStep.TRAINING_END),
        ),
        (
            {"ACCEPTED": D(2026, 8, 31), "EXTENDED_TO": D(2028, 1, 31)},
            Doubt("extension", CaseStep.EXTENDED_TO),
        ),
    ],
)
def test_what_should_be_looked_at_again_is_named(days: dict[str, Any], doubt: Doubt) -> None:
    assert marks.doubts(NEW, facts(**days), TABLE) == [doubt]


@pytest.mark.parametrize(
    "days",
    [
        {"APPLIED": D(2026, 6, 1), "TALKED": D(2026, 7, 1)},
        {"ACTIVIST": D(2026, 6, 15), "DEV_TARGET": D(2027, 6, 15)},
        {"ACCEPTED": D(2026, 8, 31), "APPROVED": D(2027, 2, 28)},
        {"TRAINING_START": D(2026, 6, 1), "TRAINING_END": D(2026, 6, 3)},
        {"TRAINING_END": D(2026, 6, 3)},
        {"ACCEPTED": D(2026, 8, 31), "EXTENDED_TO": D(2028, 2, 29)},
        {"ACCEPTED": D(2026, 8, 31), "EXTENDED_TO": D(2028, 8, 31)},
    ],
)
def test_what_is_in_order_raises_no_doubt(days: dict[str, Any]) -> None:
    assert marks.doubts(NEW, facts(**days), TABLE) == []


# --- whatever the day -------------------------------------------------------------------------------------------------


def _months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last one: written anew, by hand."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return D(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@given(base=DAYS, reviews=st.integers(0, 6))
def test_a_deadline_is_so_many_calendar_months_after_its_base(base: dt.date, reviews: int) -> None:
    done: dict[str, Any] = {f"REVIEWED_{number}": base for number in range(1, reviews + 1)}
    found = due(facts(APPLIED=base, ACTIVIST=base, ACCEPTED=base, FULL_MEETING=base, **done))
    assert found["talk"] == _months_later(base, 1)
    assert found["review"] == _months_later(base, 6 * (reviews + 1))
    assert found["target"] == _months_later(base, 12)
    assert found["approval"] == found["full-approval"] == _months_later(base, 3)
    assert marks.probation_end(NEW, facts(ACCEPTED=base)) == _months_later(base, 12)


@given(start=DAYS, days=st.integers(1, 15), off=st.sets(st.integers(0, 40)), on=st.sets(st.integers(0, 40)))
def test_working_days_are_counted_one_by_one(start: dt.date, days: int, off: set[int], on: set[int]) -> None:
    changed = {start + dt.timedelta(days=n): False for n in off} | {start + dt.timedelta(days=n): True for n in on}
    table = Workdays(changed)
    found = table.count(start, days).day
    between = [start + dt.timedelta(days=n) for n in range(1, (found - start).days + 1)]
    assert sum(table.is_workday(day) for day in between) == days
    assert table.is_workday(found)


@given(
    typed=st.dictionaries(st.sampled_from(NEW.steps), DAYS, max_size=12),
    rules=st.sampled_from(["DEV_2026_05", "DEV_2014"]),
)
def test_any_days_at_all_can_be_reckoned_with(typed: dict[CaseStep, dt.date], rules: str) -> None:
    """Nothing raises; what is noted is not asked for; a reminder comes no earlier than what it counts from allows."""
    days: dict[str, Any] = {step.value: day for step, day in typed.items()}
    made = facts(rules=rules, **days)
    version = load().find(rules)
    for one in marks.open_marks(version, made, TABLE):
        assert one.mark.step is None or one.mark.step in marks.REPEATED or one.mark.step not in typed
        assert one.day is None or one.day >= one.base
        assert all(day >= one.base for name, day in one.reminders() if name.startswith("a"))
    step = marks.next_step(version, made)
    assert step is None or step not in typed
    marks.doubts(version, made, TABLE)
    assert len({(one.name, one.lead) for one in reminders(made, TABLE)}) == len(list(reminders(made, TABLE)))

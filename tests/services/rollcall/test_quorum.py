"""Quorum as ``domain_rules.md`` 2.2 has it, and when somebody is early, late or gone."""

from __future__ import annotations

import dataclasses
import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.names import AttendanceStatus, EventType, QuorumKind, Sitting
from services import rules
from services.rollcall.quorum import Counts, kind_of, least, more_than_half, panel
from services.rollcall.windows import Phase, Window, to_use

RULES = rules.load().quorum
START = dt.datetime(2026, 11, 18, 7, 0, tzinfo=dt.UTC)


def test_the_worked_example() -> None:
    """25 full, 2 probationary, one full member not counted: 24 due, 12 open it, 13 ayes decide."""
    seen = panel(QuorumKind.GENERAL, Counts(27, 14, 24, 12), RULES)
    assert (seen.base, seen.needed, seen.ayes, seen.met) == (24, 12, 13, True)
    assert not panel(QuorumKind.GENERAL, Counts(27, 14, 24, 11), RULES).met


def test_a_local_rule_that_wants_more_than_half() -> None:
    strict = RULES.model_copy(update={"general_inclusive": False})
    assert panel(QuorumKind.GENERAL, Counts(24, 12, 24, 12), strict).needed == 13
    assert not panel(QuorumKind.GENERAL, Counts(24, 12, 24, 12), strict).met


def test_a_committee_counts_its_members() -> None:
    seen = panel(QuorumKind.COMMITTEE, Counts(5, 3, 5, 3), RULES)
    assert (seen.base, seen.there, seen.needed, seen.ayes, seen.met) == (5, 3, 3, 3, True)
    assert not panel(QuorumKind.COMMITTEE, Counts(5, 2, 5, 2), RULES).met


@pytest.mark.parametrize(("due", "needed"), [(24, 20), (25, 20), (26, 21), (5, 4), (1, 1)])
def test_an_election_wants_four_fifths(due: int, needed: int) -> None:
    assert panel(QuorumKind.ELECTION, Counts(due, due, due, due), RULES).needed == needed


def test_with_nobody_due_nothing_is_met() -> None:
    assert not panel(QuorumKind.GENERAL, Counts(0, 0, 0, 0), RULES).met


@given(due=st.integers(0, 500), there=st.integers(0, 500))
def test_the_formulas_of_the_rule(due: int, there: int) -> None:
    assert (there >= least(Fraction(1, 2), due, inclusive=True)) == (there * 2 >= due)
    assert (there >= least(Fraction(4, 5), due, inclusive=True)) == (there * 5 >= due * 4)
    assert (there >= more_than_half(due)) == (there * 2 > due)
    assert (there >= least(Fraction(1, 2), due, inclusive=False)) == (there * 2 > due)


def test_which_rule_a_meeting_counts_by() -> None:
    assert kind_of({EventType.THEMED_PARTY_DAY}) is None
    assert kind_of({EventType.THEMED_PARTY_DAY, EventType.BRANCH_GENERAL_MEETING}) is QuorumKind.GENERAL
    assert kind_of({EventType.BRANCH_COMMITTEE_MEETING}) is QuorumKind.COMMITTEE
    assert kind_of({EventType.BRANCH_GENERAL_MEETING, EventType.ELECTION}) is QuorumKind.ELECTION


# --- windows ----------------------------------------------------------------------------------------------------------


def _window(sitting: Sitting = Sitting.A, start: dt.datetime = START) -> Window:
    minute = dt.timedelta(minutes=1)
    end = start + 60 * minute
    return Window(sitting, None, start, end, start - 20 * minute, end, start + 10 * minute)


@pytest.mark.parametrize(
    ("minutes", "phase", "status"),
    [
        (-20.1, Phase.EARLY, None),
        (-20, Phase.OPEN, AttendanceStatus.PRESENT),
        (10, Phase.OPEN, AttendanceStatus.PRESENT),
        (10.1, Phase.OPEN, AttendanceStatus.LATE),
        (59.9, Phase.OPEN, AttendanceStatus.LATE),
        (60, Phase.OVER, None),
    ],
)
def test_early_in_time_late_and_over(minutes: float, phase: Phase, status: AttendanceStatus | None) -> None:
    window, moment = _window(), START + dt.timedelta(minutes=minutes)
    assert window.phase(moment) is phase
    if status is not None:
        assert window.status(moment) is status


def test_closed_is_over_at_once() -> None:
    assert dataclasses.replace(_window(), closed=True).phase(START) is Phase.OVER


def test_who_goes_well_before_the_end_has_left_early() -> None:
    grace, window = dt.timedelta(minutes=10), _window()
    came = AttendanceStatus.LATE
    assert window.status_leaving(START + dt.timedelta(minutes=30), came, grace) is AttendanceStatus.LEFT_EARLY
    assert window.status_leaving(START + dt.timedelta(minutes=50), came, grace) is came


def test_of_two_sittings_the_one_that_is_open_counts() -> None:
    second = _window(Sitting.B, START + dt.timedelta(minutes=30))
    both = (_window(), second)
    assert to_use(both, START - dt.timedelta(hours=1)).sitting is Sitting.A
    assert to_use(both, START).sitting is Sitting.A
    assert to_use(both, START + dt.timedelta(minutes=20)).sitting is Sitting.A
    assert to_use(both, START + dt.timedelta(minutes=20), Sitting.B).sitting is Sitting.B
    assert to_use(both, START + dt.timedelta(minutes=70)).sitting is Sitting.B
    assert to_use(both, START + dt.timedelta(hours=5)).sitting is Sitting.B

"""Missed questions come back: FSRS tells when, the ones due longest come first."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from services.quizzes import spacing
from services.quizzes.spacing import Memory
from tests.fixtures.houses import NOW

_ANSWERS = st.lists(st.tuples(st.booleans(), st.integers(1, 120)), min_size=1, max_size=12)


@given(_ANSWERS)
def test_a_right_answer_never_brings_it_back_sooner_than_a_wrong_one(answers: list[tuple[bool, int]]) -> None:
    memory, at = spacing.after(None, NOW, right=False), NOW
    for right, days in answers:
        at += dt.timedelta(days=days)
        good, bad = (spacing.after(memory, at, right=one) for one in (True, False))
        assert at < bad.due_at <= good.due_at
        assert bad.stability <= good.stability
        assert 1 <= bad.difficulty <= 10
        memory = good if right else bad
        assert memory.seen_at == at


def test_the_same_answers_lead_to_the_same_day() -> None:
    assert spacing.after(None, NOW, right=False) == spacing.after(None, NOW, right=False)


def test_at_most_five_and_those_due_first() -> None:
    memories = {number: Memory(1.0, 5.0, NOW, NOW + dt.timedelta(days=9 - number)) for number in range(9)} | {
        20: Memory(1.0, 5.0, NOW, NOW + dt.timedelta(days=1))
    }
    assert spacing.chosen(memories) == [8, 20, 7, 6, 5]
    assert spacing.chosen({}) == []

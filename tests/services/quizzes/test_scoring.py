"""What an answer and an attempt are worth."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.names import QuestionKind
from services.questions.shapes import Asked
from services.quizzes import scoring
from tests.services.quizzes.exams import QUESTIONS, RIGHT, WRONG

_CHOICES = st.sets(st.integers(0, 7), max_size=8)


@given(total=st.integers(1, 50), right=st.integers(0, 50))
def test_a_score_grows_with_what_is_right(total: int, right: int) -> None:
    right = min(right, total)
    found = scoring.score(right, total)
    assert 0 <= found <= 100
    assert abs(found - 100 * right / total) <= 0.5
    assert (found == 100) == (right == total)
    assert right == 0 or found > scoring.score(right - 1, total)


def test_right_and_wrong_of_every_kind() -> None:
    for one in QUESTIONS:
        assert scoring.is_right(one, *RIGHT[one.stem])
        assert not scoring.is_right(one, *WRONG[one.stem])
        assert scoring.is_possible(one, *WRONG[one.stem])


@given(chosen=_CHOICES, right=st.sets(st.integers(0, 7), min_size=1))
def test_a_multiple_choice_is_right_only_whole(chosen: set[int], right: set[int]) -> None:
    asked = replace(QUESTIONS[1], options=tuple("甲乙丙丁戊己庚辛"), right=tuple(sorted(right)))
    assert scoring.is_right(asked, sorted(chosen), None) == (chosen == right)
    assert scoring.places_in(scoring.mask_of(sorted(chosen))) == tuple(sorted(chosen))


@given(seed=st.integers(0, 2**62 - 1), many=st.integers(1, 50))
def test_an_order_asks_everything_once_and_is_the_same_again(seed: int, many: int) -> None:
    ids = list(range(100, 100 + many))
    shuffled = scoring.order(seed, ids, shuffle=True)
    assert sorted(shuffled) == ids
    assert shuffled == scoring.order(seed, ids, shuffle=True)
    assert scoring.order(seed, ids, shuffle=False) == ids


@given(seed=st.integers(0, 2**62 - 1), version=st.integers(1, 10**9))
def test_options_that_speak_of_each_other_and_true_or_false_stay(seed: int, version: int) -> None:
    plain = Asked(QuestionKind.SINGLE, "？", ("甲", "乙", "丙", "丁"), (0,))
    assert sorted(scoring.options_order(seed, version, plain, shuffle=True)) == [0, 1, 2, 3]
    above = replace(plain, options=("甲", "乙", "丙", "以上都对"))
    assert scoring.options_order(seed, version, above, shuffle=True) == [0, 1, 2, 3]
    assert scoring.options_order(seed, version, QUESTIONS[2], shuffle=True) == [0, 1]

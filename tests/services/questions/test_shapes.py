"""Questions: what can be asked, what is the same, what counts as right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.names import QuestionKind
from services.questions.shapes import (
    FALSE,
    TRUE,
    Asked,
    Fault,
    QuestionFault,
    accepts,
    likeness,
    normal,
    same_answer,
)

CHOICE = Asked(QuestionKind.SINGLE, "党支部党员大会一般多长时间召开1次？", ("每月", "每季度"), (1,))
TYPED = Asked(QuestionKind.FILL_IN, "预备期为____。", accepted=("1 年", "一年"))


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (replace(CHOICE, stem=" ？ "), Fault.NO_STEM),
        (replace(CHOICE, stem="问" * 1_001), Fault.STEM_LONG),
        (replace(CHOICE, options=("每月",), right=(0,)), Fault.TOO_FEW_OPTIONS),
        (replace(CHOICE, options=tuple("甲乙丙丁戊己庚辛壬")), Fault.TOO_MANY_OPTIONS),
        (replace(CHOICE, options=("每月", "", "每年")), Fault.OPTION_GAP),
        (replace(CHOICE, options=("每月", "每月 ")), Fault.OPTION_TWICE),
        (replace(CHOICE, options=("每月", "年" * 201)), Fault.OPTION_LONG),
        (replace(CHOICE, right=()), Fault.NO_ANSWER),
        (replace(CHOICE, right=(2,)), Fault.ANSWER),
        (replace(CHOICE, right=(0, 1)), Fault.ONE_ANSWER),
        (replace(CHOICE, category="类" * 41), Fault.TEXT_LONG),
        (replace(TYPED, accepted=(" ", "。")), Fault.NO_ANSWER),
        (Asked(QuestionKind.TRUE_FALSE, "可以。", right=(2,)), Fault.NO_ANSWER),
    ],
)
def test_what_cannot_be_asked_says_why(asked: Asked, fault: Fault) -> None:
    with pytest.raises(QuestionFault) as caught:
        normal(asked)
    assert caught.value.fault is fault


def test_a_question_is_tidied() -> None:
    tidied = normal(replace(CHOICE, stem=" 12. 党支部\t党员大会？\x07 ", options=(" 每月", "每 季度 ")))
    assert tidied.stem == "党支部 党员大会？"
    assert tidied.options == ("每月", "每 季度")


@pytest.mark.parametrize("stem", ["3.5 万元的税后收入按多少交？", "2026年有几个月？", "1、2、3 中哪个是质数？"])
def test_a_number_the_question_begins_with_is_kept(stem: str) -> None:
    assert normal(replace(CHOICE, stem=stem)).stem == stem


def test_the_same_question_is_recognised_however_it_is_written() -> None:
    same = replace(CHOICE, stem="第3题、党支部党员大会，一般多长时间召开１次?", options=("每季度", "每月"), right=(0,))
    assert likeness(same) == likeness(CHOICE)
    assert same_answer(same, CHOICE)
    assert not same_answer(replace(same, right=(1,)), CHOICE)
    assert likeness(replace(CHOICE, options=("每月", "每年"))) != likeness(CHOICE)


@pytest.mark.parametrize(
    ("accepted", "typed", "right"),
    [
        ("1 年", "１年", True),
        ("三会一课", "“三会 一课”", True),
        ("A", "a", True),
        ("1.5", "15", False),
        ("5%", "5", False),
        ("-3", "3", False),
        ("14:30", "1430", False),
        ("一年", "两年", False),
        ("一年", "", False),
    ],
)
def test_a_typed_answer_is_compared_by_what_it_says(accepted: str, typed: str, right: bool) -> None:
    assert accepts(replace(TYPED, accepted=(accepted,)), typed) is right


def test_true_and_false_are_two_answers() -> None:
    true = Asked(QuestionKind.TRUE_FALSE, "党组织可以为党员垫交党费。", right=(TRUE,))
    assert not same_answer(true, replace(true, right=(FALSE,)))

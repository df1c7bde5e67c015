"""Question files: the samples, the documented examples of both text formats, and what is wrong in words of its line."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.errors import BadInput
from services.house import Limits
from services.names import Difficulty, QuestionKind
from services.questions import reading, writing
from services.questions.reading import Bank, NoQuestions
from services.questions.shapes import FALSE, TRUE, Asked, Fault, QuestionFault, accepts, normal, same_answer
from services.questions.writing import Shape

DATA = Path(__file__).parents[2] / "data"
SAMPLES = ("question_bank.xlsx", "question_bank_aiken.txt", "question_bank.gift.txt")


def read(text: str | bytes) -> Bank:
    return reading.read(text.encode() if isinstance(text, str) else text, Limits())


def asked_of(text: str | bytes) -> list[Asked]:
    bank = read(text)
    assert bank.problems == []
    return [placed.asked for placed in bank.questions]


def faults(text: str | bytes) -> list[tuple[int, Fault]]:
    return [(one.line, one.fault) for one in read(text).problems]


def sheet(*rows: tuple[str | float | None, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADER = ("题型", "题干", "选项A", "选项B", "选项C", "选项D", "正确答案", "解析", "分类", "难度")


# --- the samples --------------------------------------------------------------------------------------------------


def test_the_samples_are_read_whole_and_say_the_same() -> None:
    workbook, aiken, gift = (read((DATA / name).read_bytes()) for name in SAMPLES)
    assert [len(bank.questions) for bank in (workbook, aiken, gift)] == [10, 5, 10]
    assert [bank.problems for bank in (workbook, aiken, gift)] == [[], [], []]
    assert [one.likeness for one in gift.questions] == [one.likeness for one in workbook.questions]
    assert [one.likeness for one in aiken.questions] == [one.likeness for one in workbook.questions[:5]]
    assert [one.asked.right for one in gift.questions] == [one.asked.right for one in workbook.questions]
    kinds = [one.asked.kind for one in workbook.questions]
    assert kinds == [QuestionKind.SINGLE] * 5 + [QuestionKind.MULTIPLE] * 3 + [QuestionKind.TRUE_FALSE] * 2


@pytest.mark.parametrize("shape", Shape)
def test_a_bank_that_is_written_and_read_again_is_the_same(shape: Shape) -> None:
    every = [one.asked for one in read((DATA / SAMPLES[0]).read_bytes()).questions]
    written = writing.write(every, shape, "题库")
    again = read(written.content)
    assert again.problems == []
    held = [one for one in every if shape is not Shape.AIKEN or one.options]
    assert written.left_out == len(every) - len(held)
    assert [(one.asked.stem, one.asked.options, one.asked.right) for one in again.questions] == [
        (one.stem, one.options, one.right) for one in held
    ]
    if shape is Shape.SHEET:
        assert [one.asked for one in again.questions] == every


def test_the_starter_bank_is_whole_and_names_its_sources() -> None:
    bank = reading.starter(Limits())
    assert bank.problems == []
    assert bank.repeated == 0
    assert len(bank.questions) >= 60
    assert all(one.asked.source and one.asked.category for one in bank.questions)
    assert {one.asked.kind for one in bank.questions} == set(QuestionKind)


# --- Aiken --------------------------------------------------------------------------------------------------------


def test_aiken_as_it_is_documented() -> None:
    one, other = asked_of(
        "What is the correct answer to this question?\nA. Is it this one?\nB. Maybe this answer?\n"
        "C. Possibly this one?\nD. Must be this one!\nANSWER: D\n\n"
        "Which LMS has the most quiz import formats?\nA) Moodle\nB) ATutor\nC) Claroline\nD) Blackboard\n"
        "E) WebCT\nF) Ilias\nANSWER: A\n"
    )
    assert one.options == ("Is it this one?", "Maybe this answer?", "Possibly this one?", "Must be this one!")
    assert one.right == (3,)
    assert len(other.options) == 6
    assert other.right == (0,)


def test_aiken_in_full_width_letters_and_with_several_answers() -> None:
    (one,) = asked_of("下列哪些是“三会一课”？\r\nＡ．党课（每季度１次）\r\nB、支委会\r\nC) 职代会\r\n答案：A、B\r\n")
    assert one.kind is QuestionKind.MULTIPLE
    assert one.options == ("党课（每季度１次）", "支委会", "职代会")
    assert one.right == (0, 1)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("问题？\nA. 甲\nB. 乙\nANSWER: C\n", (4, Fault.ANSWER)),
        ("问题？\nA. 甲\nC. 乙\nANSWER: A\n", (3, Fault.LETTER_ORDER)),
        ("问题？\nA. 甲\nB. 乙\n\n问题二？\nA. 甲\nB. 乙\nANSWER: A\n", (1, Fault.NO_ANSWER)),
        ("问题？\nA. 甲\n还有一行\nB. 乙\nANSWER: A\n", (3, Fault.STRAY_LINE)),
        ("ANSWER: A\n", (1, Fault.NO_STEM)),
        ("问题？\nA. 甲\nANSWER: A\n", (1, Fault.TOO_FEW_OPTIONS)),
        ("好。\nA. 甲\nB. 乙\nANSWER: A\n问题？\nA. 甲\nB. 甲\nANSWER: A\n", (5, Fault.OPTION_TWICE)),
    ],
)
def test_what_is_wrong_in_aiken_is_named_with_its_line(text: str, fault: tuple[int, Fault]) -> None:
    assert faults(text) == [fault]


# --- GIFT ---------------------------------------------------------------------------------------------------------


def test_gift_as_it_is_documented() -> None:
    every = asked_of(
        "// true/false\n::Q1:: 1+1=2 {T}\n\n"
        "// multiple choice with specified feedback for right and wrong answers\n"
        "::Q2:: What's between orange and green in the spectrum?\n"
        "{ =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }\n\n"
        "// fill-in-the-blank\n::Q3:: Two plus {=two =2} equals four.\n\n"
        "What two people are entombed in Grant's tomb? {\n   ~%-100%No one\n   ~%50%Grant\n   ~%50%Grant's wife\n"
        "   ~%-100%Grant's father\n}\n\n"
        "Grant is buried in Grant's tomb.{FALSE#No one is buried there.}\n\n"
        "Which answer equals 5? {\n   ~ \\= 2 + 2\n   = \\= 2 + 3\n   ~ \\= 2 + 4\n}\n\n"
        "Mahatma Gandhi's birthday is an Indian holiday on  {\n~15th\n~3rd\n=2nd\n} of October.\n"
    )
    assert [one.kind for one in every] == [
        QuestionKind.TRUE_FALSE,
        QuestionKind.SINGLE,
        QuestionKind.FILL_IN,
        QuestionKind.MULTIPLE,
        QuestionKind.TRUE_FALSE,
        QuestionKind.SINGLE,
        QuestionKind.SINGLE,
    ]
    assert every[0].right == (TRUE,)
    assert every[4].right == (FALSE,)
    assert every[1].options == ("yellow", "red", "blue")
    assert every[2].stem == "Two plus ____ equals four."
    assert every[2].accepted == ("two", "2")
    assert every[3].right == (1, 2)
    assert every[5].options[1] == "= 2 + 3"
    assert every[6].stem == "Mahatma Gandhi's birthday is an Indian holiday on ____ of October."


def test_gift_keeps_category_and_explanation_and_reads_escapes() -> None:
    one, other = asked_of(
        "$CATEGORY: $course$/党建/党费\n\n[html]基数 \\{元\\} 是？{=5000\\:含 ~6000 ####依据\\=文件}\n\n"
        "$CATEGORY: 纪律\n第二问{=甲 ~乙}"
    )
    assert (one.category, other.category) == ("党费", "纪律")
    assert one.stem == "基数 {元} 是？"
    assert one.options == ("5000:含", "6000")
    assert one.explanation == "依据=文件"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("配对 {=甲 -> 一 =乙 -> 二 =丙 -> 三}", (1, Fault.NOT_SUPPORTED)),
        ("\n谁？{#1822:5}", (2, Fault.NOT_SUPPORTED)),
        ("谈谈体会。{}", (1, Fault.NOT_SUPPORTED)),
        ("{T}\n\n说明文字", (1, Fault.NO_STEM)),
        ("好{T}\n\n没有关上{=甲 ~乙", (3, Fault.NOT_CLOSED)),
        ("好{T}\n\n多一个{=甲 {~乙}", (3, Fault.NOT_CLOSED)),
        ("都是错的{~甲 ~乙}", (1, Fault.NO_ANSWER)),
        ("开头{甲 =乙 ~丙}", (1, Fault.STRAY_LINE)),
    ],
)
def test_what_is_wrong_in_gift_is_named_with_its_line(text: str, fault: tuple[int, Fault]) -> None:
    assert faults(text)[0] == fault


# --- sheets -------------------------------------------------------------------------------------------------------


def test_a_sheet_tells_kinds_by_their_answers_and_reads_numbers_as_texts() -> None:
    bank = read(
        sheet(
            ("支部题库",),
            ("试题", "A", "B", "C", "答案", "难易度"),
            ("预备期几年？", 1, 2.0, 0.5, "a", "容易"),
            ("哪些对？", "甲", "乙", "丙", "A、C", None),
            ("党费可以垫交。", None, None, None, "×", "难"),
            ("党员大会每____召开。", None, None, None, "季度|3个月", None),
            (None, None, None, None, None, None),
        )
    )
    assert bank.problems == []
    one, several, wrong, typed = (placed.asked for placed in bank.questions)
    assert one.options == ("1", "2", "0.5")
    assert one.difficulty is Difficulty.EASY
    assert several.kind is QuestionKind.MULTIPLE
    assert several.right == (0, 2)
    assert wrong.right == (FALSE,)
    assert typed.accepted == ("季度", "3个月")


@pytest.mark.parametrize(
    "in_one", ["A.每月|B.每季度|C.每年", "A、每月 B、每季度 C、每年", "每月|每季度|每年", "每月\n每季度\n每年"]
)
def test_options_may_stand_in_one_column(in_one: str) -> None:
    bank = read(sheet(("题型", "题干", "选项", "答案"), ("单选题", "多久一次？", in_one, "B")))
    assert bank.problems == []
    assert bank.questions[0].asked.options == ("每月", "每季度", "每年")


def test_a_table_of_text_is_read_with_any_separator() -> None:
    text = "题型\t题干\t选项A\t选项B\t答案\n判断\t党费可以垫交，对吗\t正确\t错误\tB\n"
    bank = read(text.encode("gb18030"))
    assert bank.problems == []
    assert bank.questions[0].asked.right == (FALSE,)


def test_everything_wrong_in_a_sheet_is_listed_with_its_row() -> None:
    content = sheet(
        HEADER,
        ("单选题", "好的？", "甲", "乙", None, None, "A", None, None, None),
        ("问答题", "题型不认识？", "甲", "乙", None, None, "A", None, None, None),
        ("单选题", None, "甲", "乙", None, None, "A", None, None, None),
        ("单选题", "没有答案？", "甲", "乙", None, None, None, None, None, None),
        ("单选题", "答案不在选项里？", "甲", "乙", None, None, "D", None, None, None),
        ("单选题", "缺中间一项？", "甲", None, "丙", None, "A", None, None, None),
        ("判断题", "判断答案不认识", None, None, None, None, "也许", None, None, None),
        ("单选题", "难度不认识？", "甲", "乙", None, None, "A", None, None, "超难"),
        ("单选题", "1. 好的？", "甲", "乙", None, None, "B", None, None, None),
        ("单选题", "好的?", "乙", "甲", None, None, "B", None, None, None),
    )
    bank = read(content)
    assert [(one.line, one.fault) for one in bank.problems] == [
        (3, Fault.KIND),
        (4, Fault.NO_STEM),
        (5, Fault.NO_ANSWER),
        (6, Fault.ANSWER),
        (7, Fault.OPTION_GAP),
        (8, Fault.ANSWER),
        (9, Fault.DIFFICULTY),
        (10, Fault.CONTRADICTS),
    ]
    assert bank.problems[-1].other == 2
    assert bank.repeated == 1


@pytest.mark.parametrize("content", ["", "只是一段话。", sheet(("姓名", "电话"), ("王芳", "1")), sheet(HEADER)])
def test_what_is_no_bank_is_refused(content: str | bytes) -> None:
    with pytest.raises(BadInput) as caught:
        read(content)
    assert isinstance(caught.value, NoQuestions) or content == ""


def test_a_sheet_holds_an_accepted_text_with_its_separator() -> None:
    one = normal(Asked(QuestionKind.FILL_IN, "“甲|乙”读作什么？", accepted=("甲|乙", "|", "丙")))
    (again,) = asked_of(writing.write([one], Shape.SHEET, "题库").content)
    assert same_answer(one, again)
    assert [accepts(again, typed) for typed in ("甲|乙", "甲｜乙", "|", "丙", "甲")] == [True, True, True, True, False]


# --- any question, any damage -------------------------------------------------------------------------------------

_text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), min_size=1, max_size=30)


def _normal(asked: Asked) -> Asked | None:
    try:
        return normal(asked)
    except QuestionFault:  # no question: filtered out by who draws
        return None


questions = (
    st.builds(
        Asked,
        kind=st.sampled_from(QuestionKind),
        stem=_text,
        options=st.lists(_text, min_size=2, max_size=8).map(tuple),
        right=st.lists(st.integers(0, 7), min_size=1, max_size=4).map(tuple),
        accepted=st.lists(_text, min_size=1, max_size=3).map(tuple),
        explanation=st.just("") | _text,
        category=st.just("") | _text,
    )
    .map(_normal)
    .filter(lambda one: one is not None)
)


@given(st.lists(questions, max_size=4))
@example([Asked(QuestionKind.FILL_IN, "0", accepted=("|",))])
def test_any_bank_goes_through_a_sheet_unchanged(every: list[Asked]) -> None:
    if not every:
        return
    bank = read(writing.write(every, Shape.SHEET, "题库").content)
    assert not [one for one in bank.problems if one.fault is not Fault.CONTRADICTS]
    known = {(one.stem, one.options, one.right) for one in every}
    assert {(one.asked.stem, one.asked.options, one.asked.right) for one in bank.questions} <= known


@given(questions)
def test_any_question_goes_through_gift_unchanged(one: Asked) -> None:
    if any("->" in text for text in one.accepted):
        return  # a matching question to everybody who reads it
    bank = read(writing.write([one], Shape.GIFT, "").content)
    assert bank.problems == []
    (again,) = (placed.asked for placed in bank.questions)
    assert (again.kind, again.stem, again.options, again.right, again.accepted) == (
        one.kind,
        one.stem,
        one.options,
        one.right,
        one.accepted,
    )
    assert again.explanation == one.explanation


@given(st.sampled_from(SAMPLES), st.integers(0, 5_000), st.binary(max_size=6), st.integers(0, 40))
def test_a_damaged_file_is_read_or_refused_and_never_crashes(name: str, place: int, put: bytes, cut: int) -> None:
    content = (DATA / name).read_bytes()
    place %= len(content)
    try:
        bank = read(content[:place] + put + content[place + cut :])
    except BadInput:  # refused as a whole; any other error fails
        return
    assert bank.questions or bank.problems

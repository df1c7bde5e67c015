from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.names import PartialDate
from services.roster.cells import (
    Cell,
    Value,
    date_of,
    looks_like_id_number,
    organisation_name,
    person_name,
    phone_of,
    shown,
    text_of,
)
from services.roster.codes import BadCell, Code

READERS: tuple[Callable[[Cell], object], ...] = (date_of, person_name, phone_of, text_of)
VALUES = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


def naive(year: int, month: int, day: int) -> dt.datetime:
    """A moment as spreadsheets hold it: without a zone."""
    return dt.datetime.combine(dt.date(year, month, day), dt.time())


def outcome(read: Callable[[Cell], object], cell: Cell) -> object:
    """What a reader finds, or the code it refuses with."""
    try:
        return read(cell)
    except BadCell as bad:
        return bad.code


def refusal(read: Callable[[Cell], object], cell: Cell) -> Code:
    with pytest.raises(BadCell) as caught:
        read(cell)
    return caught.value.code


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1998.07", PartialDate(1998, 7)),
        ("1998年7月", PartialDate(1998, 7)),
        ("1998年7月3日", PartialDate(1998, 7, 3)),
        ("1998 年 7 月", PartialDate(1998, 7)),
        ("19980701", PartialDate(1998, 7, 1)),
        ("195712", PartialDate(1957, 12)),
        (195712, PartialDate(1957, 12)),
        (19980701, PartialDate(1998, 7, 1)),
        ("1982-4-17", PartialDate(1982, 4, 17)),
        ("2018/01/16", PartialDate(2018, 1, 16)),
        ("2001.7", PartialDate(2001, 7)),
        ("2001.10", PartialDate(2001, 10)),
        ("1981.1", PartialDate(1981, 1)),
        ("１９９８．０７", PartialDate(1998, 7)),
        ("1998-07-01 00:00:00", PartialDate(1998, 7, 1)),
        ("1998.07.", PartialDate(1998, 7)),
        ("1998.07.00", PartialDate(1998, 7)),
        (1981.06, PartialDate(1981, 6)),
        (1999.12, PartialDate(1999, 12)),
        (1998.2, PartialDate(1998, 2)),
        (naive(2010, 4, 17), PartialDate(2010, 4, 17)),
        (29373, PartialDate(1980, 6, 1)),
        (None, None),
        ("—", None),
        ("  ", None),
    ],
)
def test_a_date_is_read_as_it_is_written(written: Value, meant: PartialDate | None) -> None:
    assert date_of(Cell(written)) == meant


def test_the_number_1981_1_may_be_january_or_october() -> None:
    assert refusal(date_of, Cell(1981.1)) is Code.DATE_AMBIGUOUS


def test_in_a_text_file_1981_1_may_have_been_that_number() -> None:
    assert refusal(date_of, Cell("1981.1", loose=True)) is Code.DATE_AMBIGUOUS
    assert date_of(Cell("1981.01", loose=True)) == PartialDate(1981, 1)
    assert date_of(Cell("1981.2", loose=True)) == PartialDate(1981, 2)


def test_a_date_shown_as_a_month_is_a_month() -> None:
    assert date_of(Cell(naive(1998, 7, 1), month_only=True)) == PartialDate(1998, 7)
    assert date_of(Cell(naive(1998, 7, 9), month_only=True)) == PartialDate(1998, 7, 9)


def test_day_numbers_may_count_from_1904() -> None:
    assert date_of(Cell(27911, epoch_1904=True)) == PartialDate(1980, 6, 1)


@pytest.mark.parametrize(
    "written",
    [
        "1980-13-40",
        "1980-02-30",
        "去年",
        "1980",
        1980,
        "1899.01",
        "98.07",
        "1998.0715",
        1998.0715,
        True,
        1998.13,
        "7月",
    ],
)
def test_what_is_no_date_is_not_guessed(written: Value) -> None:
    assert refusal(date_of, Cell(written)) is Code.DATE_UNREADABLE


@pytest.mark.parametrize(
    "written",
    [
        "19900002001",
        19900002001,
        19900002001.0,
        "199-0000-2001",
        "199 0000 2001",
        "+8619900002001",
        "+86 199 0000 2001",
        "008619900002001",
        "8619900002001",
        "１９９００００２００１",
        "19900002001 ",
    ],
)
def test_a_number_is_the_same_however_it_is_written(written: Value) -> None:
    assert phone_of(Cell(written)) == "19900002001"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1990000500", Code.PHONE_DIGITS),
        ("199000050001", Code.PHONE_DIGITS),
        ("12900002001", Code.PHONE_DIGITS),
        ("8001234", Code.PHONE_DIGITS),
        ("没有手机", Code.PHONE_DIGITS),
        (1.5, Code.PHONE_DIGITS),
        (True, Code.PHONE_DIGITS),
        ("1.99E+10", Code.PHONE_LOST_DIGITS),
        ("19900002001/19900002002", Code.PHONE_TWO),
        ("19900002001、0571-88001234", Code.PHONE_TWO),
        (1.10101199001011e17, Code.ID_NUMBER),
        ("110101199001011234", Code.ID_NUMBER),
    ],
)
def test_what_is_no_number_says_why(written: Value, code: Code) -> None:
    assert refusal(phone_of, Cell(written)) is code


def test_a_fixed_line_needs_its_area() -> None:
    assert phone_of(Cell("0571-88001234")) == "057188001234"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("张　三", "张三"),
        ("张三 ", "张三"),
        ("吴 怡", "吴怡"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("Mary  Smith", "Mary Smith"),
        ("张\u200b三", "张三"),
    ],
)
def test_a_name_has_one_form(written: str, meant: str) -> None:
    assert person_name(Cell(written)) == meant


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell(None), Code.NAME_MISSING),
        (Cell(" "), Code.NAME_MISSING),
        (Cell("=1+1"), Code.NAME_FORMULA),
        (Cell("＝1+1"), Code.NAME_FORMULA),
        (Cell("+张三"), Code.NAME_FORMULA),
        (Cell("-张三"), Code.NAME_FORMULA),
        (Cell("@张三"), Code.NAME_FORMULA),
        (Cell("张三", formula=True), Code.NAME_FORMULA),
        (Cell(None, formula=True), Code.NAME_FORMULA),
        (Cell("张三3"), Code.NAME_ODD),
        (Cell(12), Code.NAME_ODD),
        (Cell("张" * 41), Code.TOO_LONG),
        (Cell("#N/A"), Code.CELL_ERROR),
        (Cell("110101199001011234"), Code.ID_NUMBER),
    ],
)
def test_a_bad_name_says_why(cell: Cell, code: Code) -> None:
    assert refusal(person_name, cell) is code


def test_a_formula_that_was_never_computed_is_no_blank() -> None:
    assert refusal(text_of, Cell(None, formula=True)) is Code.FORMULA_EMPTY
    assert text_of(Cell("内科", formula=True)) == "内科"


def test_white_space_in_an_organisation_is_a_slip() -> None:
    assert organisation_name(Cell("内科 党支部\n"), 100) == "内科党支部"


def test_an_identity_card_number_is_never_shown() -> None:
    assert shown("110101199001011234") == "…"
    assert shown(1.10101199001011e17) == "…"
    assert looks_like_id_number("１１０１０１１９９００１０１１２３Ｘ")
    assert not looks_like_id_number("19900002001")


@given(VALUES, st.booleans(), st.booleans())
def test_no_cell_makes_a_reader_fall_over(value: Value, formula: bool, loose: bool) -> None:
    for read in READERS:
        found = outcome(read, Cell(value, formula=formula, loose=loose))
        assert found is None or isinstance(found, PartialDate | str)


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31)), st.sampled_from([".", "-", "/"]))
def test_every_day_is_read_back(day: dt.date, between: str) -> None:
    text = f"{day.year}{between}{day.month}{between}{day.day}"
    assert date_of(Cell(text)) == PartialDate(day.year, day.month, day.day)
    assert date_of(Cell(f"{day:%Y%m%d}")) == PartialDate(day.year, day.month, day.day)


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_a_month_as_a_number_is_never_another_month(year: int, month: int) -> None:
    number = float(f"{year}.{month:02d}")
    expected = Code.DATE_AMBIGUOUS if month == 10 else PartialDate(year, month)
    assert outcome(date_of, Cell(number)) == expected

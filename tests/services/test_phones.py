"""Telephone numbers in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import phones

MOBILES = st.from_regex(r"\A1[3-9][0-9]{9}\Z")


@given(
    MOBILES, st.sampled_from(["", "+86", "86", "0086", "+86 ", "0", "＋８６"]), st.sampled_from(["", " ", "-", "　"])
)
def test_every_way_of_writing_a_mobile_is_one_number(mobile: str, prefix: str, gap: str) -> None:
    written = prefix + gap.join((mobile[:3], mobile[3:7], mobile[7:]))
    assert phones.normal(written) == mobile


@given(MOBILES)
def test_full_width_digits_are_digits(mobile: str) -> None:
    assert phones.normal(mobile.translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == mobile


@given(st.text(max_size=30))
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    number = phones.normal(text)
    assert number is None or phones.normal(number) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+44 7911 123456", "+447911123456"),
        ("447911123456", "+447911123456"),
        ("0044 7911 123456", "+447911123456"),
        ("+1 380 213 8000", "+13802138000"),  # not the mobile 138 0213 8000
        ("0571-87654321", "057187654321"),
        ("87654321", "87654321"),
        ("", None),
        ("123", None),
        ("张三", None),
        ("13800138000转1", None),
        ("1" * 16, None),
    ],
)
def test_other_numbers_keep_what_tells_them_apart(written: str, number: str | None) -> None:
    assert phones.normal(written) == number

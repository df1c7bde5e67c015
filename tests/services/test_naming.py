"""Names as branches show them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.naming import masked, shown, shown_apart
from services.org_settings import NamesInChat


@pytest.mark.parametrize(
    ("name", "expected"), [("张敏", "张*"), ("张三丰", "张*"), ("欧阳静", "欧阳*"), ("欧阳", "欧*"), ("Ann", "A*")]
)
def test_a_masked_name_keeps_the_surname(name: str, expected: str) -> None:
    assert masked(name) == expected


def test_an_erased_person_is_his_code() -> None:
    assert shown(NamesInChat.FULL, None, "M-AAAAA") == "M-AAAAA"


def test_those_who_look_alike_carry_their_code() -> None:
    people = [("张敏", "M-1"), ("张强", "M-2"), ("李明", "M-3")]
    assert shown_apart(NamesInChat.MASKED, people) == ["张* M-1", "张* M-2", "李*"]
    assert shown_apart(NamesInChat.FULL, [("张敏", "M-1"), ("张敏", "M-2")]) == ["张敏 M-1", "张敏 M-2"]


@given(
    st.lists(st.tuples(st.sampled_from(["张敏", "张强", "李明", None]), st.integers(1, 99)), unique_by=lambda p: p[1])
)
def test_a_list_never_shows_two_people_alike_and_codes_show_no_name(people: list[tuple[str | None, int]]) -> None:
    coded = [(name, f"M-{number}") for name, number in people]
    for mode in NamesInChat:
        assert len(set(shown_apart(mode, coded))) == len(coded)
    assert shown_apart(NamesInChat.CODE, coded) == [code for _, code in coded]

"""Twelve lines as people paste them. Pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.annual_plan.pasting import read
from services.errors import DomainError

TWELVE = {month: f"主题{month}" for month in range(1, 13)}


@pytest.mark.parametrize(
    "front",
    ["", "{n}月：", "{n} 月 ", "{n}. ", "{n}、", "{n}：", "{n:02d}月份:", "{n}\t", "（{n}月）"],
)
def test_twelve_lines_are_twelve_months(front: str) -> None:
    text = "\n".join(front.format(n=month) + theme for month, theme in TWELVE.items())
    if front.startswith("（"):
        assert read(text) == {month: f"（{month}月）{theme}" for month, theme in TWELVE.items()}, "taken as it is"
    else:
        assert read(text) == TWELVE


def test_months_in_front_may_come_in_any_order_and_number() -> None:
    assert read("十二月：总结\n\n 三月 学雷锋，在行动 \nJan: Planning\nSept - Teachers\n10月国庆") == {
        12: "总结",
        3: "学雷锋，在行动",
        1: "Planning",
        9: "Teachers",
        10: "国庆",
    }


def test_a_theme_keeps_its_own_figures_and_punctuation() -> None:
    assert read("7月：“七一”表彰（2026 年）：入党宣誓")[7] == "“七一”表彰（2026 年）：入党宣誓"
    lines = [f"{10 + number} 个先锋岗" for number in range(12)]
    assert list(read("\n".join(lines)).values()) == lines


@pytest.mark.parametrize(
    ("text", "code", "fields"),
    [
        ("", "annual-plan-lines", {"count": 0}),
        ("一行\n两行", "annual-plan-lines", {"count": 2}),
        ("\n".join(f"第{n}行" for n in range(13)), "annual-plan-lines", {"count": 13}),
        ("1月：甲\n1月：乙", "annual-plan-line", {"line": 2}),
        ("1月：甲\n没有月份", "annual-plan-line", {"line": 2}),
        ("3月：", "annual-plan-line", {"line": 1}),
        ("3月：" + "长" * 101, "annual-plan-line-long", {"line": 1, "limit": 100}),
    ],
)
def test_what_cannot_be_read_is_named(text: str, code: str, fields: dict[str, int]) -> None:
    with pytest.raises(DomainError) as refused:
        read(text)
    assert (refused.value.code, refused.value.fields) == (code, fields)


@given(st.text(max_size=300))
def test_whatever_is_sent_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        found = read(text)
    except DomainError:  # the sentence; any other error fails
        return
    assert found
    assert all(1 <= month <= 12 and theme.strip() and len(theme) <= 100 for month, theme in found.items())


#: What stands between a month and its theme is no part of the theme.
_LETTERS = st.text("主题党日学习抗疫，。“”（）AB", min_size=1, max_size=40).filter(lambda text: text[0] not in "，。）")


@given(st.dictionaries(st.integers(1, 12), _LETTERS, min_size=1))
def test_what_is_written_with_its_month_comes_back(themes: dict[int, str]) -> None:
    assert read("\n".join(f"{month}月：{theme}" for month, theme in themes.items())) == themes

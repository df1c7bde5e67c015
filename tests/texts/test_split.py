"""Long texts are split, never cut and never lost."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import texts
from texts.split import LIMIT, units

TAGS = ("b", "i", "code", "blockquote")
_WORDS = st.text(
    alphabet=st.sampled_from("党员支部学习会议abc 12，。\N{FACE WITH TEARS OF JOY}&<>\"'\n"), min_size=0, max_size=60
)


@st.composite
def marked_up(draw: st.DrawFn, depth: int = 3) -> str:
    """HTML as the catalogues make it: escaped text in nested tags, lines and paragraphs."""
    pieces: list[str] = []
    for _ in range(draw(st.integers(1, 6))):
        words = html.escape(draw(_WORDS), quote=False)
        if depth and draw(st.booleans()):
            tag = draw(st.sampled_from(TAGS))
            pieces.append(f"<{tag}>{words}{draw(marked_up(depth - 1))}</{tag}>")
        else:
            pieces.append(words * draw(st.integers(1, 4)))
        pieces.append(draw(st.sampled_from(["", " ", "\n", "\n\n"])))
    return "".join(pieces)


def _shown(text: str) -> str:
    """What a reader sees, without white space."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", text)))


def _balanced(text: str) -> bool:
    stack: list[str] = []
    for closing, name in re.findall(r"<(/?)([a-z-]+)[^>]*>", text):
        if not closing:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack


@given(marked_up(), st.integers(260, 600))
def test_every_part_fits_is_whole_and_nothing_is_lost(text: str, limit: int) -> None:
    pieces = texts.parts(text, limit)
    assert all(units(piece) <= limit for piece in pieces)
    assert all(_balanced(piece) for piece in pieces)
    assert not any(re.search(r"&[a-z]*$|<[^>]*$|^[^<]*>", piece) for piece in pieces)
    assert "".join(map(_shown, pieces)) == _shown(text)


@given(st.lists(st.integers(1, 900), min_size=1, max_size=12))
def test_paragraphs_that_fit_stay_whole(lengths: list[int]) -> None:
    paragraphs = [f"第{number}段" + "学" * length for number, length in enumerate(lengths)]
    pieces = texts.parts("\n\n".join(paragraphs), 1200)
    for paragraph in paragraphs:
        assert any(paragraph in piece for piece in pieces)


def test_what_fits_is_one_part_as_it_was() -> None:
    text = "<b>标题</b>\n\n" + "字" * (LIMIT - 11)
    assert texts.parts(text) == [text]


def test_the_limit_is_counted_in_utf_16() -> None:
    smile = "\N{FACE WITH TEARS OF JOY}"
    pieces = texts.parts(smile * (LIMIT // 2 + 1))
    assert len(pieces) == 2
    assert all(units(piece) <= LIMIT for piece in pieces)
    assert "".join(pieces).count(smile) == LIMIT // 2 + 1


def test_a_tag_open_at_a_cut_is_closed_and_opened_again() -> None:
    first, second = texts.parts(f'<a href="https://example.org/x">{"字" * 5000}</a>')
    assert first.endswith("</a>")
    assert second.startswith('<a href="https://example.org/x">')
    assert second.endswith("</a>")


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_there_is_always_a_part(text: str) -> None:
    assert texts.parts(text) == [text]

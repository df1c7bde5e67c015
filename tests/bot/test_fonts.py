"""The Chinese font draws: one without its signs would draw boxes and say nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import fonts


def test_our_font_has_the_signs_of_chinese_and_not_of_everything() -> None:
    assert fonts.draws()
    assert fonts.draws("支部 2026")
    assert not fonts.draws("党😀")


def test_what_is_no_font_is_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty.otf"
    empty.touch()
    with pytest.raises(OSError, match="unknown file format"):
        fonts.draws(path=empty)

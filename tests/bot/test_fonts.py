"""The Chinese font draws: without one the renderer draws nothing and says nothing."""

from __future__ import annotations

from pathlib import Path

from bot import fonts


def test_a_known_word_has_dark_pixels() -> None:
    assert fonts.dark_pixels() > 500
    assert fonts.dark_pixels("一") < fonts.dark_pixels("党")


def test_no_font_means_no_pixels(tmp_path: Path) -> None:
    empty = tmp_path / "empty.otf"
    empty.touch()
    assert fonts.dark_pixels(font=empty) == 0

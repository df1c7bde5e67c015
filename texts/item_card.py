"""The questions of a quiz as a picture: each with a bar, how many of a hundred had it right. No names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from texts.catalogue import plain
from texts.drawing import FAINT, INK, PAPER, WIDTH, cut, fonts, png

_MARGIN, _ROW, _HEAD = 40, 96, 150
_TITLE, _TEXT, _NOTE = 48, 34, 30
_BAR, _LABEL = 26, 150
_TRACK, _GREEN, _RED = "#edf0f3", "#2f7d4f", "#c3272b"
_MOST = 50


@dataclass(frozen=True)
class Bar:
    """A question.

    Attributes:
        answers, right: How many answered it, and rightly.
        look: It should be looked at.
    """

    stem: str
    answers: int
    right: int
    look: bool


def item_card(language: str, title: str, bars: Sequence[Bar]) -> bytes:
    """The picture, PNG, 1080 points wide. Slow work: call it in a thread.

    Raises:
        ImportError: The font is missing.
        OSError: The font cannot be read.
    """
    shown = bars[:_MOST]
    image = Image.new("RGB", (WIDTH, _HEAD + _ROW * max(1, len(shown)) + 2 * _MARGIN), PAPER)
    draw = ImageDraw.Draw(image)
    sized = fonts(_TITLE, _TEXT, _NOTE)
    wide = WIDTH - 2 * _MARGIN
    draw.text((_MARGIN, _MARGIN), cut(title, sized[_TITLE], wide), font=sized[_TITLE], fill=INK)
    under = plain(language, "quizzes-card-note", count=len(bars))
    draw.text((_MARGIN, _MARGIN + _TITLE + 18), cut(under, sized[_NOTE], wide), font=sized[_NOTE], fill=FAINT)
    for place, one in enumerate(shown):
        _row(draw, sized, _HEAD + _MARGIN // 2 + place * _ROW, place + 1, one)
    return png(image)


def _row(draw: ImageDraw.ImageDraw, sized: dict[int, ImageFont.FreeTypeFont], y: int, number: int, one: Bar) -> None:
    wide = WIDTH - 2 * _MARGIN
    ink = _RED if one.look else INK
    draw.text((_MARGIN, y), cut(f"{number}. {one.stem}", sized[_TEXT], wide), font=sized[_TEXT], fill=ink)
    top, right = y + _TEXT + 14, WIDTH - _MARGIN - _LABEL
    draw.rounded_rectangle([_MARGIN, top, right, top + _BAR], radius=_BAR // 2, fill=_TRACK)
    share = one.right / one.answers if one.answers else 0.0
    length = (right - _MARGIN) * share
    if length >= _BAR:
        draw.rounded_rectangle(
            [_MARGIN, top, _MARGIN + length, top + _BAR], radius=_BAR // 2, fill=_RED if one.look else _GREEN
        )
    elif length:
        draw.ellipse([_MARGIN, top, _MARGIN + _BAR, top + _BAR], fill=_RED if one.look else _GREEN)
    said = f"{round(100 * share)}%" if one.answers else "—"
    draw.text((right + 20, top - 8), said, font=sized[_TEXT], fill=ink)

"""The questions of a quiz as a picture: each with a bar, how many of a hundred had it right. No names."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from texts.calendar_card import drawable
from texts.catalogue import plain
from texts.fonts import sans_path

_WIDTH, _MARGIN, _ROW, _HEAD = 1080, 40, 96, 150
_TITLE, _TEXT, _NOTE = 48, 34, 30
_BAR, _LABEL = 26, 150
_INK, _FAINT, _PAPER, _TRACK = "#1f2328", "#8a9099", "#ffffff", "#edf0f3"
_GREEN, _RED = "#2f7d4f", "#c3272b"
_MOST = 50
_ELLIPSIS = "…"


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
    image = Image.new("RGB", (_WIDTH, _HEAD + _ROW * max(1, len(shown)) + 2 * _MARGIN), _PAPER)
    draw = ImageDraw.Draw(image)
    fonts = {size: ImageFont.truetype(str(sans_path()), size) for size in (_TITLE, _TEXT, _NOTE)}
    wide = _WIDTH - 2 * _MARGIN
    draw.text((_MARGIN, _MARGIN), cut(title, fonts[_TITLE], wide), font=fonts[_TITLE], fill=_INK)
    under = plain(language, "quizzes-card-note", count=len(bars))
    draw.text((_MARGIN, _MARGIN + _TITLE + 18), cut(under, fonts[_NOTE], wide), font=fonts[_NOTE], fill=_FAINT)
    for place, one in enumerate(shown):
        _row(draw, fonts, _HEAD + _MARGIN // 2 + place * _ROW, place + 1, one)
    made = io.BytesIO()
    image.save(made, format="PNG", optimize=True)
    return made.getvalue()


def _row(draw: ImageDraw.ImageDraw, fonts: dict[int, ImageFont.FreeTypeFont], y: int, number: int, one: Bar) -> None:
    wide = _WIDTH - 2 * _MARGIN
    ink = _RED if one.look else _INK
    draw.text((_MARGIN, y), cut(f"{number}. {one.stem}", fonts[_TEXT], wide), font=fonts[_TEXT], fill=ink)
    top, right = y + _TEXT + 14, _WIDTH - _MARGIN - _LABEL
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
    draw.text((right + 20, top - 8), said, font=fonts[_TEXT], fill=ink)


def cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """A text that fits into a line."""
    shown = drawable(text)
    if font.getlength(shown) <= width:
        return shown
    while shown and font.getlength(shown + _ELLIPSIS) > width:
        shown = shown[:-1]
    return shown.rstrip() + _ELLIPSIS

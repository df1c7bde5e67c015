"""What the pictures of this room have in common: one width, one font, its colours, and texts that fit."""

from __future__ import annotations

import io
import unicodedata

from PIL import Image, ImageFont

from texts.fonts import sans_path

#: Of every picture, points: what a phone shows without scaling it down much.
WIDTH = 1080
INK, FAINT, PAPER = "#1f2328", "#8a9099", "#ffffff"
ELLIPSIS = "…"
#: The last character the font has signs of everyday use up to; what lies above is mostly emoji, which it does not draw.
_LAST_DRAWN = 0xFFFF
_JOINS = "\u200d\ufe0e\ufe0f"


def fonts(*sizes: int) -> dict[int, ImageFont.FreeTypeFont]:
    """The font in some sizes, points.

    Raises:
        ImportError: Its package is missing.
        OSError: It cannot be read.
    """
    path = str(sans_path())
    return {size: ImageFont.truetype(path, size) for size in sizes}


def png(image: Image.Image) -> bytes:
    """A picture as it is sent."""
    made = io.BytesIO()
    image.save(made, format="PNG", optimize=True)
    return made.getvalue()


def drawable(text: str) -> str:
    """A text without what the font has no signs for: emoji, and what joins them."""
    kept = (
        one
        for one in text
        if not (
            unicodedata.category(one) in ("So", "Cf", "Cs", "Co", "Mn") and (ord(one) > _LAST_DRAWN or one in _JOINS)
        )
    )
    return " ".join("".join(kept).split())


def cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """A text that fits into a line of so many points."""
    shown = drawable(text)
    return shown if font.getlength(shown) <= width else ended(shown, font, width)


def ended(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """As much of a text as fits into a line together with the ellipsis that says there is more."""
    while text and font.getlength(text + ELLIPSIS) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS

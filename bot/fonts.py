"""Whether the Chinese font that ships with us draws: with another one, pictures would be full of boxes, silently."""

from __future__ import annotations

from pathlib import Path

from texts.fonts import sans_path

#: Drawn to see whether the font works.
PROBE = "主题党日"
_SIZE = 32
#: No font has a sign for it: what is drawn in its place stands for every sign that is missing.
_NO_SIGN = "\U0010ffff"


def draws(word: str = PROBE, path: Path | None = None) -> bool:
    """Whether a font has a sign for every character of a word; ours by default.

    Raises:
        ImportError: The font's package is missing.
        OSError: The font cannot be read.
    """
    from PIL import ImageFont  # noqa: PLC0415 - costs memory where nobody draws

    font = ImageFont.truetype(str(path or sans_path()), _SIZE)
    missing = bytes(font.getmask(_NO_SIGN))
    return all(bytes(font.getmask(one)) != missing for one in word)

"""The Chinese font that ships with us, and a proof that it draws: without one the renderer draws nothing, silently."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from texts.fonts import sans_path

__all__ = ["PROBE", "dark_pixels", "sans_path"]

#: Drawn to see whether the font works.
PROBE = "主题党日"
_SIDE = 32
_DARK = 96
_PNG = b"\x89PNG\r\n\x1a\n"


def dark_pixels(word: str = PROBE, font: Path | None = None) -> int:
    """How many dark pixels a word has when it is drawn in black on white, 32 px high; none means no font.

    Raises:
        ImportError: The font's package is missing.
        ValueError: The renderer refused.
    """
    import resvg_py  # noqa: PLC0415 - costs memory, and only this check needs it so far

    width = _SIDE * len(word)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_SIDE + 8}">'
        f'<text x="0" y="{_SIDE}" font-family="Noto Sans SC" font-size="{_SIDE}">{word}</text></svg>'
    )
    png = resvg_py.svg_to_bytes(
        svg_string=svg, background="#ffffff", skip_system_fonts=True, font_files=[str(font or sans_path())]
    )
    return sum(1 for red in _reds(bytes(png)) if red < _DARK)


def _reds(png: bytes) -> bytes:
    """The red values of an 8-bit RGBA picture, enough of PNG for what the renderer writes."""
    if not png.startswith(_PNG):
        raise ValueError("not a PNG")
    at, packed, width = len(_PNG), b"", 0
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, _, depth, colour = struct.unpack(">IIBB", body[:10])
            if (depth, colour) != (8, 6):
                raise ValueError("not 8-bit RGBA")
        elif kind == b"IDAT":
            packed += body
        at += size + 12
    return b"".join(row[::4] for row in _rows(zlib.decompress(packed), width * 4))


def _rows(raw: bytes, stride: int) -> list[bytes]:
    """Undo the filters of a picture of four bytes a pixel."""
    rows: list[bytes] = []
    above = bytes(stride)
    for start in range(0, len(raw), stride + 1):
        how, line = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for i in range(stride):
            left = line[i - 4] if i >= 4 else 0
            corner = above[i - 4] if i >= 4 else 0
            line[i] = (line[i] + _guess(how, left, above[i], corner)) & 0xFF
        above = bytes(line)
        rows.append(above)
    return rows


def _guess(how: int, left: int, up: int, corner: int) -> int:
    if how == 0:
        return 0
    if how == 1:
        return left
    if how == 2:
        return up
    if how == 3:
        return (left + up) // 2
    distance = {left: abs(up - corner), up: abs(left - corner), corner: abs(left + up - 2 * corner)}
    return min((left, up, corner), key=lambda one: distance[one])

"""A short table as a picture for a phone: a title, a line below it, columns, and a line of sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from texts.catalogue import plain
from texts.drawing import INK, PAPER, WIDTH, cut, fonts, png

_MARGIN, _ROW = 36, 62
_TITLE, _UNDER, _TEXT = 50, 32, 34
_FAINT, _STRIPE, _RULE, _MARKED = "#6b7280", "#f6f7f9", "#d9dde3", "#fff4d6"
#: The messenger takes pictures up to 10,000 points of width and height together.
_MOST = 130
_PAD = 10


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        share: Of the width, in parts of all shares.
        right: Numbers stand at the right.
    """

    title: str
    share: int
    right: bool = False


@dataclass(frozen=True)
class Table:
    """What is drawn.

    Attributes:
        rows: Cells, as many as there are columns.
        sums: The last line; empty: none.
        marked: Numbers of rows that stand on another ground, from 0.
    """

    title: str
    under: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    sums: Sequence[str] = ()
    marked: frozenset[int] = frozenset()


def table_card(language: str, table: Table) -> bytes:
    """The picture, PNG, 1080 points wide; rows that do not fit are counted below. Slow work: call it in a thread.

    Raises:
        ImportError: The font is missing.
        OSError: The font cannot be read.
    """
    shown = table.rows[:_MOST]
    more = len(table.rows) - len(shown)
    head = _MARGIN + _TITLE + 20 + _UNDER + 26
    lines = len(shown) + 1 + bool(table.sums) + bool(more)
    image = Image.new("RGB", (WIDTH, head + lines * _ROW + _MARGIN), PAPER)
    draw = ImageDraw.Draw(image)
    sized = fonts(_TITLE, _UNDER, _TEXT)
    wide = WIDTH - 2 * _MARGIN
    draw.text((_MARGIN, _MARGIN), cut(table.title, sized[_TITLE], wide), font=sized[_TITLE], fill=INK)
    under = (_MARGIN, _MARGIN + _TITLE + 20)
    draw.text(under, cut(table.under, sized[_UNDER], wide), font=sized[_UNDER], fill=_FAINT)
    edges = _edges(table.columns)
    font, y = sized[_TEXT], head
    _line(draw, font, y, edges, table.columns, [one.title for one in table.columns], _FAINT)
    draw.line([_MARGIN, y + _ROW - 4, WIDTH - _MARGIN, y + _ROW - 4], fill=_RULE, width=2)
    for number, row in enumerate(shown):
        y += _ROW
        ground = _MARKED if number in table.marked else _STRIPE if number % 2 else PAPER
        draw.rectangle([_MARGIN, y - 4, WIDTH - _MARGIN, y + _ROW - 5], fill=ground)
        _line(draw, font, y, edges, table.columns, row, INK)
    if more:
        y += _ROW
        draw.text((_MARGIN + _PAD, y), plain(language, "table-card-more", count=more), font=font, fill=_FAINT)
    if table.sums:
        y += _ROW
        draw.line([_MARGIN, y - 4, WIDTH - _MARGIN, y - 4], fill=_RULE, width=2)
        _line(draw, font, y, edges, table.columns, table.sums, INK, bold=True)
    return png(image)


def _edges(columns: Sequence[Column]) -> list[tuple[int, int]]:
    """Where each column begins and ends."""
    parts, wide = sum(one.share for one in columns), WIDTH - 2 * _MARGIN
    edges, at = [], _MARGIN
    for one in columns:
        end = at + wide * one.share // parts
        edges.append((at + _PAD, end - _PAD))
        at = end
    return edges


def _line(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont,
    y: int,
    edges: Sequence[tuple[int, int]],
    columns: Sequence[Column],
    cells: Sequence[str],
    ink: str,
    *,
    bold: bool = False,
) -> None:
    for (left, right), column, cell in zip(edges, columns, cells, strict=True):
        text = cut(cell, font, right - left)
        x = right - font.getlength(text) if column.right else left
        # The font has one weight; a thin outline makes it look bolder.
        draw.text((x, y), text, font=font, fill=ink, stroke_width=1 if bold else 0, stroke_fill=ink)

"""Sheets 11 and 12 as workbooks, set up for A4 (``domain_rules.md`` 10). Knows nothing of the database.

Every text is written as text, so that nothing becomes a formula or loses digits.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from services.sheets import A4, Cells, workbook

_HEADER_ROW = 2
#: Height of a line of text, points.
_LINE = 13.5


@dataclass(frozen=True)
class Form:
    """A form: its name on the tab, its title, the unit, its columns with their widths."""

    name: str
    title: str
    unit: str
    columns: tuple[tuple[str, float], ...]


def day(value: dt.date | None) -> str:
    """A day as the paper form writes it: ``2026.05.20``."""
    return f"{value:%Y.%m.%d}" if value is not None else ""


def span(first: dt.date | None, last: dt.date | None) -> str:
    """Two days as the form writes them, one below the other."""
    return "—\n".join(one for one in (day(first), day(last)) if one)


def _lines(value: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two digits."""
    wide = (sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in part) for part in value.split("\n"))
    return sum(max(1, math.ceil(one / (width - 1))) for one in wide)


def write(form: Form, rows: Sequence[Sequence[str]], today: dt.date) -> bytes:
    """The workbook's bytes; a number is put before every row.

    Args:
        form: The form.
        rows: Cells of each row, without the number.
        today: The day on the form.
    """
    out = io.BytesIO()
    with workbook(out) as book:
        cells = Cells(book)
        sheet = book.add_worksheet(form.name)
        columns = (("序号", 4.5), *form.columns)
        last = len(columns) - 1
        sheet.merge_range(0, 0, 0, last, form.title, cells.title)
        sheet.set_row(0, 28)
        half = last * 2 // 3
        sheet.merge_range(1, 0, 1, half, f"单位：{form.unit}", cells.line)
        date = f"统计日期：{today:%Y}年{today.month}月{today.day}日"
        sheet.merge_range(1, half + 1, 1, last, date, cells.right)
        for number, (name, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write_string(_HEADER_ROW, number, name, cells.header)
        sheet.set_row(_HEADER_ROW, 42)
        for number, row in enumerate(rows, 1):
            # Nobody opens the rows by hand before printing: viewers keep a wrapped cell as high as a single line.
            lines = [_lines(value, width) for value, (_, width) in zip(row, form.columns, strict=True)]
            sheet.set_row(_HEADER_ROW + number, _LINE * max([1, *lines]) + _LINE / 2)
            for column, value in enumerate([str(number), *row]):
                cells.put(sheet, _HEADER_ROW + number, column, value, centred=True)
        signed = "填表人：              审核人：              填表日期："
        sheet.write_string(_HEADER_ROW + len(rows) + 1, 0, signed, cells.line)
        sheet.freeze_panes(_HEADER_ROW + 1, 2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, _HEADER_ROW)
        sheet.set_footer("&C第 &P 页，共 &N 页")
    return out.getvalue()

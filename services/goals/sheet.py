"""Sheet 组织生活落实情况表 (``domain_rules.md`` 10.13), set up for A4. Knows nothing of the database."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from services import sheets
from services.goals.counting import Count
from services.recurrence import Period

_TITLE = "组织生活落实情况表"
_COLUMNS = (
    ("支部", 20),
    ("项目", 20),
    ("应开展", 8),
    ("已开展", 8),
    ("未开展", 8),
    ("已安排", 8),
    ("最近日期", 13),
    ("备注", 34),
)
_NUMBERS = 2
_HEADER = 2
#: Of a row, points.
_HEIGHT = 22


def write(organisation: str, year: int, rows: Sequence[tuple[str, Sequence[Count]]], today: dt.date) -> bytes:
    """The workbook's bytes.

    Args:
        organisation: Whose form it is.
        year: Which year.
        rows: Organisations with their duties, in the order of the form.
        today: The day of the count.
    """
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        _Form(book).write(f"{organisation}{_TITLE}（{year} 年）", rows, today)
    return out.getvalue()


def note_of(one: Count) -> str:
    """What the form's last column says: periods that are over without enough, and what was held beyond."""
    parts = []
    if one.overdue:
        parts.append("、".join(_period(first, one.per) for first in one.overdue) + " 没有记录")
    if one.more:
        parts.append(f"另外多开展 {one.more} 次")
    return "；".join(parts)


def _period(first: dt.date, per: Period) -> str:
    if per is Period.MONTH:
        return f"{first.month} 月"
    return f"第 {(first.month - 1) // per.months + 1} 季度" if per is Period.QUARTER else "全年"


class _Form:
    def __init__(self, book: Any) -> None:
        self._cells = sheets.Cells(book)
        self._sheet = book.add_worksheet(_TITLE)

    def write(self, title: str, rows: Sequence[tuple[str, Sequence[Count]]], today: dt.date) -> None:
        """Title, header, one row an organisation and duty, the line for signatures."""
        sheet, cells = self._sheet, self._cells
        last = len(_COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, title, cells.title)
        sheet.set_row(0, 28)
        sheet.merge_range(1, 0, 1, last, f"统计日期：{today.year}年{today.month}月{today.day}日", cells.right)
        for number, (header, width) in enumerate(_COLUMNS):
            sheet.set_column(number, number, width)
            sheet.write_string(_HEADER, number, header, cells.header)
        row = _HEADER + 1
        for name, counts in rows:
            self._name(row, name, len(counts))
            for one in counts:
                self._row(row, one)
                row += 1
        sheet.set_row(_HEADER, _HEIGHT)
        for column, label in ((0, "填表人："), (2, "审核人："), (6, "填表日期：")):
            sheet.write_string(row + 1, column, label, cells.line)
        sheets.landscape(sheet, _HEADER, _NUMBERS)

    def _name(self, row: int, name: str, rows: int) -> None:
        # Only the first cell of a merged range holds the text; it goes through the same door as every text.
        if rows > 1:
            self._sheet.merge_range(row, 0, row + rows - 1, 0, "", self._cells.number)
        self._cells.put(self._sheet, row, 0, name, centred=True)

    def _row(self, row: int, one: Count) -> None:
        sheet, cells = self._sheet, self._cells
        sheet.set_row(row, _HEIGHT)
        cells.put(sheet, row, 1, one.name)
        for column, number in enumerate((one.asked, one.met, one.open, one.planned), _NUMBERS):
            sheet.write_number(row, column, number, cells.number)
        cells.put(sheet, row, _NUMBERS + 4, one.last_on.isoformat() if one.last_on else "", centred=True)
        cells.put(sheet, row, _NUMBERS + 5, note_of(one))

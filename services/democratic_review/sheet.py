"""Made 民主评议汇总表 (``domain_rules.md`` 10.15), set up for A4. Knows nothing of the database.

What is of a person (the count of his forms, his grade) is blank: people write it by hand, and nothing keeps it.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from services import sheets
from services.files import Made

_TITLE = "民主评议汇总表"
_SUMS = (
    ("应参加", "expected"),
    ("实参加", "present"),
    ("发出票", "sent"),
    ("收回票", "returned"),
    ("有效票", "valid"),
    ("参评人数", "assessed"),
    ("优秀", "excellent"),
    ("合格", "qualified"),
    ("基本合格", "basically_qualified"),
    ("不合格", "unqualified"),
)
_PEOPLE = (
    ("序号", 1),
    ("姓名", 2),
    ("优秀票数", 1),
    ("合格票数", 1),
    ("基本合格票数", 1),
    ("不合格票数", 1),
    ("评定等次", 3),
)
_HEIGHT = 22


def write(
    organisation: str, year: int, held_on: dt.date, numbers: Mapping[str, int | None], names: Sequence[str]
) -> Made:
    """The workbook.

    Args:
        organisation: Whose form it is.
        year: Of the review.
        held_on: The day of the meeting.
        numbers: By name; None is a blank.
        names: Members, in the order of the roster.
    """
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        cells = sheets.Cells(book)
        page = book.add_worksheet(_TITLE)
        last = len(_SUMS) - 1
        page.set_column(0, last, 11)
        page.merge_range(0, 0, 0, last, f"{organisation}{_TITLE}（{year} 年）", cells.title)
        page.set_row(0, 28)
        page.merge_range(1, 0, 1, last, f"评议日期：{held_on.year}年{held_on.month}月{held_on.day}日", cells.right)
        for column, (header, name) in enumerate(_SUMS):
            page.write_string(2, column, header, cells.header)
            number = numbers.get(name)
            if number is None:
                page.write_blank(3, column, None, cells.number)
            else:
                page.write_number(3, column, number, cells.number)
        page.write_string(4, 0, "下面由支部手工填写，机器人不保存每个人的票数和等次：", cells.line)
        column = 0
        for header, wide in _PEOPLE:
            _merged(page, 5, column, wide, cells.header)
            page.write_string(5, column, header, cells.header)
            column += wide
        for row, who in enumerate(names, 6):
            page.set_row(row, _HEIGHT)
            column = 0
            for place, (_, wide) in enumerate(_PEOPLE):
                _merged(page, row, column, wide, cells.centre)
                if place == 0:
                    page.write_number(row, column, row - 5, cells.number)
                elif place == 1:
                    cells.put(page, row, column, who, centred=True)
                column += wide
        for column, label in ((0, "填表人："), (4, "支部书记："), (7, "填表日期：")):
            page.write_string(6 + len(names), column, label, cells.line)
        sheets.landscape(page, 5, 0)
    return Made(out.getvalue(), f"{organisation}{_TITLE}_{year}.xlsx")


def _merged(page: Any, row: int, column: int, wide: int, form: Any) -> None:
    if wide > 1:
        page.merge_range(row, column, row, column + wide - 1, "", form)
    else:
        page.write_blank(row, column, None, form)

"""Sheet 党员学时学分登记表 (``domain_rules.md`` 10.7), set up for A4. Knows nothing of the database."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.study_names import StudyBook, StudyItem
from services import sheets
from services.study.doing import Done
from services.study.looking import Tally

_TITLE = "党员学时学分登记表"
_HOURS = (
    ("集中学习", StudyItem.ATTEND),
    ("党课", StudyItem.LECTURE_ATTEND),
    ("主题党日", StudyItem.THEMED_DAY),
    ("培训班", StudyItem.TRAINING),
    ("网络", StudyItem.ONLINE),
    ("补学", StudyItem.MAKEUP),
)
_COLUMNS = (
    ("序号", 5),
    ("姓名", 10),
    ("身份", 8),
    ("年度目标\n学时", 9),
    *((name, 8) for name, _ in _HOURS),
    ("合计学时", 9),
    ("必读篇数", 8),
    ("心得篇数", 8),
    ("笔记字数", 9),
    ("测试次数", 8),
    ("平均分", 8),
    ("学分合计", 9),
    ("是否达标", 13),
)
_HEADER = 2
#: Excel refuses longer names of sheets, and these characters in them.
_NAME_LENGTH, _FORBIDDEN = 31, str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Row:
    """One member.

    Attributes:
        office: 党员, 委员, 书记.
        quizzes: How often he took a quiz for credit; average: Of his results, per cent.
    """

    name: str
    office: str
    totals: Tally
    done: Done
    quizzes: int = 0
    average: Decimal | None = None


def write(tables: Sequence[tuple[str, Sequence[Row]]], year: int, today: dt.date) -> bytes:
    """The workbook's bytes: one table an organisation.

    Args:
        tables: Organisations with their members, in the order of the roster.
        year: Which year.
        today: The day on the form.
    """
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        cells = sheets.Cells(book)
        number = book.add_format(
            {"font_name": sheets.SONG, "font_size": 10, "border": 1, "align": "center", "valign": "vcenter"}
        )
        taken: set[str] = set()
        for name, rows in tables:
            page = book.add_worksheet(_page_name(name, taken))
            _table(page, cells, number, name, rows, year, today)
    return out.getvalue()


def _page_name(name: str, taken: set[str]) -> str:
    plain = name.translate(_FORBIDDEN).strip("' ")[:_NAME_LENGTH] or _TITLE
    found, again = plain, 1
    while found.lower() in taken:
        again += 1
        found = f"{plain[: _NAME_LENGTH - 3]} {again}"
    taken.add(found.lower())
    return found


def _table(
    page: Any, cells: sheets.Cells, number: Any, name: str, rows: Sequence[Row], year: int, today: dt.date
) -> None:
    last = len(_COLUMNS) - 1
    page.merge_range(0, 0, 0, last, f"{_TITLE}（{year} 年）", cells.title)
    page.set_row(0, 28)
    page.merge_range(1, 0, 1, last // 2, f"单位：{name}", cells.line)
    date = f"统计日期：{today.year}年{today.month}月{today.day}日"
    page.merge_range(1, last // 2 + 1, 1, last, date, cells.right)
    page.set_row(_HEADER, 32)
    for column, (header, width) in enumerate(_COLUMNS):
        page.set_column(column, column, width)
        page.write_string(_HEADER, column, header, cells.header)
    for place, row in enumerate(rows, 1):
        for column, value in enumerate(_values(place, row)):
            if isinstance(value, str):
                cells.put(page, _HEADER + place, column, value, centred=True)
            else:
                page.write_number(_HEADER + place, column, float(value), number)
    page.write_string(_HEADER + len(rows) + 2, 0, "填表人：              审核人：              填表日期：", cells.line)
    sheets.landscape(page, _HEADER, 2)


def _values(place: int, row: Row) -> list[str | int | Decimal]:
    totals = row.totals
    target = totals.target.hours
    met = "不作硬性要求" if target is None else "是" if totals.gap(StudyBook.HOURS) == 0 else "否"
    return [
        place,
        row.name,
        row.office,
        "—" if target is None else target,
        *(totals.by_item.get(item, Decimal(0)) for _, item in _HOURS),
        totals.hours,
        row.done.readings,
        row.done.essays,
        row.done.characters,
        row.quizzes,
        "" if row.average is None else row.average,
        totals.credits,
        met,
    ]

"""Sheet 测试成绩表 (``domain_rules.md`` 10.8), set up for A4. Knows nothing of the database."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services import sheets

if TYPE_CHECKING:
    from services.quizzes.results import Figures

_TITLE = "测试成绩表"
_HEAD = ("测试名称", "应考", "实考", "参考率", "及格数", "及格率", "平均分")
_COLUMNS = (("姓名", 24), ("得分", 10), ("用时", 12), ("是否及格", 12), ("补考", 10), ("备注", 14), ("", 10))
_HEADER = 5


@dataclass(frozen=True)
class Line:
    """One person.

    Attributes:
        score: Of the best attempt; None: he has not taken it.
        took: How long that attempt took.
        again: Whether he took it more than once.
    """

    name: str
    score: int | None
    took: dt.timedelta | None
    passed: bool | None
    again: bool
    expected: bool


def write(title: str, day: dt.date, found: Figures, lines: Sequence[Line]) -> bytes:
    """The workbook's bytes.

    Args:
        title: Of the quiz.
        day: On which it closes or closed, wall time.
        found: The figures of its head.
        lines: In the order of the roster; no order of merit.
    """
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        cells, sheet = sheets.Cells(book), book.add_worksheet(_TITLE)
        _head(sheet, cells, title, day, found)
        for place, (name, width) in enumerate(_COLUMNS):
            sheet.set_column(place, place, width)
            if name:
                sheet.write_string(_HEADER, place, name, cells.header)
        for row, line in enumerate(lines, _HEADER + 1):
            _line(sheet, cells, row, line)
        sheet.write_string(
            _HEADER + len(lines) + 2, 0, "填表人：              审核人：              填表日期：", cells.line
        )
        sheets.landscape(sheet, _HEADER, 1)
    return out.getvalue()


def _head(sheet: Any, cells: sheets.Cells, title: str, day: dt.date, found: Figures) -> None:
    last = len(_HEAD) - 1
    sheet.merge_range(0, 0, 0, last, _TITLE, cells.title)
    sheet.set_row(0, 28)
    sheet.merge_range(1, 0, 1, last, f"截止日期：{day.year}年{day.month}月{day.day}日", cells.right)
    for place, name in enumerate(_HEAD):
        sheet.write_string(2, place, name, cells.header)
    rates = [_percent(found.participation), str(found.passed), _percent(found.pass_rate)]
    average = "" if found.average is None else str(found.average)
    cells.put(sheet, 3, 0, title)
    for place, text in enumerate((str(found.due), str(found.taken), *rates, average), 1):
        cells.put(sheet, 3, place, text, centred=True)


def _percent(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}%"


def _line(sheet: Any, cells: sheets.Cells, row: int, line: Line) -> None:
    cells.put(sheet, row, 0, line.name)
    if line.score is None:
        sheet.write_blank(row, 1, None, cells.centre)
    else:
        sheet.write_number(row, 1, line.score, cells.number)
    passed = "" if line.passed is None else "是" if line.passed else "否"
    note = "未参加" if line.score is None and line.expected else "" if line.expected else "不作要求"
    texts = (_minutes(line.took), passed, "是" if line.again else "", note)
    for place, text in enumerate(texts, 2):
        cells.put(sheet, row, place, text, centred=True)


def _minutes(took: dt.timedelta | None) -> str:
    if took is None:
        return ""
    seconds = int(took.total_seconds())
    return f"{seconds // 60}分{seconds % 60:02d}秒"

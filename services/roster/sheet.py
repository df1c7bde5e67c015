"""Sheet 党员花名册 as a workbook: what it looks like on the screen and on A4 paper. Knows nothing of the database."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services import sheets
from services.names import OrgLevel
from services.roster.layout import level_of
from services.roster.vocabulary import Field, vocabulary

_BY_HAND = ("民族", "籍贯", "身份证号码", "家庭住址")

#: The column of each level.
FIELD_OF_LEVEL = {
    OrgLevel.PARTY_COMMITTEE: Field.COMMITTEE,
    OrgLevel.GENERAL_BRANCH: Field.GENERAL,
    OrgLevel.BRANCH: Field.BRANCH,
}


@dataclass(frozen=True)
class Line:
    """One member as the form shows him."""

    values: dict[Field, str]


@dataclass(frozen=True)
class _Column:
    field: Field | None
    header: str
    width: float


_WIDTHS: dict[Field, float] = {
    Field.SEQ: 4.5,
    Field.COMMITTEE: 15,
    Field.GENERAL: 15,
    Field.BRANCH: 13,
    Field.NAME: 8.5,
    Field.STAFF_NUMBER: 9,
    Field.SEX: 4.5,
    Field.BIRTH: 10,
    Field.EDUCATION: 9,
    Field.DEPARTMENT: 10,
    Field.POST: 10.5,
    Field.STAGE: 8.5,
    Field.ADMITTED: 10,
    Field.FULL: 10,
    Field.STANDING: 4.5,
    Field.ROLE: 10.5,
    Field.GROUP: 10.5,
    Field.PHONE: 12,
    Field.RETIRED: 7,
    Field.MOBILE: 6,
    Field.NOTE: 8.5,
}
#: ``domain_rules.md`` 10.1, in its order; 序号 and 姓名 come first, with the organisations between them.
_FORM = (
    Field.SEX,
    Field.BIRTH,
    Field.EDUCATION,
    Field.DEPARTMENT,
    Field.POST,
    Field.STAGE,
    Field.ADMITTED,
    Field.FULL,
    Field.STANDING,
    Field.ROLE,
    Field.GROUP,
    Field.PHONE,
    Field.RETIRED,
    Field.MOBILE,
    Field.NOTE,
)


class Shape:
    """The heading and the columns: what is the same in every row stands above the header."""

    def __init__(self, lines: Sequence[Line], title: str, *, blank_columns: bool) -> None:
        self.title = title
        self.heading: list[str] = []
        above: list[Field] = []
        for one in FIELD_OF_LEVEL.values():
            names = {line.values.get(one, "") for line in lines}
            if len(names) > 1:
                above.append(one)
            elif name := names.pop():
                self.heading.append(_labelled(one, name))
        staff = [Field.STAFF_NUMBER] if any(line.values[Field.STAFF_NUMBER] for line in lines) else []
        fields = [Field.SEQ, *above, Field.NAME, *staff, *_FORM]
        labels = vocabulary().labels
        self.columns = [_Column(one, labels[one], _WIDTHS[one]) for one in fields]
        if blank_columns:
            self.columns += [_Column(None, header, 12) for header in _BY_HAND]


def _labelled(one: Field, name: str) -> str:
    """``单位：××党委``: the label says the level where the name does not."""
    plain = {Field.COMMITTEE: "党委", Field.GENERAL: "党总支", Field.BRANCH: "党支部"}[one]
    unit = one is Field.COMMITTEE and level_of(name) in (None, OrgLevel.PARTY_COMMITTEE)
    return f"{'单位' if unit else plain}：{name}"


def write(shape: Shape, lines: Sequence[Line], today: dt.date) -> bytes:
    """The workbook's bytes; nothing is written to disk on the way."""
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        _Sheet(book, shape).write(lines, today)
    return out.getvalue()


class _Sheet:
    """Sheet 党员花名册, set up for A4 landscape."""

    def __init__(self, book: Any, shape: Shape) -> None:
        self._shape = shape
        self._sheet = book.add_worksheet("党员花名册")
        self._cells = sheets.Cells(book)

    def write(self, lines: Sequence[Line], today: dt.date) -> None:
        """Title, heading, header, one row a member, the line for signatures."""
        sheet, shape = self._sheet, self._shape
        last = len(shape.columns) - 1
        sheet.merge_range(0, 0, 0, last, shape.title, self._cells.title)
        sheet.set_row(0, 28)
        split = last * 2 // 3
        sheet.merge_range(1, 0, 1, split, "    ".join(shape.heading), self._cells.line)
        sheet.merge_range(
            1, split + 1, 1, last, f"统计日期：{today:%Y}年{today.month}月{today.day}日", self._cells.right
        )
        for number, column in enumerate(shape.columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(2, number, column.header, self._cells.header)
        sheet.set_row(2, 30)
        for number, line in enumerate(lines, 1):
            self._row(number, line)
        sheet.write_string(
            len(lines) + 3, 0, "填表人：              审核人：              填表日期：", self._cells.line
        )
        self._print_setup(len(lines))

    def _row(self, number: int, line: Line) -> None:
        for column, one in enumerate(self._shape.columns):
            row = number + 2
            if one.field is Field.SEQ:
                self._sheet.write_number(row, column, number, self._cells.number)
                continue
            text = line.values.get(one.field, "") if one.field is not None else ""
            self._cells.put(self._sheet, row, column, text, centred=one.field in _CENTRED)

    def _print_setup(self, rows: int) -> None:
        sheet = self._sheet
        sheet.freeze_panes(3, [one.field for one in self._shape.columns].index(Field.NAME) + 1)
        sheet.set_landscape()
        sheet.set_paper(sheets.A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 2)
        sheet.print_area(0, 0, rows + 3, len(self._shape.columns) - 1)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.center_horizontally()


_CENTRED = frozenset(
    {
        Field.NAME,
        Field.SEX,
        Field.BIRTH,
        Field.STAGE,
        Field.ADMITTED,
        Field.FULL,
        Field.STANDING,
        Field.PHONE,
        Field.RETIRED,
        Field.MOBILE,
    }
)

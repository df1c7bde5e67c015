"""Sheets 4 (党费收缴明细表, without pay), 5 (党费收缴台账) and 6 (党费上缴登记表), and sums of branches.

``domain_rules.md`` 10. Knows no database.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services import sheets
from services.dues.calculation import ZERO
from services.names import DuesCategory, WageRule

_MONTHS = 12
_HEADER = 2

_CATEGORIES = {
    DuesCategory.MONTHLY_WAGE: "按月领工资",
    DuesCategory.ANNUAL_SALARY: "年薪制",
    DuesCategory.IRREGULAR_INCOME: "不按月取得收入",
    DuesCategory.RETIRED: "离退休",
    DuesCategory.STUDENT: "学生",
    DuesCategory.FARMER: "农民",
    DuesCategory.UNEMPLOYED: "下岗失业",
    DuesCategory.RELIEF: "抚恤救济",
    DuesCategory.MIN_LIVING: "领取低保",
}
_WAGES = {WageRule.INSTITUTION: "编内", WageRule.ENTERPRISE: "编外"}

_DETAIL = (
    ("序号", 5),
    ("姓名", 9),
    ("类别", 11),
    ("核定月党费", 10),
    *((f"{month}月", 8) for month in range(1, _MONTHS + 1)),
    ("补交", 9),
    ("全年实缴", 10),
    ("收款人签名", 10),
    ("备注", 16),
)
_LEDGER = (
    ("序号", 5),
    ("党员姓名", 10),
    ("月工资收入（或基数）", 16),
    ("执行标准", 10),
    ("月应缴党费", 11),
    ("全年应缴党费", 13),
    ("全年实缴党费", 13),
    ("备注", 26),
)
_REMITTANCES = (
    ("期间", 20),
    ("党员人数", 8),
    ("应收", 11),
    ("实收", 11),
    ("上缴比例", 9),
    ("上缴金额", 11),
    ("留存金额", 11),
    ("上缴日期", 12),
    ("凭证号", 14),
    ("经办人", 10),
    ("大额党费（另列）", 12),
)
_BRANCHES = (("支部", 30), ("党员人数", 10), ("应收", 13), ("实收", 13), ("已上缴", 13), ("留存", 13))
_RECEIPTS = (("日期", 14), ("所属月份", 30), ("金额", 12), ("收据号", 16))

#: One line of a form.
Row = Sequence[Decimal | str | None]


@dataclass(frozen=True)
class Person:
    """A member's year, yuan.

    Attributes:
        monthly: What a month comes to at the end of the year; None: nothing was confirmed.
        base: What the rate is taken of; None: not stored, or none.
        rate: Of his bracket, ``0.015``; None: a fixed or confirmed amount.
        charged: What the months of the year come to.
        paid: What was paid for each month of the year, January first.
        made_good: What was paid this year for months of earlier years.
        note: For the last column.
    """

    name: str
    category: DuesCategory | None
    wage_rule: WageRule | None
    monthly: Decimal | None
    base: Decimal | None
    rate: Decimal | None
    charged: Decimal
    paid: tuple[Decimal, ...]
    made_good: Decimal
    note: str = ""

    @property
    def received(self) -> Decimal:
        """Everything that was paid, for the months of the year and for earlier ones."""
        return sum(self.paid, ZERO) + self.made_good


def category_text(category: DuesCategory | None, rule: WageRule | None) -> str:
    """As the form names a category."""
    if category is None:
        return "待核定"
    return _WAGES[rule] if rule is not None else _CATEGORIES[category]


def detail(branch: str, year: int, people: Sequence[Person], today: dt.date) -> bytes:
    """Sheet 4, month by month; no pay, no base."""
    rows = [
        [
            one.name,
            category_text(one.category, one.wage_rule),
            one.monthly,
            *(amount or None for amount in one.paid),
            one.made_good or None,
            one.received,
            "",
            one.note,
        ]
        for one in people
    ]
    sums: list[Decimal | str | None] = ["合计", "", None]
    sums += [sum((one.paid[month] for one in people), ZERO) for month in range(_MONTHS)]
    sums += [sum((one.made_good for one in people), ZERO), sum((one.received for one in people), ZERO), "", ""]
    return _write("党费收缴明细表", f"{branch}党费收缴明细表（{year} 年）", _DETAIL, [*rows, sums], today)


def ledger(branch: str, year: int, people: Sequence[Person], today: dt.date) -> bytes:
    """Sheet 5, the year of each member."""
    rows = [
        [
            one.name,
            one.base,
            f"{(one.rate * 100).normalize():f}%" if one.rate is not None else "定额",
            one.monthly,
            one.charged,
            sum(one.paid, ZERO),
            one.note,
        ]
        for one in people
    ]
    paid = sum((sum(one.paid, ZERO) for one in people), ZERO)
    sums = ["合计", None, "", None, sum((one.charged for one in people), ZERO), paid, ""]
    return _write("党费收缴台账", f"{branch}党费收缴台账（{year} 年）", _LEDGER, [*rows, sums], today)


def remittances(branch: str, year: int, rows: Sequence[Row], today: dt.date) -> bytes:
    """Sheet 6, a row a period and the sums; large dues stand apart."""
    sums: list[Decimal | str | None] = ["合计", ""]
    sums += [_sum(rows, column) for column in (2, 3)] + [""] + [_sum(rows, column) for column in (5, 6)]
    sums += ["", "", "", _sum(rows, 10)]
    title = f"{branch}党费上缴登记表（{year} 年）"
    return _write("党费上缴登记表", title, _REMITTANCES, [*rows, sums], today, numbered=False)


def branches(name: str, year: int, rows: Sequence[Row], today: dt.date) -> bytes:
    """The sums of an organisation's branches; the last row is all of them together."""
    rows = [*rows[:-1], ["合计", *rows[-1][1:]]]
    title = f"{name}各支部党费汇总表（{year} 年）"
    return _write("各支部党费汇总表", title, _BRANCHES, rows, today, numbered=False)


def receipts(name: str, branch: str, rows: Sequence[Row], today: dt.date) -> bytes:
    """A member's own payments; the last row is all of them together."""
    title = f"{branch} {name}党费交纳记录"
    return _write("党费交纳记录", title, _RECEIPTS, rows, today, numbered=False)


def _sum(rows: Sequence[Row], column: int) -> Decimal:
    return sum((value for row in rows if isinstance(value := row[column], Decimal)), ZERO)


def _write(
    name: str,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Row],
    today: dt.date,
    *,
    numbered: bool = True,
) -> bytes:
    """Title, header, one row a member with its number (unless it has none), the sums, the line for signatures."""
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        cells, sheet = sheets.Cells(book, size=9), book.add_worksheet(name)
        money = _money(book)
        last = len(columns) - 1
        sheet.merge_range(0, 0, 0, last, title, cells.title)
        sheet.set_row(0, 28)
        made = f"单位：元　　制表日期：{today.year}年{today.month}月{today.day}日"
        sheet.merge_range(1, 0, 1, last, made, cells.right)
        for number, (header, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write_string(_HEADER, number, header, cells.header)
        for number, row in enumerate(rows, 1):
            line = _HEADER + number
            if numbered:
                cells.put(sheet, line, 0, str(number) if number < len(rows) else "", centred=True)
            for column, value in enumerate(row, 1 if numbered else 0):
                if isinstance(value, Decimal):
                    sheet.write_number(line, column, value, money)
                else:
                    cells.put(sheet, line, column, value or "", centred=column > numbered)
        signed = "支部书记：              组织委员：              制表人："
        sheet.write_string(_HEADER + len(rows) + 2, 0, signed, cells.line)
        sheets.landscape(sheet, _HEADER, 2)
    return out.getvalue()


def _money(book: Any) -> Any:
    return book.add_format(
        {
            "font_name": sheets.SONG,
            "font_size": 9,
            "valign": "vcenter",
            "align": "right",
            "border": 1,
            "num_format": "0.00",
        }
    )

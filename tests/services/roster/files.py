"""Roster files made in memory."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl

DATA = Path(__file__).parents[2] / "data"

COLUMNS = ("所属党支部", "姓名", "性别", "出生年月", "党员类别", "入党时间", "转正时间", "党内职务", "联系电话")


def person(name: str = "张敏", **changes: str | None) -> dict[str, Any]:
    """One good row; headers as keyword arguments replace its cells."""
    return {
        "所属党支部": "内科党支部",
        "姓名": name,
        "性别": "女",
        "出生年月": "1985-06",
        "党员类别": "正式党员",
        "入党时间": "2010-07-01",
        "转正时间": "2011-07-01",
        "党内职务": "",
        "联系电话": "",
        **changes,
    }


def _columns(rows: tuple[dict[str, Any], ...]) -> list[str]:
    more = dict.fromkeys(name for row in rows for name in row if name not in COLUMNS)
    return [*(name for name in COLUMNS if any(name in row for row in rows)), *more]


def csv_file(*rows: dict[str, Any], above: tuple[str, ...] = (), encoding: str = "utf-8") -> bytes:
    """A text file of some rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    for line in above:
        writer.writerow([line])
    columns = _columns(rows)
    writer.writerow(columns)
    writer.writerows([row.get(name) for name in columns] for row in rows)
    return out.getvalue().encode(encoding)


def sheet_rows(*rows: dict[str, Any], above: tuple[str, ...] = ()) -> list[list[Any]]:
    """The cells of a sheet."""
    columns = _columns(rows)
    return [[line] for line in above] + [columns] + [[row.get(name) for name in columns] for row in rows]


def workbook(**sheets: list[list[Any]]) -> bytes:
    """A workbook of sheets, given as rows of cells."""
    return workbook_of(sheets)


def workbook_of(sheets: dict[str, list[list[Any]]], merges: dict[str, list[str]] | None = None) -> bytes:
    """A workbook of sheets with merged ranges."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]  # a new workbook has an active sheet
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for merge in (merges or {}).get(title, []):
            sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

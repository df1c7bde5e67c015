"""What every workbook we write has in common: texts stay texts, and the fonts and paper of Chinese forms."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import xlsxwriter

#: What a spreadsheet would take for a formula; such a text is written with the quote that says it is none.
FORMULA_STARTS = ("=", "+", "-", "@")
SONG, HEI = "宋体", "黑体"
A4 = 9
#: Of a row of a list, points.
_HEIGHT = 21
#: Of the columns of a plain list, letters; the last one's is every further column's.
_PLAIN_WIDTHS = (16, 7, 16, 28, 70)

#: The moment every file says it was made at, the first a zip archive can name: the same facts give the same bytes, and
#: two files are compared by what is in them. The day a form was written out on is printed on the form.
MADE_AT = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


@contextmanager
def workbook(out: io.BytesIO) -> Iterator[Any]:
    """A workbook in memory, in which no text becomes a formula, a number or a link."""
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"created": MADE_AT})
        yield book


class Cells:
    """The formats of a form's table, and texts written so that nothing can be taken for a formula.

    Args:
        book: The workbook.
        size: Of the letters, points.
    """

    def __init__(self, book: Any, size: int = 10) -> None:
        base = {"font_name": SONG, "font_size": size, "valign": "vcenter", "num_format": "@"}
        cell = {**base, "border": 1, "text_wrap": True}
        self.title = book.add_format({**base, "font_name": HEI, "font_size": 16, "align": "center"})
        self.line = book.add_format(base)
        self.right = book.add_format({**base, "align": "right"})
        self.header = book.add_format({**cell, "bold": True, "align": "center", "bg_color": "#EDEDED"})
        self.text = book.add_format(cell)
        self.centre = book.add_format({**cell, "align": "center"})
        self.number = book.add_format({**cell, "align": "center", "num_format": "0"})
        self.quoted = book.add_format({**cell, "quote_prefix": True})
        self.quoted_centre = book.add_format({**cell, "align": "center", "quote_prefix": True})

    def put(self, sheet: Any, row: int, column: int, text: str, *, centred: bool = False) -> None:
        """Write a text into a cell."""
        plain, quoted = (self.centre, self.quoted_centre) if centred else (self.text, self.quoted)
        sheet.write_string(row, column, text, quoted if text.startswith(FORMULA_STARTS) else plain)


@dataclass(frozen=True)
class Column:
    """A column of a list: its header, its width in letters, and whether its texts stand in the middle."""

    header: str
    width: int
    centred: bool = True


def listing(
    name: str,
    title: str,
    lines: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | int]],
    *,
    foot: str = "",
) -> bytes:
    """A numbered list as a form on A4: a title, lines of facts, a header, one row each; gives the workbook's bytes.

    Args:
        name: Of the sheet.
        title: What stands above it.
        lines: Facts under the title.
        columns: After the running number.
        rows: Texts and whole numbers, as many as there are columns.
        foot: A remark below.
    """
    out = io.BytesIO()
    head, last = len(lines) + 1, len(columns)
    with workbook(out) as book:
        cells, sheet = Cells(book), book.add_worksheet(name)
        for row, text in enumerate((title, *lines)):
            sheet.merge_range(row, 0, row, last, "", cells.line)
            sheet.write_string(row, 0, text, cells.title if row == 0 else cells.line)
        sheet.set_row(0, 28)
        for number, one in enumerate((Column("序号", 6), *columns)):
            sheet.set_column(number, number, one.width)
            sheet.write_string(head, number, one.header, cells.header)
        for number, values in enumerate(rows, 1):
            sheet.set_row(head + number, _HEIGHT)
            sheet.write_number(head + number, 0, number, cells.number)
            for place, (column, value) in enumerate(zip(columns, values, strict=True), 1):
                if isinstance(value, int):
                    sheet.write_number(head + number, place, value, cells.number)
                else:
                    cells.put(sheet, head + number, place, value, centred=column.centred)
        if foot:
            sheet.write_string(head + len(rows) + 2, 0, foot, cells.line)
        landscape(sheet, head, 2)
    return out.getvalue()


def plain_list(title: str, columns: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """A sheet to be worked through beside a file, like its bad rows: a header and rows.

    Every text is written as text, so that nothing becomes a formula.

    Args:
        title: Title of the sheet.
        columns: The header.
        rows: Cells, as many as there are columns.
    """
    out = io.BytesIO()
    with workbook(out) as book:
        sheet = book.add_worksheet(title)
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#EDEDED", "font_name": SONG})
        cell = book.add_format(
            {
                "border": 1,
                "text_wrap": True,
                "valign": "top",
                "num_format": "@",
                "quote_prefix": True,
                "font_name": SONG,
            }
        )
        number = book.add_format({"border": 1, "valign": "top", "font_name": SONG})
        for column, name in enumerate(columns):
            sheet.set_column(column, column, _PLAIN_WIDTHS[min(column, len(_PLAIN_WIDTHS) - 1)])
            sheet.write_string(0, column, name, head)
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values):
                if isinstance(value, int):
                    sheet.write_number(row, column, value, number)
                else:
                    sheet.write_string(row, column, value, cell)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def landscape(sheet: Any, header: int, columns: int) -> None:
    """Set a form up for A4, its header repeated on every page.

    Args:
        sheet: The worksheet.
        header: Row of the header, from 0.
        columns: How many columns stay in view.
    """
    sheet.freeze_panes(header + 1, columns)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, header)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.center_horizontally()

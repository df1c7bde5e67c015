"""What every workbook we write has in common: texts stay texts, and the fonts and paper of Chinese forms."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import xlsxwriter

#: What a spreadsheet would take for a formula; such a text is written with the quote that says it is none.
FORMULA_STARTS = ("=", "+", "-", "@")
SONG, HEI = "宋体", "黑体"
A4 = 9

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


@contextmanager
def workbook(out: io.BytesIO) -> Iterator[Any]:
    """A workbook in memory, in which no text becomes a formula, a number or a link."""
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
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

"""A plain list as a workbook: the bad rows of a file, to be worked through beside it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from services import sheets

_WIDTHS = (16, 7, 16, 28, 70)


def workbook(title: str, columns: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """One sheet with a header and rows; every text is written as text, so that nothing becomes a formula.

    Args:
        title: Title of the sheet.
        columns: The header.
        rows: Cells, as many as there are columns.
    """
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        sheet = book.add_worksheet(title)
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#EDEDED", "font_name": sheets.SONG})
        cell = book.add_format(
            {
                "border": 1,
                "text_wrap": True,
                "valign": "top",
                "num_format": "@",
                "quote_prefix": True,
                "font_name": sheets.SONG,
            }
        )
        number = book.add_format({"border": 1, "valign": "top", "font_name": sheets.SONG})
        for column, name in enumerate(columns):
            sheet.set_column(column, column, _WIDTHS[min(column, len(_WIDTHS) - 1)])
            sheet.write_string(0, column, name, head)
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values):
                if isinstance(value, int):
                    sheet.write_number(row, column, value, number)
                else:
                    sheet.write_string(row, column, value, cell)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(sheets.A4)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()

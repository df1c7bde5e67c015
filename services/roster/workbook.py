"""An ``.xlsx`` workbook as grids: openpyxl, read-only, bounded, after ``archive.scan`` has passed it."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from services.house import Limits
from services.roster import archive
from services.roster.cells import Cell
from services.roster.codes import TooComplex, UnreadableFile
from services.roster.grids import Grid, Grids

_MAX_SHEETS = 100
_EPOCH_1904 = 1904
_NOT_THE_DAY = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def read(content: bytes, limits: Limits) -> Grids:
    """The visible sheets.

    Raises:
        RosterRefused: Over a limit, protected, damaged or no workbook (its subclasses say which).
    """
    scan = archive.scan(content, limits)
    grids, formulas = _load(content, limits, scan, computed=False)
    if formulas:
        # Only now is it known that results are needed; most rosters hold none and are read once.
        computed, _ = _load(content, limits, scan, computed=True)
        for grid, results in zip(grids.sheets, computed.sheets, strict=True):
            _put_results(grid, results)
    return grids


def _put_results(grid: Grid, results: Grid) -> None:
    for number, row in enumerate(grid.rows, 1):
        for column, cell in enumerate(row, 1):
            if cell.formula:
                found = results.cell(number, column)
                row[column - 1] = Cell(
                    found.value,
                    formula=True,
                    month_only=found.month_only,
                    epoch_1904=cell.epoch_1904,
                    source=cell.source,
                )


def _load(content: bytes, limits: Limits, scan: archive.Scan, *, computed: bool) -> tuple[Grids, bool]:
    try:
        with warnings.catch_warnings():
            # Extensions openpyxl does not know (data validation, styles) do not matter to what is read.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=computed, keep_links=False)
            try:
                return _sheets(book, limits, scan)
            finally:
                book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        AssertionError,
        OverflowError,
        SyntaxError,  # xml.etree.ElementTree.ParseError is one
        EOFError,
        OSError,
    ) as error:
        # A part is missing or says nonsense: the library answers with whatever it stumbled over.
        raise UnreadableFile from error


def _sheets(book: Any, limits: Limits, scan: archive.Scan) -> tuple[Grids, bool]:
    if len(book.worksheets) > _MAX_SHEETS:
        raise TooComplex(what="sheets")
    epoch_1904 = bool(book.epoch.year == _EPOCH_1904)
    grids = Grids([])
    formulas = False
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            grids.hidden.append(sheet.title)
            continue
        rows = []
        for row in sheet.iter_rows(
            min_row=1, min_col=1, max_row=limits.roster_rows, max_col=limits.roster_columns, values_only=False
        ):
            cells = [_cell(cell, epoch_1904) for cell in row]
            formulas = formulas or any(cell.formula for cell in cells)
            rows.append(_trimmed(cells))
        # The public interface does not tell which part a sheet is.
        part = str(sheet._worksheet_path)  # noqa: SLF001 - no public name for it
        grids.sheets.append(Grid(sheet.title, rows, scan.merges.get(part.lstrip("/"), ())))
    return grids, formulas


def _trimmed(cells: list[Cell]) -> list[Cell]:
    while cells and cells[-1].value is None and not cells[-1].formula:
        cells.pop()
    return cells


_NOTHING = Cell()


def _cell(cell: Any, epoch_1904: bool) -> Cell:
    value: Any = cell.value
    if value is None:
        return _NOTHING
    if isinstance(value, dt.datetime):
        return Cell(value, month_only="d" not in _NOT_THE_DAY.sub("", cell.number_format or "d").lower())
    formula = cell.data_type == "f"
    if not isinstance(value, str | int | float | dt.date | dt.time | dt.timedelta):
        return Cell(formula=True)  # array formulas and data tables are objects of their own
    return Cell(value, formula=formula, epoch_1904=epoch_1904, source=str(value) if formula else None)

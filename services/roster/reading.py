"""From the bytes of a file to its records, its problems, and what was left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from services.house import Limits
from services.roster import archive, checks, layout, textfile, workbook
from services.roster.archive import Kind
from services.roster.codes import Code, NoRoster, Problem
from services.roster.grids import Grid, Grids
from services.roster.rows import Record, Row, RowReader
from services.roster.vocabulary import Field, vocabulary

#: A sheet without these columns cannot be imported.
_REQUIRED = (Field.STAGE,)
_OF_THE_SHEET = (Code.COLUMN_MISSING, Code.COLUMN_TWICE, Code.BRANCH_CONTRADICTION)


@dataclass
class Notes:
    """What was not taken over, so that nothing is left out silently.

    Attributes:
        forbidden: Headers of columns dropped unread (``domain_rules.md`` 12.3).
        unstored: Headers of columns that are not kept.
        skipped_sheets: Sheets that are no roster.
        hidden_sheets: Hidden sheets, not read.
        skipped_rows: How many totals, signature lines and repeated headers were passed over.
        roles_not_kept: Roles that nothing here depends on.
    """

    forbidden: list[str] = field(default_factory=list)
    unstored: list[str] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)
    skipped_rows: int = 0
    roles_not_kept: list[str] = field(default_factory=list)


@dataclass
class Document:
    """A roster as it was read.

    Attributes:
        records: The good rows.
        problems: Everything that is wrong; with any of them nothing is imported.
        sheets: Titles of the sheets that are rosters, in the order of the file.
    """

    records: list[Record]
    problems: list[Problem]
    notes: Notes
    labels: checks.Labels
    sheets: list[str] = field(default_factory=list)

    def sheet_order(self, title: str) -> int:
        """Where a sheet stands in the file."""
        return self.sheets.index(title) if title in self.sheets else len(self.sheets)


def read(content: bytes, limits: Limits, today: dt.date, min_age: int) -> Document:
    """Read a roster file. Takes seconds of processor time for ten thousand rows: call it in a thread.

    Args:
        content: The file.
        limits: Bounds on its size.
        today: The day of the import; later dates are bad.
        min_age: Least age in years at admission.

    Raises:
        RosterRefused: The file cannot be read at all (its subclasses say why).
    """
    kind = archive.kind_of(content, limits)
    grids = workbook.read(content, limits) if kind is Kind.WORKBOOK else textfile.read(content, limits)
    return from_grids(grids, today, min_age)


def from_grids(grids: Grids, today: dt.date, min_age: int) -> Document:
    """Read the sheets of a file.

    Raises:
        NoRoster: None of them has a header row of a roster.
    """
    document = Document([], [], Notes(hidden_sheets=list(grids.hidden)), checks.Labels())
    rows: list[Row] = []
    for grid in grids.sheets:
        sheet = layout.find(grid)
        if sheet is None:
            if any(row for row in grid.rows):
                document.notes.skipped_sheets.append(grid.title)
            continue
        document.sheets.append(sheet.grid.title)
        rows += _read_sheet(document, grid, sheet)
    if not document.sheets:
        raise NoRoster
    # Rows that are bad already are looked at too, so that everything is listed the first time.
    records = [row.record for row in rows]
    more = [one for record in records for one in checks.of_record(record, document.labels, today, min_age)]
    more += checks.between(records, document.labels)
    document.problems += more
    bad_sheets = {one.sheet for one in document.problems if one.code in _OF_THE_SHEET}
    bad_rows = {(one.sheet, one.row) for one in document.problems}
    document.records = [one for one in records if (one.sheet, one.row) not in bad_rows and one.sheet not in bad_sheets]
    return document


def _read_sheet(document: Document, grid: Grid, sheet: layout.Layout) -> list[Row]:
    notes = document.notes
    document.labels.put(grid.title, sheet.labels)
    _add_new(notes.forbidden, sheet.forbidden)
    _add_new(notes.unstored, sheet.unstored)
    document.problems += sheet.problems
    document.problems += [
        Problem(grid.title, sheet.header_row, vocabulary().labels[one], "", Code.COLUMN_MISSING)
        for one in _REQUIRED
        if one not in sheet.columns
    ]
    reader = RowReader(sheet)
    rows: list[Row] = []
    for number in range(sheet.header_row + 1, len(grid.rows) + 1):
        if reader.is_person(number):
            row = reader.read(number)
            rows.append(row)
            document.problems += row.problems
            _add_new(notes.roles_not_kept, row.roles_not_kept)
        else:
            notes.skipped_rows += any(cell.value is not None for cell in grid.rows[number - 1])
    return rows


def _add_new(known: list[str], more: list[str] | tuple[str, ...]) -> None:
    known.extend(dict.fromkeys(one for one in more if one not in known))

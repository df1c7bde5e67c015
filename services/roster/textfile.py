"""A ``.csv`` file as a grid: UTF-8 with or without its mark, UTF-16 with it, or GB18030; any common separator."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator

from services.house import Limits
from services.roster.cells import Cell
from services.roster.codes import BrokenQuotes, TooManyColumns, TooManyRows, UnreadableFile
from services.roster.grids import Grid, Grids
from services.roster.vocabulary import vocabulary

_SEPARATORS = (",", "\t", ";", "|", "，")
_HEADER_ROWS = 20
_HEADER_CHARACTERS = 50_000
#: So many separators after a line break inside one cell: no note of a person, but the rows that follow.
_SWALLOWED = 3


def _of_a_roster(header: str) -> bool:
    return vocabulary().field_of(header) is not None


def read(content: bytes, limits: Limits, known: Callable[[str], bool] = _of_a_roster) -> Grids:
    """The one sheet of a text file.

    Args:
        content: The file.
        limits: Bounds on its size.
        known: Whether a text is a header of such a sheet: tells which separator was used.

    Raises:
        UnreadableFile: No known encoding, or no text.
        BrokenQuotes: A quotation mark that nothing closes, or one that swallows rows.
        TooManyRows, TooManyColumns: Over the limit.
    """
    text = decoded(content)
    separator = _separator(text[:_HEADER_CHARACTERS], known)
    rows: list[list[Cell]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            _check(cells, len(rows) + 1, separator, limits)
            rows.append([Cell(cell if cell.strip() else None, loose=True) for cell in cells])
    except csv.Error:
        raise BrokenQuotes(row=len(rows) + 1) from None
    return Grids([Grid("", rows)])


def _check(cells: list[str], number: int, separator: str, limits: Limits) -> None:
    if number > limits.roster_rows:
        raise TooManyRows(limit=limits.roster_rows, sheet="")
    if any(cell.strip() for cell in cells[limits.roster_columns :]):
        raise TooManyColumns(limit=limits.roster_columns, sheet="")
    del cells[limits.roster_columns :]
    for cell in cells:
        _, line_break, rest = cell.partition("\n")
        if line_break and rest.count(separator) >= _SWALLOWED:
            raise BrokenQuotes(row=number)


def decoded(content: bytes) -> str:
    """The text of a file.

    Raises:
        UnreadableFile: No known encoding fits, or it holds control characters: no text.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:  # the next encoding; the last one raises below
            continue
        if any(ch < " " and ch not in "\t\r\n\f\v" for ch in text):
            raise UnreadableFile
        return text
    raise UnreadableFile


def _separator(start: str, known: Callable[[str], bool]) -> str:
    return max(_SEPARATORS, key=lambda one: (_known_headers(start, one, known), -_SEPARATORS.index(one)))


def _known_headers(start: str, separator: str, known: Callable[[str], bool]) -> int:
    return max((sum(known(cell) for cell in row) for row in _first_rows(start, separator)), default=0)


def _first_rows(start: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
    for _ in range(_HEADER_ROWS):
        try:
            row = next(reader, None)
        except csv.Error:  # no table with this separator
            return
        if row is None:
            return
        yield row

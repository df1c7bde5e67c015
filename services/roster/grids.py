"""A sheet as rows of cells, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.roster.archive import Merge
from services.roster.cells import Cell


@dataclass
class Grid:
    """The bounded content of one sheet.

    Attributes:
        title: The sheet's title; empty for a text file.
        rows: Row 1 first; rows may be of different lengths.
        merges: Merged ranges; only their first cell holds the value.
    """

    title: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a row and column from 1; a blank one outside."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return _BLANK

    def anchor(self, row: int, column: int) -> Cell:
        """The cell, or the first cell of the merged range it lies in."""
        for merge in self.merges:
            if merge.left <= column <= merge.right and merge.top <= row <= merge.bottom:
                return self.cell(merge.top, merge.left)
        return self.cell(row, column)


@dataclass
class Grids:
    """Every sheet of a file.

    Attributes:
        sheets: Those that were read.
        hidden: Titles of hidden sheets, which are not read.
    """

    sheets: list[Grid]
    hidden: list[str] = field(default_factory=list)


_BLANK = Cell()

"""Where a sheet keeps what: its header row, its columns, the organisation named above the header or by its title."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from services.names import OrgLevel
from services.roster.archive import Merge
from services.roster.cells import Cell, looks_like_id_number
from services.roster.codes import Code, Problem
from services.roster.grids import Grid
from services.roster.vocabulary import Field, key_of, squeezed, vocabulary

HEADER_ROWS = 10
_LEAST_KNOWN = 3
_NAME_LIMIT = 100

#: A small heading: "单位：××党委    统计日期：2026年11月1日".
_LABEL = re.compile(r"(?:(?<=\s)|^)([一-鿿]{2,8})\s*[:：]")
_YEAR = re.compile(r"\d{4}年(?:度)?|\([^)]*\)|（[^）]*）")
_BRANCH = re.compile(r"(?<!总)支部(?:委员会)?\Z")
_GENERAL = re.compile(r"总支(?:部)?(?:委员会)?\Z")
_COMMITTEE = re.compile(r"(?:党委|委员会|党组|工委)\Z")
_LABEL_LEVEL = {
    "党委": OrgLevel.PARTY_COMMITTEE,
    "所属党委": OrgLevel.PARTY_COMMITTEE,
    "党总支": OrgLevel.GENERAL_BRANCH,
    "所属党总支": OrgLevel.GENERAL_BRANCH,
    "党支部": OrgLevel.BRANCH,
    "所属党支部": OrgLevel.BRANCH,
    "支部": OrgLevel.BRANCH,
}
#: Where two headers mean one field and neither is better, both are kept, in order.
_JOINED = frozenset({Field.POST})


@dataclass
class Layout:
    """How one sheet is to be read.

    Attributes:
        header_row: Row number of the header.
        columns: Column numbers of each field, usually one.
        labels: The header of each field as it stands in the file, on one line.
        forbidden: Headers whose columns are dropped unread (``domain_rules.md`` 12.3).
        unstored: Headers of columns that are not kept.
        names: Organisations named above the header or by the sheet's title, for rows that name none.
        problems: What is wrong with the sheet as a whole.
    """

    grid: Grid
    header_row: int
    columns: dict[Field, list[int]] = field(default_factory=dict)
    labels: dict[Field, str] = field(default_factory=dict)
    forbidden: list[str] = field(default_factory=list)
    unstored: list[str] = field(default_factory=list)
    names: dict[OrgLevel, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def label(self, one: Field) -> str:
        """The header of a field in this sheet, or the field's own name."""
        return self.labels.get(one, vocabulary().labels[one])


def level_of(name: str) -> OrgLevel | None:
    """The level an organisation's name states by its ending, or None."""
    if _BRANCH.search(name):
        return OrgLevel.BRANCH
    if _GENERAL.search(name):
        return OrgLevel.GENERAL_BRANCH
    return OrgLevel.PARTY_COMMITTEE if _COMMITTEE.search(name) else None


def find(grid: Grid) -> Layout | None:
    """The layout of a sheet, or None when it has no header row of a roster in its first rows."""
    top = [merge for merge in grid.merges if merge.top <= HEADER_ROWS]
    best: tuple[int, int] | None = None
    for number in range(1, min(HEADER_ROWS, len(grid.rows)) + 1):
        known = {vocabulary().field_of(header) for header in _headers(grid, number, top).values()} - {None}
        # A header of two rows is whole in its lower one, where merged cells are filled in. Further down a header is
        # one that is repeated for printing: the rows between are people.
        if best is not None and (number != best[1] + 1 or len(known) < best[0]):
            break
        if Field.NAME in known and len(known) >= _LEAST_KNOWN:
            best = (len(known), number)
    if best is None:
        return None
    layout = Layout(grid, best[1])
    _take_columns(layout, _headers(grid, best[1], top))
    _take_names(layout)
    return layout


def _headers(grid: Grid, row: int, merges: list[Merge]) -> dict[int, str]:
    headers: dict[int, str] = {}
    width = max((len(cells) for cells in grid.rows[:HEADER_ROWS]), default=0)
    for column in range(1, width + 1):
        value = grid.cell(row, column).value
        if value is None:
            above = (merge for merge in merges if merge.left == column and merge.top < row <= merge.bottom)
            value = next((grid.cell(merge.top, merge.left).value for merge in above), None)
        if isinstance(value, str) and value.strip():
            headers[column] = value
    return headers


def _one_line(header: str) -> str:
    return "".join(header.split())[:40]


def _take_columns(layout: Layout, headers: dict[int, str]) -> None:
    words = vocabulary()
    found: dict[Field, list[tuple[int, int, str]]] = {}
    for column, header in headers.items():
        known = words.field_of(header)
        if words.is_forbidden(header):
            layout.forbidden.append(_one_line(header))
        elif known is None:
            layout.unstored.append(_one_line(header))
        else:
            found.setdefault(known, []).append((words.rank(header), column, header))
    for known, columns in found.items():
        if known in _JOINED:
            layout.columns[known] = sorted(column for _, column, _ in columns)
            layout.labels[known] = _one_line(columns[0][2])
            continue
        columns.sort()
        _, column, header = columns[0]
        layout.columns[known] = [column]
        layout.labels[known] = _one_line(header)
        for _, _, other in columns[1:]:
            if key_of(other) == key_of(header):
                layout.problems.append(
                    Problem(layout.grid.title, layout.header_row, _one_line(other), _one_line(other), Code.COLUMN_TWICE)
                )
            else:
                layout.unstored.append(_one_line(other))
    if Field.NOTE in layout.columns:
        layout.unstored.append(layout.labels[Field.NOTE])
    _drop_id_numbers(layout)


def _drop_id_numbers(layout: Layout) -> None:
    """Staff numbers that are identity-card numbers are dropped with their whole column."""
    for column in layout.columns.get(Field.STAFF_NUMBER, []):
        rows = range(layout.header_row + 1, len(layout.grid.rows) + 1)
        if any(looks_like_id_number(layout.grid.cell(row, column).value) for row in rows):
            del layout.columns[Field.STAFF_NUMBER]
            layout.forbidden.append(layout.labels.pop(Field.STAFF_NUMBER))
            return


def _take_names(layout: Layout) -> None:
    grid = layout.grid
    headings: list[str] = []
    for row in range(1, layout.header_row):
        for column in range(1, len(grid.rows[row - 1]) + 1):
            value = grid.cell(row, column).value
            if isinstance(value, str):
                pairs = _labelled(value)
                _take_labelled(layout, pairs, _next_text(grid, row, column))
                if not pairs:
                    headings.append(value)
    heading = next((name for text in headings if (name := _from_heading(text))), None)
    _take_heading(layout, heading)


def _labelled(text: str) -> list[tuple[str, str]]:
    """``label：value`` pairs of a line; empty when it has none."""
    plain = unicodedata.normalize("NFC", text)
    marks = list(_LABEL.finditer(plain))
    ends = [mark.start() for mark in marks[1:]] + [len(plain)]
    return [(mark[1], plain[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=False)]


def _next_text(grid: Grid, row: int, column: int) -> str:
    following = (cell.value for cell in grid.rows[row - 1][column:])
    value = next((one for one in following if one is not None), None)
    return value if isinstance(value, str) and not _labelled(value) else ""


def _take_labelled(layout: Layout, pairs: list[tuple[str, str]], following: str) -> None:
    units = vocabulary().units
    for label, value in pairs:
        if key_of(label) not in units:
            continue
        name = "".join((value or following).split())[:_NAME_LIMIT]
        if name:
            level = _LABEL_LEVEL.get(label) or level_of(name) or OrgLevel.PARTY_COMMITTEE
            layout.names.setdefault(level, name)


def _from_heading(text: str) -> str | None:
    """``贵安医院行政一支部`` of ``贵安医院行政一支部党员花名册``; None when the heading names no organisation."""
    plain = "".join(text.split())
    for title in vocabulary().titles:
        before, found, _ = plain.partition(title)
        if found:
            name = _YEAR.sub("", before).strip('：:-—《“"')[:_NAME_LIMIT]
            return name if name and level_of(name) is not None else None
    return None


def _same_name(one: str, other: str) -> bool:
    """Whether two ways of naming a branch may mean one: 行政一支部, 贵安医院行政第一党支部."""
    short, long = sorted((re.sub(r"[党第]|委员会|中共", "", squeezed(name)) for name in (one, other)), key=len)
    return short in long


def _take_heading(layout: Layout, heading: str | None) -> None:
    level = level_of(heading) if heading is not None else None
    title = "".join(layout.grid.title.split())[:_NAME_LIMIT]
    titled = title if level_of(title) is OrgLevel.BRANCH else None
    said = layout.names.get(OrgLevel.BRANCH) or titled
    if heading is not None and level is not None and level is not OrgLevel.BRANCH:
        layout.names.setdefault(level, heading)
    branches = [name for name in (said, titled, heading if level is OrgLevel.BRANCH else None) if name]
    if not branches:
        return
    layout.names[OrgLevel.BRANCH] = branches[0]
    other = next((name for name in branches[1:] if not _same_name(branches[0], name)), None)
    if other is not None and Field.BRANCH not in layout.columns:
        layout.problems.append(
            Problem(
                layout.grid.title,
                1,
                vocabulary().labels[Field.BRANCH],
                other,
                Code.BRANCH_CONTRADICTION,
                {"one": branches[0], "other": other},
            )
        )


def merged_values(layout: Layout, column: int) -> dict[int, Cell]:
    """The values that merged ranges give to the rows below their first, for one column: row number to cell."""
    values: dict[int, Cell] = {}
    done = layout.header_row
    for merge in sorted(layout.grid.merges, key=lambda one: one.top):
        if not merge.left <= column <= merge.right or merge.bottom <= layout.header_row:
            continue
        first = layout.grid.cell(merge.top, merge.left)
        for row in range(max(merge.top, done) + 1, min(merge.bottom, len(layout.grid.rows)) + 1):
            values[row] = first
            done = row
    return values

"""One row as facts about one person, or as what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from services.names import BranchRole, MembershipStage, OrgLevel, PartialDate, Sex
from services.roster import cells
from services.roster.cells import Cell
from services.roster.codes import BadCell, Code, Problem
from services.roster.layout import Layout, merged_values
from services.roster.vocabulary import Field, key_of, squeezed, vocabulary

T = TypeVar("T")

_ORGANISATION_LIMIT = 100
_LIMITS = {Field.EDUCATION: 30, Field.DEPARTMENT: 60, Field.POST: 60, Field.STAFF_NUMBER: 30}
_LEVELS = {
    Field.COMMITTEE: OrgLevel.PARTY_COMMITTEE,
    Field.GENERAL: OrgLevel.GENERAL_BRANCH,
    Field.BRANCH: OrgLevel.BRANCH,
    Field.GROUP: OrgLevel.PARTY_GROUP,
}
_ROLE_SEPARATORS = re.compile(r"[、,，;；/\s\n]+|兼任?")
_GROUP_LEADER = re.compile(r".*小组组?长\Z")
_BARE_NAME = re.compile(r"\d*人?\Z")


@dataclass(frozen=True)
class Role:
    """A role as the roster states it; ``general`` when it is one of the general branch (党总支书记)."""

    role: BranchRole
    general: bool = False


@dataclass(frozen=True)
class Record:
    """What one row says about one person.

    Attributes:
        sheet, row: Where it stands.
        organisation: Names by level, from the top; the branch is always there, the others may be missing.
        present: Fields that have a column in this sheet; the others keep what is stored.
        shared_phone: The row is marked 共用电话.
        roles: What the role column says; None where there is no such column.
        retired, mobile: None where nothing is said.
    """

    sheet: str
    row: int
    organisation: tuple[tuple[OrgLevel, str], ...]
    present: frozenset[Field]
    name: str
    staff_number: str | None
    sex: Sex | None
    birth: PartialDate | None
    education: str | None
    department: str | None
    post: str | None
    stage: MembershipStage
    admitted_on: PartialDate | None
    full_on: PartialDate | None
    roles: tuple[Role, ...] | None
    phone: str | None
    shared_phone: bool
    retired: bool | None
    mobile: bool | None


@dataclass(frozen=True)
class Row:
    """A row that is about a person. With problems its record is partial: good for finding more of them only."""

    record: Record
    problems: tuple[Problem, ...]
    roles_not_kept: tuple[str, ...] = ()


class RowReader:
    """Reads the rows of one sheet."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._grid = layout.grid
        self._present = frozenset(layout.columns)
        self._merged = {
            column: merged_values(layout, column) for one in _LEVELS for column in layout.columns.get(one, [])
        }

    def is_person(self, row: int) -> bool:
        """Whether a row is about a person: not blank, no total, no signature line, no repeated header."""
        layout = self._layout
        known: dict[Field, Any] = {
            one: self._grid.cell(row, columns[0]).value
            for one, columns in layout.columns.items()
            if one is not Field.SEQ and self._says_something(row, columns[0])
        }
        if not known:
            return False
        first = next(
            (cell.value for cell in self._grid.rows[row - 1] if cell.value is not None and str(cell.value).strip()),
            None,
        )
        return not (self._is_total(first, known) or self._is_footer(first, known) or self._is_header(known))

    def _says_something(self, row: int, column: int) -> bool:
        cell = self._grid.cell(row, column)
        return cell.formula or (cell.value is not None and bool(str(cell.value).strip()))

    def _is_total(self, first: Any, known: dict[Field, Any]) -> bool:
        key = key_of(str(first))
        if not any(key.startswith(word) or key.endswith(word) for word in vocabulary().subtotals):
            return False
        name = known.get(Field.NAME)
        return name is None or name == first or bool(_BARE_NAME.match(squeezed(str(name))))

    def _is_footer(self, first: Any, known: dict[Field, Any]) -> bool:
        word = re.split(r"[:：\d(（]", squeezed(str(first)), maxsplit=1)[0]
        return key_of(word) in vocabulary().footers and not known.keys() & {
            Field.STAGE,
            Field.BIRTH,
            Field.PHONE,
            Field.SEX,
            Field.ADMITTED,
        }

    def _is_header(self, known: dict[Field, Any]) -> bool:
        name = known.get(Field.NAME)
        same = sum(key_of(str(value)) == key_of(self._layout.label(one)) for one, value in known.items())
        return isinstance(name, str) and key_of(name) == key_of(self._layout.label(Field.NAME)) and same > 1

    def read(self, row: int) -> Row:
        """The facts of a row, or everything that is wrong with it."""
        one = _OneRow(self, row)
        return one.read()

    def cell(self, row: int, one: Field) -> Cell:
        """The cell of a field; organisation columns look through merged ranges."""
        column = self._layout.columns[one][0]
        found = self._grid.cell(row, column)
        if one in _LEVELS and found.value is None:
            return self._merged[column].get(row, found)
        return found

    def joined(self, row: int, one: Field) -> list[Cell]:
        """The cells of a field that several columns make up."""
        return [self._grid.cell(row, column) for column in self._layout.columns.get(one, [])]

    @property
    def layout(self) -> Layout:
        """The sheet's layout."""
        return self._layout

    @property
    def present(self) -> frozenset[Field]:
        """Fields that have a column."""
        return self._present


class _OneRow:
    def __init__(self, reader: RowReader, row: int) -> None:
        self._reader = reader
        self._row = row
        self._problems: list[Problem] = []
        self._not_kept: list[str] = []

    def read(self) -> Row:
        name = self._get(Field.NAME, cells.person_name)
        organisation = self._organisation()
        stage = self._stage()
        record = Record(
            sheet=self._reader.layout.grid.title,
            row=self._row,
            organisation=organisation,
            present=self._reader.present,
            name=name or "",
            staff_number=self._staff_number(),
            sex=self._sex(),
            birth=self._get(Field.BIRTH, cells.date_of),
            education=self._text(Field.EDUCATION),
            department=self._text(Field.DEPARTMENT),
            post=self._post(),
            stage=stage or MembershipStage.FULL,
            admitted_on=self._get(Field.ADMITTED, cells.date_of),
            full_on=self._get(Field.FULL, cells.date_of),
            roles=self._roles(),
            phone=self._get(Field.PHONE, cells.phone_of),
            shared_phone=self._shared(),
            retired=self._yes_no(Field.RETIRED, "retired", Code.RETIRED_UNKNOWN),
            mobile=self._yes_no(Field.MOBILE, "mobile", Code.MOBILE_UNKNOWN),
        )
        return Row(record, tuple(self._problems), tuple(self._not_kept))

    # --- how a cell is read -------------------------------------------------------------------------------------

    def _get(self, one: Field, read: Callable[[Cell], T]) -> T | None:
        if one not in self._reader.present:
            return None
        cell = self._reader.cell(self._row, one)
        try:
            return read(cell)
        except BadCell as bad:
            self._problem(one, cell, bad.code, bad.fields)
            return None

    def _problem(self, one: Field, cell: Cell | None, code: Code, fields: dict[str, str | int] | None = None) -> None:
        layout = self._reader.layout
        value = cells.shown(cell.source or cell.value) if cell is not None else ""
        self._problems.append(Problem(layout.grid.title, self._row, layout.label(one), value, code, fields or {}))

    def _text(self, one: Field) -> str | None:
        return self._get(one, lambda cell: cells.text_of(cell, _LIMITS[one]))

    # --- fields -------------------------------------------------------------------------------------------------

    def _organisation(self) -> tuple[tuple[OrgLevel, str], ...]:
        layout = self._reader.layout
        names: list[tuple[OrgLevel, str]] = []
        bad_before = len(self._problems)
        for one, level in _LEVELS.items():
            name = self._get(one, lambda cell: cells.organisation_name(cell, _ORGANISATION_LIMIT))
            name = name or layout.names.get(level)
            if name:
                names.append((level, name))
        if all(level is not OrgLevel.BRANCH for level, _ in names) and len(self._problems) == bad_before:
            self._problem(Field.BRANCH, None, Code.BRANCH_MISSING)
        return tuple(names)

    def _stage(self) -> MembershipStage | None:
        if Field.STAGE not in self._reader.present:
            return None  # said once for the whole sheet
        found = self._get(Field.STAGE, cells.text_of)
        cell = self._reader.cell(self._row, Field.STAGE)
        if found is None:
            if not any(problem.column == self._reader.layout.label(Field.STAGE) for problem in self._problems):
                self._problem(Field.STAGE, cell, Code.STAGE_MISSING)
            return None
        table = "stage_yes_no" if "是否" in self._reader.layout.label(Field.STAGE) else "stage"
        stage = vocabulary().value(table, found) or vocabulary().value("stage", found)
        if stage is None:
            self._problem(Field.STAGE, cell, Code.STAGE_UNKNOWN)
            return None
        return MembershipStage(stage)

    def _sex(self) -> Sex | None:
        found = self._get(Field.SEX, cells.text_of)
        if found is None:
            return None
        sex = vocabulary().value("sex", found)
        if sex is None:
            self._problem(Field.SEX, self._reader.cell(self._row, Field.SEX), Code.SEX_UNKNOWN)
            return None
        return Sex(sex)

    def _yes_no(self, one: Field, table: str, code: Code) -> bool | None:
        found = self._get(one, cells.text_of)
        if found is None:
            # "无" is a blank everywhere else; here it is an answer.
            raw = self._reader.cell(self._row, one).value if one in self._reader.present else None
            return False if isinstance(raw, str) and vocabulary().value(table, raw) == "FALSE" else None
        if one is Field.RETIRED and key_of(self._reader.layout.label(one)) == "是否在职":
            table = "retired_in_post"
        answer = vocabulary().value(table, found)
        if answer is None:
            self._problem(one, self._reader.cell(self._row, one), code)
            return None
        return answer == "TRUE"

    def _staff_number(self) -> str | None:
        found = self._text(Field.STAFF_NUMBER)
        return squeezed(found).upper() if found is not None else None

    def _post(self) -> str | None:
        parts: list[str] = []
        for cell in self._reader.joined(self._row, Field.POST):
            try:
                text = cells.text_of(cell, _LIMITS[Field.POST])
            except BadCell as bad:
                self._problem(Field.POST, cell, bad.code, bad.fields)
                continue
            if text is not None and text not in parts:
                parts.append(text)
        return "/".join(parts)[: _LIMITS[Field.POST]] or None

    def _shared(self) -> bool:
        if Field.NOTE not in self._reader.present:
            return False
        value = self._reader.cell(self._row, Field.NOTE).value
        return isinstance(value, str) and any(mark in key_of(value) for mark in vocabulary().shared_phone)

    def _roles(self) -> tuple[Role, ...] | None:
        if Field.ROLE not in self._reader.present:
            return None
        found = self._get(Field.ROLE, cells.text_of)
        roles: dict[Role, None] = {}
        for word in _ROLE_SEPARATORS.split(found or ""):
            if not word or squeezed(word) in vocabulary().no_role:
                continue
            if key_of(word) in vocabulary().roles_not_kept:
                self._not_kept.append(word)
                continue
            role = _role(word)
            if role is None:
                self._problem(
                    Field.ROLE, self._reader.cell(self._row, Field.ROLE), Code.ROLE_UNKNOWN, {"word": word[:40]}
                )
            else:
                roles[role] = None
        return tuple(roles)


def _role(word: str) -> Role | None:
    general = vocabulary().value("general_role", word)
    if general is not None:
        return Role(BranchRole(general), general=True)
    found = vocabulary().value("role", word) or ("GROUP_LEADER" if _GROUP_LEADER.match(squeezed(word)) else None)
    return Role(BranchRole(found)) if found is not None else None

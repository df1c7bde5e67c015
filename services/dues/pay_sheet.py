"""Reads a pay sheet: a base and an amount a row with the working, or what is wrong with the row. Knows no database.

::

    header ── which columns ──> row: name, telephone, category, items or a base set by hand
                                  └── wage_base / the base ──> bracket, amount; a fault stays with its row
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from importlib import resources

from db.dues_names import DuesCategory, PayItem, WageRule
from services import phones
from services.dues import book as rules
from services.dues.book import Version
from services.dues.calculation import FEN, Computed, Rounding, WageBase, compute, wage_base
from services.dues.errors import NoBase, NoPaySheet
from services.house import Limits
from services.roster import archive, cells, textfile, workbook
from services.roster.archive import Kind
from services.roster.cells import Cell
from services.roster.codes import BadCell
from services.roster.grids import Grid

_HEADER_ROWS = 20
_NAME_LENGTH = 40
#: What arithmetic of a spreadsheet may leave behind the second decimal.
_DUST = Decimal("0.000001")
_ASIDE = re.compile(r"[（(].*?[）)]|\s")


class Fault(StrEnum):
    """What may be wrong with a row; the catalogue has ``dues-fault-<value>``."""

    NO_NAME = "no-name"
    NO_CATEGORY = "no-category"
    UNKNOWN_CATEGORY = "unknown-category"
    NO_NUMBER = "no-number"
    NEGATIVE = "negative"
    NOT_COMPUTED = "not-computed"
    NO_BASE = "no-base"
    TOO_MUCH = "too-much"
    NOBODY = "nobody"
    SEVERAL = "several"
    OTHER_PHONE = "other-phone"
    TWICE = "twice"


@dataclass(frozen=True)
class Problem:
    """Something wrong with a row.

    Attributes:
        row: From 1, as the spreadsheet counts.
        column: The header; empty: the row as a whole.
        value: What stands there, shortened.
    """

    row: int
    column: str
    value: str
    fault: Fault


@dataclass(frozen=True)
class Slip:
    """One row.

    Attributes:
        phone: In normal form; None: none given.
        rule: Of a monthly wage.
        items: Yuan by item, as given; empty where the base was set by hand.
        worked: How the base came about; None: it was set by hand.
        computed: What a month comes to.
    """

    row: int
    name: str
    phone: str | None
    category: DuesCategory
    rule: WageRule | None
    items: Mapping[PayItem, Decimal]
    base: Decimal
    worked: WageBase | None
    computed: Computed


@dataclass
class Sheet:
    """A pay sheet: rows that can be reckoned, and what is wrong with the others. With one problem nothing is taken."""

    slips: list[Slip] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _Wrong(Exception):
    """A row that cannot be read; it never leaves this module."""

    def __init__(self, fault: Fault, column: str = "", value: str = "") -> None:
        super().__init__(fault)
        self.fault, self.column, self.value = fault, column, value


@cache
def _words() -> tuple[dict[str, str], dict[str, PayItem], dict[str, tuple[DuesCategory, WageRule | None]]]:
    text = (resources.files("services") / "rules_data" / "dues_pay.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text, parse_float=Decimal)
    columns = {_plain(word): name for name, words in data["columns"].items() for word in words}
    items = {_plain(word): PayItem(name) for name, words in data["items"].items() for word in words}
    categories = {_plain(word): _category_named(name) for name, words in data["categories"].items() for word in words}
    return columns, items, categories


def _category_named(name: str) -> tuple[DuesCategory, WageRule | None]:
    if name in list(WageRule):
        return DuesCategory.MONTHLY_WAGE, WageRule(name)
    return DuesCategory(name), None


def _plain(text: str) -> str:
    return _ASIDE.sub("", unicodedata.normalize("NFKC", text))


def _is_header(text: str) -> bool:
    columns, items, _ = _words()
    return _plain(text) in columns or _plain(text) in items


def read(content: bytes, limits: Limits, version: Version, rounding: Rounding) -> Sheet:
    """Read a file, ``.xlsx`` or ``.csv``. Slow work: call it in a thread.

    Args:
        content: The file.
        limits: Bounds on its size.
        version: The rules that hold.
        rounding: How the branch rounds.

    Raises:
        RosterRefused: The file cannot be opened (its subclasses say why).
        NoPaySheet: It holds no names with pay items or bases.
    """
    kind = archive.kind_of(content, limits)
    grids = workbook.read(content, limits) if kind is Kind.WORKBOOK else textfile.read(content, limits, _is_header)
    for grid in grids.sheets:
        layout = _layout(grid)
        if layout is not None:
            return _read(grid, *layout, version, rounding)
    raise NoPaySheet


def _layout(grid: Grid) -> tuple[int, dict[str, int], dict[PayItem, int]] | None:
    """The header's row, and where the columns stand; None: no pay sheet."""
    known, items, _ = _words()
    for number, row in enumerate(grid.rows[:_HEADER_ROWS], 1):
        texts = {_plain(cell.value): column for column, cell in enumerate(row, 1) if isinstance(cell.value, str)}
        columns = {known[text]: column for text, column in texts.items() if text in known}
        found = {items[text]: column for text, column in texts.items() if text in items}
        if "NAME" in columns and (found or "BASE" in columns):
            return number, columns, found
    return None


def _read(
    grid: Grid, header: int, columns: dict[str, int], items: dict[PayItem, int], version: Version, rounding: Rounding
) -> Sheet:
    sheet = Sheet()
    for row in range(header + 1, len(grid.rows) + 1):
        named = {name: grid.cell(row, column) for name, column in columns.items()}
        paid = {item: grid.cell(row, column) for item, column in items.items()}
        if all(_blank(cell) for cell in (*named.values(), *paid.values())):
            continue
        titles = {item: cells.shown(grid.cell(header, column).value) for item, column in items.items()}
        title = {name: cells.shown(grid.cell(header, column).value) for name, column in columns.items()}
        try:
            sheet.slips.append(_slip(row, named, paid, titles, title, version, rounding))
        except _Wrong as wrong:  # told with its row, nothing is taken over
            sheet.problems.append(Problem(row, wrong.column, wrong.value, wrong.fault))
    if not sheet.slips and not sheet.problems:
        raise NoPaySheet
    return sheet


def _blank(cell: Cell) -> bool:
    return not cell.formula and (cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()))


def _slip(
    row: int,
    named: Mapping[str, Cell],
    paid: Mapping[PayItem, Cell],
    item_titles: Mapping[PayItem, str],
    titles: Mapping[str, str],
    version: Version,
    rounding: Rounding,
) -> Slip:
    name = _text(named.get("NAME"), titles.get("NAME", ""))
    if name is None:
        raise _Wrong(Fault.NO_NAME, titles["NAME"])
    category, rule = _category(named.get("CATEGORY"), titles.get("CATEGORY", ""))
    given = {item: amount for item, cell in paid.items() if (amount := _amount(cell, item_titles[item])) is not None}
    by_hand = _amount(named["BASE"], titles["BASE"]) if "BASE" in named else None
    worked = None
    if by_hand is None:
        if rule is None:
            raise _Wrong(Fault.NO_BASE, titles.get("BASE", ""))
        try:
            worked = wage_base(given, rule, version)
        except NoBase as error:
            raise _Wrong(Fault.NO_BASE) from error
    base = worked.base if worked is not None else by_hand
    if not base:
        raise _Wrong(Fault.NO_BASE, titles.get("BASE", ""))
    if base > rules.load().payment.largest_amount:
        raise _Wrong(Fault.TOO_MUCH, titles.get("BASE", ""), str(base))
    phone = _text(named.get("PHONE"), titles.get("PHONE", ""))
    return Slip(
        row,
        name,
        phones.normal(phone) if phone is not None else None,
        category,
        rule,
        given if worked is not None else {},
        base,
        worked,
        compute(version, category, base=base, rounding=rounding),
    )


def _text(cell: Cell | None, column: str) -> str | None:
    if cell is None:
        return None
    try:
        return cells.text_of(cell, _NAME_LENGTH)
    except BadCell as error:
        raise _Wrong(Fault.NO_NUMBER if column else Fault.NO_NAME, column, cells.shown(cell.value)) from error


def _category(cell: Cell | None, column: str) -> tuple[DuesCategory, WageRule | None]:
    text = _text(cell, column)
    if text is None:
        raise _Wrong(Fault.NO_CATEGORY, column)
    found = _words()[2].get(_plain(text))
    if found is None:
        raise _Wrong(Fault.UNKNOWN_CATEGORY, column, text[:20])
    return found


def _amount(cell: Cell, column: str) -> Decimal | None:
    """Yuan of a cell, to the fen; None: it is blank."""
    if _blank(cell):
        return None
    if cell.value is None:
        raise _Wrong(Fault.NOT_COMPUTED, column)
    text = unicodedata.normalize("NFKC", str(cell.value)).strip().strip("¥元 ").replace(",", "")
    if isinstance(cell.value, bool):
        raise _Wrong(Fault.NO_NUMBER, column, text)
    try:
        exact = Decimal(text)
        amount = exact.quantize(FEN)
    except InvalidOperation as error:
        raise _Wrong(Fault.NO_NUMBER, column, text[:20]) from error
    if abs(exact - amount) > _DUST:
        raise _Wrong(Fault.NO_NUMBER, column, text[:20])
    if amount < 0:
        raise _Wrong(Fault.NEGATIVE, column, text[:20])
    return amount

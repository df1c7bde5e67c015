"""What can be wrong with a row, and with a whole file.

::

    RosterRefused            a file that cannot be read at all
    ├── UnreadableFile       no workbook and no table of text
    ├── ConvertFirst         .xls, .et, .xlsb, .ods: another format; it has to be saved as .xlsx
    ├── Encrypted            protected by a password
    ├── BrokenQuotes         a quotation mark in a text file swallows the rows after it
    ├── TooLarge             over one of the limits, or made to be
    │   ├── TooLargeFile, TooLargeUnpacked
    │   ├── TooManyRows, TooManyColumns
    │   └── TooComplex
    └── NoRoster             no sheet has a header row of a roster
    PlanChanged              the roster changed between the dry run and the confirmation
    BadCell                  one cell cannot be used; becomes a ``Problem``
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from services.errors import BadInput, Conflict


class RosterRefused(BadInput):
    """The file cannot be read as a roster."""

    code = "roster-refused"


class UnreadableFile(RosterRefused):
    """It is no workbook and no table of text."""

    code = "roster-unreadable"


class ConvertFirst(RosterRefused):
    """An older or another spreadsheet format. Fields: ``format``."""

    code = "roster-convert"


class Encrypted(RosterRefused):
    """The workbook is protected by a password."""

    code = "roster-encrypted"


class BrokenQuotes(RosterRefused):
    """A quotation mark in a text file swallows the rows after it. Fields: ``row``."""

    code = "roster-broken-quotes"


class TooLarge(RosterRefused):
    """Over one of the limits, or made to be."""

    code = "roster-too-large"


class TooLargeFile(TooLarge):
    """More bytes than allowed. Fields: ``limit`` in MB."""

    code = "roster-too-large-file"


class TooLargeUnpacked(TooLarge):
    """More bytes when unpacked than allowed. Fields: ``limit`` in MB."""

    code = "roster-too-large-unpacked"


class TooManyRows(TooLarge):
    """More rows than allowed, blank formatted ones included. Fields: ``limit``, ``sheet``."""

    code = "roster-too-many-rows"


class TooManyColumns(TooLarge):
    """A cell with content beyond the last column that is looked at. Fields: ``limit``, ``sheet``."""

    code = "roster-too-many-columns"


class TooComplex(TooLarge):
    """More parts, styles, cells or nesting than any roster has. Fields: ``what``."""

    code = "roster-too-complex"


class NoRoster(RosterRefused):
    """No sheet has a header row of a roster."""

    code = "roster-no-header"


class Code(StrEnum):
    """What is wrong with a row. The sentence is ``roster-problem-<code>``: what is wrong and what to do."""

    NAME_MISSING = "name-missing"
    NAME_FORMULA = "name-formula"
    NAME_ODD = "name-odd"
    TOO_LONG = "too-long"
    FORMULA_EMPTY = "formula-empty"
    TEXT_FORMULA = "text-formula"
    ID_NUMBER = "id-number"
    CELL_ERROR = "cell-error"
    SEX_UNKNOWN = "sex-unknown"
    DATE_UNREADABLE = "date-unreadable"
    DATE_AMBIGUOUS = "date-ambiguous"
    DATE_FUTURE = "date-future"
    STAGE_MISSING = "stage-missing"
    STAGE_UNKNOWN = "stage-unknown"
    FULL_BEFORE_ADMITTED = "full-before-admitted"
    PROBATIONARY_WITH_FULL_DATE = "probationary-with-full-date"
    BORN_AFTER_ADMITTED = "born-after-admitted"
    TOO_YOUNG = "too-young"
    PHONE_DIGITS = "phone-digits"
    PHONE_LOST_DIGITS = "phone-lost-digits"
    PHONE_TWO = "phone-two"
    PHONE_REPEATED = "phone-repeated"
    RETIRED_UNKNOWN = "retired-unknown"
    MOBILE_UNKNOWN = "mobile-unknown"
    ROLE_UNKNOWN = "role-unknown"
    ROLE_WITHOUT_GENERAL = "role-without-general"
    TWO_SECRETARIES = "two-secretaries"
    BRANCH_MISSING = "branch-missing"
    BRANCH_CONTRADICTION = "branch-contradiction"
    BRANCH_AMBIGUOUS = "branch-ambiguous"
    ORGANISATION_LEVEL = "organisation-level"
    OUT_OF_REACH = "out-of-reach"
    COLUMN_MISSING = "column-missing"
    COLUMN_TWICE = "column-twice"
    STAFF_REPEATED = "staff-repeated"
    TWINS = "twins"
    SAME_PERSON = "same-person"
    TWO_CANDIDATES = "two-candidates"
    KEYS_CONTRADICT = "keys-contradict"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one row.

    Attributes:
        sheet: Title of the sheet; empty in a text file.
        row: Row number as the spreadsheet shows it, from 1.
        column: The header as it stands in the file, or the field's own name where there is no column.
        value: The cell as it was read; never an identity-card number.
        fields: Facts for the sentence (numbers of other rows and the like).
    """

    sheet: str
    row: int
    column: str
    value: str = field(repr=False)
    code: Code
    fields: dict[str, str | int] = field(default_factory=dict)


class BadCell(Exception):
    """A cell cannot be used. Turned into a ``Problem`` by whoever knows where it stands.

    Args:
        code: What is wrong.
        fields: Facts for the sentence.
    """

    def __init__(self, code: Code, **fields: str | int) -> None:
        self.code = code
        self.fields = fields
        super().__init__(code.value)


class PlanChanged(Conflict):
    """The roster changed since it was previewed: it has to be shown again."""

    code = "roster-plan-changed"

"""What one cell says. Pure functions: a value in, a fact out, ``BadCell`` when it cannot be told without guessing."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from services import phones
from services.names import PartialDate
from services.roster.codes import BadCell, Code
from services.roster.vocabulary import squeezed, vocabulary
from services.sheets import FORMULA_STARTS

#: What a spreadsheet cell may hold.
Value = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

#: Years a member of today may have been born in or admitted in.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
#: Day numbers of spreadsheets, 1927 to 2064: no year, no year and month has five digits.
_SERIAL_FIRST, _SERIAL_LAST = 10_000, 60_000
_JANUARY_OR_OCTOBER = 1

_NAME_LENGTH = 40
_MOBILE_DIGITS = 11
_EXACT_FLOAT = 10**15

_SPLIT_DATE = re.compile(r"(\d{4})[年./\-\\、](\d{1,2})(?:[月./\-\\、](\d{1,2})?[日号]?|月)?\Z")
_PACKED_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})?\Z")
_MIDNIGHT = re.compile(r"\D00?:00(?::00(?:\.0+)?)?\Z")
_YEAR_AND_DIGIT = re.compile(r"(\d{4})\.(\d)\Z")
#: Region codes begin with 1 to 8; a telephone number with 00 86 has fifteen digits too.
_ID_NUMBER = re.compile(r"(?<!\d)(?:[1-8]\d{16}[\dXx]|[1-8]\d{14})(?!\d)")
_ERROR_VALUE = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)\Z")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+\Z", re.IGNORECASE)
#: The dot inside the names of some nationalities, as input methods write it.
_DOT = re.compile(r"(?<=[㐀-鿿])\s*[•‧∙⋅・․｡.．﹒●·]\s*(?=[㐀-鿿])")
_GAP = re.compile(r"(?<=[㐀-鿿])\s+|\s+(?=[㐀-鿿])")


@dataclass(frozen=True)
class Cell:
    """One cell as the reader hands it on.

    Attributes:
        value: What it holds; for a formula its last computed result.
        formula: Whether it is a formula.
        month_only: A date shown as year and month only.
        loose: The cell has no types (a text file): ``1981.1`` may have been ``1981.10``.
        epoch_1904: Day numbers count from 1904.
        source: The formula itself, for showing it to people.
    """

    value: Value = None
    formula: bool = False
    month_only: bool = False
    loose: bool = False
    epoch_1904: bool = False
    source: str | None = None


def shown(value: Value) -> str:
    """A cell's value for people: one line, no trailing ``.0``, never an identity-card number."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_FLOAT:
        value = int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    text = " ".join(str(value).split())
    return "…" if looks_like_id_number(value) else text[:80]


def looks_like_id_number(value: Value) -> bool:
    """Whether a cell holds an identity-card number, also one that a spreadsheet has rounded."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return value == value and 10**14 <= abs(value) < 10**18  # noqa: PLR0124 - NaN is the one unlike itself
    return isinstance(value, str) and bool(_ID_NUMBER.search(squeezed(value)))


def text_of(cell: Cell, limit: int | None = None) -> str | None:
    """A text with one space where there was white space; None when the cell is blank or says "none".

    Args:
        cell: The cell.
        limit: Most characters.

    Raises:
        BadCell: An identity-card number, an error value, a formula that was never computed, or too long.
    """
    value = cell.value
    if looks_like_id_number(value):
        raise BadCell(Code.ID_NUMBER)
    if value is None:
        if cell.formula:
            raise BadCell(Code.FORMULA_EMPTY)
        return None
    text = " ".join(unicodedata.normalize("NFC", shown(value) if not isinstance(value, str) else value).split())
    text = "".join(ch for ch in text if unicodedata.category(ch) not in ("Cc", "Cf", "Co", "Cs"))
    if _ERROR_VALUE.match(text.upper()):
        raise BadCell(Code.CELL_ERROR)
    if vocabulary().is_blank(text):
        return None
    if text.startswith("="):
        raise BadCell(Code.TEXT_FORMULA)
    if limit is not None and len(text) > limit:
        raise BadCell(Code.TOO_LONG, limit=limit)
    return text


def organisation_name(cell: Cell, limit: int) -> str | None:
    """The name of an organisation: white space is a slip of the hand in it.

    Raises:
        BadCell: See ``text_of``.
    """
    text = text_of(cell)
    if text is None:
        return None
    name = "".join(text.split())
    if len(name) > limit:
        raise BadCell(Code.TOO_LONG, limit=limit)
    return name


def person_name(cell: Cell) -> str:
    """A person's name: ``张　三`` is 张三, the dot of ``阿依古丽•买买提`` has one form, Latin names keep their spaces.

    Raises:
        BadCell: Missing, a formula, too long, or with digits in it.
    """
    value = cell.value
    if cell.formula or (isinstance(value, str) and squeezed(value).startswith(FORMULA_STARTS)):
        if isinstance(value, str) and not cell.formula and vocabulary().is_blank(value):
            raise BadCell(Code.NAME_MISSING)
        raise BadCell(Code.NAME_FORMULA)
    text = text_of(cell)
    if text is None:
        raise BadCell(Code.NAME_MISSING)
    name = _DOT.sub("·", _GAP.sub("", unicodedata.normalize("NFKC", text)))
    if len(name) > _NAME_LENGTH:
        raise BadCell(Code.TOO_LONG, limit=_NAME_LENGTH)
    if any(ch.isdigit() for ch in name) or not any(ch.isalpha() for ch in name):
        raise BadCell(Code.NAME_ODD)
    return name


def date_of(cell: Cell) -> PartialDate | None:
    """A date with the day where it is written; None when blank.

    Raises:
        BadCell: It is no date, or may be two (the number 1981.1 is January or October).
    """
    value = cell.value
    if isinstance(value, dt.datetime | dt.date):
        return _from_date(value, month_only=cell.month_only)
    if isinstance(value, bool | dt.time | dt.timedelta):
        raise BadCell(Code.DATE_UNREADABLE)
    if isinstance(value, int | float):
        return _from_number(value, epoch_1904=cell.epoch_1904)
    text = text_of(cell)
    return None if text is None else _from_text(text, loose=cell.loose)


def _checked(year: int, month: int, day: int = 0) -> PartialDate:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadCell(Code.DATE_UNREADABLE)
    try:
        return PartialDate(year, month, day)
    except ValueError:
        raise BadCell(Code.DATE_UNREADABLE) from None


def _from_date(value: dt.date, *, month_only: bool) -> PartialDate:
    # Typed as "1998.7", kept by the spreadsheet as the 1st, shown without a day.
    return _checked(value.year, value.month, 0 if month_only and value.day == 1 else value.day)


def _from_number(value: float, *, epoch_1904: bool) -> PartialDate:
    if value != value or abs(value) >= _EXACT_FLOAT:  # noqa: PLR0124 - NaN is the one unlike itself
        raise BadCell(Code.DATE_UNREADABLE)
    if float(value).is_integer():
        number = int(value)
        if _SERIAL_FIRST <= number <= _SERIAL_LAST:
            start = dt.date(1904, 1, 1) if epoch_1904 else dt.date(1899, 12, 30)
            return _from_date(start + dt.timedelta(days=number), month_only=False)
        return _from_text(str(number), loose=False)
    year, fraction = f"{value:.4f}".split(".")
    digits = fraction.rstrip("0")
    if digits == str(_JANUARY_OR_OCTOBER):
        raise BadCell(Code.DATE_AMBIGUOUS, year=year)
    if len(digits) not in (1, 2):  # 1998.0715 is no way anybody writes a date
        raise BadCell(Code.DATE_UNREADABLE)
    return _checked(int(year), int(digits))


def _from_text(text: str, *, loose: bool) -> PartialDate:
    plain = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip())
    plain = "".join(plain.split()).rstrip(".-/、")
    if packed := _PACKED_DATE.match(plain):
        return _checked(int(packed[1]), int(packed[2]), int(packed[3] or 0))
    if loose and (short := _YEAR_AND_DIGIT.match(plain)) and int(short[2]) == _JANUARY_OR_OCTOBER:
        raise BadCell(Code.DATE_AMBIGUOUS, year=short[1])
    found = _SPLIT_DATE.match(plain)
    if not found:
        raise BadCell(Code.DATE_UNREADABLE)
    # "00" for an unknown day is a date without a day.
    return _checked(int(found[1]), int(found[2]), int(found[3] or 0))


def phone_of(cell: Cell) -> str | None:
    """A telephone number in its normal form; None when blank.

    Raises:
        BadCell: Not a number of a telephone, or two of them in one cell.
    """
    value = cell.value
    if looks_like_id_number(value):
        raise BadCell(Code.ID_NUMBER)
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        raise BadCell(Code.PHONE_DIGITS)
    if isinstance(value, float):
        if not value.is_integer():
            raise BadCell(Code.PHONE_DIGITS)
        value = int(value)
    text = text_of(Cell(str(value) if isinstance(value, int) else value, formula=cell.formula))
    if text is None:
        return None
    plain = unicodedata.normalize("NFKC", text)
    if _SCIENTIFIC.match("".join(plain.split())):
        raise BadCell(Code.PHONE_LOST_DIGITS)
    digits = sum(ch.isdecimal() for ch in plain)
    if digits >= 2 * _MOBILE_DIGITS - 1 or (digits > _MOBILE_DIGITS and re.search(r"[、,;/或]", plain)):
        raise BadCell(Code.PHONE_TWO)
    number = phones.normal(plain)
    if number is None or not _is_whole(number, abroad=plain.startswith(("+", "00"))):
        raise BadCell(Code.PHONE_DIGITS, digits=digits)
    return number


def _is_whole(number: str, *, abroad: bool) -> bool:
    """Whether a normal number can be dialled from anywhere: a mobile, a fixed line with its area, one abroad."""
    if number.startswith("+"):
        return abroad  # without the sign, twelve digits are a slip of the hand
    return bool(re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}", number))

"""The declarative base and the column types every model uses."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

#: Stable constraint names, so that migrations can name what they change on both databases.
NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: 64-bit keys; SQLite only numbers rows by itself for its own INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Every model's base."""

    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[dt.datetime]):
    """A moment: aware in, UTC in the table, aware UTC out. SQLite forgets zones; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Convert to UTC.

        Raises:
            ValueError: The value has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime may not be stored")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give the moment back in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


_PARTIAL = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?\Z")


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date as rosters know it: year and month, and the day where it was written.

    Attributes:
        year: Four digits.
        month: 1 to 12.
        day: 1 to 31, or 0 where only the month is known.
    """

    year: int
    month: int
    day: int = 0

    def __post_init__(self) -> None:
        dt.date(self.year, self.month, self.day or 1)

    def __str__(self) -> str:
        text = f"{self.year:04d}-{self.month:02d}"
        return f"{text}-{self.day:02d}" if self.day else text

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``YYYY-MM`` or ``YYYY-MM-DD``.

        Raises:
            ValueError: The text is neither, or there is no such day.
        """
        match = _PARTIAL.match(text)
        if not match:
            raise ValueError(f"not a date: {text!r}")
        return cls(int(match[1]), int(match[2]), int(match[3] or 0))

    @property
    def first_day(self) -> dt.date:
        """The day itself, or the first of the month."""
        return dt.date(self.year, self.month, self.day or 1)


class PartialDateType(TypeDecorator[PartialDate]):
    """``PartialDate`` as ISO 8601 text of reduced precision; it sorts as text."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: PartialDate | None, dialect: Dialect) -> str | None:
        """Write the ISO text."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        """Read the ISO text."""
        del dialect
        return None if value is None else PartialDate.parse(value)


class _Places(TypeDecorator[Decimal]):
    """``Decimal`` with a fixed number of places, stored as a whole number of the smallest. SQLite has no decimals."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = BigInteger
    cache_ok = True
    places: ClassVar[int]

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Write a whole number.

        Raises:
            ValueError: The value has more places.
        """
        del dialect
        if value is None:
            return None
        whole = value * 10**self.places
        if whole != int(whole):
            raise ValueError(f"{value} has more than {self.places} decimal places")
        return int(whole)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Read it back, with all its places."""
        del dialect
        return None if value is None else Decimal(value).scaleb(-self.places)


class Tenths(_Places):
    """Hours and credits: one place."""

    impl = Integer
    cache_ok = True
    places = 1

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Read it back as it is written for people: two hours are 2, not 2.0."""
        del dialect
        return None if value is None else Decimal(value) / 10


class Fen(_Places):
    """Yuan: two places."""

    cache_ok = True
    places = 2


class Hundredths(_Places):
    """Hours and credits of the ledgers: two places (half an hour at half a credit is a quarter)."""

    cache_ok = True
    places = 2


def named(enumeration: type[StrEnum]) -> Enum:
    """A text column that the database itself limits to the enumeration's names (CHECK)."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", enumeration.__name__).lower()

    def values(members: Any) -> list[str]:
        return [member.value for member in members]

    return Enum(enumeration, name=name, native_enum=False, create_constraint=True, length=32, values_callable=values)

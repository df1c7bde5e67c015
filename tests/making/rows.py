"""A row for every table of a schema, found by trying what the table takes; each text says where it stands.

Nothing is known of features here, so a table that comes tomorrow is filled as well.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Time,
    inspect,
    text,
)
from sqlalchemy.exc import IntegrityError

Row = dict[str, Any]
_TRIES = 6_000
_DAYS = [dt.date(2026, month, 3) for month in (1, 6, 11, 12)]
_TIMES = [dt.datetime.combine(day, dt.time(1, 30)) for day in _DAYS]  # without a zone, as SQLite keeps them
_NUMBERS = [0, 1, 2, 3, 5, 7, 12, 20, 60, 100, 202611, 202612, 2026]
_LISTED = re.compile(r"'((?:[^']|'')*)'")


class NoRow(AssertionError):
    """Nothing that was tried was taken."""


def text_of(mark: str, table: str, column: str) -> str:
    """What stands in a text of a row."""
    return f"{mark}{table}.{column}"


class Filler:
    """Fills the tables of one SQLite database, in the order of their references.

    Args:
        connection: Of a database that has the schema.
        given: Values that are not free to choose, by table and column.
        mark: Begins every text that is free to choose, where it has the room.
        plain: Columns (``table.column``) whose texts are without the mark.

    Attributes:
        rows: The row of each table.
    """

    def __init__(
        self,
        connection: Connection,
        given: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        mark: str = "印记",
        plain: Collection[str] = (),
    ) -> None:
        self._connection = connection
        self._given = given or {}
        self._mark = mark
        self._plain = plain
        self._dice = random.Random(20261122)
        self._checks = self._lists()
        self.rows: dict[str, Row] = {}
        self.metadata = MetaData()
        self.metadata.reflect(connection)

    def take_over(self) -> None:
        """Know the rows that are there already, those of earlier versions of the schema."""
        for table in self.metadata.sorted_tables:
            row = self._connection.execute(table.select().order_by(*table.primary_key).limit(1)).mappings().first()
            if row is not None:
                self.rows[table.name] = dict(row)

    def _lists(self) -> dict[tuple[str, str], list[str]]:
        """The values a CHECK lists for a column."""
        found: dict[tuple[str, str], list[str]] = {}
        looking = inspect(self._connection)
        for table in looking.get_table_names():
            for check in looking.get_check_constraints(table):
                match = re.fullmatch(r'"?(\w+)"? IN \((.+)\)', str(check["sqltext"]), re.DOTALL)
                if match is not None:
                    found[table, match[1]] = _LISTED.findall(match[2])
        return found

    def fill(self) -> None:
        """A row for each table that has none.

        Raises:
            NoRow: A table took nothing that was tried.
        """
        for table in self.metadata.sorted_tables:
            if table.name != "alembic_version" and table.name not in self.rows:
                self._fill(table)

    def _fill(self, table: Table) -> None:
        last: Exception | None = None
        for number in range(_TRIES):
            row = self._row(table, full=number == 0)
            try:
                with self._connection.begin_nested():
                    self._connection.execute(table.insert(), row)
            except IntegrityError as error:
                last = error
                continue
            self.rows[table.name] = row
            if table.name == "organisations":  # some rows are about two of them
                self._connection.execute(table.insert(), self._other(row))
            return
        raise NoRow(f"{table.name}: {last}")

    @staticmethod
    def _other(row: Row) -> Row:
        empty = {name: None for name in row if name.startswith("contact_")}
        return row | empty | {"id": 2, "parent_id": None, "path": "/2/", "name": "另一个党支部"}

    def _row(self, table: Table, *, full: bool) -> Row:
        given = self._given.get(table.name, {})
        return {
            column.name: given[column.name] if column.name in given else self._value(table, column, full=full)
            for column in table.columns
        }

    def _text(self, table: Table, column: Column[Any]) -> str:
        mark = "" if f"{table.name}.{column.name}" in self._plain else self._mark
        return text_of(mark, table.name, column.name)

    def _value(self, table: Table, column: Column[Any], *, full: bool) -> Any:
        if column.nullable and not full and self._dice.random() < 0.4:
            return None
        for key in column.foreign_keys:
            if key.column.table.name == table.name:
                return None if column.nullable else 1
            if column.name == "asked_id":
                return 2
            return self.rows[key.column.table.name][key.column.name]
        listed = self._checks.get((table.name, column.name))
        if listed:
            return self._dice.choice(listed)
        return self._free(table, column)

    def _free(self, table: Table, column: Column[Any]) -> Any:  # noqa: PLR0911 - one line a type
        kind, dice = column.type, self._dice
        if isinstance(kind, Boolean):
            return dice.random() < 0.5
        if isinstance(kind, DateTime):
            return dice.choice(_TIMES)
        if isinstance(kind, Date):
            return dice.choice(_DAYS)
        if isinstance(kind, Time):
            return dt.time(dice.choice((7, 21)), 30)
        if isinstance(kind, JSON):
            return {"key": "test", "vars": {"words": self._text(table, column)}, "buttons": []}
        if isinstance(kind, LargeBinary):
            return text_of("", table.name, column.name).encode()  # sealed, or given
        if isinstance(kind, String):
            size = kind.length or 100
            return self._text(table, column)[:size] if size > 10 else "2019-07"[:size]
        if isinstance(kind, Integer | BigInteger):
            return 1 if column.primary_key else dice.choice(_NUMBERS)
        if isinstance(kind, Float | Numeric):
            return dice.choice(_NUMBERS)
        raise TypeError(f"{table.name}.{column.name}: {kind!r}")


def pour(connection: Connection, rows: Mapping[str, Row]) -> None:
    """Write a filler's rows into another database of the same schema, SQLite or PostgreSQL."""
    there = MetaData()
    there.reflect(connection)
    for target in there.sorted_tables:
        row = rows.get(target.name)
        if row is None:
            continue
        for one in (row, Filler._other(row)) if target.name == "organisations" else (row,):
            connection.execute(target.insert(), {name: _for(target.columns[name], one[name]) for name in one})
        if connection.dialect.name == "postgresql" and "id" in target.columns:
            _go_on(connection, target.name)


def _for(column: Column[Any], value: Any) -> Any:
    if isinstance(value, dt.datetime) and getattr(column.type, "timezone", False):
        return value.replace(tzinfo=dt.UTC)
    return value


def _go_on(connection: Connection, table: str) -> None:
    """Let a sequence go on behind what was written."""
    connection.execute(
        text("SELECT setval(name, 1000) FROM pg_get_serial_sequence(:table, 'id') AS name WHERE name IS NOT NULL"),
        {"table": table},
    )

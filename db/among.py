"""Many ids, many pairs of an id and a value, or many rows, as one parameter.

The library writes a placeholder for each id and builds the text anew for every length; an update of many rows it binds
row by row. For a crowd of some hundred, either costs more than the statement itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    String,
    bindparam,
    column,
    literal_column,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Ids(TypeDecorator[Any]):
    """Whole numbers: an array on PostgreSQL, a JSON text on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(ARRAY(BigInteger()))
        return dialect.type_descriptor(String())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """The list as the database takes it."""
        return value if dialect.name == "postgresql" else orjson.dumps(value).decode()


class _Texts(_Ids):
    """Texts: an array on PostgreSQL, a JSON text on SQLite."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(ARRAY(String()))
        return dialect.type_descriptor(String())


class _Among(FunctionElement[bool]):
    """A column and its ids; written by the functions below."""

    name = "among"
    inherit_cache = True
    type = Boolean()
    # It is a condition as it stands. Where a database has no booleans the library would write ``… = 1`` behind it, and
    # SQLite would then look at every row instead of at the index.
    _is_implicitly_boolean = True


@compiles(_Among, "sqlite")
def _sqlite(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, ids = (compiler.process(one, **kwargs) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - the compiler's own text, no values


@compiles(_Among, "postgresql")
def _postgresql(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, ids = (compiler.process(one, **kwargs) for one in element.clauses)
    return f"{column} = ANY ({ids})"


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether a column's whole number is one of some.

    Args:
        column: The column.
        ids: Any number of them; none is never true.
    """
    return _Among(column, bindparam(None, sorted(ids), type_=_Ids(), unique=True))


def among_texts(column: Any, texts: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column's text is one of some.

    Args:
        column: The column.
        texts: Any number of them; none is never true.
    """
    return _Among(column, bindparam(None, sorted(texts), type_=_Texts(), unique=True))


def among_given(column: Any, name: str) -> ColumnElement[bool]:
    """The same for a statement that is written once: the ids come with its execution, as a list.

    Args:
        column: The column.
        name: Of the parameter.
    """
    return _Among(column, bindparam(name, type_=_Ids()))


def among_given_texts(column: Any, name: str) -> ColumnElement[bool]:
    """The same for texts."""
    return _Among(column, bindparam(name, type_=_Texts()))


class _Pairs(FunctionElement[Any]):
    """A table of ids and values; written by the functions below."""

    name = "pairs"
    inherit_cache = True


@compiles(_Pairs, "sqlite")
def _sqlite_pairs(element: _Pairs, compiler: SQLCompiler, **kwargs: Any) -> str:
    said = compiler.process(element.clauses, **kwargs)
    parts = "json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS value"
    return f"(SELECT {parts} FROM json_each({said}))"  # noqa: S608 - the compiler's own text, no values


@compiles(_Pairs, "postgresql")
def _postgresql_pairs(element: _Pairs, compiler: SQLCompiler, **kwargs: Any) -> str:
    said = compiler.process(element.clauses, **kwargs)
    parts = "CAST(pair ->> 0 AS BIGINT) AS id, pair ->> 1 AS value"
    return f"(SELECT {parts} FROM json_array_elements(CAST({said} AS JSON)) AS pair)"  # noqa: S608 - as above


class _AsJson(FunctionElement[Any]):
    """The text of a pair's value as a value of a JSON column; written by the functions below."""

    name = "as_json"
    inherit_cache = True
    type = JSON()


@compiles(_AsJson, "sqlite")
def _sqlite_json(element: _AsJson, compiler: SQLCompiler, **kwargs: Any) -> str:
    return compiler.process(element.clauses, **kwargs)


@compiles(_AsJson, "postgresql")
def _postgresql_json(element: _AsJson, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kwargs)} AS JSON)"


def pairs(name: str) -> TableValuedAlias:
    """A table with the columns ``id`` and ``value``, filled from the parameter of this name: ``said`` writes it."""
    return _Pairs(bindparam(name, type_=String())).table_valued(column("id", BigInteger()), column("value", String()))


def as_json(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A pair's value, a list or an object, for a JSON column."""
    return _AsJson(value)


def said(values: Iterable[tuple[int, Any]]) -> str:
    """Pairs as the parameter of ``pairs``."""
    return orjson.dumps(list(values)).decode()


class _Packed(TypeDecorator[Any]):
    """Rows as a JSON text; moments as the database reads them."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """The rows as the database takes them."""
        moment = _local if dialect.name == "sqlite" else dt.datetime.isoformat
        return orjson.dumps(value, default=moment, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def _local(moment: dt.datetime) -> str:
    """As the library writes it on SQLite, where ``db.base.UTCDateTime`` leaves the zone away."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


class _Rows(FunctionElement[Any]):
    """A table of rows; its columns are clauses too, so that other columns are another statement."""

    name = "rows"
    inherit_cache = True


@compiles(_Rows, "sqlite")
def _sqlite_rows(element: _Rows, compiler: SQLCompiler, **kwargs: Any) -> str:
    packed, *columns = element.clauses
    names = [str(one).partition(" ")[0] for one in columns]
    parts = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in names)
    return f"(SELECT {parts} FROM json_each({compiler.process(packed, **kwargs)}))"  # noqa: S608 - no values


@compiles(_Rows, "postgresql")
def _postgresql_rows(element: _Rows, compiler: SQLCompiler, **kwargs: Any) -> str:
    packed, *columns = element.clauses
    said = compiler.process(packed, **kwargs)
    shape = ", ".join(str(one) for one in columns)
    return f"(SELECT * FROM json_to_recordset(CAST({said} AS JSON)) AS packed({shape}))"  # noqa: S608 - no values


def rows(name: str, *columns: Column[Any]) -> TableValuedAlias:
    """A table with the same columns as these, filled from the parameter of this name: a list of mappings.

    To be called when every model is there: a foreign key has the type of what it refers to.

    Args:
        name: Of the parameter.
        columns: Of the tables that will take the values: whole numbers, texts, booleans, JSON, floats and moments.
    """
    shape: list[ColumnElement[Any]] = [
        literal_column(f"{one.name} {one.type.compile(dialect=_POSTGRESQL)}") for one in columns
    ]
    packed = _Rows(bindparam(name, type_=_Packed()), *shape)
    return packed.table_valued(*(column(one.name, one.type) for one in columns))


_POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # the library does not say

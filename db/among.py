"""``column in these ids`` as one parameter, however many they are.

The library writes a placeholder for each id and builds the text anew for every length: for a crowd of some hundred ids,
that costs more than the query itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import BigInteger, Boolean, ColumnElement, Dialect, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
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


class _Among(FunctionElement[bool]):
    """A column and its ids; written by the functions below."""

    name = "among"
    inherit_cache = True
    type = Boolean()


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

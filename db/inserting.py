"""Inserts that may meet a row that is there already: both databases can, each with a statement of its own."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import Base


def insert_into(session: AsyncSession, table: type[Base] | Table) -> postgresql.Insert:
    """An insert that takes ``on_conflict_do_nothing`` and ``on_conflict_do_update``, for the session's database."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return cast("postgresql.Insert", insert(table))  # the two are asked alike

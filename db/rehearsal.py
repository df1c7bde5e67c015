"""A rehearsal: a copy of everything in temporary tables of one connection, which all code takes for the database.

Temporary tables hide those of the same name, on SQLite and on PostgreSQL. So planners and the delivery can run for
real, for months of a pretended time, while nothing is stored and no row that the running bot needs is locked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import ForeignKeyConstraint, MetaData, Select, Table, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.schema import CreateIndex, CreateTable

from db import models  # noqa: F401 - every table must be known
from db.audit import AuditEntry
from db.base import Base
from db.outbox import OutboxMessage
from db.session import Database

#: What ended longer ago than this no planner asks for any more.
_HISTORY = dt.timedelta(days=70)


class Rehearsal(Database):
    """The database as its own copy. Every transaction is part of one that is rolled back in the end."""

    def __init__(self, connection: AsyncConnection, original: Database) -> None:
        # Not the parent's: nothing is opened, the connection is another's.
        self.url = original.url
        self.is_sqlite = original.is_sqlite
        self._connection = connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One writing transaction; kept for the rest of the rehearsal when the block ends, undone when it raises."""
        async with self._session() as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One reading transaction."""
        async with self._session() as session:
            try:
                yield session
            finally:
                await session.rollback()

    async def close(self) -> None:
        """Nothing: the connection is closed by whoever opened the rehearsal."""

    def _session(self) -> AsyncSession:
        return AsyncSession(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint")


@asynccontextmanager
async def rehearsal(database: Database, now: dt.datetime) -> AsyncIterator[Rehearsal]:
    """A rehearsal on a database, for as long as the block lasts.

    Args:
        database: The original; it is only read.
        now: From when on time is pretended; older history is left out.
    """
    async with database.reading.connect() as connection:
        transaction = await connection.begin()
        try:
            await _copy(connection, database, now)
            if database.is_sqlite:
                # While its tables are not committed, SQLite reads every definition anew after each savepoint that is
                # undone: that was most of the time of a rehearsal.
                await transaction.commit()
                transaction = await connection.begin()
            yield Rehearsal(connection, database)
        finally:
            await transaction.rollback()
            if database.is_sqlite:
                await connection.invalidate()  # its temporary tables go with it


async def _copy(connection: AsyncConnection, database: Database, now: dt.datetime) -> None:
    schema = "main" if database.is_sqlite else await connection.scalar(text("SELECT current_schema()"))
    shadows = _without_foreign_keys()
    for name, original in Base.metadata.tables.items():
        shadow = shadows.tables[name]
        await connection.execute(CreateTable(shadow))
        for index in shadow.indexes:
            await connection.execute(CreateIndex(index))
        source = original.to_metadata(MetaData(), schema=schema)
        rows = _recent(source, now)
        await connection.execute(shadow.insert().from_select([column.name for column in source.columns], rows))
        if not database.is_sqlite:
            await _number_on(connection, shadow)


def _without_foreign_keys() -> MetaData:
    """The tables as temporary ones: a temporary table may refer to no other kind."""
    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        copy = table.to_metadata(metadata)
        copy._prefixes = ["TEMPORARY"]  # noqa: SLF001 - the public parameter exists for new tables only
        for constraint in list(copy.constraints):
            if isinstance(constraint, ForeignKeyConstraint):
                copy.constraints.remove(constraint)
    return metadata


def _recent(source: Table, now: dt.datetime) -> Select[tuple[object, ...]]:
    query = select(*source.columns)
    if source.name == OutboxMessage.__tablename__:
        unfinished = literal_column("state").in_(("QUEUED", "SENDING", "UNKNOWN"))
        return query.where(unfinished | (source.c.due_at >= now - _HISTORY))
    if source.name == AuditEntry.__tablename__:
        # The chain goes on from its last link.
        return query.where(source.c.id == select(func.max(source.c.id)).scalar_subquery())
    return query


async def _number_on(connection: AsyncConnection, shadow: Table) -> None:
    """Let the copy's own numbering go on after the last row."""
    if "id" not in shadow.c:
        return
    sequence = await connection.scalar(text(f"SELECT pg_get_serial_sequence('pg_temp.{shadow.name}', 'id')"))
    if sequence is not None:
        highest = await connection.scalar(select(func.max(shadow.c.id)))
        await connection.execute(
            text("SELECT setval(:sequence, :following, false)"),
            {"sequence": sequence, "following": (highest or 0) + 1},
        )

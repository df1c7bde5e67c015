"""A SQLite connection that goes to its thread once a statement.

The driver runs everything in a thread of the connection, and goes there four times for a statement: to open a cursor,
to execute, to fetch, to close. Each time costs more than most of our statements do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager

#: Rows fetched together with the execution; what lies beyond is fetched when it is asked for.
_AHEAD = 1_000


class _Cursor(aiosqlite.Cursor):
    """Executes and fetches in one go; opening and closing it is no work for a thread."""

    def __init__(self, connection: aiosqlite.Connection, cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._rows: list[Any] = []
        self._under_way = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> aiosqlite.Cursor:
        def run() -> None:
            self._cursor.execute(sql, () if parameters is None else parameters)  # type: ignore[arg-type] # the driver takes less than it says
            self._rows = self._cursor.fetchmany(_AHEAD) if self._cursor.description else []

        self._under_way = True
        await self._execute(run)  # type: ignore[no-untyped-call] # the driver does not say
        self._under_way = False
        return self

    async def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else await super().fetchone()

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = self.arraysize if size is None else size
        rows, self._rows = self._rows[:wanted], self._rows[wanted:]
        if len(rows) < wanted:
            rows += await super().fetchmany(wanted - len(rows))
        return rows

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        if len(rows) >= _AHEAD:
            rows += await super().fetchall()
        return rows

    async def close(self) -> None:
        if self._under_way:  # whoever waited was cancelled, or it failed: the thread may still be at it
            await super().close()
        else:
            self._cursor.close()


class _Connection(aiosqlite.Connection):
    """A connection with such cursors."""

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        return _Cursor(self, self._conn.cursor())


async def connect(path: str, *, wait: float, statements: int) -> aiosqlite.Connection:
    """Open a connection.

    Args:
        path: The file.
        wait: Seconds to wait for another writer.
        statements: How many it keeps prepared, about 6 KB each.
    """
    # Between two trips to the thread the event loop touches the connection, never both at once.
    connector = partial(sqlite3.connect, path, timeout=wait, check_same_thread=False, cached_statements=statements)
    opened = _Connection(connector, iter_chunk_size=64)
    opened._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does itself: a connection left open must not keep us alive
    return await opened

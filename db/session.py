"""Engines and sessions: one writing engine, one reading engine, on SQLite or PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from db import sqlite_driver
from db.statements import Statements
from db.trouble import TROUBLES, Trouble, ill_by

#: Seconds a SQLite connection waits for another writer before it gives up.
SQLITE_BUSY_SECONDS = 30
#: What a reading SQLite connection may keep of the database, KiB. It forgets all of it whenever somebody has written.
_READER_CACHE_KIB = 128
#: Statements a SQLite connection keeps prepared, 6 KB each. Readers are ten; one that lacks it takes 27 microseconds.
_WRITER_STATEMENTS, _READER_STATEMENTS = 128, 64
#: Rows that one INSERT ... RETURNING takes on SQLite. Each number of rows is a text of its own that the connection
#: keeps prepared, and one of a thousand rows is half a megabyte; smaller ones take no longer.
_ROWS_A_STATEMENT = 100


def normal_url(url: str) -> URL:
    """The address with the asynchronous driver named (``sqlite:``, ``postgresql:``, ``postgres:`` are understood).

    Raises:
        ValueError: The address is for another database.
    """
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(f"unsupported database: {backend}")


def json_text(value: Any) -> str:
    """A JSON value as every database here stores it."""
    return orjson.dumps(value).decode()


def _from_json(stored: Any) -> Any:
    # SQLite keeps a JSON number as a number.
    return stored if isinstance(stored, int | float) else orjson.loads(stored)


class Database:
    """Where everything is stored.

    ``write()`` opens one transaction that commits at its end; on SQLite it begins with ``BEGIN IMMEDIATE``, because the
    driver's default lost 18 of 20 concurrent read-then-write updates without an error. ``read()`` never writes.

    Attributes:
        url: The normalised address.
        is_sqlite: Whether it is SQLite.
        trouble: What keeps it from taking writes, until somebody finds that it does again (``services.health``).
        probed: Whether somebody is trying.
    """

    trouble: Trouble | None = None
    probed: bool = False

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = normal_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self._statements = Statements()
        self._writing = self._engine(immediate=True, pool_size=pool_size)
        self._reading = self._engine(immediate=False, pool_size=pool_size)
        self._writer = async_sessionmaker(self._writing, expire_on_commit=False)
        self._reader = async_sessionmaker(self._reading, expire_on_commit=False)

    def _engine(self, *, immediate: bool, pool_size: int) -> AsyncEngine:
        if not self.is_sqlite:
            return create_async_engine(
                self.url,
                pool_size=pool_size,
                max_overflow=0,
                pool_pre_ping=True,
                execution_options={"compiled_cache": self._statements},
                hide_parameters=True,
                json_serializer=json_text,
                json_deserializer=_from_json,
            )
        engine = create_async_engine(
            self.url,
            # Writers queue here rather than in SQLite's busy loop, which is unfair and polls.
            pool_size=1 if immediate else pool_size,
            max_overflow=0,
            # The connection that was given back last is taken first: each has a thread and a cache of its own, and what
            # a quiet hour does not need stays small.
            pool_use_lifo=True,
            pool_timeout=SQLITE_BUSY_SECONDS,
            async_creator=partial(
                sqlite_driver.connect,
                self.url.database or ":memory:",
                wait=SQLITE_BUSY_SECONDS,
                statements=_WRITER_STATEMENTS if immediate else _READER_STATEMENTS,
            ),
            execution_options={"compiled_cache": self._statements},
            insertmanyvalues_page_size=_ROWS_A_STATEMENT,
            # An error that ends in a log shows the statement, not the names and numbers it was about.
            hide_parameters=True,
            json_serializer=json_text,
            json_deserializer=_from_json,
        )

        @event.listens_for(engine.sync_engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # we say BEGIN ourselves
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            # NORMAL would lose acknowledged taps at a power loss.
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
            if not immediate:
                cursor.execute(f"PRAGMA cache_size=-{_READER_CACHE_KIB}")
            cursor.close()

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

        return engine

    @property
    def name(self) -> str:
        """Names the database on this machine, without the password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and backups."""
        return self._writing

    @property
    def reading(self) -> AsyncEngine:
        """The reading engine, for rehearsals."""
        return self._reading

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One writing transaction: committed when the block ends, rolled back when it raises."""
        try:
            async with self._writer() as session, session.begin():
                yield session
        except TROUBLES as error:
            since = self.trouble.since if self.trouble is not None else time.monotonic()
            self.trouble = Trouble(ill_by(error), since)
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One reading transaction; whatever was changed in it is rolled back."""
        async with self._reader() as session:
            try:
                yield session
            finally:
                session.expunge_all()  # what was read stays readable; a rollback would empty it
                await session.rollback()

    async def close(self) -> None:
        """Close every connection."""
        await self._writing.dispose()
        await self._reading.dispose()

"""One trip to the thread a statement, and the rows are the same."""

from __future__ import annotations

import asyncio
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.session import Database
from services.house import House

NUMBERS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n ORDER BY i"
)


@pytest.fixture
def database(sqlite_house: House) -> Database:
    return sqlite_house.db


@pytest.mark.parametrize("last", [1, 999, 1_000, 1_001, 2_500])
async def test_every_row_comes_once_and_in_order(database: Database, last: int) -> None:
    async with database.read() as session:
        assert list(await session.scalars(NUMBERS, {"last": last})) == list(range(1, last + 1))
        streamed = await session.stream_scalars(NUMBERS.execution_options(yield_per=300), {"last": last})
        assert [one async for one in streamed] == list(range(1, last + 1))
        one_by_one = await session.stream_scalars(NUMBERS, {"last": last})
        assert [await one_by_one.first()] == [1]


async def test_a_statement_is_one_trip(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    trips = 0
    real = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, fn: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal trips
        trips += 1
        return await real(self, fn, *args, **kwargs)  # type: ignore[no-untyped-call] # the driver does not say

    async with database.read() as session:
        await session.execute(text("SELECT 1"))
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    async with database.read() as session:
        for number in range(3):
            assert await session.scalar(text("SELECT :n"), {"n": number}) == number
    # BEGIN, three statements, ROLLBACK by the session and once more when the pool takes the connection back.
    assert trips == 6


async def test_a_statement_that_failed_or_was_given_up_spoils_nothing(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(OperationalError):
            await session.execute(text("SELECT no_such_column"))
        assert await session.scalar(text("SELECT 1")) == 1
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02), database.read() as session:
                await session.scalar(NUMBERS, {"last": 3_000_000})
        async with database.read() as session:
            assert await session.scalar(text("SELECT 2")) == 2

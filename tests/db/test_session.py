"""Transactions: nothing that was committed is lost, nothing that failed stays."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError

from db.accounts import Account, Tries
from db.session import Database, normal_url
from services.house import House
from tests.factories import make_account
from tests.fixtures.houses import NOW

TASKS = 20


async def test_no_concurrent_update_is_lost(house: House) -> None:
    async with house.db.write() as session:
        account = await make_account(session)
        session.add(Tries(account_id=account.id, what="test", wrong=0, first_at=NOW))

    async def add_one() -> None:
        async with house.db.write() as session:
            # On PostgreSQL a writer that reads first says so; SQLite's BEGIN IMMEDIATE does it for everybody.
            row = await session.get_one(Tries, (account.id, "test"), with_for_update=True)
            seen = row.wrong
            await asyncio.sleep(0)
            row.wrong = seen + 1

    await asyncio.gather(*(add_one() for _ in range(TASKS)))
    async with house.db.read() as session:
        assert (await session.get_one(Tries, (account.id, "test"))).wrong == TASKS


async def test_a_block_that_raises_leaves_nothing(house: House) -> None:
    async def fail() -> None:
        async with house.db.write() as session:
            await make_account(session, "77")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with house.db.read() as session:
        assert (await session.scalars(select(Account))).all() == []


async def test_what_is_changed_while_reading_is_not_kept(house: House) -> None:
    async with house.db.write() as session:
        account = await make_account(session)
    async with house.db.read() as session:
        (await session.get_one(Account, account.id)).language = "en"
        await session.flush()
    async with house.db.read() as session:
        assert (await session.get_one(Account, account.id)).language == "zh-CN"


async def test_foreign_keys_are_checked(house: House) -> None:
    with pytest.raises(IntegrityError):
        async with house.db.write() as session:
            session.add(Tries(account_id=12345, what="test", wrong=0, first_at=NOW))


async def test_moments_come_back_aware_and_naive_ones_are_refused(house: House) -> None:
    shanghai = dt.timezone(dt.timedelta(hours=8))
    moment = dt.datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=shanghai)
    async with house.db.write() as session:
        account = await make_account(session)
        account.consented_at = moment
    async with house.db.read() as session:
        found = (await session.get_one(Account, account.id)).consented_at
    assert found == moment
    assert found is not None
    assert found.tzinfo is dt.UTC
    with pytest.raises(Exception, match="naive"):
        async with house.db.write() as session:
            (await session.get_one(Account, account.id)).consented_at = moment.replace(tzinfo=None)


async def test_errors_do_not_show_what_was_to_be_stored(house: House) -> None:
    async def twice() -> None:
        async with house.db.write() as session:
            await make_account(session, "secret-address")
            await make_account(session, "secret-address")

    with pytest.raises(IntegrityError) as caught:
        await twice()
    assert "secret-address" not in str(caught.value).replace(str(caught.value.orig), "")


@pytest.mark.parametrize(
    ("typed", "driver"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite"),
        ("postgresql://h/n", "postgresql+psycopg"),
        ("postgres://h/n", "postgresql+psycopg"),
        ("postgresql+psycopg://h/n", "postgresql+psycopg"),
    ],
)
def test_addresses_name_the_asynchronous_driver(typed: str, driver: str) -> None:
    assert normal_url(typed).drivername == driver


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        Database("mysql://h/n")


async def test_what_is_committed_to_sqlite_is_on_the_disk(sqlite_url: str) -> None:
    """As the product opens it; test houses do not wait for the disk (``tests.fixtures.engines``)."""
    database = Database(sqlite_url)
    for session_of in (database.write, database.read):
        async with session_of() as session:
            assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
            assert await session.scalar(text("PRAGMA synchronous")) == 2
            assert await session.scalar(text("PRAGMA foreign_keys")) == 1
    await database.close()


async def test_what_the_writer_compiled_the_reader_has(database_url: str) -> None:
    """As the product opens it; test houses share more than that (``tests.fixtures.engines``)."""
    database, seen = Database(database_url), []

    def note(*args: Any) -> None:
        context = args[4]
        if context.compiled is not None:
            seen.append((context.engine, context.cache_hit.name))

    query = select(Tries.wrong, Account.key).join(Account, Account.id == Tries.account_id).order_by(Tries.first_at)
    async with database.write() as session:
        account = await make_account(session)
        session.add(Tries(account_id=account.id, what="test", wrong=3, first_at=NOW))
    for engine in (database.engine, database.reading):
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    for session_of in (database.write, database.read):
        async with session_of() as session:
            assert (await session.execute(query)).all() == [(3, account.key)]
    assert seen == [(database.engine.sync_engine, "CACHE_MISS"), (database.reading.sync_engine, "CACHE_HIT")]
    await database.close()

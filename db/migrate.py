"""Migrations, run from code: ``upgrade`` brings a database to the newest shape, ``pending`` tells what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncConnection

from db.models import metadata
from db.session import Database

_HERE = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


async def upgrade(database: Database, revision: str = "head") -> None:
    """Apply every migration that is missing, up to ``revision``."""
    # One migration at a time: on PostgreSQL two replicas may start at once, SQLite's writer lock does it by itself.
    async with database.engine.connect() as connection, _tables_may_be_rebuilt(database, connection):
        if not database.is_sqlite:
            await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305)")
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))
        if database.is_sqlite and (broken := (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()):
            raise RuntimeError(f"a migration broke {len(broken)} foreign keys")
        await connection.commit()


@asynccontextmanager
async def _tables_may_be_rebuilt(database: Database, connection: AsyncConnection) -> AsyncIterator[None]:
    """SQLite changes a column by copying its table, and dropping the old copy would break what points at it.

    Foreign keys rest meanwhile, which must be said before a transaction begins; the caller checks them all at its end.
    """
    if not database.is_sqlite:
        yield
        return
    raw = (await connection.get_raw_connection()).driver_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    await raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await connection.rollback()
        await raw.execute("PRAGMA foreign_keys=ON")


def head() -> str:
    """The newest revision this code knows."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise RuntimeError("no migrations are shipped")
    return found


async def current(database: Database) -> str | None:
    """The revision the database is at, or None for an empty one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


class Shape(Enum):
    """How a database stands to this program."""

    EMPTY = "empty"
    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"
    FOREIGN = "foreign"


def is_known(revision: str) -> bool:
    """Whether this program ships the revision; one it does not know was made by a newer program."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


async def shape(database: Database) -> Shape:
    """How the database stands to this program; it is not changed. Foreign means: full, and not made by us."""
    revision = await current(database)
    if revision == head():
        return Shape.CURRENT
    if revision is not None:
        return Shape.BEHIND if is_known(revision) else Shape.AHEAD
    async with database.engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return Shape.FOREIGN if set(tables) - {"alembic_version"} else Shape.EMPTY


async def differences(database: Database) -> list[object]:
    """What autogenerate finds between the database and the models; empty when they agree."""

    def compare(sync: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata))

    async with database.engine.connect() as connection:
        return await connection.run_sync(compare)


def write_revision(database: Database, message: str, rev_id: str | None = None) -> None:
    """Write a new migration from the difference between the database and the models (for developers)."""

    async def run() -> None:
        async with database.engine.connect() as connection:
            await connection.run_sync(
                lambda sync: command.revision(_config(sync), message=message, autogenerate=True, rev_id=rev_id)
            )

    asyncio.run(run())

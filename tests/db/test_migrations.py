"""Migrations replayed from empty equal the models, on both databases; they can be taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from db import migrate
from db.models import metadata
from db.session import Database
from tests.fixtures.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The addresses of two empty databases of one kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'one.db'}", f"sqlite:///{tmp_path / 'two.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    urls = server.create(empty=True), server.create(empty=True)
    yield urls
    for url in urls:
        server.drop(url)


@pytest.fixture
async def empty(empty_urls: tuple[str, str]) -> AsyncIterator[tuple[Database, Database]]:
    """Two empty databases of one kind."""
    made = Database(empty_urls[0]), Database(empty_urls[1])
    yield made
    for database in made:
        await database.close()


def _options(found: dict[str, Any]) -> str:
    return str(sorted((key, str(value)) for key, value in found.items()))


def _facts(connection: Connection) -> dict[str, Any]:
    """Everything a database can be asked about its tables, as plain values that compare."""
    inspector = inspect(connection)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column.get("default"))
                for column in inspector.get_columns(table)
            },
            "key": inspector.get_pk_constraint(table),
            "foreign": sorted(map(str, inspector.get_foreign_keys(table))),
            "unique": sorted(map(str, inspector.get_unique_constraints(table))),
            "checks": sorted((one["name"], one["sqltext"]) for one in inspector.get_check_constraints(table)),
            "indexes": sorted(
                (one["name"], tuple(one["column_names"]), one["unique"], _options(one.get("dialect_options", {})))
                for one in inspector.get_indexes(table)
            ),
        }
        for table in sorted(set(inspector.get_table_names()) - {"alembic_version"})
    }


async def _facts_of(database: Database) -> dict[str, Any]:
    async with database.engine.connect() as connection:
        return await connection.run_sync(_facts)


async def test_replayed_migrations_equal_the_models(empty: tuple[Database, Database]) -> None:
    migrated, modelled = empty
    await migrate.upgrade(migrated)
    async with modelled.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    found, wanted = await _facts_of(migrated), await _facts_of(modelled)
    assert found == wanted
    assert set(found) == set(metadata.tables)
    assert any(table["checks"] for table in found.values()), "CHECK constraints are compared too"
    assert await migrate.differences(migrated) == []


async def test_upgrading_twice_changes_nothing(empty: tuple[Database, Database]) -> None:
    await migrate.upgrade(empty[0])
    before = await _facts_of(empty[0])
    await migrate.upgrade(empty[0])
    assert await _facts_of(empty[0]) == before
    assert await migrate.current(empty[0]) == migrate.head()


async def test_meetings_keep_their_rows_and_types_when_the_table_is_rebuilt(empty: tuple[Database, Database]) -> None:
    database = empty[0]
    await migrate.upgrade(database, "0001")
    async with database.engine.begin() as connection:
        for statement in (
            """INSERT INTO organisations (id, level, name, path, created_at)
            VALUES (1, 'BRANCH', '内科党支部', '/1/', '2026-11-01 00:00:00')""",
            """INSERT INTO meetings
            (id, organisation_id, starts_at, minutes, audience, state, version, pinned, changed_at)
            VALUES (1, 1, '2026-12-09 07:00:00', 60, 'MEMBERS', 'PLANNED', 1, TRUE, '2026-11-01 00:00:00')""",
            "INSERT INTO meeting_types (meeting_id, type) VALUES (1, 'PARTY_LECTURE')",
        ):
            await connection.execute(text(statement))
    await migrate.upgrade(database)
    async with database.engine.begin() as connection:
        rows = await connection.execute(
            text(
                "SELECT m.id, m.minutes, m.audience, t.type FROM meetings m JOIN meeting_types t ON t.meeting_id = m.id"
            )
        )
        assert [tuple(row) for row in rows] == [(1, 60, "MEMBERS", "PARTY_LECTURE")]
    with pytest.raises(IntegrityError):  # foreign keys are watched again
        async with database.engine.begin() as connection:
            await connection.execute(text("DELETE FROM meetings"))


async def test_a_downgrade_takes_everything_back(empty: tuple[Database, Database]) -> None:
    await migrate.upgrade(empty[0])
    async with empty[0].engine.connect() as connection:
        await connection.run_sync(lambda sync: command.downgrade(migrate._config(sync), "base"))
        await connection.commit()
    assert await _facts_of(empty[0]) == {}
    assert await migrate.shape(empty[0]) is migrate.Shape.EMPTY
    await migrate.upgrade(empty[0])
    assert await migrate.differences(empty[0]) == []


async def test_the_shape_tells_how_a_database_stands(empty: tuple[Database, Database]) -> None:
    database, other = empty
    assert await migrate.shape(database) is migrate.Shape.EMPTY
    await migrate.upgrade(database)
    assert await migrate.shape(database) is migrate.Shape.CURRENT
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert await migrate.shape(database) is migrate.Shape.AHEAD
    async with other.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE somebody_else_s (id INTEGER)"))
    assert await migrate.shape(other) is migrate.Shape.FOREIGN

"""A database of the first version, and of every one since, full of rows, comes to today's shape with all of them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, select

from db import migrate
from db.session import Database
from db.vault import Vault
from services import phones
from tests.fixtures.houses import TEST_KEY, house_at
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.stages import stage_on
from tests.making.rows import Filler, Row, pour

ADDRESS, KEY, PHONE = "5550012345", "5" * 32, "13912345678"
#: What is not free to choose: what the program itself wrote would not be anything.
GIVEN: dict[str, dict[str, Any]] = {
    "organisations": {
        "id": 1, "parent_id": None, "path": "/1/", "level": "BRANCH", "name": "内科党支部", "ended_at": None,
    },
    "members": {
        "id": 1, "key": KEY, "root_id": 1, "name": "张敏", "stage": "FULL", "status": "ACTIVE", "left_at": None,
        "phone_sealed": Vault([TEST_KEY]).seal(PHONE, phones.place(KEY)),
    },
    "accounts": {
        "id": 1, "messenger": "telegram", "address": ADDRESS, "language": "zh-CN", "consent_version": 1,
        "reach": "REACHABLE", "paused_until": None,
    },
    "bindings": {"unbound_at": None},
    "memberships": {"ends_on": None},
    "org_settings": {"key": "dues_how_to_pay", "value": "找小李"},
    "outbox_messages": {"state": "SENT", "payload": {"key": "menu-title-office", "vars": {}, "buttons": []}},
    "drafts": {"expires_at": dt.datetime(2026, 1, 1)},  # noqa: DTZ001 - as SQLite keeps it
    "meetings": {"starts_at": dt.datetime(2026, 12, 9, 7), "state": "PLANNED", "second_starts_at": None},  # noqa: DTZ001 - as above
}  # fmt: skip
#: Rows of a revision, by the table; in the order of the revisions.
History = list[tuple[str, dict[str, Row]]]
_HISTORY: History = []


def _revisions() -> list[str]:
    """The first, some on the way, and the last; ``ZHIBU_EVERY_REVISION`` stops at every one."""
    every = [one.revision for one in ScriptDirectory.from_config(migrate._config()).walk_revisions()][::-1]
    return every if os.environ.get("ZHIBU_EVERY_REVISION") else [*every[:-1:12], every[-1]]


async def _history(folder: Path) -> History:
    """At each of these revisions a row for every table that was new in it; found once."""
    if not _HISTORY:
        database = Database(f"sqlite:///{folder / 'history.db'}")
        for revision in _revisions():
            await migrate.upgrade(database, revision)
            async with database.engine.begin() as connection:
                _HISTORY.append((revision, await connection.run_sync(_new_rows)))
        await database.close()
    return _HISTORY


def _new_rows(connection: Connection) -> dict[str, Row]:
    filler = Filler(connection, GIVEN)
    filler.take_over()
    there = set(filler.rows)
    filler.fill()
    return {name: row for name, row in filler.rows.items() if name not in there}


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    server: PostgresServer | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = server.create(empty=True) if server is not None else f"sqlite:///{tmp_path / 'old.db'}"
    made = Database(url)
    yield made
    await made.close()
    if server is not None:
        server.drop(url)


async def _pour(database: Database, rows: dict[str, Row]) -> dict[str, list[Row]]:
    """Write rows, and read them back as this database gives them."""
    async with database.engine.begin() as connection:
        await connection.run_sync(pour, rows)
        return await connection.run_sync(_all, sorted(rows))


def _all(connection: Connection, tables: list[str]) -> dict[str, list[Row]]:
    there = MetaData()
    there.reflect(connection, only=tables)
    return {name: [dict(one) for one in connection.execute(select(there.tables[name])).mappings()] for name in tables}


def _lost(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> list[str]:
    """What was there and is not any more: a row, or the value of a column that still is one."""
    return [
        f"{table}: {row} became {after.get(table)}"
        for table, rows in before.items()
        for row in rows
        if not any(all(new.get(name, value) == value for name, value in row.items()) for new in after.get(table, []))
    ]


async def test_rows_of_every_version_come_to_today_s_shape(database: Database, tmp_path: Path) -> None:
    before: dict[str, list[Row]] = {}
    for revision, rows in await _history(tmp_path):
        await migrate.upgrade(database, revision)
        if rows:
            before |= await _pour(database, rows)
    assert len(before) > 70
    async with database.engine.connect() as connection:
        after = await connection.run_sync(_all, sorted(before))
    assert _lost(before, after) == []
    assert await migrate.differences(database) == []


async def test_the_first_version_comes_to_today_s_shape_and_the_bot_works_on_it(
    database: Database, tmp_path: Path
) -> None:
    history = await _history(tmp_path)
    revision, rows = history[0]
    await migrate.upgrade(database, revision)
    before = await _pour(database, rows)
    assert {"members", "meetings", "outbox_messages"} <= set(before)
    await migrate.upgrade(database)
    async with database.engine.connect() as connection:
        assert _lost(before, await connection.run_sync(_all, sorted(before))) == []
    house = house_at(database.url.render_as_string(hide_password=False))
    async with stage_on(house) as stage:
        zhang = await stage.person("张敏", id=int(ADDRESS))
        await zhang.sends("/menu")
        await zhang.sees("内科党支部", buttons=["我的"])
        for label, said in (("我的", "张敏"), ("党费", "本月交党费的日子"), ("我的会议", "会")):
            await zhang.sends("/menu")
            await zhang.sees("您好")
            await zhang.presses(label)
            await zhang.sees(said)
    await house.db.close()


def test_a_lost_row_and_a_lost_value_are_found() -> None:
    before: dict[str, list[Row]] = {"a": [{"id": 1, "x": 2}], "b": [{"id": 1, "gone": 3}]}
    assert _lost(before, {"a": [{"id": 1, "x": 2, "new": None}], "b": [{"id": 1}]}) == []
    assert len(_lost(before, {"a": [{"id": 1, "x": None}], "b": []})) == 2

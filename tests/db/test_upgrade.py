"""A database of the first version, and of some since, full of rows, comes to today's shape with all of them.

``make prove`` stops at every version (``tests.proofs.upgrades``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db import migrate
from db.session import Database
from tests.fixtures.houses import house_at
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.stages import stage_on
from tests.making.rows import Row
from tests.proofs import upgrades
from tests.proofs.upgrades import ADDRESS, History

_HISTORY: History = []


async def _history(folder: Path) -> History:
    """The first version, some on the way, and the last, with their rows; found once."""
    if not _HISTORY:
        every = upgrades.revisions()
        _HISTORY.extend(await upgrades.history(folder, [*every[:-1:12], every[-1]]))
    return _HISTORY


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


async def test_rows_of_every_version_come_to_today_s_shape(database: Database, tmp_path: Path) -> None:
    found = await upgrades.walk(database, await _history(tmp_path))
    assert found.rows > 70
    assert found.lost == []
    assert found.differences == []


async def test_the_first_version_comes_to_today_s_shape_and_the_bot_works_on_it(
    database: Database, tmp_path: Path
) -> None:
    history = await _history(tmp_path)
    revision, rows = history[0]
    await migrate.upgrade(database, revision)
    before = await upgrades.store(database, rows)
    assert {"members", "meetings", "outbox_messages"} <= set(before)
    await migrate.upgrade(database)
    assert await upgrades.lost_in(database, before) == []
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
    assert upgrades.lost(before, {"a": [{"id": 1, "x": 2, "new": None}], "b": [{"id": 1}]}) == []
    assert len(upgrades.lost(before, {"a": [{"id": 1, "x": None}], "b": []})) == 2

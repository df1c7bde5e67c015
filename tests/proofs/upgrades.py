"""A database of the first version, and of every one since, full of rows, comes to today's shape with all of them.

::

    an empty database ── the first version ── a row for each of its tables ── the next version ── a row for each table
    that is new in it … ── today's shape: no row and no value is gone, and nothing differs from the models

``python -m tests.proofs.upgrades --database sqlite`` stops at every version; ``tests/db/test_upgrade.py`` at some.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, select

from db import migrate
from db.session import Database
from db.vault import Vault
from services import phones
from tests.fixtures.houses import TEST_KEY
from tests.making.rows import Filler, Row, pour
from tests.proofs.clusters import fresh_database

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


@dataclass(frozen=True)
class Upgraded:
    """What a way through the versions showed.

    Attributes:
        versions: How many it stopped at.
        rows: Rows that were stored on the way, one for each table that was new.
        lost: Rows, or values of columns there still are, that are gone.
        differences: Between the database and the models.
    """

    versions: int
    rows: int
    lost: Sequence[str]
    differences: Sequence[object]


def revisions() -> list[str]:
    """Every version, the first first."""
    return [one.revision for one in ScriptDirectory.from_config(migrate._config()).walk_revisions()][::-1]


async def history(folder: Path, at: Sequence[str]) -> History:
    """At each of these revisions a row for every table that was new in it."""
    found: History = []
    database = Database(f"sqlite:///{folder / 'history.db'}")
    for revision in at:
        await migrate.upgrade(database, revision)
        async with database.engine.begin() as connection:
            found.append((revision, await connection.run_sync(_new_rows)))
    await database.close()
    return found


def _new_rows(connection: Connection) -> dict[str, Row]:
    filler = Filler(connection, GIVEN)
    filler.take_over()
    there = set(filler.rows)
    filler.fill()
    return {name: row for name, row in filler.rows.items() if name not in there}


async def store(database: Database, rows: dict[str, Row]) -> dict[str, list[Row]]:
    """Write rows, and read them back as this database gives them."""
    async with database.engine.begin() as connection:
        await connection.run_sync(pour, rows)
        return await connection.run_sync(_all, sorted(rows))


def _all(connection: Connection, tables: list[str]) -> dict[str, list[Row]]:
    there = MetaData()
    there.reflect(connection, only=tables)
    return {name: [dict(one) for one in connection.execute(select(there.tables[name])).mappings()] for name in tables}


async def lost_in(database: Database, before: dict[str, list[Row]]) -> list[str]:
    """What was there and is not any more."""
    async with database.engine.connect() as connection:
        return lost(before, await connection.run_sync(_all, sorted(before)))


def lost(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> list[str]:
    """What was there and is not any more: a row, or the value of a column that still is one."""
    return [
        f"{table}: {row} became {after.get(table)}"
        for table, rows in before.items()
        for row in rows
        if not any(all(new.get(name, value) == value for name, value in row.items()) for new in after.get(table, []))
    ]


async def walk(database: Database, through: History) -> Upgraded:
    """Take an empty database through the versions, storing what each brings."""
    before: dict[str, list[Row]] = {}
    for revision, rows in through:
        await migrate.upgrade(database, revision)
        if rows:
            before |= await store(database, rows)
    many = sum(len(rows) for rows in before.values())
    return Upgraded(len(through), many, await lost_in(database, before), await migrate.differences(database))


async def _prove(url: str, folder: Path) -> Upgraded:
    database = Database(url)
    try:
        return await walk(database, await history(folder, revisions()))
    finally:
        await database.close()


def main() -> int:
    """The command. Exit status 1 when something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.upgrades", description="Every version, with data.")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    kind = parser.parse_args().database
    with tempfile.TemporaryDirectory() as name, fresh_database(kind, Path(name)) as url:
        found = asyncio.run(_prove(url, Path(name)))
    for one in (*found.lost, *found.differences):
        sys.stderr.write(f"{one}\n")
    figures = (kind, found.versions, found.rows, len(found.lost), len(found.differences))
    print("| database | versions | rows | lost | differences from the models |")  # noqa: T201 - a command
    print("| --- | --- | --- | --- | --- |")  # noqa: T201 - the same
    print(f"| {' | '.join(map(str, figures))} |")  # noqa: T201 - the same
    return 1 if found.lost or found.differences else 0


if __name__ == "__main__":
    sys.exit(main())

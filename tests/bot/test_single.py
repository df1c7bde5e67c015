"""A second process on one SQLite file says so and ends; on PostgreSQL there may be several."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

import texts
from bot.mistakes import Mistake
from bot.single import alone
from db.session import Database


async def test_the_second_is_refused_and_told_who_is_at_work(tmp_path: Path) -> None:
    database, stop = Database(f"sqlite:///{tmp_path / 'z.db'}"), asyncio.Event()
    async with alone(database, stop):
        with pytest.raises(Mistake) as refused:
            async with alone(database, stop, patience=0):
                raise AssertionError("it began")
    assert refused.value.fields["number"] == str(os.getpid())
    said = texts.plain("zh-CN", refused.value.key, **refused.value.fields)
    assert str(os.getpid()) in said
    async with alone(database, stop, patience=0):
        pass  # the lock went with its process's block
    await database.close()


async def test_a_restart_waits_for_the_one_before_it_even_if_that_was_killed(tmp_path: Path) -> None:
    database, stop = Database(f"sqlite:///{tmp_path / 'z.db'}"), asyncio.Event()
    holds = (
        "import fcntl, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); print(1, flush=True); time.sleep(99)"
    )
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", holds, str(tmp_path / "z.db.lock"), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert other.stdout is not None
        await other.stdout.readline()
        waiting = asyncio.create_task(_begins(database, stop))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        other.kill()
        await asyncio.wait_for(waiting, 10)
    finally:
        await other.wait()
    await database.close()


async def _begins(database: Database, stop: asyncio.Event) -> None:
    async with alone(database, stop):
        return


async def test_processes_on_postgresql_share_the_work() -> None:
    database, stop = Database("postgresql://nobody@127.0.0.1:1/x"), asyncio.Event()
    async with alone(database, stop), alone(database, stop, patience=0):
        pass
    await database.close()

"""An update that ends its process is begun three times; whoever was open beside it is not given up for that."""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import running
from bot.deaths import Deaths, guarded
from db.incidents import Incident
from playground import server as playground_server
from playground.client import Playground
from services import incidents
from services.house import House
from services.inbox import MOST_ATTEMPTS
from tests.fixtures.stages import TOKEN, stage_settings


def _there(path: Path) -> bytes:
    """What a process has written so far."""
    return path.read_bytes() if path.exists() else b""


def _leaves(path: Path, lines: bytes) -> None:
    """A kill leaves what was written."""
    path.write_bytes(lines)


async def _lives(house: House, path: Path, updates: list[int], killers: set[int]) -> tuple[set[int], bool]:
    """One life of a process that is brought some updates together.

    Returns:
        Those that were worked on to their end, and whether it survived them.
    """
    deaths = Deaths(path)
    done: set[int] = set()
    dead = False

    async def work(raw: Any) -> None:
        nonlocal dead
        if raw["update_id"] in killers:
            dead = True
        await asyncio.sleep(0)
        if dead:
            await asyncio.Event().wait()  # for ever: the process is gone
        done.add(raw["update_id"])

    once = guarded(work, deaths, house, lambda _raw: False)
    tasks: list[asyncio.Task[None]] = [asyncio.create_task(once({"update_id": one})) for one in updates]
    while not dead and not all(task.done() for task in tasks):  # noqa: ASYNC110 - every step of the loop is looked at
        await asyncio.sleep(0)
    left = _there(path)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    deaths.close()
    if dead:
        _leaves(path, left)
    return done, not dead


async def _given_up(house: House) -> list[str]:
    async with house.db.read() as session:
        ids = list(await session.scalars(select(Incident.id).where(Incident.kind == "ProcessDied")))
    return [await incidents.read(house, one) or "" for one in ids]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    updates=st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True),
    killers=st.sets(st.integers(1, 99), max_size=3),
)
async def test_the_process_gets_over_every_update_and_the_others_are_done(
    sqlite_house: House, tmp_path: Path, updates: list[int], killers: set[int]
) -> None:
    path = tmp_path / secrets.token_hex(4)
    killers = killers & set(updates) or set(updates[:1])
    done: set[int] = set()
    before = len(await _given_up(sqlite_house))
    for _life in range(MOST_ATTEMPTS * len(killers) + 1):
        found, survived = await _lives(sqlite_house, path, updates, killers)
        done |= found
        if survived:
            break
    assert survived
    assert done == set(updates) - killers
    assert len(await _given_up(sqlite_house)) == before + len(killers)


def test_what_ended_with_its_process_alive_is_no_death(tmp_path: Path) -> None:
    path = tmp_path / "begun"
    first = Deaths(path)
    for number in range(10_000):
        first.begins(number)
        first.ends(number)
    first.begins(10_000)
    assert path.stat().st_size < 70_000, "lines of what has ended are left behind"
    second = Deaths(path)  # the first was killed
    assert [second.of(number) for number in (9_999, 10_000)] == [0, 1]
    second.begins(10_000)
    second.ends(10_000)
    second.close()
    assert not path.exists()


def test_a_line_that_was_cut_off_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "begun"
    path.write_bytes(b"D 7 2\nB 8\nx\nB\nB 9")
    found = Deaths(path)
    assert [found.of(number) for number in (7, 8, 9)] == [2, 1, 0]


def test_a_full_disk_counts_nothing_rather_than_something_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "begun"
    found = Deaths(path)
    found.begins(1)

    def full(_file: int, _line: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        found.ends(1)
    found.begins(2)
    assert Deaths(path).of(1) == 0


async def _waiting(url: str) -> list[dict[str, Any]]:
    """What the server still has for the bot; without an offset nothing is confirmed."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/bot{TOKEN}/getUpdates") as answer:
        return list((await answer.json())["result"])


async def test_the_bot_sets_aside_what_has_ended_it_and_answers_what_came_after(sqlite_house: House) -> None:
    house = sqlite_house
    begun = Path(f"{house.db.url.database}.begun")
    async with playground_server.running() as server, Playground.connect(server.url) as world:
        await world.bot(TOKEN, username="zhibu_test_bot", first_name="支部")
        zhang = await world.person("张敏")
        async with running(house, stage_settings(server.url), long_poll=1, by_itself=False) as process:
            assert process is not None
            await zhang.sends("/help")
            await zhang.sees("我能做什么")
        assert not _there(begun), "a process that ends as it should leaves nothing"
        await zhang.sends("这条会让程序退出")
        await zhang.sends("/start")
        first, second = [one["update_id"] for one in await _waiting(server.url)]
        _leaves(begun, b"D %d 2\nB %d\nB %d\n" % (first, first, second))
        async with running(house, stage_settings(server.url), long_poll=1, by_itself=False) as process:
            assert process is not None
            await zhang.sees("登记之前")
    (kept,) = await _given_up(house)
    assert "这条会让程序退出" in kept

"""The playground's clock moves the bot of ``zhibu playground`` and no other."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli import running as run_command
from bot.mistakes import Mistake
from bot.opening import open_house
from bot.playground_clock import PlaygroundClock
from bot.settings import Settings
from playground import server as playground_server
from playground.client import Playground
from services.clock import SystemClock
from tests.fixtures.houses import TEST_KEY

_MONTH = dt.timedelta(days=30)


@pytest.mark.parametrize("address", ["https://api.telegram.org", "http://192.0.2.7:8080", "http://playground.example"])
def test_a_clock_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(Mistake) as refused:
        PlaygroundClock(address)
    assert refused.value.key == "cli-clock-not-loopback"


async def test_the_clock_is_followed_and_the_bot_is_told() -> None:
    async with playground_server.running() as server, Playground.connect(server.url) as world:
        jumps = asyncio.Queue[None]()
        clock = PlaygroundClock(server.url, lambda: jumps.put_nowait(None))
        stop = asyncio.Event()
        following = asyncio.create_task(clock.follow(stop))
        await asyncio.wait_for(jumps.get(), 10)
        before = clock.now()
        await world.api.call("POST", "/clock", {"advance_seconds": _MONTH.total_seconds()})
        await asyncio.wait_for(jumps.get(), 10)
        assert _MONTH <= clock.now() - before < _MONTH + dt.timedelta(minutes=1)
        stop.set()
        await asyncio.wait_for(following, 10)


async def test_zhibu_run_keeps_the_machine_s_time_whatever_the_playground_says(tmp_path: Path) -> None:
    async with playground_server.running() as server, Playground.connect(server.url) as world:
        await world.api.call("POST", "/clock", {"advance_seconds": _MONTH.total_seconds()})
        settings = Settings(
            _env_file=None,
            bot_token=SecretStr("7000000002:run"),
            api_base_url=server.url,
            encryption_keys=[SecretStr(TEST_KEY)],
            database_url=f"sqlite:///{tmp_path / 'zhibu.db'}",
            data_dir=tmp_path,
        )
        async with open_house(settings) as house:
            assert isinstance(house.clock, SystemClock)
            assert abs(house.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    # And there is nothing to say otherwise with: no setting, no option.
    assert not [name for name in Settings.model_fields if "clock" in name]
    assert not run_command.run.__code__.co_varnames[: run_command.run.__code__.co_argcount]

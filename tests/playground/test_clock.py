"""The world's clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from playground.client import Actor, Playground, PlaygroundError
from tests.playground.conftest import BotApi


async def test_it_goes_forward_only(world: Playground) -> None:
    there = datetime(2031, 3, 1, 1, 0, tzinfo=UTC)
    now = await world.clock.to(there)
    assert timedelta(0) <= now - there < timedelta(seconds=5)
    with pytest.raises(PlaygroundError, match="clock_backwards"):
        await world.clock.to("2030-01-01T00:00:00Z")
    assert (await world.clock.to("2030-01-01T08:00:00+08:00", force=True)).hour == 0
    with pytest.raises(PlaygroundError, match="bad_time"):
        await world.clock.to("tomorrow")


async def test_messages_carry_its_time(bot: BotApi, world: Playground, heard: Actor) -> None:
    there = datetime(2031, 3, 1, 1, 0, tzinfo=UTC)
    await world.clock.to(there)
    sent = await bot("sendMessage", chat_id=heard.id, text="x")
    assert 0 <= sent["date"] - there.timestamp() < 5


async def test_it_can_be_followed(world: Playground) -> None:
    version = (await world.api.call("GET", "/clock"))["version"]
    following = asyncio.create_task(world.api.call("GET", "/clock", since=version, timeout=30))
    await world.clock.advance(timedelta(hours=1))
    found = await following
    assert found["version"] == version + 1
    assert abs(found["offset_seconds"] - 3600) < 1
    same = await world.api.call("GET", "/clock", since=found["version"], timeout=0)
    assert same["version"] == found["version"]

"""Faults on demand, and what the record says about them."""

import asyncio

import aiohttp
import pytest

from playground.client import Actor, Playground, PlaygroundError
from tests.playground.conftest import BotApi, Refused


async def test_a_connection_cut_before_the_message(bot: BotApi, world: Playground, heard: Actor) -> None:
    await world.fault("drop_before", method="sendMessage", times=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot("sendMessage", chat_id=heard.id, text="x")
    (request,) = await world.requests(method="sendMessage")
    assert (request["accepted"], request["message_id"], request["delivered"]) == (None, None, False)
    await bot("sendMessage", chat_id=heard.id, text="x")
    assert len(await heard.looks()) == 2


async def test_a_connection_cut_after_the_message(bot: BotApi, world: Playground, heard: Actor) -> None:
    await world.fault("drop_after", method="sendMessage", chat=heard.id, times=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot("sendMessage", chat_id=heard.id, text="x")
    (request,) = await world.requests(method="sendMessage")
    assert request["accepted"] is not None
    assert request["message_id"] == (await heard.looks())[-1]["message_id"]
    assert request["delivered"] is False


async def test_floods_and_broken_servers(bot: BotApi, world: Playground, heard: Actor) -> None:
    await world.fault("flood", retry_after=7, times=1)
    with pytest.raises(Refused) as error:
        await bot("sendMessage", chat_id=heard.id, text="x")
    assert error.value.parameters == {"retry_after": 7}
    fault = await world.fault("http_error", status=502, method="sendMessage")
    for _ in range(2):
        with pytest.raises(Refused, match="Bad Gateway"):
            await bot("sendMessage", chat_id=heard.id, text="x")
    listed = await world.api.call("GET", "/faults")
    assert [(one["kind"], one["struck"]) for one in listed["faults"]] == [("flood", 1), ("http_error", 2)]
    await world.api.call("DELETE", f"/faults/{fault}")
    await bot("sendMessage", chat_id=heard.id, text="x")
    await world.no_faults()


async def test_latency_keeps_requests_open(bot: BotApi, world: Playground, heard: Actor) -> None:
    await world.fault("latency", seconds=30, method="sendMessage")
    async with aiohttp.ClientSession() as session:
        sending = asyncio.create_task(BotApi(bot.url, session)("sendMessage", chat_id=heard.id, text="x"))
        while not (open_now := await world.open_requests()):  # noqa: ASYNC110 - the server's record has no event
            await asyncio.sleep(0)
        assert [(one["method"], one["chat_id"], one["accepted"]) for one in open_now] == [
            ("sendMessage", heard.id, None)
        ]
        sending.cancel()


async def test_a_slow_answer_is_accepted_but_open(bot: BotApi, world: Playground, heard: Actor) -> None:
    await world.fault("slow_read", seconds=30, method="sendMessage")
    async with aiohttp.ClientSession() as session:
        sending = asyncio.create_task(BotApi(bot.url, session)("sendMessage", chat_id=heard.id, text="x"))
        await heard.sees("x")
        (entry,) = await world.open_requests()
        assert entry["accepted"] is not None
        assert entry["responded"] is None
        sending.cancel()


async def test_probability_repeats_with_its_seed(bot: BotApi, world: Playground, heard: Actor) -> None:
    async def pattern() -> list[bool]:
        await world.no_faults()
        await world.fault("flood", probability=0.5, seed=7)
        hits = []
        for _ in range(12):
            try:
                await bot("sendChatAction", chat_id=heard.id, action="typing")
                hits.append(False)
            except Refused:  # counted
                hits.append(True)
        return hits

    first = await pattern()
    assert first == await pattern()
    assert 0 < sum(first) < 12


async def test_unknown_faults_are_refused(world: Playground) -> None:
    with pytest.raises(PlaygroundError, match="unknown_fault"):
        await world.fault("earthquake")
    with pytest.raises(PlaygroundError, match="no_such_fault"):
        await world.api.call("DELETE", "/faults/99")

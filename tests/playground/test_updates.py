"""getUpdates: long polling, confirmation, kinds, conflicts, 24 hours."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from playground.client import Actor, Playground
from playground.server import Server
from tests.playground.conftest import BOT_ID, TOKEN, BotApi, Refused


async def _waiting(server: Server) -> None:
    """Until a getUpdates waits at the server."""
    recorder = server.world.recorder
    while not any(entry.method == "getUpdates" for entry in recorder.open.values()):  # noqa: ASYNC110 - the server's record has no event
        await asyncio.sleep(0)


async def test_a_poll_waits_for_the_first_update(bot: BotApi, server: Server, heard: Actor) -> None:
    polling = asyncio.create_task(bot("getUpdates", timeout=30))
    await _waiting(server)
    await heard.sends("嗨")
    (update,) = await polling
    assert update["message"]["text"] == "嗨"


async def test_an_empty_poll_ends_after_its_timeout(bot: BotApi, heard: Actor) -> None:
    assert await bot("getUpdates", timeout=0) == []
    loop = asyncio.get_running_loop()
    begun = loop.time()
    assert await bot("getUpdates", timeout=1) == []
    assert 0.9 < loop.time() - begun < 5


async def test_offset_confirms_and_limit_limits(bot: BotApi, heard: Actor) -> None:
    for number in range(5):
        await heard.sends(str(number))
    first = await bot("getUpdates", limit=2)
    assert [update["message"]["text"] for update in first] == ["0", "1"]
    assert await bot("getUpdates", limit=2) == first
    rest = await bot("getUpdates", offset=first[0]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["1", "2", "3", "4"]
    last = await bot("getUpdates", offset=-1)
    assert [update["message"]["text"] for update in last] == ["4"]
    assert await bot("getUpdates", offset=last[0]["update_id"] + 1) == []


async def test_kinds_are_chosen_when_things_happen(bot: BotApi, heard: Actor) -> None:
    await bot("getUpdates", allowed_updates=["callback_query"])
    await heard.sends("unheard")
    await bot("getUpdates", allowed_updates=["message"])
    await heard.sends("heard")
    assert [update["message"]["text"] for update in await bot("getUpdates")] == ["heard"]
    await heard.sends("still")
    assert len(await bot("getUpdates")) == 2


async def test_chat_member_comes_only_when_named(bot: BotApi, world: Playground, heard: Actor) -> None:
    li = await world.person("李强")
    group = await world.group("支部", [heard], bot_status="administrator")
    await bot.updates()
    await group.seat(li, "member")
    assert [key for update in await bot.updates() for key in update if key != "update_id"] == ["message"]
    await bot("getUpdates", allowed_updates=["chat_member"])
    await group.seat(li, "left")
    (update,) = await bot.updates()
    assert update["chat_member"]["new_chat_member"]["status"] == "left"


async def test_the_older_of_two_pollers_gets_409(bot: BotApi, server: Server, heard: Actor) -> None:
    older = asyncio.create_task(bot("getUpdates", timeout=30))
    await _waiting(server)
    newer = asyncio.create_task(bot("getUpdates", timeout=30))
    with pytest.raises(Refused) as error:
        await older
    assert (error.value.code, error.value.description) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await heard.sends("x")
    assert len(await newer) == 1


async def test_a_client_that_hangs_up_frees_its_place(bot: BotApi, server: Server, heard: Actor) -> None:
    async with aiohttp.ClientSession() as session:
        gone = asyncio.create_task(BotApi(server.url, session)("getUpdates", timeout=30))
        await _waiting(server)
        gone.cancel()
    while server.world.recorder.open:  # noqa: ASYNC110 - the server's record has no event
        await asyncio.sleep(0)
    (entry,) = server.world.recorder.find(method="getUpdates", limit=1)
    assert entry.delivered is False
    await heard.sends("x")
    assert len(await bot("getUpdates", timeout=5)) == 1


async def test_a_webhook_excludes_polling(bot: BotApi, server: Server, heard: Actor) -> None:
    polling = asyncio.create_task(bot("getUpdates", timeout=30))
    await _waiting(server)
    await bot("setWebhook", url="http://127.0.0.1:9/hook")
    with pytest.raises(Refused, match=r"^Conflict: terminated by setWebhook request$"):
        await polling
    with pytest.raises(Refused) as error:
        await bot("getUpdates")
    assert error.value.code == 409
    assert "can't use getUpdates method while webhook is active" in error.value.description
    await bot("deleteWebhook")
    assert await bot("getUpdates") == []


async def test_updates_are_kept_for_24_hours(bot: BotApi, world: Playground, heard: Actor) -> None:
    await heard.sends("old")
    await world.clock.advance(timedelta(hours=23))
    await heard.sends("new")
    await world.clock.advance(timedelta(hours=1, seconds=1))
    assert [update["message"]["text"] for update in await bot("getUpdates")] == ["new"]


async def test_a_start_carries_its_payload(bot: BotApi, world: Playground) -> None:
    li = await world.person("李强")
    await li.starts("m_abc-123")
    (update,) = await bot.updates()
    assert update["message"]["text"] == "/start m_abc-123"
    assert update["message"]["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]


async def test_what_an_update_says_does_not_change_later(bot: BotApi, heard: Actor) -> None:
    keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    sent = await bot("sendMessage", chat_id=heard.id, text="before", reply_markup=keys)
    await heard.press_without_waiting("好")
    await bot("editMessageText", chat_id=heard.id, message_id=sent["message_id"], text="after")
    (update,) = await bot.updates()
    assert update["callback_query"]["message"]["text"] == "before"
    assert update["callback_query"]["message"]["date"] == sent["date"]


async def test_every_token_is_a_bot_of_its_own(server: Server, world: Playground, bot: BotApi, heard: Actor) -> None:
    other = BotApi(server.url, bot.session, "42:other")
    assert (await other("getMe"))["id"] == 42
    await heard.sends("x", to=BOT_ID)
    assert await other("getUpdates") == []
    assert len(await bot("getUpdates")) == 1
    assert TOKEN.startswith(str((await bot("getMe"))["id"]))

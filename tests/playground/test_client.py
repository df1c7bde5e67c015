"""The tester's library against a small bot in the same loop."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from playground.client import Actor, NotSeen, Playground, PlaygroundError
from tests.playground.conftest import BOT_ID, BotApi


@asynccontextmanager
async def echoing(bot: BotApi) -> AsyncIterator[None]:
    """A bot that repeats what it is told and confirms presses by an edit."""

    async def serve() -> None:
        offset = 0
        while True:
            for update in await bot("getUpdates", offset=offset, timeout=30):
                offset = update["update_id"] + 1
                if "message" in update:
                    keys = {"inline_keyboard": [[{"text": "同意", "callback_data": "ok"}]]}
                    text = f"你说：{update['message'].get('text')}"
                    await bot("sendMessage", chat_id=update["message"]["chat"]["id"], text=text, reply_markup=keys)
                elif "callback_query" in update:
                    query = update["callback_query"]
                    await bot("answerCallbackQuery", callback_query_id=query["id"], text="好")
                    target = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
                    await bot("editMessageText", **target, text="已确认")

    serving = asyncio.create_task(serve())
    try:
        yield
    finally:
        serving.cancel()


async def test_a_conversation(bot: BotApi, world: Playground, heard: Actor) -> None:
    async with echoing(bot):
        await heard.sends("嗨")
        message = await heard.sees("你说", "嗨", buttons=["同意"])
        assert heard.last_message["message_id"] == message["message_id"]
        assert heard.buttons == ["同意"]
        assert await heard.presses("同意") == "好"
        await heard.sees("已确认")
        await heard.sees_nothing_new()
        await heard.sends("再")
        await heard.sees(re.compile(r"说：再$"))


async def test_what_was_seen_is_not_seen_again(bot: BotApi, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="提醒")
    await heard.sees("提醒")
    with pytest.raises(NotSeen):
        await heard.sees("提醒", timeout=0.05)
    await bot("sendMessage", chat_id=heard.id, text="提醒")
    await heard.sees("提醒")
    await bot("sendMessage", chat_id=heard.id, text="多余")
    await heard.has_seen_everything()
    await heard.sees_nothing_new(settle=0)


async def test_an_unexpected_message_is_shown(bot: BotApi, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="多余")
    with pytest.raises(NotSeen, match="→ #2 支部: 多余"):
        await heard.sees_nothing_new(settle=0)


async def test_a_missing_message_shows_the_chat(bot: BotApi, heard: Actor) -> None:
    keys = {"inline_keyboard": [[{"text": "同意", "callback_data": "ok"}]]}
    await bot("sendMessage", chat_id=heard.id, text="规则", reply_markup=keys)
    with pytest.raises(NotSeen) as error:
        await heard.sees("欢迎", timeout=0.05)
    assert str(error.value).splitlines() == [
        "张敏 waited 0.05 s for 「欢迎」 and did not see it.",
        "--- 张敏's chat ---",
        "  #1 张敏: /start",
        "  #2 支部: 规则",
        "      [同意]",
    ]


async def test_quiet_needs_every_update_taken(world: Playground, zhang: Actor) -> None:
    with pytest.raises(NotSeen, match="did not become quiet"):
        await world.quiet(timeout=0.1)


async def test_events_are_followed(bot: BotApi, world: Playground, heard: Actor) -> None:
    last = (await world.api.call("GET", "/events"))["event_id"]
    following = asyncio.create_task(world.api.call("GET", "/events", since=last, timeout=30))
    sent = await bot("sendMessage", chat_id=heard.id, text="x")
    (event, *_) = (await following)["events"]
    assert (event["type"], event["chat"], event["people"]) == ("message", BOT_ID, [heard.id])
    assert event["message_id"] == sent["message_id"]
    await bot("deleteMessage", chat_id=heard.id, message_id=sent["message_id"])
    kinds = [event["type"] for event in (await world.api.call("GET", "/events", since=last))["events"]]
    assert kinds == ["message", "request", "delete", "request"]


async def test_unread_is_counted_until_read(bot: BotApi, world: Playground, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="x")
    address = f"/chats/{BOT_ID}/messages"
    assert (await world.api.call("GET", address, as_=heard.id))["unread"] == 1
    await world.api.call("POST", f"/people/{heard.id}/read", {"chat": BOT_ID})
    assert (await world.api.call("GET", address, as_=heard.id))["unread"] == 0


async def test_mistakes_are_told(world: Playground, heard: Actor) -> None:
    api = world.api
    cases = [
        ("GET", "/nowhere", None, "no_such_address"),
        ("POST", "/people", {}, "no_name"),
        ("POST", "/people", {"first_name": "x", "shoe": 43}, "unknown_field"),
        ("POST", "/people", {"first_name": "x", "id": heard.id}, "id_taken"),
        ("POST", "/people/1/send", {"chat": BOT_ID, "text": "x"}, "no_such_person"),
        ("POST", f"/people/{heard.id}/send", {"chat": -5, "text": "x"}, "no_such_chat"),
        ("POST", f"/people/{heard.id}/send", {"chat": BOT_ID}, "bad_request"),
        ("POST", f"/people/{heard.id}/send", {"chat": BOT_ID, "text": " "}, "empty"),
        ("POST", "/chats", {"type": "club", "title": "x"}, "bad_type"),
        ("POST", "/bots", {"token": "x"}, "bad_token"),
        ("POST", "/clock", {}, "no_time"),
        ("GET", "/callbacks/1", None, "no_such_callback"),
    ]
    for verb, path, body, code in cases:
        with pytest.raises(PlaygroundError) as error:
            await api.call(verb, path, body)
        assert error.value.code == code
    await heard.blocks()
    with pytest.raises(PlaygroundError, match="blocked"):
        await heard.sends("x")


async def test_people_who_are_there_already(world: Playground, heard: Actor) -> None:
    same = await world.existing(heard.id)
    assert (same.name, same.state["phone"]) == ("张敏", "19900000001")
    with pytest.raises(PlaygroundError, match="no_such_person"):
        await world.existing(1)
    state = await world.state()
    assert state["bots"][0]["username"] == "zhibu_bot"


async def test_commands_are_shown_by_scope(bot: BotApi, world: Playground, heard: Actor) -> None:
    commands = [{"command": "me", "description": "我的"}]
    scope = {"type": "chat", "chat_id": heard.id}
    await bot("setMyCommands", commands=commands, scope=scope, language_code="zh")
    (state,) = (await world.state())["bots"]
    assert state["commands"] == [{"scope": scope, "language_code": "zh", "commands": commands}]

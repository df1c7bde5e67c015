"""Inline buttons: pressed, answered, expired, pressed again by the app."""

import asyncio
from datetime import timedelta

import pytest

from playground.client import Actor, NotSeen, Playground, PlaygroundError
from tests.playground.conftest import BotApi, Refused

KEYS = {"inline_keyboard": [[{"text": "同意", "callback_data": "yes"}, {"text": "不同意", "callback_data": "no"}]]}
TOO_OLD = r"^Bad Request: query is too old and response timeout expired or query ID is invalid$"


async def _answer(bot: BotApi, **params: object) -> None:
    (update,) = await bot("getUpdates", timeout=5)
    await bot("getUpdates", offset=update["update_id"] + 1)
    await bot("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], **params)


async def test_a_press_is_answered(bot: BotApi, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="?", reply_markup=KEYS)
    answering = asyncio.create_task(_answer(bot, text="已确认", show_alert=True))
    assert await heard.presses("同意") == "已确认"
    assert (heard.toast, heard.alert, heard.buttons) == ("已确认", True, ["同意", "不同意"])
    await answering


async def test_an_exact_text_wins_over_a_part(bot: BotApi, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="?", reply_markup=KEYS)
    await heard.press_without_waiting("不同意")
    await heard.press_without_waiting("同意")
    await heard.press_without_waiting(data="no")
    assert [update["callback_query"]["data"] for update in await bot.updates()] == ["no", "yes", "no"]


async def test_the_newest_message_with_the_button_is_pressed(bot: BotApi, heard: Actor) -> None:
    old = await bot("sendMessage", chat_id=heard.id, text="old", reply_markup=KEYS)
    await bot("sendMessage", chat_id=heard.id, text="new", reply_markup=KEYS)
    await heard.press_without_waiting("同意")
    await heard.press_without_waiting("同意", message=old)
    assert [update["callback_query"]["message"]["text"] for update in await bot.updates()] == ["new", "old"]


async def test_many_press_at_one_moment(bot: BotApi, world: Playground, heard: Actor) -> None:
    shown = await bot("sendMessage", chat_id=heard.id, text="?", reply_markup=KEYS)
    one = {"person": heard.id, "chat": await world.only_bot(), "message_id": shown["message_id"], "data": "yes"}
    found = await world.api.call("POST", "/presses", {"presses": [one, one | {"data": "no"}]})
    queries = [update["callback_query"] for update in await bot.updates()]
    assert [(query["id"], query["data"]) for query in queries] == list(
        zip(found["callback_query_ids"], ["yes", "no"], strict=True)
    )
    with pytest.raises(PlaygroundError, match="no button"):
        await world.api.call("POST", "/presses", {"presses": [one | {"data": "perhaps"}]})


async def test_a_press_can_be_answered_for_15_seconds(bot: BotApi, world: Playground, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="?", reply_markup=KEYS)
    late = await heard.press_without_waiting("同意")
    await world.clock.advance(timedelta(seconds=16))
    with pytest.raises(Refused, match=TOO_OLD):
        await bot("answerCallbackQuery", callback_query_id=late)
    with pytest.raises(Refused, match=TOO_OLD):
        await bot("answerCallbackQuery", callback_query_id="1")


async def test_answers_take_200_units(bot: BotApi, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="?", reply_markup=KEYS)
    query = await heard.press_without_waiting("同意")
    with pytest.raises(Refused, match=r"^Bad Request: MESSAGE_TOO_LONG$"):
        await bot("answerCallbackQuery", callback_query_id=query, text="字" * 201)
    assert await bot("answerCallbackQuery", callback_query_id=query, text="字" * 200) is True


async def test_another_bot_cannot_answer(bot: BotApi, heard: Actor) -> None:
    sent = await bot("sendMessage", chat_id=heard.id, text="?", reply_markup=KEYS)
    query = await heard.press_without_waiting("同意")
    with pytest.raises(Refused, match=TOO_OLD):
        await BotApi(bot.url, bot.session, "42:other")("answerCallbackQuery", callback_query_id=query)
    assert sent["reply_markup"] == KEYS


async def test_the_app_sends_a_press_again(bot: BotApi, world: Playground, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="?", reply_markup=KEYS)
    query = await heard.press_without_waiting("同意")
    (first,) = await bot.updates()
    await world.fault("redeliver_press", after_seconds=3600)
    assert await bot.updates() == []
    await world.clock.advance(timedelta(hours=1))
    (again,) = await bot("getUpdates", timeout=5)
    assert again["callback_query"] == first["callback_query"]
    assert again["update_id"] > first["update_id"]
    assert await bot("answerCallbackQuery", callback_query_id=query) is True


async def test_an_unanswered_press_fails_readably(bot: BotApi, world: Playground, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="?", reply_markup=KEYS)
    with pytest.raises(NotSeen, match="did not answer"):
        await heard.presses("同意", timeout=0.05)
    with pytest.raises(NotSeen, match="finds no button") as error:
        await heard.presses("删除", timeout=0.05)
    assert "[同意] [不同意]" in str(error.value)
    number = (await heard.looks())[-1]["message_id"]
    body = {"chat": await world.only_bot(), "message_id": number, "data": "forged"}
    with pytest.raises(PlaygroundError, match="no_such_button"):
        await world.api.call("POST", f"/people/{heard.id}/press", body)

"""Edits, deletions, pins."""

from datetime import timedelta

import pytest

from playground.client import Actor, Playground
from tests.playground.conftest import PNG, BotApi, Refused

KEYS = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}


async def test_an_edit_stays_in_place(bot: BotApi, heard: Actor) -> None:
    sent = await bot("sendMessage", chat_id=heard.id, text="一", reply_markup=KEYS)
    target = {"chat_id": heard.id, "message_id": sent["message_id"]}
    await heard.sees("一")
    edited = await bot("editMessageText", **target, text="二")
    assert "edit_date" in edited
    assert "reply_markup" not in edited
    seen = await heard.sees("二")
    assert seen["message_id"] == sent["message_id"]
    await bot("editMessageReplyMarkup", **target, reply_markup=KEYS)
    assert (await heard.sees("二"))["reply_markup"] == KEYS


async def test_not_modified(bot: BotApi, heard: Actor) -> None:
    sent = await bot("sendMessage", chat_id=heard.id, text="一", reply_markup=KEYS)
    target = {"chat_id": heard.id, "message_id": sent["message_id"]}
    wanted = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )
    for method, params in (("editMessageText", {"text": "一"}), ("editMessageReplyMarkup", {})):
        with pytest.raises(Refused) as error:
            await bot(method, **target, **params, reply_markup=KEYS)
        assert error.value.description == wanted


async def test_refused_edits(bot: BotApi, heard: Actor) -> None:
    own = await bot("sendMessage", chat_id=heard.id, text="一")
    his = await heard.sends("二")
    cases = [
        ("editMessageText", 9999, {"text": "x"}, "message to edit not found"),
        ("editMessageText", his["message_id"], {"text": "x"}, "message can't be edited"),
        ("editMessageText", own["message_id"], {"text": "x" * 4097}, "MESSAGE_TOO_LONG"),
        ("editMessageText", own["message_id"], {"text": ""}, "message text is empty"),
        ("editMessageCaption", own["message_id"], {"caption": "x"}, "there is no caption in the message to edit"),
    ]
    for method, number, params, refusal in cases:
        with pytest.raises(Refused, match=f"^Bad Request: {refusal}$"):
            await bot(method, chat_id=heard.id, message_id=number, **params)


async def test_captions_and_media(bot: BotApi, heard: Actor) -> None:
    sent = await bot.form("sendPhoto", {"photo": ("a.png", PNG)}, chat_id=str(heard.id), caption="一")
    target = {"chat_id": heard.id, "message_id": sent["message_id"]}
    assert (await bot("editMessageCaption", **target, caption="二"))["caption"] == "二"
    with pytest.raises(Refused, match="MEDIA_CAPTION_TOO_LONG"):
        await bot("editMessageCaption", **target, caption="x" * 1025)
    with pytest.raises(Refused, match="there is no text in the message to edit"):
        await bot("editMessageText", **target, text="x")
    other = await bot.form("sendDocument", {"document": ("b.txt", b"b")}, chat_id=str(heard.id))
    media = {"type": "document", "media": other["document"]["file_id"], "caption": "三"}
    edited = await bot("editMessageMedia", **target, media=media)
    assert "photo" not in edited
    assert (edited["document"]["file_name"], edited["caption"]) == ("b.txt", "三")


async def test_deleting_within_48_hours(bot: BotApi, world: Playground, heard: Actor) -> None:
    first = await bot("sendMessage", chat_id=heard.id, text="一")
    second = await bot("sendMessage", chat_id=heard.id, text="二")
    await bot("deleteMessage", chat_id=heard.id, message_id=first["message_id"])
    assert [one["text"] for one in await heard.looks()] == ["/start", "二"]
    with pytest.raises(Refused, match=r"^Bad Request: message to delete not found$"):
        await bot("deleteMessage", chat_id=heard.id, message_id=first["message_id"])
    await world.clock.advance(timedelta(hours=48, seconds=2))
    with pytest.raises(Refused, match=r"^Bad Request: message can't be deleted for everyone$"):
        await bot("deleteMessage", chat_id=heard.id, message_id=second["message_id"])
    third = await bot("sendMessage", chat_id=heard.id, text="三")
    numbers = [second["message_id"], third["message_id"], 9999]
    assert await bot("deleteMessages", chat_id=heard.id, message_ids=numbers) is True
    assert [one["text"] for one in await heard.looks()] == ["/start", "二"]


async def test_deleting_other_peoples_messages_needs_rights(bot: BotApi, world: Playground, heard: Actor) -> None:
    group = await world.group("支部", [heard])
    said = await heard.sends("x", to=group)
    with pytest.raises(Refused, match=r"^Bad Request: message can't be deleted$"):
        await bot("deleteMessage", chat_id=group.id, message_id=said["message_id"])
    await group.seat((await bot("getMe"))["id"], "administrator")
    assert await bot("deleteMessage", chat_id=group.id, message_id=said["message_id"]) is True


async def test_pins(bot: BotApi, world: Playground, heard: Actor) -> None:
    sent = await bot("sendMessage", chat_id=heard.id, text="一")
    await bot("pinChatMessage", chat_id=heard.id, message_id=sent["message_id"])
    (update,) = await bot.updates()
    assert update["message"]["pinned_message"]["message_id"] == sent["message_id"]
    assert (await bot("getChat", chat_id=heard.id))["pinned_message"]["text"] == "一"
    assert [one["pinned"] for one in await heard.looks()] == [False, True, False]
    await bot("unpinChatMessage", chat_id=heard.id)
    assert "pinned_message" not in await bot("getChat", chat_id=heard.id)
    with pytest.raises(Refused, match="message to pin not found"):
        await bot("pinChatMessage", chat_id=heard.id, message_id=9999)
    group = await world.group("支部", [heard])
    posted = await bot("sendMessage", chat_id=group.id, text="x")
    with pytest.raises(Refused, match="not enough rights to manage pinned messages in the chat"):
        await bot("pinChatMessage", chat_id=group.id, message_id=posted["message_id"])

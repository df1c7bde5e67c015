"""What may be sent, to whom, and the words of each refusal."""

import re

import pytest

from playground.client import Actor, Playground
from tests.playground.conftest import BOT_ID, PNG, BotApi, Refused


async def test_a_message_arrives(bot: BotApi, world: Playground, heard: Actor) -> None:
    sent = await bot("sendMessage", chat_id=heard.id, text="  你好 \n")
    seen = await heard.sees("你好")
    assert sent["text"] == seen["text"] == "你好"
    assert sent["chat"] == {"id": heard.id, "type": "private", "first_name": "张敏", "username": "zhangmin"}
    assert abs(sent["date"] - (await world.clock.read()).timestamp()) < 5
    (request,) = await world.requests(method="sendMessage", chat=heard)
    assert (request["ok"], request["message_id"], request["delivered"]) == (True, sent["message_id"], True)
    assert request["monotonic"] <= request["accepted"] <= request["responded"]


async def test_all_three_encodings_mean_the_same(bot: BotApi, heard: Actor) -> None:
    markup = '{"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}'
    url = f"{bot.url}/bot{bot.token}/sendMessage"
    params = {"chat_id": str(heard.id), "text": "<b>a</b>", "parse_mode": "HTML", "reply_markup": markup}
    by_form = await bot.form("sendMessage", {}, **params)
    async with bot.session.post(url, data=params) as answer:
        by_url = bot.read("sendMessage", await answer.json())
    async with bot.session.get(url, params=params) as answer:
        by_query = bot.read("sendMessage", await answer.json())
    by_json = await bot("sendMessage", **params)
    shapes = [{key: one[key] for key in ("text", "entities", "reply_markup")} for one in (by_form, by_url, by_query)]
    assert all(shape == {key: by_json[key] for key in shape} for shape in shapes)


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 424242}, "chat not found"),
        ({"text": "x", "chat_id": -1009}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "parse_mode": "RTF"}, "unsupported parse_mode"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 77}, "message thread not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "字" * 22}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]] * 101}},
            "reply markup is too long",
        ),
    ],
)
async def test_refusals(bot: BotApi, heard: Actor, params: dict[str, object], refusal: str) -> None:
    with pytest.raises(Refused, match=f"^Bad Request: {re.escape(refusal)}$") as error:
        await bot("sendMessage", **({"chat_id": heard.id} | params))
    assert error.value.code == 400


async def test_limits_are_counted_after_the_markup_in_utf16_units(bot: BotApi, heard: Actor) -> None:
    sent = await bot("sendMessage", chat_id=heard.id, text=f"<b>{'字' * 4096}</b>", parse_mode="HTML")
    assert sent["entities"] == [{"offset": 0, "length": 4096, "type": "bold"}]
    sent = await bot("sendMessage", chat_id=heard.id, text="😀" * 2048)
    assert len(sent["text"]) == 2048


async def test_64_bytes_of_callback_data_pass(bot: BotApi, heard: Actor) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "字" * 21 + "x"}]]}
    assert (await bot("sendMessage", chat_id=heard.id, text="x", reply_markup=markup))["reply_markup"] == markup


async def test_a_bot_may_not_write_first(bot: BotApi, world: Playground) -> None:
    stranger = await world.person("李强")
    with pytest.raises(Refused, match=r"^Bad Request: chat not found$"):
        await bot("sendMessage", chat_id=stranger.id, text="x")
    await world.group("支部", [stranger])
    with pytest.raises(Refused, match=r"^Forbidden: bot can't initiate conversation with a user$") as error:
        await bot("sendMessage", chat_id=stranger.id, text="x")
    assert error.value.code == 403


async def test_bots_do_not_write_to_bots(bot: BotApi, heard: Actor) -> None:
    with pytest.raises(Refused, match=r"^Forbidden: bots can't send messages to bots$"):
        await bot("sendMessage", chat_id=BOT_ID, text="x")


async def test_blocked_and_deactivated_are_different(bot: BotApi, heard: Actor) -> None:
    await heard.blocks()
    with pytest.raises(Refused, match=r"^Forbidden: bot was blocked by the user$"):
        await bot("sendMessage", chat_id=heard.id, text="x")
    with pytest.raises(Refused, match=r"^Forbidden: bot was blocked by the user$"):
        await bot("sendChatAction", chat_id=heard.id, action="typing")
    await heard.unblocks()
    await bot("sendMessage", chat_id=heard.id, text="x")
    await heard.leaves_telegram()
    with pytest.raises(Refused, match=r"^Forbidden: user is deactivated$"):
        await bot("sendMessage", chat_id=heard.id, text="x")


async def test_block_and_unblock_are_told(bot: BotApi, heard: Actor) -> None:
    await heard.blocks()
    await heard.blocks()
    await heard.unblocks()
    updates = [update["my_chat_member"] for update in await bot.updates()]
    assert [update["new_chat_member"]["status"] for update in updates] == ["kicked", "member"]
    assert updates[0]["from"]["id"] == updates[0]["chat"]["id"] == heard.id


async def test_reply_and_silence_and_protection(bot: BotApi, heard: Actor) -> None:
    first = await bot("sendMessage", chat_id=heard.id, text="一")
    second = await bot(
        "sendMessage",
        chat_id=heard.id,
        text="二",
        reply_parameters={"message_id": first["message_id"]},
        disable_notification=True,
        protect_content=True,
    )
    assert second["reply_to_message"]["text"] == "一"
    assert second["has_protected_content"] is True
    seen = await heard.sees("二")
    assert seen["silent"] is True
    without = {"message_id": 9999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await bot("sendMessage", chat_id=heard.id, text="三", reply_parameters=without)


async def test_reply_keyboard_comes_and_goes(bot: BotApi, heard: Actor) -> None:
    keyboard = {"keyboard": [[{"text": "我的"}, {"text": "分享手机号", "request_contact": True}], ["帮助"]]}
    sent = await bot("sendMessage", chat_id=heard.id, text="选", reply_markup=keyboard)
    assert "reply_markup" not in sent
    assert await heard.keyboard() == ["我的", "分享手机号", "帮助"]
    await heard.presses("我的")
    (update,) = await bot.updates()
    assert update["message"]["text"] == "我的"
    await bot("sendMessage", chat_id=heard.id, text="完", reply_markup={"remove_keyboard": True})
    assert await heard.keyboard() == []


async def test_a_contact_can_be_asked_for_in_private_only(bot: BotApi, world: Playground, heard: Actor) -> None:
    group = await world.group("支部", [heard])
    keyboard = {"keyboard": [[{"text": "分享手机号", "request_contact": True}]]}
    with pytest.raises(Refused, match="phone number can be requested in private chats only"):
        await bot("sendMessage", chat_id=group.id, text="x", reply_markup=keyboard)


async def test_own_and_foreign_contacts(bot: BotApi, world: Playground, heard: Actor) -> None:
    other = await world.person("李强", phone="19900000002")
    await heard.shares_contact()
    await heard.shares_contact(of=other)
    own, foreign = [update["message"] for update in await bot.updates()]
    assert own["contact"] == {"phone_number": "19900000001", "first_name": "张敏", "user_id": heard.id}
    assert own["from"]["id"] == heard.id == foreign["from"]["id"]
    assert foreign["contact"]["user_id"] == other.id


async def test_albums_have_no_keyboard_and_arrive_whole(bot: BotApi, world: Playground, heard: Actor) -> None:
    media = '[{"type":"photo","media":"attach://a","caption":"<i>一</i>","parse_mode":"HTML"},{"type":"photo","media":"attach://b"}]'
    files = {"a": ("a.png", PNG), "b": ("b.png", PNG)}
    sent = await bot.form("sendMediaGroup", files, chat_id=str(heard.id), media=media, reply_markup="{}")
    assert len(sent) == 2
    assert len({one["media_group_id"] for one in sent}) == 1
    assert not any("reply_markup" in one for one in sent)
    (request,) = await world.requests(method="sendMediaGroup")
    assert request["unknown"] == ["reply_markup"]
    again = [{"type": "photo", "media": one["photo"][-1]["file_id"]} for one in sent]
    assert len(await bot("sendMediaGroup", chat_id=heard.id, media=again)) == 2
    mixed = [again[0], {"type": "document", "media": "x"}]
    with pytest.raises(Refused, match="can't use the media of the specified type in the album"):
        await bot("sendMediaGroup", chat_id=heard.id, media=mixed)
    with pytest.raises(Refused, match="too many messages to send as an album"):
        await bot("sendMediaGroup", chat_id=heard.id, media=again * 6)


async def test_copies(bot: BotApi, heard: Actor) -> None:
    sent = await bot("sendMessage", chat_id=heard.id, text="通知 <b>一</b>", parse_mode="HTML")
    copied = await bot("copyMessage", chat_id=heard.id, from_chat_id=heard.id, message_id=sent["message_id"])
    assert (await heard.looks())[-1]["entities"] == sent["entities"]
    assert copied["message_id"] != sent["message_id"]
    with pytest.raises(Refused, match="message to copy not found"):
        await bot("copyMessage", chat_id=heard.id, from_chat_id=heard.id, message_id=9999)
    guarded = await bot("sendMessage", chat_id=heard.id, text="x", protect_content=True)
    with pytest.raises(Refused, match="message can't be copied"):
        await bot("copyMessage", chat_id=heard.id, from_chat_id=heard.id, message_id=guarded["message_id"])
    many = await bot("copyMessages", chat_id=heard.id, from_chat_id=heard.id, message_ids=[sent["message_id"], 9999])
    assert len(many) == 1


async def test_tokens(bot: BotApi, heard: Actor) -> None:
    async with bot.session.post(f"{bot.url}/bot{BOT_ID}:other/getMe") as answer:
        assert answer.status == 401
        assert await answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    async with bot.session.post(f"{bot.url}/botnonsense/getMe") as answer:
        assert answer.status == 404
    async with bot.session.post(f"{bot.url}/bot{bot.token}/sendTelepathy") as answer:
        assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    async with bot.session.post(
        f"{bot.url}/bot{bot.token}/SENDMESSAGE", json={"chat_id": heard.id, "text": "x"}
    ) as answer:
        assert answer.status == 200
    async with bot.session.post(
        f"{bot.url}/bot{bot.token}/getMe", data=b"{", headers={"Content-Type": "application/json"}
    ) as answer:
        assert answer.status == 400

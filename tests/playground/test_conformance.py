"""Every method, its parameters and every returned object against the official API; the updates too."""

from pathlib import Path
from typing import Any

import pytest

from playground.client import Actor, Playground, Room
from playground.methods import METHODS
from tests.playground import official
from tests.playground.conftest import BOT_ID, PNG, BotApi

# The names of issue A2.
WANTED = frozenset(
    {
        "getMe",
        "getUpdates",
        "setWebhook",
        "deleteWebhook",
        "getWebhookInfo",
        "sendMessage",
        "sendPhoto",
        "sendVideo",
        "sendDocument",
        "sendMediaGroup",
        "sendPoll",
        "stopPoll",
        "sendChatAction",
        "copyMessage",
        "editMessageText",
        "editMessageCaption",
        "editMessageReplyMarkup",
        "editMessageMedia",
        "deleteMessage",
        "deleteMessages",
        "pinChatMessage",
        "unpinChatMessage",
        "answerCallbackQuery",
        "getFile",
        "getChat",
        "getChatMember",
        "getChatAdministrators",
        "setMyCommands",
        "getMyCommands",
        "deleteMyCommands",
        "setMyDescription",
        "setMyShortDescription",
        "setChatMenuButton",
        "leaveChat",
        "createChatInviteLink",
    }
)
KEYS = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}


def test_every_wanted_method_is_there() -> None:
    names = {method.name for method in METHODS.values()}
    assert names >= WANTED
    assert names <= official.METHODS.keys()


def test_the_documentation_names_every_method() -> None:
    text = (Path(__file__).parents[2] / "docs" / "playground.md").read_text(encoding="utf-8")
    listed = text.split("Methods: `", 1)[1].split("`", 1)[0].split()
    assert sorted(listed) == sorted(method.name for method in METHODS.values())


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_parameters_are_the_official_ones(method: Any) -> None:
    assert method.params == official.METHODS[method.name]["fields"].keys()


def test_the_check_itself_bites() -> None:
    user = {"id": 1, "is_bot": False, "first_name": "x"}
    assert official.problems(user, ["User"], "u") == []
    assert official.problems(user | {"shoe": 1}, ["User"], "u") == ["u: User has no field shoe"]
    assert official.problems({"id": 1, "is_bot": False}, ["User"], "u") == ["u: User needs first_name"]
    assert official.problems(user | {"id": "1"}, ["User"], "u") == ["u.id: '1' is no Integer"]
    assert official.problems([user, 3], ["Array of User"], "u") == ["u[1]: 3 is no User"]
    assert official.problems(True, ["Integer"], "u")


async def _group(world: Playground, heard: Actor) -> Room:
    return await world.group("支部", [heard, await world.person("李强")], bot_status="administrator")


async def _texts(bot: BotApi, heard: Actor, group: Room) -> None:
    chat = heard.id
    first = await bot(
        "sendMessage", chat_id=chat, text="<b>一</b> @x https://a.cn", parse_mode="HTML", reply_markup=KEYS
    )
    target = {"chat_id": chat, "message_id": first["message_id"]}
    await bot("editMessageText", **target, text="二", link_preview_options={"is_disabled": True}, reply_markup=KEYS)
    await bot("editMessageReplyMarkup", **target)
    mention = f'<a href="tg://user?id={chat}">他</a><tg-time unix="1647531900" format="wDT">周四</tg-time>'
    reply = {"message_id": first["message_id"]}
    await bot(
        "sendMessage", chat_id=chat, text=mention, parse_mode="HTML", reply_parameters=reply, protect_content=True
    )
    await bot("copyMessage", chat_id=chat, from_chat_id=chat, message_id=first["message_id"])
    await bot("copyMessages", chat_id=chat, from_chat_id=chat, message_ids=[first["message_id"]])
    await bot("sendChatAction", chat_id=chat, action="typing")
    posted = await bot("sendMessage", chat_id=group.id, text="x")
    for room, message in ((chat, first), (group.id, posted)):
        await bot("pinChatMessage", chat_id=room, message_id=message["message_id"])
        await bot("getChat", chat_id=room)
        await bot("unpinChatMessage", chat_id=room, message_id=message["message_id"])
        await bot("unpinAllChatMessages", chat_id=room)
    await bot("deleteMessage", **target)
    await bot("deleteMessages", chat_id=group.id, message_ids=[posted["message_id"]])


async def _media(bot: BotApi, heard: Actor) -> None:
    chat = str(heard.id)
    photo = await bot.form("sendPhoto", {"photo": ("a.png", PNG)}, chat_id=chat, caption="x", has_spoiler="true")
    document = await bot.form("sendDocument", {"document": ("a.txt", b"a")}, chat_id=chat, caption="#x")
    await bot.form("sendVoice", {"voice": ("a.ogg", b"a")}, chat_id=chat, duration="3")
    video = await bot.form("sendVideo", {"video": ("a.mp4", b"a")}, chat_id=chat, caption="x", duration="3")
    await bot(
        "editMessageCaption", chat_id=chat, message_id=photo["message_id"], caption="y", show_caption_above_media=True
    )
    media = {"type": "document", "media": document["document"]["file_id"]}
    await bot("editMessageMedia", chat_id=chat, message_id=photo["message_id"], media=media)
    await bot("sendMediaGroup", chat_id=chat, media=[media, media])
    seen = [
        {"type": "photo", "media": photo["photo"][-1]["file_id"]},
        {"type": "video", "media": video["video"]["file_id"], "caption": "x"},
    ]
    first, _ = await bot("sendMediaGroup", chat_id=chat, media=seen)
    await bot("editMessageMedia", chat_id=chat, message_id=first["message_id"], media=seen[1])
    await bot("getFile", file_id=document["document"]["file_id"])
    options = [{"text": "A"}, {"text": "B"}]
    quiz = {"type": "quiz", "correct_option_ids": [1], "explanation": "<b>x</b>", "explanation_parse_mode": "HTML"}
    await bot("sendPoll", chat_id=chat, question="?", options=options, open_period=60, **quiz)
    poll = await bot("sendPoll", chat_id=chat, question="?", options=options, is_anonymous=False, description="d")
    await heard.votes(0)
    await bot("stopPoll", chat_id=chat, message_id=poll["message_id"])


async def _account(bot: BotApi, heard: Actor) -> None:
    commands = [{"command": "start", "description": "开始"}]
    scopes = [None, {"type": "all_private_chats"}, {"type": "chat", "chat_id": heard.id}]
    for scope in scopes:
        await bot("setMyCommands", commands=commands, scope=scope, language_code="zh")
        assert await bot("getMyCommands", scope=scope, language_code="zh") == commands
        assert await bot("getMyCommands", scope=scope) == []
        await bot("deleteMyCommands", scope=scope, language_code="zh")
        assert await bot("getMyCommands", scope=scope, language_code="zh") == []
    for kind in ("Name", "Description", "ShortDescription"):
        field = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}[kind]
        await bot(f"setMy{kind}", **{field: "文字"})
        assert await bot(f"getMy{kind}") == {field: "文字"}
    await bot("setChatMenuButton", menu_button={"type": "commands"})
    await bot("setChatMenuButton", chat_id=heard.id, menu_button={"type": "default"})
    assert await bot("getChatMenuButton", chat_id=heard.id) == {"type": "default"}
    await bot("getMe")
    await bot("logOut")
    await bot("close")


async def _rooms(bot: BotApi, world: Playground, heard: Actor, group: Room) -> None:
    li = await world.person("王芳")
    for status in ("administrator", "kicked", "left", "member"):
        await group.seat(li, status)
        assert (await bot("getChatMember", chat_id=group.id, user_id=li.id))["status"] == status
    await bot("getChatMember", chat_id=group.id, user_id=heard.id)
    await bot("getChatMember", chat_id=heard.id, user_id=heard.id)
    await bot("getChatAdministrators", chat_id=group.id, return_bots=True)
    await bot("getChatMemberCount", chat_id=group.id)
    await bot("createChatInviteLink", chat_id=group.id, name="x", expire_date=2_000_000_000)
    await bot("exportChatInviteLink", chat_id=group.id)
    channel = await world.group("频道", [heard], kind="channel", bot_status="administrator")
    await bot("getChatMember", chat_id=channel.id, user_id=BOT_ID)
    await bot("getChat", chat_id=channel.id)
    await bot("sendMessage", chat_id=channel.id, text="x")
    await heard.sends("x", to=channel)
    old = await world.group("小组", [heard], kind="group")
    await old.migrates()
    forum = await world.group("论坛", [heard], is_forum=True)
    await heard.sends("/x", to=forum, thread=await forum.topic("话题"))
    await bot("leaveChat", chat_id=forum.id)


async def _people(bot: BotApi, heard: Actor) -> None:
    await heard.shares_contact()
    await heard.sends_file(PNG, kind="photo", name="a.png", caption="x")
    await heard.sends_file(b"a", kind="voice", name="a.ogg")
    await heard.sends_file(b"a", kind="video", name="a.mp4", caption="x")
    await bot("sendMessage", chat_id=heard.id, text="?", reply_markup=KEYS)
    query = await heard.press_without_waiting("好")
    await bot("answerCallbackQuery", callback_query_id=query, text="x", show_alert=True, cache_time=0)
    await heard.blocks()
    await heard.unblocks()


async def test_every_answer_and_every_update(bot: BotApi, world: Playground, heard: Actor) -> None:
    kinds = ["message", "edited_message", "channel_post", "callback_query", "poll", "poll_answer"]
    kinds += ["my_chat_member", "chat_member"]
    await bot("getUpdates", allowed_updates=kinds)
    group = await _group(world, heard)
    await _texts(bot, heard, group)
    await _media(bot, heard)
    await _account(bot, heard)
    await _rooms(bot, world, heard, group)
    await _people(bot, heard)
    # The bot helper compares each answer, these updates among them, with the official types.
    seen = {key for update in await bot.updates() for key in update} - {"update_id"}
    assert seen == set(kinds) - {"edited_message"}
    await bot("setWebhook", url="http://127.0.0.1:9/", max_connections=3, allowed_updates=["message"])
    await bot("getWebhookInfo")
    await bot("deleteWebhook")
    called = {request["method"] for request in await world.requests()}
    assert called == {method.name for method in METHODS.values()}
    assert [request for request in await world.requests() if request["unknown"]] == []
    assert [request for request in await world.requests() if not request["ok"]] == []

"""Groups: privacy mode, rights, migration, topics, anonymous administrators, channels."""

from typing import Any

import pytest

from playground.client import Actor, Playground, PlaygroundError, Room
from tests.playground.conftest import BOT_ID, TOKEN, BotApi, Refused


def _texts(updates: list[Any]) -> list[str]:
    return [update["message"].get("text", "") for update in updates if "message" in update]


@pytest.fixture
async def li(world: Playground) -> Actor:
    return await world.person("李强")


@pytest.fixture
async def group(world: Playground, bot: BotApi, heard: Actor, li: Actor) -> Room:
    """A supergroup with the bot as a plain member, which has read that it was added."""
    made = await world.group("第一支部", [heard, li])
    (added, joined) = await bot.updates()
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert added["my_chat_member"]["chat"]["title"] == "第一支部"
    assert joined["message"]["new_chat_members"][0]["id"] == BOT_ID
    return made


async def test_privacy_mode_shows_commands_and_replies_only(bot: BotApi, heard: Actor, group: Room) -> None:
    asked = await bot("sendMessage", chat_id=group.id, text="?")
    for text in ("闲聊", "@zhibu_bot 你好", "/bind", "/bind@other_bot", "/bind@Zhibu_Bot 123"):
        await heard.sends(text, to=group)
    await heard.sends("答", to=group, reply_to=asked)
    assert _texts(await bot.updates()) == ["/bind", "/bind@Zhibu_Bot 123", "答"]


async def test_switching_privacy_takes_effect_at_the_next_join(
    bot: BotApi, world: Playground, heard: Actor, group: Room
) -> None:
    await world.bot(TOKEN, can_read_all_group_messages=True)
    assert (await bot("getMe"))["can_read_all_group_messages"] is True
    await heard.sends("一", to=group)
    assert await bot.updates() == []
    await group.seat(BOT_ID, "left")
    await group.seat(BOT_ID, "member")
    await bot.updates()
    await heard.sends("二", to=group)
    assert _texts(await bot.updates()) == ["二"]


async def test_an_administrator_reads_everything(bot: BotApi, heard: Actor, group: Room) -> None:
    await group.seat(BOT_ID, "administrator")
    await heard.sends("闲聊", to=group)
    (promoted, said) = await bot.updates()
    assert promoted["my_chat_member"]["old_chat_member"]["status"] == "member"
    assert said["message"]["text"] == "闲聊"


async def test_seats_are_told(bot: BotApi, heard: Actor, li: Actor, group: Room) -> None:
    owner = await bot("getChatMember", chat_id=group.id, user_id=heard.id)
    assert owner["status"] == "creator"
    assert (await bot("getChatMember", chat_id=group.id, user_id=li.id))["status"] == "member"
    await group.seat(li, "administrator")
    admins = await bot("getChatAdministrators", chat_id=group.id)
    assert [seat["user"]["id"] for seat in admins] == [heard.id, li.id]
    assert await bot("getChatMemberCount", chat_id=group.id) == 3
    await group.seat(li, "left")
    assert (await bot("getChatMember", chat_id=group.id, user_id=li.id))["status"] == "left"
    assert [update["message"]["left_chat_member"]["id"] for update in await bot.updates()] == [li.id]
    with pytest.raises(Refused, match="there are no administrators in the private chat"):
        await bot("getChatAdministrators", chat_id=heard.id)


@pytest.mark.parametrize(
    ("kind", "status", "refusal"),
    [
        ("group", "kicked", "bot was kicked from the group chat"),
        ("supergroup", "kicked", "bot was kicked from the supergroup chat"),
        ("supergroup", "left", "bot is not a member of the supergroup chat"),
        ("channel", "kicked", "bot was kicked from the channel chat"),
    ],
)
async def test_a_bot_that_is_out_cannot_write(
    bot: BotApi, world: Playground, heard: Actor, kind: str, status: str, refusal: str
) -> None:
    room = await world.group("x", [heard], kind=kind, bot_status="administrator")
    await room.seat(BOT_ID, status)
    with pytest.raises(Refused, match=f"^Forbidden: {refusal}$") as error:
        await bot("sendMessage", chat_id=room.id, text="x")
    assert error.value.code == 403
    assert (await bot.updates())[-1]["my_chat_member"]["new_chat_member"]["status"] == status


async def test_a_bot_leaves(bot: BotApi, group: Room) -> None:
    assert await bot("leaveChat", chat_id=group.id) is True
    with pytest.raises(Refused, match="bot is not a member"):
        await bot("getChat", chat_id=group.id)


async def test_a_group_becomes_a_supergroup(bot: BotApi, world: Playground, heard: Actor) -> None:
    old = await world.group("第二支部", [heard], kind="group")
    await bot.updates()
    new = await old.migrates()
    told = [update["message"] for update in await bot.updates()]
    assert (told[0]["chat"]["id"], told[0]["migrate_to_chat_id"]) == (old.id, new.id)
    assert (told[1]["chat"]["id"], told[1]["migrate_from_chat_id"]) == (new.id, old.id)
    with pytest.raises(Refused, match="group chat was upgraded to a supergroup chat") as error:
        await bot("sendMessage", chat_id=old.id, text="x")
    assert (error.value.code, error.value.parameters) == (400, {"migrate_to_chat_id": new.id})
    await bot("sendMessage", chat_id=new.id, text="x")
    with pytest.raises(PlaygroundError, match="migrated"):
        await heard.sends("x", to=old)


async def test_forum_topics(bot: BotApi, world: Playground, heard: Actor) -> None:
    forum = await world.group("论坛", [heard], is_forum=True, bot_status="administrator")
    thread = await forum.topic("学习")
    await heard.sends("话题里", to=forum, thread=thread)
    await heard.sends("大厅里", to=forum)
    *_, opened, inside, outside = await bot.updates()
    assert opened["message"]["forum_topic_created"]["name"] == "学习"
    assert inside["message"]["message_thread_id"] == thread
    assert inside["message"]["reply_to_message"]["message_id"] == thread
    assert "message_thread_id" not in outside["message"]
    sent = await bot("sendMessage", chat_id=forum.id, text="x", message_thread_id=thread)
    assert (sent["is_topic_message"], sent["message_thread_id"]) == (True, thread)
    assert (await bot("getChat", chat_id=forum.id))["is_forum"] is True


async def test_an_anonymous_administrator_has_no_user_id(bot: BotApi, heard: Actor, group: Room) -> None:
    await group.seat(heard, "creator", anonymous=True)
    await heard.sends("/bind", to=group)
    (update,) = await bot.updates()
    assert update["message"]["from"]["username"] == "GroupAnonymousBot"
    assert update["message"]["sender_chat"]["id"] == group.id
    await heard.sends("/bind", to=group, anonymous=False)
    (update,) = await bot.updates()
    assert update["message"]["from"]["id"] == heard.id


async def test_channels_need_an_administrator(bot: BotApi, world: Playground, heard: Actor, li: Actor) -> None:
    channel = await world.group("通知", [heard, li], kind="channel", bot_status="administrator", username="tongzhi")
    await bot.updates()
    sent = await bot("sendMessage", chat_id="@tongzhi", text="x")
    assert "from" not in sent
    assert sent["sender_chat"]["id"] == channel.id
    await heard.sends("公告", to=channel)
    (update,) = await bot.updates()
    assert update["channel_post"]["text"] == "公告"
    await channel.seat(BOT_ID, "member")
    with pytest.raises(Refused, match="need administrator rights in the channel chat"):
        await bot("sendMessage", chat_id=channel.id, text="x")
    with pytest.raises(PlaygroundError, match="not_an_admin"):
        await li.sends("x", to=channel)


async def test_invite_links_need_rights(bot: BotApi, group: Room) -> None:
    with pytest.raises(Refused, match="not enough rights"):
        await bot("createChatInviteLink", chat_id=group.id)
    await group.seat(BOT_ID, "administrator")
    link = await bot("createChatInviteLink", chat_id=group.id, name="新人", member_limit=5)
    assert (link["name"], link["member_limit"], link["creator"]["id"]) == ("新人", 5, BOT_ID)


async def test_a_press_in_a_group_names_the_person(bot: BotApi, li: Actor, group: Room) -> None:
    keys = {"inline_keyboard": [[{"text": "签到", "callback_data": "in"}]]}
    await bot("sendMessage", chat_id=group.id, text="会议", reply_markup=keys)
    await li.press_without_waiting("签到", at=group)
    (update,) = await bot.updates()
    assert update["callback_query"]["from"]["id"] == li.id
    assert update["callback_query"]["message"]["chat"]["id"] == group.id


async def test_message_ids_of_a_supergroup_count_by_themselves(bot: BotApi, world: Playground, heard: Actor) -> None:
    one = await world.group("一", [heard])
    two = await world.group("二", [heard])
    first = await bot("sendMessage", chat_id=one.id, text="x")
    second = await bot("sendMessage", chat_id=two.id, text="x")
    assert first["message_id"] == second["message_id"]

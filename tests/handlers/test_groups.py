"""Group chats and channels, as conversations."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from telegram import Update

from db.chats import BoundChat
from db.names import BranchRole, ChatKind
from handlers import features
from handlers.dispatch import Dispatcher
from playground.actor import Actor
from tests import factories
from tests.fixtures.stages import TOKEN, Stage
from tests.handlers.tapping import taps

#: What Telegram says of every administrator, as far as the library insists on it.
_ADMINISTRATOR_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_messages",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


@pytest.fixture
async def wang(stage: Stage) -> Actor:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        member = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
    return await stage.known(member)


async def _code(wang: Actor) -> str:
    await wang.sends("/branch")
    await wang.sees("内科党支部")
    await wang.presses("更多…")
    await wang.sees("不常用的在这里")
    await wang.presses("群和频道")
    await wang.sees("群和频道")
    await wang.presses("取绑定码")
    found = re.search(r"绑定码：(\w{8})", (await wang.sees("绑定码", "30 分钟内有效"))["text"])
    assert found is not None
    return found[1]


async def _chats(stage: Stage) -> list[BoundChat]:
    async with stage.house.db.read() as session:
        return list(await session.scalars(select(BoundChat).order_by(BoundChat.id)))


async def test_on_joining_it_says_in_one_message_what_works_and_what_does_not(stage: Stage, wang: Actor) -> None:
    group = await stage.world.group("内科党支部群", [wang], bot_status=None)
    await group.seat(await stage.world.only_bot(), "member", by=wang)
    hello = await wang.sees("不会公布任何人的姓名", at=group)
    for part in ("✓ 能发通知", "其他聊天我看不到", "✗ 不能置顶", "/bind"):
        assert part in hello["text"]
    await wang.sees_nothing_new(at=group)


async def test_without_privacy_mode_it_says_that_it_sees_but_does_not_keep(stage: Stage, wang: Actor) -> None:
    await stage.world.bot(TOKEN, can_read_all_group_messages=True)
    group = await stage.world.group("内科党支部群", [wang], bot_status=None)
    await group.seat(await stage.world.only_bot(), "administrator", by=wang)
    hello = await wang.sees("我不看、不存", at=group)
    assert "✓ 能置顶通知" in hello["text"]


async def test_the_secretary_binds_by_command(stage: Stage, wang: Actor) -> None:
    code = await _code(wang)
    group = await stage.world.group("内科党支部群", [wang])
    await wang.sends(f"/bind {code}", to=group)
    await wang.sees("已绑定：内科党支部", at=group)
    [chat] = await _chats(stage)
    assert (chat.kind, chat.address, chat.thread) == (ChatKind.GROUP, str(group.id), None)
    await wang.sends(f"/bind {code}", to=group)
    await wang.sees("这里已经绑定：内科党支部", at=group)
    assert len(await _chats(stage)) == 1


async def test_the_plain_code_as_a_reply_does_the_same_and_other_replies_are_left_alone(
    stage: Stage, wang: Actor
) -> None:
    code = await _code(wang)
    group = await stage.world.group("内科党支部群", [wang], bot_status=None)
    await group.seat(await stage.world.only_bot(), "member", by=wang)
    hello = await wang.sees("不会公布", at=group)
    await wang.sends("收到", to=group, reply_to=hello)
    await wang.sees_nothing_new(at=group)
    await wang.sends(f"{code[:4]}-{code[4:].lower()}", to=group, reply_to=hello)
    await wang.sees("已绑定", at=group)


async def test_an_anonymous_administrator_binds_and_a_topic_is_kept(stage: Stage, wang: Actor) -> None:
    code = await _code(wang)
    group = await stage.world.group("内科党支部群", [wang], is_forum=True)
    await group.seat(wang, "creator", anonymous=True)
    topic = await group.topic("通知")
    await wang.sends(f"/bind {code}", to=group, thread=topic, anonymous=True)
    said = await wang.sees("通知会发到这个话题", at=group)
    assert said["message_thread_id"] == topic
    [chat] = await _chats(stage)
    assert chat.thread == topic


async def test_somebody_else_s_code_does_not_work_and_tells_nothing(stage: Stage, wang: Actor) -> None:
    code = await _code(wang)
    stranger = await stage.person("路人")
    group = await stage.world.group("别的群", [stranger])
    await stranger.sends(f"/bind {code}", to=group)
    right = await stranger.sees("用不了", at=group)
    await stranger.sends("/bind AAAA2222", to=group)
    wrong = await stranger.sees("用不了", at=group)
    assert right["text"] == wrong["text"]
    assert "内科" not in right["text"]
    assert await _chats(stage) == []


async def test_a_channel_is_bound_by_a_post_and_other_posts_are_left_alone(stage: Stage, wang: Actor) -> None:
    code = await _code(wang)
    channel = await stage.world.group("内科频道", [wang], kind="channel", bot_status="administrator")
    await wang.sees("频道里只发", at=channel)
    await wang.sends("NOTICE12", to=channel)
    await wang.sends("今天学习", to=channel)
    await wang.sees_nothing_new(at=channel)
    await wang.sends(code, to=channel)
    await wang.sees("已绑定：内科党支部", at=channel)
    [chat] = await _chats(stage)
    assert (chat.kind, chat.address) == (ChatKind.CHANNEL, str(channel.id))
    assert code not in [message.get("text") for message in await channel.messages()]


async def test_a_group_that_becomes_a_supergroup_stays_bound(stage: Stage, wang: Actor) -> None:
    code = await _code(wang)
    group = await stage.world.group("内科党支部群", [wang], kind="group")
    await wang.sends(f"/bind {code}", to=group)
    await wang.sees("已绑定", at=group)
    moved = await group.migrates()
    await stage.world.quiet()
    [chat] = await _chats(stage)
    assert (chat.address, chat.unbound_at) == (str(moved.id), None)


async def test_being_put_out_is_shown_and_unbinding_ends_it(stage: Stage, wang: Actor) -> None:
    code = await _code(wang)
    group = await stage.world.group("内科党支部群", [wang])
    await wang.sends(f"/bind {code}", to=group)
    await wang.sees("已绑定", at=group)
    await group.seat(await stage.world.only_bot(), "kicked", by=wang)
    await stage.world.quiet()
    await wang.sends("/branch")
    await wang.sees("内科党支部")
    await wang.presses("更多…")
    await wang.sees("不常用的在这里")
    await wang.presses("群和频道")
    await wang.sees("现在发不了消息")
    await wang.presses("解除绑定：群")
    question = await wang.sees("确定吗")
    await taps(stage, wang, question, "解除绑定", 3)
    await wang.sees("还没有绑定")
    [chat] = await _chats(stage)
    assert chat.unbound_at is not None


async def test_in_a_group_help_points_to_the_private_chat(stage: Stage, wang: Actor) -> None:
    group = await stage.world.group("内科党支部群", [wang])
    await wang.sends("/help", to=group)
    await wang.sees("请私下找 @zhibu_test_bot", at=group)
    await wang.sends("/bind", to=group)
    await wang.sees("取绑定码", at=group)
    await wang.sends("/menu", to=group)
    await wang.sees_nothing_new(at=group)


async def test_where_it_may_not_write_it_tells_who_added_it(stage: Stage, wang: Actor) -> None:
    await wang.sends("/menu")
    await wang.sees("您好")
    channel = await stage.world.group("内科频道", [wang], kind="channel", bot_status=None)
    bot = stage.running.bot
    rights = dict.fromkeys(_ADMINISTRATOR_RIGHTS, False)
    change = {
        "chat": {"id": channel.id, "type": "channel", "title": "内科频道"},
        "from": {"id": wang.id, "is_bot": False, "first_name": "王建国"},
        "date": int(stage.house.now().timestamp()),
        "old_chat_member": {"status": "left", "user": bot.bot.to_dict()},
        "new_chat_member": {"status": "administrator", "user": bot.bot.to_dict(), **rights},
    }
    update = Update.de_json({"update_id": 1, "my_chat_member": change}, bot)
    await Dispatcher(stage.house, features.load(), bot.username).handle(update, bot)
    await wang.sees("我进了频道“内科频道”，但不能发消息")
    assert await channel.messages() == []

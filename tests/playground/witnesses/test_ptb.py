"""Two bots on stock python-telegram-bot: one polls (groups, polls, topics), one takes a webhook."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Poll, Update
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, RetryAfter
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    PollAnswerHandler,
    filters,
)

from playground.client import Playground
from playground.server import Server, running

TOKEN = "1003:ptb"
Context = ContextTypes.DEFAULT_TYPE


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as made:
        yield made


async def start(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text(f"欢迎 {' '.join(context.args or [])}".strip())


async def poll(update: Update, _: Context) -> None:
    assert update.effective_chat is not None
    await update.effective_chat.send_poll("参加吗？", ["参加", "请假"], is_anonymous=False)


async def voted(update: Update, context: Context) -> None:
    answer = update.poll_answer
    assert answer is not None
    assert answer.user is not None
    context.bot_data.setdefault("votes", []).append((answer.user.first_name, list(answer.option_ids)))


async def board(update: Update, _: Context) -> None:
    assert update.effective_message is not None
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("签到", callback_data="in")]])
    await update.effective_message.reply_text("签到 0 人", reply_markup=keys)


async def sign_in(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer(f"{query.from_user.first_name} 已签到")
    context.bot_data["in"] = context.bot_data.get("in", 0) + 1
    await query.edit_message_text(f"签到 {context.bot_data['in']} 人")


async def joined(update: Update, context: Context) -> None:
    change = update.my_chat_member
    assert change is not None
    if change.chat.type != "private":
        await context.bot.send_message(change.chat.id, f"我在 {change.chat.title}：{change.new_chat_member.status}")


async def moved(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    if message.migrate_to_chat_id:
        await context.bot.send_message(message.migrate_to_chat_id, "搬到这里了")


def application(server: Server) -> Application[Any, Any, Any, Any, Any, Any]:
    builder = Application.builder().token(TOKEN).base_url(f"{server.url}/bot").base_file_url(f"{server.url}/file/bot")
    app = builder.build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CommandHandler("poll", poll))
    app.add_handler(CommandHandler("board", board))
    app.add_handler(PollAnswerHandler(voted))
    app.add_handler(CallbackQueryHandler(sign_in))
    app.add_handler(ChatMemberHandler(joined, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, moved))
    return app


@asynccontextmanager
async def polling(server: Server) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    app = application(server)
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield app
        await app.updater.stop()
        await app.stop()


async def test_polling_groups_and_polls(server: Server) -> None:
    async with polling(server) as app, Playground.connect(server.url) as world:
        zhang = await world.person("张敏")
        li = await world.person("李强")
        group = await world.group("第一支部", [zhang, li], kind="group")
        await zhang.sees("我在 第一支部：member", at=group)
        await zhang.sends("闲聊", to=group)
        await zhang.sends("/poll", to=group)
        message = await li.sees("参加吗？", at=group)
        await li.votes(1, at=group)
        await zhang.votes(0, at=group)
        await world.quiet()
        assert app.bot_data["votes"] == [("李强", [1]), ("张敏", [0])]
        stopped = await app.bot.stop_poll(group.id, message["message_id"])
        assert isinstance(stopped, Poll)
        assert stopped.total_voter_count == 2
        await zhang.sends("/board@playground_1003_bot", to=group)
        await li.sees("签到 0 人", at=group)
        assert await li.presses("签到", at=group) == "李强 已签到"
        await zhang.sees("签到 1 人", at=group)
        new = await group.migrates()
        await zhang.sees("搬到这里了", at=new)
        with pytest.raises(ChatMigrated) as error:
            await app.bot.send_message(group.id, "x")
        assert error.value.new_chat_id == new.id
        told = [one["params"]["text"] for one in await world.requests(method="sendMessage")]
        assert not any("闲聊" in text for text in told)


async def test_errors_are_the_ones_ptb_knows(server: Server) -> None:
    async with polling(server) as app, Playground.connect(server.url) as world:
        zhang = await world.person("张敏")
        await zhang.starts("abc")
        await zhang.sees("欢迎 abc")
        await zhang.blocks()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await app.bot.send_message(zhang.id, "x")
        await zhang.unblocks()
        with pytest.raises(BadRequest, match="Message is too long"):
            await app.bot.send_message(zhang.id, "x" * 4097)
        sent = await app.bot.send_message(zhang.id, "一")
        with pytest.raises(BadRequest, match="Message is not modified"):
            await sent.edit_text("一")
        await world.budgets(enforced=True, chat_burst=0)
        with pytest.raises(RetryAfter):
            await app.bot.send_message(zhang.id, "x")
        await world.budgets(enforced=False)
        forum = await world.group("论坛", [zhang], is_forum=True)
        thread = await forum.topic("学习")
        posted = await app.bot.send_message(forum.id, "x", message_thread_id=thread)
        assert posted.is_topic_message
        await app.bot.set_webhook("http://127.0.0.1:9/")
        with pytest.raises(Conflict):
            await app.bot.get_updates()
        await app.bot.delete_webhook()


async def test_webhook(server: Server) -> None:
    app = application(server)

    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        await app.process_update(Update.de_json(await request.json(), app.bot))
        return web.Response()

    site = web.Application()
    site.router.add_post("/hook", hook)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with app, Playground.connect(server.url) as world:
            await app.start()
            address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
            await app.bot.set_webhook(address, secret_token="s3cret", allowed_updates=Update.ALL_TYPES)
            zhang = await world.person("张敏")
            await zhang.sends("/board")
            await zhang.sees("签到 0 人")
            assert await zhang.presses("签到") == "张敏 已签到"
            await zhang.sees("签到 1 人")
            await zhang.sees_nothing_new(settle=0)
            await app.stop()
    finally:
        await runner.cleanup()

"""Two bots on aiogram: one polls and shows keyboards, one takes a webhook."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from playground.client import Playground
from playground.server import Server, running

TOKEN = "1001:aiogram"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as made:
        yield made


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    made = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(server.url)))
    yield made
    await made.session.close()


def dispatcher() -> Dispatcher:
    """Keyboards, contact, presses, membership."""
    router = Dispatcher()

    @router.message(CommandStart(deep_link=True))
    async def linked(message: Message, command: CommandObject) -> None:
        await message.answer(f"邀请码 <b>{command.args}</b>", parse_mode="HTML")

    @router.message(CommandStart())
    async def start(message: Message) -> None:
        share = KeyboardButton(text="分享手机号", request_contact=True)
        await message.answer("欢迎", reply_markup=ReplyKeyboardMarkup(keyboard=[[share]], resize_keyboard=True))

    @router.message(F.contact)
    async def contact(message: Message) -> None:
        keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="确认", callback_data="yes")]])
        number = message.contact.phone_number if message.contact else ""
        await message.answer(f"你的号码是 {number}", reply_markup=keys)

    @router.callback_query(F.data == "yes")
    async def confirm(query: CallbackQuery) -> None:
        await query.answer("已登记", show_alert=True)
        if isinstance(query.message, Message):
            await query.message.edit_text("登记完成")

    @router.message(Command("pin"))
    async def pin(message: Message) -> None:
        sent = await message.reply("置顶我")
        await sent.pin()

    @router.my_chat_member()
    async def membership(update: ChatMemberUpdated, bot: Bot) -> None:
        if update.chat.type != "private" and update.new_chat_member.status == "administrator":
            await bot.send_message(update.chat.id, f"管理员：{len(await bot.get_chat_administrators(update.chat.id))}")

    return router


async def test_polling_and_keyboards(server: Server, bot: Bot) -> None:
    router = dispatcher()
    polling = asyncio.create_task(router.start_polling(bot, handle_signals=False))
    try:
        await bot.get_me()
        async with Playground.connect(server.url) as world:
            zhang = await world.person("张敏", phone="19900000001")
            await zhang.starts("m-42")
            message = await zhang.sees("邀请码 m-42")
            assert [entity["type"] for entity in message["entities"]] == ["bold"]
            await zhang.starts()
            await zhang.sees("欢迎")
            assert await zhang.keyboard() == ["分享手机号"]
            await zhang.shares_contact()
            await zhang.sees("19900000001", buttons=["确认"])
            assert await zhang.presses("确认") == "已登记"
            assert zhang.alert
            await zhang.sees("登记完成")
            await zhang.sends("/pin")
            await zhang.sees("置顶我")
            await world.quiet()
            assert [one["text"] for one in await zhang.looks() if one["pinned"]] == ["置顶我"]
            group = await world.group("支部", [zhang])
            await group.seat(bot.id, "administrator")
            await zhang.sees("管理员：2", at=group)
            await zhang.blocks()
            with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
                await bot.send_message(zhang.id, "x")
            await zhang.unblocks()
            await world.fault("flood", retry_after=3, times=1, method="sendMessage")
            with pytest.raises(TelegramRetryAfter) as error:
                await bot.send_message(zhang.id, "x")
            assert error.value.retry_after == 3
    finally:
        await router.stop_polling()
        await polling


async def test_webhook(server: Server, bot: Bot) -> None:
    router = dispatcher()
    app = web.Application()
    SimpleRequestHandler(router, bot, secret_token="s3cret", handle_in_background=False).register(app, path="/hook")
    setup_application(app, router, bot=bot)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        await bot.set_webhook(address, secret_token="s3cret", allowed_updates=["message", "callback_query"])
        assert (await bot.get_webhook_info()).url == address
        async with Playground.connect(server.url) as world:
            zhang = await world.person("张敏", phone="19900000001")
            await zhang.starts()
            await zhang.sees("欢迎")
            await zhang.shares_contact()
            await zhang.sees("你的号码是")
            assert await zhang.presses("确认") == "已登记"
            await zhang.sees("登记完成")
            await zhang.sees_nothing_new(settle=0)
        await bot.delete_webhook()
    finally:
        await runner.cleanup()

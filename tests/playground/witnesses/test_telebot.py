"""A bot on pyTelegramBotAPI that polls and works with files and albums."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.asyncio_helper import ApiTelegramException
from telebot.types import InputFile, InputMediaPhoto

from playground.client import Playground
from playground.server import Server, running
from tests.playground.conftest import PNG

TOKEN = "1002:telebot"


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    async with running() as made:
        monkeypatch.setattr(asyncio_helper, "API_URL", made.url + "/bot{0}/{1}")
        monkeypatch.setattr(asyncio_helper, "FILE_URL", made.url + "/file/bot{0}/{1}")
        yield made


def make_bot() -> Any:
    bot: Any = AsyncTeleBot(TOKEN)

    @bot.message_handler(commands=["start"])  # type: ignore[untyped-decorator] # the library has no types
    async def start(message: Any) -> None:
        await bot.reply_to(message, "发文件给我")

    @bot.message_handler(content_types=["document"])  # type: ignore[untyped-decorator] # the library has no types
    async def document(message: Any) -> None:
        info = await bot.get_file(message.document.file_id)
        data = await bot.download_file(info.file_path)
        await bot.send_document(
            message.chat.id,
            data[::-1],
            visible_file_name=f"反 {message.document.file_name}",
            caption=f"{len(data)} 字节",
        )

    @bot.message_handler(content_types=["photo"])  # type: ignore[untyped-decorator] # the library has no types
    async def photo(message: Any) -> None:
        best = message.photo[-1].file_id
        await bot.send_media_group(message.chat.id, [InputMediaPhoto(best, caption="相册"), InputMediaPhoto(best)])
        await bot.send_photo(message.chat.id, InputFile(_as_file(PNG)), caption="新图")

    return bot


def _as_file(data: bytes) -> Any:
    import io  # noqa: PLC0415 - only this handler needs it

    made = io.BytesIO(data)
    made.name = "a.png"
    return made


async def test_polling_and_files(server: Server) -> None:
    bot = make_bot()
    polling = asyncio.create_task(bot.polling(non_stop=True, interval=0, timeout=10, request_timeout=20))
    try:
        async with Playground.connect(server.url) as world:
            await world.bot(TOKEN)
            li = await world.person("李强")
            await li.starts()
            reply = await li.sees("发文件给我")
            assert reply["reply_to_message"]["text"] == "/start"
            await li.sends_file(b"abc", name="表.xlsx")
            answer = await li.sees("3 字节")
            assert answer["document"]["file_name"] == "反 表.xlsx"
            async with world.api.session.get(server.url + answer["file_url"]) as download:
                assert await download.read() == b"cba"
            await li.sends_file(PNG, kind="photo", name="a.png")
            await li.sees("相册")
            await li.sees("新图")
            groups = [one.get("media_group_id") for one in await li.looks() if "photo" in one and not one["out"]]
            assert groups[0] == groups[1] is not None
            assert groups[2] is None
            with pytest.raises(ApiTelegramException, match="chat not found"):
                await bot.send_message(99, "x")
    finally:
        bot._polling = False
        polling.cancel()
        await asyncio.wait({polling})
        await bot.close_session()

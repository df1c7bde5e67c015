"""aiogram with its own client, doing the same durable work; and its plain send loop."""

from __future__ import annotations

from pathlib import Path

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from benchmarks.contestants.racing import race
from benchmarks.support import children
from benchmarks.support.server import TOKEN


async def _main() -> None:
    given = children.settings()
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(given["api"])))
    preview = LinkPreviewOptions(is_disabled=True)

    async def send(chat: int, text: str, label: str, data: str) -> int:
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=data)]])
        message = await bot.send_message(
            chat, text, parse_mode=ParseMode.HTML, reply_markup=keyboard, link_preview_options=preview
        )
        return message.message_id

    try:
        await race(send, Path(given["folder"]) / "aiogram.db", given["first"])
    finally:
        await bot.session.close()


if __name__ == "__main__":
    children.run(_main)

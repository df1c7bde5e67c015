"""python-telegram-bot with its stock client (httpx) and no limiter, doing the same durable work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from benchmarks.contestants.racing import race
from benchmarks.support import children
from benchmarks.support.server import TOKEN


async def _main() -> None:
    given = children.settings()
    request = HTTPXRequest(connection_pool_size=256, pool_timeout=30)
    bot: ExtBot[Any] = ExtBot(TOKEN, base_url=f"{given['api']}/bot", request=request)
    preview = LinkPreviewOptions(is_disabled=True)

    async def send(chat: int, text: str, label: str, data: str) -> int:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])
        message = await bot.send_message(
            chat, text, parse_mode=ParseMode.HTML, reply_markup=keyboard, link_preview_options=preview
        )
        return message.message_id

    async with bot:
        await race(send, Path(given["folder"]) / "stock.db", given["first"])


if __name__ == "__main__":
    children.run(_main)

"""A bare aiogram bot: one handler, one insert, one edit after its commit. No people, order, score or counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from psycopg_pool import AsyncConnectionPool

from benchmarks.support import children

_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers (quiz BIGINT, person BIGINT, place BIGINT, chosen BIGINT, "
    "PRIMARY KEY (quiz, person, place))"
)
#: Connections the product has for writing on PostgreSQL.
_POOL = 10

Insert = Callable[[int, int, int, int], Awaitable[None]]
Count = Callable[[int], Awaitable[int]]


@asynccontextmanager
async def _sqlite(path: Path) -> AsyncIterator[tuple[Insert, Count]]:
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("PRAGMA synchronous=FULL")
        await connection.execute(_TABLE)

        async def store(*row: int) -> None:
            await connection.execute("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?)", row)

        async def count(quiz: int) -> int:
            found = await connection.execute_fetchall("SELECT count(*) FROM answers WHERE quiz = ?", (quiz,))
            return int(next(iter(found))[0])

        yield store, count


@asynccontextmanager
async def _postgresql(url: str) -> AsyncIterator[tuple[Insert, Count]]:
    async with AsyncConnectionPool(url, min_size=_POOL, max_size=_POOL, kwargs={"autocommit": True}) as pool:
        async with pool.connection() as connection:
            await connection.execute(_TABLE)

        async def store(*row: int) -> None:
            async with pool.connection() as connection:
                await connection.execute("INSERT INTO answers VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", row)

        async def count(quiz: int) -> int:
            async with pool.connection() as connection:
                cursor = await connection.execute("SELECT count(*) FROM answers WHERE quiz = %s", (quiz,))
                found = await cursor.fetchone()
                return int(found[0]) if found is not None else 0

        yield store, count


def _storage(given: dict[str, Any]) -> AbstractAsyncContextManager[tuple[Insert, Count]]:
    if given["database"]:
        return _postgresql(given["database"])
    return _sqlite(Path(given["folder"]) / "peer.db")


def _keyboard(quiz: int, place: int) -> InlineKeyboardMarkup:
    row = [
        InlineKeyboardButton(text=letter, callback_data=f"q:{quiz}:{place}:{number}")
        for number, letter in enumerate("ABCD")
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def _text(place: int) -> str:
    return f"第 {place} 题：党员大会一般多久一次？\nA. 每月\nB. 每季度\nC. 每半年\nD. 每年"


async def _main() -> None:
    given = children.settings()
    bot = Bot(given["token"], session=AiohttpSession(api=TelegramAPIServer.from_base(given["api"])))
    dispatcher = Dispatcher()
    async with _storage(given) as (store, count):

        @dispatcher.callback_query(F.data.startswith("q:"))
        async def answered(query: CallbackQuery) -> None:
            quiz, place, chosen = (int(part) for part in (query.data or "").split(":")[1:])
            await store(quiz, query.from_user.id, place, chosen)
            if isinstance(query.message, Message):
                await query.message.edit_text(_text(place + 1), reply_markup=_keyboard(quiz, place + 1))

        async def ask(quiz: int) -> dict[str, Any]:
            people = iter(range(given["first"], given["first"] + given["people"]))

            async def worker() -> None:
                for person in people:
                    await bot.send_message(person, _text(1), reply_markup=_keyboard(quiz, 1))

            await asyncio.gather(*(worker() for _ in range(16)))
            return {}

        async def rows(quiz: int) -> dict[str, Any]:
            return {"rows": await count(quiz)}

        task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5))
        await children.obey({"ask": ask, **children.stopwatch(), "rows": rows})
        await dispatcher.stop_polling()
        await task
    await bot.session.close()


if __name__ == "__main__":
    children.run(_main)

"""A bare aiogram bot: one handler, one insert, one answer after its commit. No people, gate, meetings or board."""

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
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from psycopg_pool import AsyncConnectionPool

from benchmarks.support import children

_TABLE = "CREATE TABLE IF NOT EXISTS attendance (meeting BIGINT, person BIGINT, PRIMARY KEY (meeting, person))"
#: Connections the product has for writing on PostgreSQL.
_POOL = 10

Insert = Callable[[int, int], Awaitable[None]]
Count = Callable[[int], Awaitable[int]]


@asynccontextmanager
async def _sqlite(path: Path) -> AsyncIterator[tuple[Insert, Count]]:
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("PRAGMA synchronous=FULL")
        await connection.execute(_TABLE)

        async def insert(meeting: int, person: int) -> None:
            await connection.execute("INSERT OR IGNORE INTO attendance VALUES (?, ?)", (meeting, person))

        async def count(meeting: int) -> int:
            found = await connection.execute_fetchall("SELECT count(*) FROM attendance WHERE meeting = ?", (meeting,))
            return int(next(iter(found))[0])

        yield insert, count


@asynccontextmanager
async def _postgresql(url: str) -> AsyncIterator[tuple[Insert, Count]]:
    async with AsyncConnectionPool(url, min_size=_POOL, max_size=_POOL, kwargs={"autocommit": True}) as pool:
        async with pool.connection() as connection:
            await connection.execute(_TABLE)

        async def insert(meeting: int, person: int) -> None:
            async with pool.connection() as connection:
                await connection.execute(
                    "INSERT INTO attendance VALUES (%s, %s) ON CONFLICT DO NOTHING", (meeting, person)
                )

        async def count(meeting: int) -> int:
            async with pool.connection() as connection:
                cursor = await connection.execute("SELECT count(*) FROM attendance WHERE meeting = %s", (meeting,))
                found = await cursor.fetchone()
                return int(found[0]) if found is not None else 0

        yield insert, count


def _storage(given: dict[str, Any]) -> AbstractAsyncContextManager[tuple[Insert, Count]]:
    if given["database"]:
        return _postgresql(given["database"])
    return _sqlite(Path(given["folder"]) / "peer.db")


@asynccontextmanager
async def _listening(given: dict[str, Any], dispatcher: Dispatcher, bot: Bot) -> AsyncIterator[None]:
    if not given["webhook_port"]:
        task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5))
        yield
        await dispatcher.stop_polling()
        await task
        return
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=given["secret"]).register(application, path="/tg")
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", given["webhook_port"]).start()
    await bot.set_webhook(
        f"http://127.0.0.1:{given['webhook_port']}/tg",
        secret_token=given["secret"],
        max_connections=given["connections"],
    )
    yield
    await bot.delete_webhook()
    await runner.cleanup()


async def _main() -> None:
    given = children.settings()
    bot = Bot(given["token"], session=AiohttpSession(api=TelegramAPIServer.from_base(given["api"])))
    dispatcher = Dispatcher()
    async with _storage(given) as (insert, count):

        @dispatcher.callback_query(F.data.startswith("ck:"))
        async def here(query: CallbackQuery) -> None:
            await insert(int((query.data or "").split(":")[1]), query.from_user.id)
            await query.answer("✓ 签到好了")

        async def meet(meeting: int) -> dict[str, Any]:
            button = InlineKeyboardButton(text="我到了，签到", callback_data=f"ck:{meeting}:s")
            keyboard = InlineKeyboardMarkup(inline_keyboard=[[button]])
            people = iter(range(given["first"], given["first"] + given["people"]))

            async def worker() -> None:
                for person in people:
                    await bot.send_message(person, "可以签到了", reply_markup=keyboard)

            await asyncio.gather(*(worker() for _ in range(16)))
            return {}

        async def rows(meeting: int) -> dict[str, Any]:
            return {"rows": await count(meeting)}

        async with _listening(given, dispatcher, bot):
            await children.obey({"meet": meet, **children.stopwatch(), "rows": rows})
    await bot.session.close()


if __name__ == "__main__":
    children.run(_main)

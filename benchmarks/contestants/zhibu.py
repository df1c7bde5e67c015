"""The product: the delivery loop over its own limiter and transport, on SQLite, through the whole path."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from benchmarks.support import children, hall
from benchmarks.support.server import TOKEN, resident_mb
from bot.app import make_bot
from bot.process import settle_memory
from bot.sending import limiter_of, pace_of
from scheduler.delivery import DeliveryLoop
from scheduler.telegram_sender import TelegramSender
from services.house import House


async def _deliver(
    house: House, api: str, folder: Path, many: int, tag: str, *, queued: bool = False, **changes: Any
) -> dict[str, Any]:
    """Queue a round unless it is queued already, deliver it to its end and measure."""
    settings = hall.settings(api, TOKEN, send_per_chat_per_second=1_000_000, **changes)
    limiter = limiter_of(settings)
    bot = make_bot(settings, limiter)
    await bot.initialize()
    try:
        loop = DeliveryLoop(house, TelegramSender(bot, limiter), pace_of(settings), flights=folder / "flights")
        if not queued:
            await hall.queue(house, tag, many)
        settle_memory()  # as `zhibu run` does when it is built
        before = resident_mb()
        most = before

        async def watch() -> None:
            nonlocal most
            while True:
                most = max(most, resident_mb())
                await asyncio.sleep(0.25)

        watching = asyncio.create_task(watch())
        with children.Meter() as meter:
            await loop.deliver_due()
        watching.cancel()
    finally:
        await bot.shutdown()
    await hall.all_sent(house, tag, many)
    return meter.of(many, added_mb=most - before)


async def _main() -> None:
    given = children.settings()
    async with hall.house(Path(given["folder"]) / "zhibu.db") as house:
        rounds = 0

        async def fill(addresses: int, first: int) -> dict[str, Any]:
            await hall.fill(house, range(first, first + addresses))
            return {}

        async def queue(many: int, tag: str) -> dict[str, Any]:
            await hall.queue(house, tag, many)
            return {}

        async def deliver(many: int, tag: str = "", **changes: Any) -> dict[str, Any]:
            nonlocal rounds
            rounds += 1
            if tag:
                return await _deliver(house, given["api"], Path(given["folder"]), many, tag, queued=True, **changes)
            return await _deliver(house, given["api"], Path(given["folder"]), many, f"r{rounds}", **changes)

        await children.obey({"fill": fill, "queue": queue, "deliver": deliver})


if __name__ == "__main__":
    children.run(_main)

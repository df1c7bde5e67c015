"""How a peer takes part: the same two acts for every library, told by lines (``benchmarks.support.children``)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from benchmarks.contestants.peer_outbox import PeerOutbox, Send
from benchmarks.support import children

_TEXT = "<b>今天是交纳党费的日子</b>\n11 月 20 日（周五）前请交给本支部的组织委员。"


async def race(send: Send, folder: Path, first: int) -> None:
    """Take part until the lines end.

    Args:
        send: How this library sends.
        folder: For the database.
        first: The lowest id of the people there are.
    """
    outbox = await PeerOutbox.open(folder)
    try:

        async def durable(many: int, concurrency: int) -> dict[str, Any]:
            await outbox.queue(range(first, first + many))
            with children.Meter() as meter:
                done = await outbox.deliver(send, concurrency)
            assert done == many, done
            return meter.of(many)

        async def plain(many: int, concurrency: int) -> dict[str, Any]:
            chats = iter(range(first, first + many))

            async def worker() -> None:
                for chat in chats:
                    await send(chat, _TEXT, "暂停提醒", "me.pause")

            with children.Meter() as meter:
                await asyncio.gather(*(worker() for _ in range(concurrency)))
            return meter.of(many)

        await children.obey({"durable": durable, "plain": plain})
    finally:
        await outbox.close()

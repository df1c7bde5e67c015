"""A peer's outbox: the durable work that the product does, as lean as a careful author would write it for himself.

Claim: rows become SENDING in a committed transaction before their requests open. Outcome: a row with the messenger's id
in a committed transaction. Both once for every batch of requests, with SQLite set as the product sets it (WAL, FULL).
No people, quiet hours, pauses, re-checks, leases or retries: a peer does less.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiosqlite

import texts
from benchmarks.support import hall

#: Sends one text with one button and gives the messenger's id of it.
Send = Callable[[int, str, str, str], Awaitable[int]]

_ZONE = ZoneInfo("Asia/Shanghai")
_PAYLOAD = json.dumps(hall.REMINDER.as_json())


class PeerOutbox:
    """The queue of one peer.

    Args:
        connection: Open.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, path: Path) -> PeerOutbox:
        """A fresh one."""
        connection = await aiosqlite.connect(path, isolation_level=None)
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("PRAGMA synchronous=FULL")
        await connection.execute(
            "CREATE TABLE outbox (id INTEGER PRIMARY KEY, chat INTEGER, payload TEXT, state TEXT, message_id INTEGER)"
        )
        await connection.execute("CREATE INDEX due ON outbox (id) WHERE state = 'QUEUED'")
        return cls(connection)

    async def close(self) -> None:
        """Close it."""
        await self._connection.close()

    async def queue(self, chats: Sequence[int]) -> None:
        """One message to each chat."""
        await self._connection.execute("BEGIN IMMEDIATE")
        await self._connection.executemany(
            "INSERT INTO outbox (chat, payload, state) VALUES (?, ?, 'QUEUED')", [(chat, _PAYLOAD) for chat in chats]
        )
        await self._connection.execute("COMMIT")

    async def count(self, state: str) -> int:
        """How many rows are in a state."""
        found = list(await self._connection.execute_fetchall("SELECT count(*) FROM outbox WHERE state = ?", (state,)))
        return int(found[0][0])

    async def deliver(self, send: Send, concurrency: int) -> int:
        """Send everything that is queued, ``concurrency`` at a time; how many were sent."""
        done = 0
        outcomes: list[tuple[int, int]] = []
        while True:
            claimed = await self._turn(outcomes, concurrency)
            if not claimed:
                return done
            done += len(claimed)
            outcomes = await asyncio.gather(*(self._one(send, *row) for row in claimed))

    async def _turn(self, outcomes: Sequence[tuple[int, int]], want: int) -> list[tuple[int, int, str]]:
        await self._connection.execute("BEGIN IMMEDIATE")
        await self._connection.executemany("UPDATE outbox SET state = 'SENT', message_id = ? WHERE id = ?", outcomes)
        found = await self._connection.execute_fetchall(
            "UPDATE outbox SET state = 'SENDING' WHERE id IN "
            "(SELECT id FROM outbox WHERE state = 'QUEUED' ORDER BY id LIMIT ?) RETURNING id, chat, payload",
            (want,),
        )
        await self._connection.execute("COMMIT")
        return [(row[0], row[1], row[2]) for row in found]

    @staticmethod
    async def _one(send: Send, row: int, chat: int, stored: str) -> tuple[int, int]:
        payload: dict[str, Any] = json.loads(stored)
        button = payload["buttons"][0][0]
        text = texts.message_text("zh-CN", payload, _ZONE)
        label = texts.button_text("zh-CN", button, _ZONE)
        return await send(chat, text, label, button["data"]), row

"""Group commit: what many people ask at once is written in one transaction, and each is answered after its commit.

::

    put ──> waiting ──┐  no artificial delay: a batch is whatever came while the last one was being committed
    put ──> waiting ──┼── one transaction, one commit ──> every answer
    put ──> waiting ──┘        └─ it raised ──> one by one, so that only the one at fault is told so

A commit with ``synchronous=FULL`` costs about a millisecond; shared by a hundred people it costs ten microseconds each.
Nothing is remembered here: whoever was not answered asks again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.ext.asyncio import AsyncSession

from services.house import House

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

#: Most that are written in one transaction: what waits behind it still waits less than a quarter of a second.
MOST = 500


class Together(Generic[Asked, Answer]):
    """Writes what is put in, in batches.

    Args:
        house: The house.
        write: Writes a batch in a transaction and gives one answer for each, in their order. An answer that is an
            exception is raised to whoever asked; what the batch has written is committed all the same.
    """

    def __init__(
        self,
        house: House,
        write: Callable[[House, AsyncSession, Sequence[Asked]], Awaitable[Sequence[Answer | Exception]]],
    ) -> None:
        self._house = house
        self._write = write
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._writing: asyncio.Task[None] | None = None
        #: How many batches were committed, for tests and measurements.
        self.batches = 0

    async def put(self, asked: Asked) -> Answer:
        """Write one thing together with whatever else waits; returns after its commit.

        Raises:
            Exception: The answer was one, or nothing could be written.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._writing is None:
            self._writing = asyncio.create_task(self._run(), name="together")
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._carry(batch)
        finally:
            self._writing = None

    async def _carry(self, batch: list[tuple[Asked, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._commit([asked for asked, _ in batch])
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            if len(batch) > 1:
                for one in batch:
                    await self._carry([one])
            else:
                _tell(batch[0][1], error)
            return
        for (_, waiting), answer in zip(batch, answers, strict=True):
            _tell(waiting, answer)

    async def _commit(self, asked: Sequence[Asked]) -> Sequence[Answer | Exception]:
        async with self._house.db.write() as session:
            answers = await self._write(self._house, session, asked)
        self.batches += 1
        return answers


def _tell(waiting: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if waiting.done():
        return  # he was cancelled meanwhile; what he asked for stands
    if isinstance(answer, Exception):
        waiting.set_exception(answer)
    else:
        waiting.set_result(answer)


Made = TypeVar("Made")


def one_a_loop(make: Callable[[House], Made]) -> Callable[[House], Made]:
    """One of something for each database and event loop, made when it is first asked for."""
    made: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakKeyDictionary[object, Made]] = WeakKeyDictionary()

    def of(house: House) -> Made:
        here = made.setdefault(asyncio.get_running_loop(), WeakKeyDictionary())
        found = here.get(house.db)
        if found is None:
            found = here[house.db] = make(house)
        return found

    return of

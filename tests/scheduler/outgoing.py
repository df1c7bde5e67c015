"""A sender that notes letters and answers as it is told, and rows for it to deliver."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from sqlalchemy import select

from db.names import OutboxState
from db.outbox import OutboxMessage
from scheduler.ports import Room
from services import fence, outbox
from services.delivery import Letter, Result
from services.house import House
from services.outbox import Message, Payload
from services.outcomes import Outcome, Sent
from tests.factories import make_account
from tests.fixtures.houses import NOW


class NotingSender:
    """Notes what is sent.

    Attributes:
        letters: In the order they were sent.
        answer: What comes of a letter; may raise.
        gate: Sends wait for it, when it is not None.
        most_open: The most that were open at a time.
    """

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.answer: Callable[[Letter], Outcome] = lambda _letter: Sent()
        self.gate: asyncio.Event | None = None
        self.room_now = 1_000
        self.open = 0
        self.most_open = 0
        self.sent = asyncio.Event()

    def room(self, held: int = 0) -> Room:
        """As much as the test says."""
        del held
        return Room(self.room_now, 0.0 if self.room_now else 0.05)

    def wait_for(self, address: str) -> float:
        """No chat has a pace."""
        del address
        return 0.0

    async def send(self, letter: Letter) -> Result:
        """Note it and answer."""
        fence.check()  # as the limiter does before a request goes to the transport
        fence.departs()  # as the transport does before it is written
        self.letters.append(letter)
        self.sent.set()
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await (self.gate.wait() if self.gate is not None else asyncio.sleep(0.001))
            return Result(letter.id, self.answer(letter), (len(self.letters),))
        finally:
            self.open -= 1


async def queue(house: House, many: int, *, due_at: dt.datetime = NOW, prefix: str = "k") -> list[int]:
    """Queue messages to so many new accounts. Returns the accounts."""
    async with house.db.write() as session:
        accounts = [(await make_account(session)).id for _ in range(many)]
        messages = [
            Message(
                kind="test",
                dedupe_key=f"{prefix}{number}",
                subject="s",
                payload=Payload("menu-title", {"branch": "内科"}),
                due_at=due_at,
                account_id=account,
            )
            for number, account in enumerate(accounts)
        ]
        await outbox.enqueue(session, messages, NOW)
    return accounts


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    """Wait for something another task brings about.

    Raises:
        TimeoutError: It did not come about.
    """
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - rows have no event
            await asyncio.sleep(0.02)


async def all_sent(house: House) -> bool:
    """Whether every row is sent."""
    return all(row.state is OutboxState.SENT for row in await rows(house))


async def rows(house: House) -> list[OutboxMessage]:
    """Every row, in order."""
    async with house.db.read() as session:
        return list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

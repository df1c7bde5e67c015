"""What the delivery loop needs from a messenger. Telegram is one implementation (``scheduler.telegram_sender``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from services.delivery import Letter, Result
from services.outcomes import Outcome
from services.rollcall.keeping import Edit
from services.shards import WHOLE, Shard


@dataclass(frozen=True)
class Room:
    """How much of the bulk budget is free.

    Attributes:
        now: Messages that may be claimed at once.
        wait: Seconds until there is room again; 0 where there is some.
    """

    now: int
    wait: float


class Budget(Protocol):
    """The sending budget of a token, shared by both lanes."""

    def room(self, held: int = 0) -> Room:
        """How much bulk there is room for; interactive messages that wait come first.

        Args:
            held: Bulk messages in hand whose requests are not open yet: they will take the next places.
        """
        ...

    def wait_for(self, address: str) -> float:
        """Seconds until a chat may be written to in the bulk lane."""
        ...


def all_chats() -> Shard:
    """Every chat is this process's: there is no other."""
    return WHOLE


class Sender(Budget, Protocol):
    """Sends letters and tells what came of them."""

    async def send(self, letter: Letter) -> Result:
        """Render and send one letter. Every failure it knows is an outcome; it raises for what nobody foresaw."""
        ...


class ScreenSender(Protocol):
    """Edits the messages that show a roll-call."""

    async def change(self, edit: Edit) -> Outcome:
        """Render and make one edit. Every failure it knows is an outcome."""
        ...

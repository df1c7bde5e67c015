"""Presses of inline buttons and their answers."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from playground.clock import Clock
from playground.kinds import Json
from playground.waiting import Bell

_KEPT: Final = 50_000


@dataclass(slots=True)
class Press:
    """One press.

    Attributes:
        query: the ``CallbackQuery`` as it was sent to the bot.
        at: the world's time of its last delivery, seconds since the epoch.
    """

    query: Json
    bot_id: int
    person_id: int
    at: float
    answered: bool = False
    text: str | None = None
    show_alert: bool = False
    url: str | None = None

    def state(self) -> Json:
        """The answer as the control API shows it."""
        return {"answered": self.answered, "text": self.text, "show_alert": self.show_alert, "url": self.url}


class Callbacks:
    """All presses, the oldest dropped.

    Args:
        clock: the world's clock.
        lifetime: how many seconds a press may be answered.
    """

    def __init__(self, clock: Clock, lifetime: float) -> None:
        self.clock = clock
        self.lifetime = lifetime
        self.answered = Bell()
        self.presses: OrderedDict[str, Press] = OrderedDict()
        self._count = 4_000_000_000_000

    def new_id(self) -> str:
        """An id for a callback query."""
        self._count += 1
        return str(self._count)

    def add(self, press: Press) -> None:
        """Remember a press."""
        self.presses[press.query["id"]] = press
        if len(self.presses) > _KEPT:
            self.presses.popitem(last=False)

    def alive(self, query_id: str, bot_id: int) -> Press | None:
        """The press a bot may still answer, or ``None``."""
        press = self.presses.get(query_id)
        if press is None or press.bot_id != bot_id or self.clock.now() - press.at > self.lifetime:
            return None
        return press

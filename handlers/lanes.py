"""The lanes past the ordinary way: what a crowd presses in the same seconds. Each knows its own buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers import press_lane, quiz_lane
from handlers.lane import Calls
from handlers.press_lane import PressLane
from handlers.quiz_lane import QuizLane
from services.house import House


def recognised(raw: Mapping[str, Any]) -> bool:
    """Whether an update, as it came, is one that a lane may take."""
    return press_lane.recognised(raw) or quiz_lane.recognised(raw)


class Lanes:
    """Every lane there is.

    Args:
        house: The house.
        bot: The messenger.
        inbox_of: The bot whose inbox may hold earlier updates of the same people; None: there is no inbox.
    """

    def __init__(self, house: House, bot: Calls, *, inbox_of: int | None = None) -> None:
        self._lanes = (
            (press_lane.recognised, PressLane(house, bot, inbox_of=inbox_of)),
            (quiz_lane.recognised, QuizLane(house, bot, inbox_of=inbox_of)),
        )

    async def finish(self) -> None:
        """Wait until what has been answered is on the screens."""
        for _, lane in self._lanes:
            await lane.finish()

    def recognises(self, raw: Mapping[str, Any]) -> bool:
        """As the function."""
        return recognised(raw)

    async def take(self, raw: Mapping[str, Any]) -> bool:
        """Write a press; it is answered behind that. False: it goes the ordinary way, nothing was done.

        Raises:
            Exception: The database's.
        """
        for knows, lane in self._lanes:
            if knows(raw):
                return await lane.take(raw)
        return False

    async def reply(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """Like ``take``, for a webhook: what it is answered with; None: it goes the ordinary way."""
        for knows, lane in self._lanes:
            if knows(raw):
                return await lane.reply(raw)
        return None

"""The lanes past the ordinary way: what a crowd presses in the same seconds. Each knows its own buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.checkin_lane import CheckInLane
from handlers.lane import Calls, Lane
from handlers.quiz_lane import QuizLane
from handlers.receipts_lane import ReceiptsLane
from services.house import House

_LANES: tuple[type[Lane[Any, Any]], ...] = (CheckInLane, QuizLane, ReceiptsLane)


class Lanes:
    """Every lane there is.

    Args:
        house: The house.
        bot: The messenger.
        inbox_of: The bot whose inbox may hold earlier updates of the same people; None: there is no inbox.
    """

    def __init__(self, house: House, bot: Calls, *, inbox_of: int | None = None) -> None:
        self._lanes = {lane.button: lane(house, bot, inbox_of=inbox_of) for lane in _LANES}

    async def finish(self) -> None:
        """Wait until what has been answered is on the screens."""
        for lane in self._lanes.values():
            await lane.finish()

    def recognises(self, raw: Mapping[str, Any]) -> bool:
        """Whether an update, as it came, is one that a lane may take."""
        lane = self._of(raw)
        return lane is not None and lane.read(raw) is not None

    async def take(self, raw: Mapping[str, Any]) -> bool:
        """Write a press; it is answered behind that. False: it goes the ordinary way, nothing was done.

        Raises:
            Exception: The database's.
        """
        lane = self._of(raw)
        return lane is not None and await lane.take(raw)

    async def reply(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """Like ``take``, for a webhook: what it is answered with; None: it goes the ordinary way."""
        lane = self._of(raw)
        return None if lane is None else await lane.reply(raw)

    def _of(self, raw: Mapping[str, Any]) -> Lane[Any, Any] | None:
        """Whose button it is, by its name: each lane reads only its own."""
        match raw:
            case {"callback_query": {"data": str(data)}}:
                return self._lanes.get(data.partition(":")[0])
        return None

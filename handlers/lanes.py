"""The lanes past the ordinary way: what a crowd presses in the same seconds. Each knows its own buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handlers import checkin, confirm_lane, press_lane, quiz_lane
from handlers.confirm_lane import ConfirmLane
from handlers.lane import Calls
from handlers.press_lane import PressLane
from handlers.quiz_lane import QuizLane
from services.house import House

#: Whose button it is, by the beginning of its data: each lane reads an update once.
_READERS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    checkin.BUTTON: press_lane.recognised,
    quiz_lane.BUTTON: quiz_lane.recognised,
    confirm_lane.BUTTON: confirm_lane.recognised,
}


def _button(raw: Mapping[str, Any]) -> str:
    match raw:
        case {"callback_query": {"data": str(data)}}:
            return data.partition(":")[0]
    return ""


def recognised(raw: Mapping[str, Any]) -> bool:
    """Whether an update, as it came, is one that a lane may take."""
    reader = _READERS.get(_button(raw))
    return reader is not None and reader(raw)


class Lanes:
    """Every lane there is.

    Args:
        house: The house.
        bot: The messenger.
        inbox_of: The bot whose inbox may hold earlier updates of the same people; None: there is no inbox.
    """

    def __init__(self, house: House, bot: Calls, *, inbox_of: int | None = None) -> None:
        self._lanes: Mapping[str, PressLane | QuizLane | ConfirmLane] = {
            checkin.BUTTON: PressLane(house, bot, inbox_of=inbox_of),
            quiz_lane.BUTTON: QuizLane(house, bot, inbox_of=inbox_of),
            confirm_lane.BUTTON: ConfirmLane(house, bot, inbox_of=inbox_of),
        }

    async def finish(self) -> None:
        """Wait until what has been answered is on the screens."""
        for lane in self._lanes.values():
            await lane.finish()

    def recognises(self, raw: Mapping[str, Any]) -> bool:
        """As the function."""
        return recognised(raw)

    async def take(self, raw: Mapping[str, Any]) -> bool:
        """Write a press; it is answered behind that. False: it goes the ordinary way, nothing was done.

        Raises:
            Exception: The database's.
        """
        lane = self._lanes.get(_button(raw))
        return lane is not None and await lane.take(raw)

    async def reply(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """Like ``take``, for a webhook: what it is answered with; None: it goes the ordinary way."""
        lane = self._lanes.get(_button(raw))
        return None if lane is None else await lane.reply(raw)

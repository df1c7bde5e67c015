"""The lane of a crowd: a check-in button is recognised in the update as it came, before anything is built of it.

::

    raw update ── ck:<meeting>, in private, of a message that is there? ──no──> the ordinary way (handlers.dispatch)
                        │ yes                                                              ▲
                        ▼                                                                  │ anything unusual
        services.rollcall.taps: gate and transaction, shared by the crowd ─────────────────┘
                        │ committed
                        ▼
        the button's answer says how he stands ── then his screen does, a few at a time behind the answers

What is unusual (a stranger, a closed roll-call, somebody who is not expected) is not written here and has its sentence
in the ordinary way. The spinner stops with the answer; where the commit takes long, it is stopped before. A press is
taken with its commit: the next are fetched while answers go out. A crash in between leaves a press recorded and not
answered, and a screen as it was; both say how he stands when he presses again, as any old button does.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from handlers import checkin
from handlers.lane import STYLE, Calls, Lane, Press, keyboard, number_in
from handlers.turn import MESSENGER
from services.house import House
from services.passing import Tap
from services.rollcall import taps
from services.rollcall.taps import Told
from texts.split import units

#: Longest text of a button's answer, UTF-16 units.
_TOAST = 200
#: Screens that were changed last are remembered, so that a second press does not change them again.
_SCREENS = 2_000
#: Screens that are changed at a time.
_PAINTERS = 8


class _Here(NamedTuple):
    """What a check-in button names, and whether its message is the screen that changes."""

    meeting_id: int
    in_place: bool


class CheckInLane(Lane[_Here, Told]):
    """Takes check-ins as they came; the arguments are every lane's."""

    button = checkin.BUTTON

    def __init__(self, house: House, bot: Calls, *, inbox_of: int | None = None) -> None:
        super().__init__(house, bot, inbox_of=inbox_of)
        self._changed: OrderedDict[tuple[int, int], int] = OrderedDict()
        self._screens: deque[tuple[str, dict[str, Any], AbstractContextManager[None]]] = deque()
        self._painters = 0

    @staticmethod
    def _meant(data: str) -> _Here | None:
        number, _, place = data.partition(":")
        meeting_id = number_in(number)
        return _Here(meeting_id, bool(place)) if meeting_id and place in ("", checkin.HERE) else None

    def _answer(self, press: Press[_Here], told: Told) -> None:
        self._start(self._answered(press, told))

    async def _reply(self, press: Press[_Here], told: Told) -> dict[str, Any]:
        self._paint(press, told)
        return _answer_of(press, told)

    async def _put(self, press: Press[_Here]) -> Told | None:
        tap = Tap(MESSENGER, str(press.person), press.what.meeting_id, self._house.now(), self._inbox_of)
        return await taps.desk(self._house).put(tap)

    async def _answered(self, press: Press[_Here], told: Told) -> None:
        await self._called("answerCallbackQuery", _answer_of(press, told))
        self._paint(press, told)

    # --- screens ------------------------------------------------------------------------------------------------

    def _paint(self, press: Press[_Here], told: Told) -> None:
        """Change his screen soon: a few at a time, so that answers come first."""
        screen = self._screen(press, told)
        if screen is None:
            return
        self._screens.append((*screen, self._fenced()))
        if self._painters < _PAINTERS:
            self._painters += 1
            self._start(self._painted())

    async def _painted(self) -> None:
        try:
            while self._screens:
                endpoint, body, fenced = self._screens.popleft()
                with fenced:
                    await self._show(endpoint, body)
        finally:
            self._painters -= 1

    def _screen(self, press: Press[_Here], told: Told) -> tuple[str, dict[str, Any]] | None:
        """What changes on his screen; None where this process has just changed it."""
        body: dict[str, Any] = {
            "chat_id": press.person,
            "text": checkin.sentence(told.language, told.done),
            **STYLE,
        }
        rows = checkin.way_out(told.done, in_place=press.what.in_place)
        if rows:
            body["reply_markup"] = keyboard(told.language, rows)
        if not press.what.in_place:
            return "sendMessage", body
        key = (press.person, press.message_id)
        if told.done.again and self._changed.get(key) == press.what.meeting_id:
            return None
        self._changed[key] = press.what.meeting_id
        if len(self._changed) > _SCREENS:
            self._changed.popitem(last=False)
        return "editMessageText", body | {"message_id": press.message_id}


def _answer_of(press: Press[_Here], told: Told) -> dict[str, Any]:
    text = checkin.toast(told.language, told.done)
    if units(text) > _TOAST:
        return {"callback_query_id": press.query}  # a title so long is read on the screen
    return {"callback_query_id": press.query, "text": text}

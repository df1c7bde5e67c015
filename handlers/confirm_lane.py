"""The lane of who confirms a notice: the button is recognised in the update as it came, before anything is built of it.

::

    raw update ── rp.ok:<announcement>, in private, of a message that is there? ──no──> the ordinary way
                        │ yes                                                                      ▲
                        ▼                                                          anything unusual │
        services.receipts.taps: gate and transaction, shared by the crowd ─────────────────────────┘
                        │ committed
                        ▼
        the button's answer says so, and the button under the notice does from then on
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import texts
from handlers.lane import Lane, number_in, pressed
from handlers.turn import MESSENGER
from services.passing import Tap
from services.receipts import taps
from services.receipts.taps import Told

#: The name of the buttons that confirm.
BUTTON = "rp.ok"


@dataclass(frozen=True)
class _Press:
    """What a raw update says, where it is one for the lane."""

    query: str
    person: int
    message_id: int
    announcement_id: int


def recognised(raw: Mapping[str, Any]) -> bool:
    """Whether an update, as it came, is one that the lane may take."""
    return _read(raw) is not None


def _read(raw: Mapping[str, Any]) -> _Press | None:
    press = pressed(raw)
    if press is None:
        return None
    name, _, number = press.data.partition(":")
    announcement_id = number_in(number)
    if name != BUTTON or not announcement_id:
        return None
    return _Press(press.query, press.person, press.message_id, announcement_id)


class ConfirmLane(Lane[_Press, Told]):
    """Takes confirmations as they came; the arguments are every lane's."""

    def _read(self, raw: Mapping[str, Any]) -> _Press | None:
        return _read(raw)

    def _answer(self, press: _Press, told: Told) -> None:
        self._start(self._called("answerCallbackQuery", _answer_of(press, told)))
        self._start(self._show("editMessageReplyMarkup", _button_of(press, told), gone=_instead_of(press, told)))

    async def _reply(self, press: _Press, told: Told) -> dict[str, Any]:
        self._start(self._show("editMessageReplyMarkup", _button_of(press, told), gone=_instead_of(press, told)))
        return _answer_of(press, told)

    async def _put(self, press: _Press) -> Told | None:
        tap = Tap(MESSENGER, str(press.person), press.announcement_id, self._house.now(), self._inbox_of)
        return await taps.desk(self._house).put(tap)


def _answer_of(press: _Press, told: Told) -> dict[str, Any]:
    return {"callback_query_id": press.query, "text": texts.plain(told.language, "receipts-confirmed")}


def _button_of(press: _Press, told: Told) -> dict[str, Any]:
    text = texts.plain(told.language, "receipts-button-confirmed")
    row = [{"text": text, "callback_data": f"{BUTTON}:{press.announcement_id}"}]
    return {"chat_id": press.person, "message_id": press.message_id, "reply_markup": {"inline_keyboard": [row]}}


def _instead_of(press: _Press, told: Told) -> dict[str, Any]:
    """What he gets where his message is gone."""
    return {"chat_id": press.person, "text": texts.plain(told.language, "receipts-confirmed")}

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

from typing import Any

import texts
from handlers.lane import Lane, Press, keyboard, number_in
from handlers.receipts import BUTTON, confirmed
from handlers.turn import MESSENGER
from services.passing import Tap
from services.receipts import taps
from services.receipts.taps import Told


class ReceiptsLane(Lane[int, Told]):
    """Takes confirmations as they came: the button names the announcement."""

    button = BUTTON

    @staticmethod
    def _meant(data: str) -> int | None:
        return number_in(data) or None

    def _answer(self, press: Press[int], told: Told) -> None:
        self._start(self._called("answerCallbackQuery", _answer_of(press, told)))
        self._start(self._show("editMessageReplyMarkup", _button_of(press, told), gone=_instead_of(press, told)))

    async def _reply(self, press: Press[int], told: Told) -> dict[str, Any]:
        self._start(self._show("editMessageReplyMarkup", _button_of(press, told), gone=_instead_of(press, told)))
        return _answer_of(press, told)

    async def _put(self, press: Press[int]) -> Told | None:
        tap = Tap(MESSENGER, str(press.person), press.what, self._house.now(), self._inbox_of)
        return await taps.desk(self._house).put(tap)


def _answer_of(press: Press[int], told: Told) -> dict[str, Any]:
    return {"callback_query_id": press.query, "text": texts.plain(told.language, "receipts-confirmed")}


def _button_of(press: Press[int], told: Told) -> dict[str, Any]:
    shown = keyboard(told.language, [[confirmed(press.what)]])
    return {"chat_id": press.person, "message_id": press.message_id, "reply_markup": shown}


def _instead_of(press: Press[int], told: Told) -> dict[str, Any]:
    """What he gets where his message is gone."""
    return {"chat_id": press.person, "text": texts.plain(told.language, "receipts-confirmed")}

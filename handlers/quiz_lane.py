"""The lane of a quiz: a button that answers is recognised in the update as it came, before anything is built of it.

::

    raw update ── q.a:<attempt>:<position>:<mask>, in private, of a message that is there? ──no──> the ordinary way
                        │ yes                                                                          ▲
                        ▼                                                             anything unusual │
        services.quizzes.taps: gate and transaction, shared by the crowd ──────────────────────────────┘
                        │ committed
                        ▼
        the next question on his screen, or his result; the spinner stops with it

The first question, typed texts, late and repeated presses take the ordinary way, which has a sentence for each. A
screen that a crash leaves as it was shows where he is when he presses again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.lane import STYLE, Lane, number_in, pressed
from handlers.quiz_screens import Language, question, result_screen
from handlers.turn import MESSENGER
from services.outbox import Button
from services.questions.shapes import MOST_OPTIONS
from services.quizzes import scoring, taps
from services.quizzes.attempts import Asking
from services.quizzes.taps import Tap, Told

#: The name of the buttons that answer.
BUTTON = "q.a"


@dataclass(frozen=True)
class _Press:
    """What a raw update says, where it is one for the lane."""

    query: str
    person: int
    message_id: int
    attempt_id: int
    position: int
    mask: int


def recognised(raw: Mapping[str, Any]) -> bool:
    """Whether an update, as it came, is one that the lane may take."""
    return _read(raw) is not None


def _read(raw: Mapping[str, Any]) -> _Press | None:
    press = pressed(raw)
    if press is None or not press.data.startswith(f"{BUTTON}:"):
        return None
    numbers = [number_in(one) for one in press.data.split(":")[1:]]
    match numbers:
        case [int(attempt_id), int(position), int(mask)] if attempt_id and 0 < mask < 1 << MOST_OPTIONS:
            return _Press(press.query, press.person, press.message_id, attempt_id, position, mask)
    return None


class QuizLane(Lane[_Press, Told]):
    """Takes answers as they came; the arguments are every lane's."""

    def _read(self, raw: Mapping[str, Any]) -> _Press | None:
        return _read(raw)

    def _answer(self, press: _Press, told: Told) -> None:
        """What comes next is on its way to his screen, and the spinner stops."""
        self._start(self._show("editMessageText", _screen(press, told)))
        self._stop_spinner(press.query)

    async def _reply(self, press: _Press, told: Told) -> dict[str, Any]:
        await self._show("editMessageText", _screen(press, told))
        return {"callback_query_id": press.query}

    async def _put(self, press: _Press) -> Told | None:
        places = scoring.places_in(press.mask)
        tap = Tap(
            MESSENGER,
            str(press.person),
            press.attempt_id,
            press.position,
            places,
            self._house.now(),
            self._inbox_of,
        )
        return await taps.desk(self._house).put(tap)


def _screen(press: _Press, told: Told) -> dict[str, Any]:
    """What comes next, in the place of the question before."""
    speaker = Language(told.language)
    text, rows = question(speaker, told.seen) if isinstance(told.seen, Asking) else result_screen(speaker, told.seen)
    return {
        "chat_id": press.person,
        "message_id": press.message_id,
        "text": text,
        **STYLE,
        "reply_markup": {"inline_keyboard": [[_button(speaker, one) for one in row] for row in rows]},
    }


def _button(speaker: Language, button: Button) -> dict[str, str]:
    return {"text": speaker.plain(button.key, **button.vars), "callback_data": button.data or ""}

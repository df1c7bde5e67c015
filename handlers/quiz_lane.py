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

from typing import Any, NamedTuple

from handlers.lane import STYLE, Lane, Press, keyboard, number_in
from handlers.quiz_screens import ANSWERS, Language, question, result_screen
from handlers.turn import MESSENGER
from services.questions.shapes import MOST_OPTIONS
from services.quizzes import scoring, taps
from services.quizzes.attempts import Asking
from services.quizzes.taps import Tap, Told


class _Chosen(NamedTuple):
    """What a button that answers names: the question it stands under, and the options, a bit each."""

    attempt_id: int
    position: int
    mask: int


class QuizLane(Lane[_Chosen, Told]):
    """Takes answers as they came; the arguments are every lane's."""

    button = ANSWERS

    @staticmethod
    def _meant(data: str) -> _Chosen | None:
        match [number_in(one) for one in data.split(":")]:
            case [int(attempt_id), int(position), int(mask)] if attempt_id and 0 < mask < 1 << MOST_OPTIONS:
                return _Chosen(attempt_id, position, mask)
        return None

    def _answer(self, press: Press[_Chosen], told: Told) -> None:
        """What comes next is on its way to his screen, and the spinner stops."""
        self._start(self._show("editMessageText", _screen(press, told)))
        self._stop_spinner(press.query)

    async def _reply(self, press: Press[_Chosen], told: Told) -> dict[str, Any]:
        await self._show("editMessageText", _screen(press, told))
        return {"callback_query_id": press.query}

    async def _put(self, press: Press[_Chosen]) -> Told | None:
        asked = press.what
        places = scoring.places_in(asked.mask)
        at = self._house.now()
        tap = Tap(MESSENGER, str(press.person), asked.attempt_id, asked.position, places, at, self._inbox_of)
        return await taps.desk(self._house).put(tap)


def _screen(press: Press[_Chosen], told: Told) -> dict[str, Any]:
    """What comes next, in the place of the question before."""
    speaker = Language(told.language)
    text, rows = question(speaker, told.seen) if isinstance(told.seen, Asking) else result_screen(speaker, told.seen)
    return {
        "chat_id": press.person,
        "message_id": press.message_id,
        "text": text,
        **STYLE,
        "reply_markup": keyboard(speaker.name, rows),
    }

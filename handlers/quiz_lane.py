"""The lane of a quiz: a button that answers is recognised in the update as it came, before anything is built of it.

::

    raw update ── q.a:<attempt>:<position>:<mask>, in private, of a message that is there? ──no──> the ordinary way
                        │ yes                                                                          ▲
                        ▼                                                             anything unusual │
        services.quizzes.taps: gate and transaction, shared by the crowd ──────────────────────────────┘
                        │ committed
                        ▼
        the next question on his screen; the spinner stops with it

The first question, the last answer, typed texts, late and repeated presses take the ordinary way, which has a sentence
for each. A screen that a crash leaves as it was shows where he is when he presses again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import structlog
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from handlers.press_lane import Calls
from handlers.quiz_screens import Language, question
from handlers.turn import MESSENGER
from services import accounts, fence
from services.house import House
from services.outbox import Button
from services.questions.shapes import MOST_OPTIONS
from services.quizzes import scoring, taps
from services.quizzes.taps import Tap, Told

log = structlog.get_logger(__name__)

#: The name of the buttons that answer.
BUTTON = "q.a"
_HTML = ParseMode.HTML.value
_NO_PREVIEW = {"is_disabled": True}
#: Seconds after which a spinner is stopped although the commit is not there yet.
_SPINS = 1.0
#: Seconds a press under way belongs to this process, where others may take it over.
_HOLDS = 9.0
#: Screens and spinners under way: beyond, answers wait, and those that are not fetched yet are kept by Telegram.
_UNDER_WAY = 250
_LARGEST_ID = 2**63
_MOST_DIGITS = 19


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
    match raw:
        case {
            "callback_query": {
                "id": str(query),
                "data": str(data),
                "from": {"id": int(person)},
                "message": {"message_id": int(message_id), "date": int(date), "chat": {"id": chat, "type": kind}},
            }
        } if kind == ChatType.PRIVATE and chat == person and date > 0 and data.startswith(f"{BUTTON}:"):
            numbers = data.split(":")[1:]
            if len(numbers) != 3 or not all(_is_number(one) for one in numbers):  # noqa: PLR2004 - as data is made
                return None
            attempt_id, position, mask = (int(one) for one in numbers)
            if not 0 < attempt_id < _LARGEST_ID or not 0 < mask < 1 << MOST_OPTIONS:
                return None
            return _Press(query, person, message_id, attempt_id, position, mask)
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


class QuizLane:
    """Takes answers as they came.

    Args:
        house: The house.
        bot: The messenger.
        inbox_of: The bot whose inbox may hold earlier updates of the same people; None: there is no inbox.
    """

    def __init__(self, house: House, bot: Calls, *, inbox_of: int | None = None) -> None:
        self._house = house
        self._bot = bot
        self._inbox_of = inbox_of
        self._tasks: set[asyncio.Task[None]] = set()

    async def finish(self) -> None:
        """Wait until what has been answered is on the screens."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def take(self, raw: Mapping[str, Any]) -> bool:
        """Write an answer; what comes next is on its way to his screen when this returns.

        Returns:
            False: it goes the ordinary way, nothing was done.

        Raises:
            Exception: The database's.
        """
        press = _read(raw)
        if press is None:
            return False
        with self._fenced():
            told = await self._put(press)
            if told is None:
                return False
            self._start(self._show(press, told))
            self._stop_spinner(press)
        while len(self._tasks) > _UNDER_WAY:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        return True

    async def reply(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """Like ``take``, for a webhook: the press is answered in what it is answered with.

        Returns:
            The method to answer with; None: it goes the ordinary way.
        """
        press = _read(raw)
        if press is None:
            return None
        with self._fenced():
            told = await self._put(press)
            if told is None:
                return None
            await self._show(press, told)
        return {"method": "answerCallbackQuery", "callback_query_id": press.query}

    def _fenced(self) -> AbstractContextManager[None]:
        if self._inbox_of is None:
            return nullcontext()
        until = time.monotonic() + _HOLDS
        return fence.held(lambda: until)

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
        alarm = asyncio.get_running_loop().call_later(_SPINS, self._stop_spinner, press)
        try:
            return await taps.desk(self._house).put(tap)
        finally:
            alarm.cancel()

    def _stop_spinner(self, press: _Press) -> None:
        self._start(self._called("answerCallbackQuery", {"callback_query_id": press.query}))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _called(self, endpoint: str, body: dict[str, Any]) -> None:
        try:
            await self._bot.call(endpoint, body)
        except (TelegramError, fence.ClaimLost) as error:
            # An old press delivered again, or no answer in time: what he answered is stored.
            log.info("press_answered_late", reason=type(error).__name__)

    async def _show(self, press: _Press, told: Told) -> None:
        speaker = Language(told.language)
        text, rows = question(speaker, told.seen)
        body: dict[str, Any] = {
            "chat_id": press.person,
            "message_id": press.message_id,
            "text": text,
            "parse_mode": _HTML,
            "link_preview_options": _NO_PREVIEW,
            "reply_markup": {"inline_keyboard": [[_button(speaker, one) for one in row] for row in rows]},
        }
        try:
            await self._bot.call("editMessageText", body)
        except Forbidden as error:
            await accounts.note_refusal(self._house, MESSENGER, str(press.person), error.message)
        except BadRequest as error:
            reason = error.message.lower()
            if "can't be edited" in reason or "message to edit not found" in reason:
                del body["message_id"]
                await self._called("sendMessage", body)
            elif "not modified" not in reason:
                log.warning("screen_not_changed", reason=error.message)
        except (TelegramError, fence.ClaimLost) as error:
            # His answer is stored; what he sees is put right when he presses again.
            log.warning("screen_not_changed", reason=type(error).__name__)


def _button(speaker: Language, button: Button) -> dict[str, str]:
    return {"text": speaker.plain(button.key, **button.vars), "callback_data": button.data or ""}

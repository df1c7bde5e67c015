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

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

import texts
from handlers import checkin
from handlers.turn import MESSENGER
from services import accounts, fence
from services.house import House
from services.outbox import Button
from services.rollcall import taps
from services.rollcall.taps import Tap, Told

log = structlog.get_logger(__name__)

_HTML = ParseMode.HTML.value
_NO_PREVIEW = {"is_disabled": True}
#: Longest text of a button's answer, UTF-16 units.
_TOAST = 200
#: Seconds after which a spinner is stopped although the commit is not there yet.
_SPINS = 1.0
#: Seconds a press under way belongs to this process, where others may take it over.
_HOLDS = 9.0
#: Screens that were changed last are remembered, so that a second press does not change them again.
_SCREENS = 2_000
#: Answers and screens under way: beyond, presses wait, and those that are not fetched yet are kept by Telegram.
_UNDER_WAY = 250
#: Screens that are changed at a time.
_PAINTERS = 8
_LARGEST_ID = 2**63


class Calls(Protocol):
    """The messenger, as the lane needs it."""

    async def call(self, endpoint: str, body: dict[str, Any]) -> Any:
        """A method with plain parameters."""
        ...


@dataclass(frozen=True)
class _Press:
    """What a raw update says, where it is one for the lane."""

    query: str
    person: int
    message_id: int
    meeting_id: int
    in_place: bool


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
        } if kind == ChatType.PRIVATE and chat == person and date > 0:
            name, _, rest = data.partition(":")
            number, _, place = rest.partition(":")
            if name != checkin.BUTTON or place not in ("", checkin.HERE) or not (number.isascii() and number.isdigit()):
                return None
            meeting_id = int(number) if len(number) < 20 else 0  # noqa: PLR2004 - digits of the largest id
            if not 0 < meeting_id < _LARGEST_ID:
                return None
            return _Press(query, person, message_id, meeting_id, bool(place))
    return None


class PressLane:
    """Takes check-ins as they came.

    Args:
        house: The house.
        bot: The messenger.
        inbox_of: The bot whose inbox may hold earlier updates of the same people; None: there is no inbox.
    """

    def __init__(self, house: House, bot: Calls, *, inbox_of: int | None = None) -> None:
        self._house = house
        self._bot = bot
        self._inbox_of = inbox_of
        self._changed: OrderedDict[tuple[int, int], int] = OrderedDict()
        self._screens: deque[tuple[_Press, str, dict[str, Any], AbstractContextManager[None]]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._painters = 0

    async def finish(self) -> None:
        """Wait until what has been answered is on the screens."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def take(self, raw: Mapping[str, Any]) -> bool:
        """Write a press; its answer is on its way when this returns, and its screen follows.

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
            self._start(self._answered(press, told))
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
        self._paint(press, told)
        return {"method": "answerCallbackQuery", **_answer_of(press, told)}

    def _fenced(self) -> AbstractContextManager[None]:
        if self._inbox_of is None:
            return nullcontext()
        until = time.monotonic() + _HOLDS
        return fence.held(lambda: until)

    async def _put(self, press: _Press) -> Told | None:
        tap = Tap(MESSENGER, str(press.person), press.meeting_id, self._house.now(), self._inbox_of)
        alarm = asyncio.get_running_loop().call_later(_SPINS, self._stop_spinner, press)
        try:
            return await taps.desk(self._house).put(tap)
        finally:
            alarm.cancel()

    # --- told ---------------------------------------------------------------------------------------------------

    def _stop_spinner(self, press: _Press) -> None:
        self._start(self._called("answerCallbackQuery", {"callback_query_id": press.query}))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answered(self, press: _Press, told: Told) -> None:
        await self._called("answerCallbackQuery", _answer_of(press, told))
        self._paint(press, told)

    async def _called(self, endpoint: str, body: dict[str, Any]) -> None:
        try:
            await self._bot.call(endpoint, body)
        except (TelegramError, fence.ClaimLost) as error:
            # An old press delivered again, or no answer in time: what he asked for is done, and his screen says so.
            log.info("press_answered_late", reason=type(error).__name__)

    # --- screens ------------------------------------------------------------------------------------------------

    def _paint(self, press: _Press, told: Told) -> None:
        """Change his screen soon: a few at a time, so that answers come first."""
        screen = self._screen(press, told)
        if screen is None:
            return
        self._screens.append((press, *screen, self._fenced()))
        if self._painters < _PAINTERS:
            self._painters += 1
            self._start(self._painted())

    async def _painted(self) -> None:
        try:
            while self._screens:
                press, endpoint, body, fenced = self._screens.popleft()
                with fenced:
                    await self._show(press, endpoint, body)
        finally:
            self._painters -= 1

    def _screen(self, press: _Press, told: Told) -> tuple[str, dict[str, Any]] | None:
        """What changes on his screen; None where this process has just changed it."""
        body: dict[str, Any] = {
            "chat_id": press.person,
            "text": checkin.sentence(told.language, told.done),
            "parse_mode": _HTML,
            "link_preview_options": _NO_PREVIEW,
        }
        rows = checkin.way_out(told.done)
        if rows:
            body["reply_markup"] = {"inline_keyboard": [[_button(told.language, one) for one in row] for row in rows]}
        if not press.in_place:
            return "sendMessage", body
        key = (press.person, press.message_id)
        if told.done.again and self._changed.get(key) == press.meeting_id:
            return None
        self._changed[key] = press.meeting_id
        if len(self._changed) > _SCREENS:
            self._changed.popitem(last=False)
        return "editMessageText", body | {"message_id": press.message_id}

    async def _show(self, press: _Press, endpoint: str, body: dict[str, Any]) -> None:
        try:
            await self._bot.call(endpoint, body)
        except Forbidden as error:
            await accounts.note_refusal(self._house, MESSENGER, str(press.person), error.message)
        except BadRequest as error:
            reason = error.message.lower()
            if "not modified" in reason:
                return
            if "can't be edited" in reason or "message to edit not found" in reason:
                body = {name: value for name, value in body.items() if name != "message_id"}
                await self._called("sendMessage", body)
                return
            log.warning("screen_not_changed", reason=error.message)
        except (TelegramError, fence.ClaimLost) as error:
            # The button has said it; what he sees is put right when he presses again.
            log.warning("screen_not_changed", reason=type(error).__name__)
        except Exception:
            log.exception("screen_not_changed")  # the next one's is


def _answer_of(press: _Press, told: Told) -> dict[str, Any]:
    text = checkin.toast(told.language, told.done)
    if len(text.encode("utf-16-le")) // 2 > _TOAST:
        return {"callback_query_id": press.query}  # a title so long is read on the screen
    return {"callback_query_id": press.query, "text": text}


def _button(language: str, button: Button) -> dict[str, str]:
    return {"text": texts.plain(language, button.key, **button.vars), "callback_data": button.data or ""}

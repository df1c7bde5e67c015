"""What every lane of a crowd needs: presses read as they came, and answers behind the commit, so many at a time.

A lane recognises its buttons in the raw update, before anything is built of it, and writes them with whatever else
came during the last commit (``services.together``). A press is taken with its commit: the next ones are fetched while
answers go out. What a crash leaves unanswered, or a screen as it was, is put right when the person presses again.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

import structlog
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

import texts
from handlers.refusals import NotEdited, reach_after, why_not_edited
from handlers.turn import MESSENGER
from services import accounts, fence
from services.house import House
from services.outbox import Button

log = structlog.get_logger(__name__)

#: Of every text a lane writes.
STYLE: Final[dict[str, Any]] = {"parse_mode": ParseMode.HTML.value, "link_preview_options": {"is_disabled": True}}
#: Seconds after which a spinner is stopped although the commit is not there yet.
_SPINS = 1.0
#: Seconds a press under way belongs to this process, where others may take it over.
_HOLDS = 9.0
#: Answers and screens under way: beyond, presses wait, and those that are not fetched yet are kept by Telegram.
_UNDER_WAY = 250
_LARGEST_ID = 2**63
_MOST_DIGITS = 19


What = TypeVar("What")
Told = TypeVar("Told")


class Calls(Protocol):
    """The messenger, as a lane needs it."""

    async def call(self, endpoint: str, body: dict[str, Any]) -> Any:
        """A method with plain parameters."""
        ...


@dataclass(frozen=True)
class Press(Generic[What]):
    """A lane's button that was pressed in a private chat, on a message that is there.

    Attributes:
        query: The press, by the messenger's number.
        person: Who pressed; the chat is his.
        what: What the data of the button names.
    """

    query: str
    person: int
    message_id: int
    what: What


def number_in(text: str) -> int | None:
    """A whole number as our buttons carry it; None where the text is none, or is larger than an id can be."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    number = int(text)
    return number if number < _LARGEST_ID else None


def keyboard(language: str, rows: Sequence[Sequence[Button]]) -> dict[str, Any]:
    """Rows of buttons in a person's language, as a screen's ``reply_markup``."""
    return {
        "inline_keyboard": [
            [{"text": texts.plain(language, one.key, **one.vars), "callback_data": one.data or ""} for one in row]
            for row in rows
        ]
    }


class Lane(ABC, Generic[What, Told]):
    """Takes presses as they came, and answers what was written, behind the commit.

    Args:
        house: The house.
        bot: The messenger.
        inbox_of: The bot whose inbox may hold earlier updates of the same people; None: there is no inbox.

    Attributes:
        button: The name of the buttons it takes.
    """

    button: ClassVar[str]

    def __init__(self, house: House, bot: Calls, *, inbox_of: int | None = None) -> None:
        self._house = house
        self._bot = bot
        self._inbox_of = inbox_of
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Press[What] | None:
        """The press an update is, as it came; None where it is none for this lane."""
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
                what = cls._meant(rest) if name == cls.button else None
                return None if what is None else Press(query, person, message_id, what)
        return None

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
        press = self.read(raw)
        if press is None:
            return False
        with self._fenced():
            told = await self._written(press.query, self._put(press))
            if told is None:
                return False
            self._answer(press, told)
        await self._room()
        return True

    async def reply(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """Like ``take``, for a webhook: the press is answered in what it is answered with.

        Returns:
            The method to answer with; None: it goes the ordinary way.
        """
        press = self.read(raw)
        if press is None:
            return None
        with self._fenced():
            told = await self._written(press.query, self._put(press))
            if told is None:
                return None
            return {"method": "answerCallbackQuery", **await self._reply(press, told)}

    @staticmethod
    @abstractmethod
    def _meant(data: str) -> What | None:
        """What the data of its buttons names, after the button's own name; None: nothing this lane takes."""

    @abstractmethod
    async def _put(self, press: Press[What]) -> Told | None:
        """Write a press with the crowd; None: it goes the ordinary way."""

    @abstractmethod
    def _answer(self, press: Press[What], told: Told) -> None:
        """Start what answers a press, and its screen."""

    @abstractmethod
    async def _reply(self, press: Press[What], told: Told) -> dict[str, Any]:
        """The answer of a press, for a webhook; its screen is started, or shown."""

    def _fenced(self) -> AbstractContextManager[None]:
        if self._inbox_of is None:
            return nullcontext()
        until = time.monotonic() + _HOLDS
        return fence.held(lambda: until)

    async def _written(self, query: str, writing: Awaitable[Told | None]) -> Told | None:
        """What came of a press; its spinner is stopped where that takes long."""
        alarm = asyncio.get_running_loop().call_later(_SPINS, self._stop_spinner, query)
        try:
            return await writing
        finally:
            alarm.cancel()

    async def _room(self) -> None:
        """Wait while too much is under way."""
        while len(self._tasks) > _UNDER_WAY:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stop_spinner(self, query: str) -> None:
        self._start(self._called("answerCallbackQuery", {"callback_query_id": query}))

    async def _called(self, endpoint: str, body: dict[str, Any]) -> None:
        try:
            await self._bot.call(endpoint, body)
        except (TelegramError, fence.ClaimLost) as error:
            # An old press delivered again, or no answer in time: what he asked for is done, and his screen says so.
            log.info("press_answered_late", reason=type(error).__name__)

    async def _show(self, endpoint: str, body: dict[str, Any], *, gone: dict[str, Any] | None = None) -> None:
        """Send or change a person's screen; where his message is gone, he gets ``gone``, or the same as a new one."""
        try:
            await self._bot.call(endpoint, body)
        except Forbidden as error:
            await accounts.note_reach(self._house, MESSENGER, str(body["chat_id"]), reach_after(error))
        except BadRequest as error:
            match why_not_edited(error):
                case NotEdited.GONE:
                    anew = {name: value for name, value in body.items() if name != "message_id"}
                    await self._called("sendMessage", anew if gone is None else gone)
                case None:
                    log.warning("screen_not_changed", reason=error.message)
        except (TelegramError, fence.ClaimLost) as error:
            # What he did is stored; what he sees is put right when he presses again.
            log.warning("screen_not_changed", reason=type(error).__name__)
        except Exception:
            log.exception("screen_not_changed")  # the next one's is

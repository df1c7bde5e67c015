"""Letters over Telegram: the one module of this room that knows its library.

It renders a letter in the recipient's language, sends it part by part in the bulk lane, and says in our words what
came of it. What an error means is decided here and nowhere else.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import orjson
import structlog
from telegram import InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

import texts
from scheduler import telegram_notices
from scheduler.ports import Budget, Room
from services.delivery import Letter, Result
from services.fence import ClaimLost
from services.invitations import qr_png
from services.names import Lane, OutboxAction, OutboxReason
from services.outcomes import (
    Ambiguous,
    Flooded,
    Migrated,
    Outcome,
    Partly,
    Postponed,
    Refused,
    Sent,
    Unreachable,
    Unrenderable,
)
from services.outcomes import (
    NotWritten as NotWrittenOutcome,
)
from services.outcomes import (
    ServerFailed as ServerFailedOutcome,
)
from services.rollcall.codes import LINK_PREFIX
from services.rollcall.keeping import Edit

log = structlog.get_logger(__name__)

_HTML = ParseMode.HTML.value
#: Texts kept as they were written last.
_KEPT = 256
#: Telegram deletes so many messages in one request, and passes by those it does not find.
_DELETED_AT_ONCE = 100
#: Texts that stand under a picture.
_CAPTION = "rollcall-code"
#: What Telegram says when there is nothing left to do: the message is as it should be.
_DONE_ALREADY = ("message is not modified", "message to delete not found")
_CHAT_GONE = ("chat not found", "kicked", "not a member", "have no rights", "not enough rights", "chat_write_forbidden")
_NEVER_STARTED = ("can't initiate conversation", "chat not found", "user not found", "peer_id_invalid")


class NotWritten(NetworkError):
    """A transport raises this when it knows that nothing of the request left the machine."""


class Unanswered(NetworkError):
    """A transport raises this when a request was written and the connection broke before its answer."""


class ServerFailed(NetworkError):
    """A transport raises this for an answer 5xx.

    Args:
        status: The HTTP status.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"server failed ({status})")
        self.status = status


class Messenger(Protocol):
    """The bot, as a sender needs it."""

    @property
    def username(self) -> str:
        """Without ``@``."""
        ...

    async def call(self, endpoint: str, body: dict[str, Any], lane: Lane) -> Any:
        """A method with plain parameters, in a lane; its result as it came."""
        ...

    async def edit_message_media(
        self,
        media: InputMediaPhoto,
        chat_id: int | str,
        message_id: int,
        *,
        reply_markup: InlineKeyboardMarkup | None,
        rate_limit_args: Lane,
    ) -> Any:
        """The library's, which uploads a picture."""
        ...


class TelegramSender:
    """Sends letters through a bot whose limiter keeps the budget.

    Args:
        bot: Initialised.
        budget: Its limiter, or another budget.
        paid: Whether bulk may go out as Telegram's paid broadcasts, which the operator pays for.
    """

    def __init__(self, bot: Messenger, budget: Budget, *, paid: bool = False) -> None:
        self._bot = bot
        self._budget = budget
        self._paid = paid

    def room(self, held: int = 0) -> Room:
        """How much bulk there is room for, after what is in hand."""
        return self._budget.room(held)

    def wait_for(self, address: str) -> float:
        """Seconds until a chat may be written to in the bulk lane."""
        return self._budget.wait_for(address)

    async def send(self, letter: Letter) -> Result:
        """Render and send one letter."""
        sent = list(letter.parts_sent)
        try:
            outcome = await self._act(letter, sent)
        except ClaimLost:
            outcome = Postponed()  # what is not in ``sent`` never left this process
        except TelegramError as error:
            outcome = outcome_of(error, letter)
            if isinstance(outcome, Refused):
                log.warning("letter_refused", message=letter.id, kind=letter.kind, reason=error.message)
        return Result(letter.id, outcome, tuple(sent))

    async def change(self, edit: Edit) -> Outcome:
        """Make one edit of a board or of a code's picture, in the bulk lane: answers to people go first."""
        try:
            await self._change(edit)
        except ClaimLost:  # another replica's by now: he makes it
            return Postponed()
        except TelegramError as error:
            return outcome_of(error, edit)
        return Sent()

    async def _change(self, edit: Edit) -> None:
        stored = edit.payload.as_json()
        text = texts.message_text(edit.language, stored, edit.zone)
        keyboard = _keyboard(edit.language, stored, edit.zone)
        if edit.picture is not None:
            link = f"https://t.me/{self._bot.username}?start={LINK_PREFIX}{edit.picture}"
            await self._bot.edit_message_media(
                InputMediaPhoto(await asyncio.to_thread(qr_png, link), caption=text, parse_mode=_HTML),
                _chat(edit),
                edit.message_id,
                reply_markup=InlineKeyboardMarkup.de_json(keyboard) if keyboard is not None else None,
                rate_limit_args=Lane.BULK,
            )
            return
        caption = edit.payload.key.startswith(_CAPTION)
        words = _caption(text) if caption else _words(text)
        endpoint = "editMessageCaption" if caption else "editMessageText"
        await self._bot.call(endpoint, _of(edit, edit.message_id) | words | _under(keyboard), Lane.BULK)

    async def _act(self, letter: Letter, sent: list[int]) -> Outcome:
        match letter.action:
            case OutboxAction.DELETE:
                await self._delete(letter)
                return Sent()
            case OutboxAction.PIN:
                body = _of(letter, letter.of_ids[0]) | {"disable_notification": True}
                await self._bot.call("pinChatMessage", body, letter.lane)
                return Sent()
        if "notice" in letter.payload:
            return await self._notice(letter, sent)
        try:
            pieces = _pieces(letter)
            keyboard = _keyboard(letter.language, letter.payload, letter.zone)
        except LookupError:
            log.exception("letter_unrenderable", message=letter.id, kind=letter.kind)
            return Unrenderable()
        if letter.action is OutboxAction.EDIT:
            # The last part carries the buttons; it is what changes.
            body = _of(letter, letter.of_ids[-1]) | _words(pieces[-1]) | _under(keyboard)
            await self._bot.call("editMessageText", body, letter.lane)
        else:
            await self._say(letter, pieces, keyboard, sent)
        return Sent()

    async def _delete(self, letter: Letter) -> None:
        """Take away what arrived of a message: several at once, so that one the person has deleted hides no other."""
        ids = letter.of_ids
        if len(ids) == 1:
            await self._bot.call("deleteMessage", _of(letter, ids[0]), letter.lane)
            return
        for start in range(0, len(ids), _DELETED_AT_ONCE):
            body = {"chat_id": _chat(letter), "message_ids": list(ids[start : start + _DELETED_AT_ONCE])}
            await self._bot.call("deleteMessages", body, letter.lane)

    async def _say(
        self, letter: Letter, pieces: Sequence[str], keyboard: dict[str, Any] | None, sent: list[int]
    ) -> None:
        """Send what has not gone out yet, in order; ``sent`` grows with each. Files are the messenger's already."""
        if (file := letter.payload.get("file")) is not None:
            if not sent:
                endpoint, name = telegram_notices.SENDING[file["kind"]]
                sent += await self._send(letter, endpoint, {name: file["id"]} | _caption(pieces[0]))
            return
        if (album := letter.payload.get("album")) is not None:
            if not sent:
                media = [{"type": "photo", "media": one} for one in album]
                media[0] |= _caption(pieces[0])
                sent += await self._send(letter, telegram_notices.ALBUM, {"media": media})
            return
        for number in range(len(sent), len(pieces)):
            under = _under(keyboard if number == len(pieces) - 1 else None)
            sent += await self._send(letter, "sendMessage", _words(pieces[number]) | under)

    async def _notice(self, letter: Letter, sent: list[int]) -> Outcome:
        """Send the next message of an announcement, or correct one; between two of them others' go out."""
        if letter.action is OutboxAction.EDIT:
            found = telegram_notices.correction(letter)
            if found is None:
                return Refused()
            message_id, edit = found
            await self._bot.call(edit.endpoint, _of(letter, message_id) | edit.body, letter.lane)
            return Sent()
        following = telegram_notices.next_request(letter, len(sent))
        if following is None:
            return Sent()
        request, last = following
        sent += await self._send(letter, request.endpoint, request.body)
        return Sent() if last else Partly()

    async def _send(self, letter: Letter, endpoint: str, body: dict[str, Any]) -> list[int]:
        """Send something to where a letter goes; gives the messenger's ids of what arrived.

        The library's own methods would wrap every parameter and build a message object with a hundred fields of every
        answer: half of what a message costs, for one number. Limiter, transport and the reading of errors are the same.
        """
        where: dict[str, Any] = {"chat_id": _chat(letter)}
        if letter.payload.get("silent"):
            where["disable_notification"] = True
        if letter.thread is not None:
            where["message_thread_id"] = letter.thread
        if self._paid and letter.lane is Lane.BULK:
            where["allow_paid_broadcast"] = True
        answer = await self._bot.call(endpoint, where | body, letter.lane)
        return [int(one["message_id"]) for one in (answer if isinstance(answer, list) else [answer])]


class Addressed(Protocol):
    """What was sent, or edited, somewhere."""

    @property
    def address(self) -> str:
        """The messenger's id of the chat."""
        ...


def outcome_of(error: TelegramError, letter: Addressed) -> Outcome:
    """What an error of Telegram or of the way to it means for a letter or an edit."""
    for kind, meaning in _MEANINGS:
        if isinstance(error, kind):
            return meaning(error, letter)
    return Ambiguous()  # a network error nobody knows more about, an answer that cannot be read: it may have arrived


def wait_of(error: RetryAfter) -> dt.timedelta:
    """The wait a 429 names, whichever form the library gives it: seconds or a time delta."""
    wait = error.retry_after
    return wait if isinstance(wait, dt.timedelta) else dt.timedelta(seconds=wait)


def _refused(error: Any, letter: Addressed) -> Outcome:
    return _bad_request(error.message.lower(), letter)


def _forbidden_to(error: Any, letter: Addressed) -> Outcome:
    return Unreachable(_forbidden(error.message.lower(), letter))


#: From the most telling error to the least; ``BadRequest`` is a ``NetworkError`` to the library.
_MEANINGS: tuple[tuple[type[TelegramError], Callable[[Any, Addressed], Outcome]], ...] = (
    (RetryAfter, lambda error, _: Flooded(wait_of(error))),
    (ChatMigrated, lambda error, _: Migrated(str(error.new_chat_id))),
    (NotWritten, lambda _error, _: NotWrittenOutcome()),
    (ServerFailed, lambda _error, _: ServerFailedOutcome()),
    # A revoked token or a clash of pollers is no fault of the message.
    (InvalidToken, lambda _error, _: ServerFailedOutcome()),
    (EndPointNotFound, lambda _error, _: ServerFailedOutcome()),
    (Conflict, lambda _error, _: ServerFailedOutcome()),
    (Forbidden, _forbidden_to),
    (BadRequest, _refused),
)


def _forbidden(words: str, letter: Addressed) -> OutboxReason:
    if letter.address.startswith(("-", "@")):
        return OutboxReason.CHAT_GONE
    if "deactivated" in words:
        return OutboxReason.DEACTIVATED
    if _says(words, _NEVER_STARTED):
        return OutboxReason.NEVER_STARTED
    return OutboxReason.BLOCKED


def _bad_request(words: str, letter: Addressed) -> Outcome:
    if _says(words, _DONE_ALREADY):
        return Sent()
    if letter.address.startswith(("-", "@")):
        return Unreachable(OutboxReason.CHAT_GONE) if _says(words, _CHAT_GONE) else Refused()
    return Unreachable(OutboxReason.NEVER_STARTED) if _says(words, _NEVER_STARTED) else Refused()


def _says(words: str, any_of: Sequence[str]) -> bool:
    return any(one in words for one in any_of)


def _pieces(letter: Letter) -> tuple[str, ...]:
    """The text as messages of a length Telegram takes. What thousands are told is written once."""
    said = [letter.payload["key"], letter.payload.get("vars"), letter.payload.get("items")]
    return _written(letter.language, letter.zone.key, orjson.dumps(said))


@lru_cache(maxsize=_KEPT)
def _written(language: str, zone: str, said: bytes) -> tuple[str, ...]:
    key, variables, items = orjson.loads(said)
    payload = {"key": key, "vars": variables or {}, "items": items or ()}
    return tuple(texts.parts(texts.message_text(language, payload, ZoneInfo(zone), clocks=True)))


def _chat(to: Addressed) -> int | str:
    return int(to.address) if to.address.lstrip("-").isdigit() else to.address


def _of(to: Addressed, message_id: int) -> dict[str, Any]:
    """What names a message that is there."""
    return {"chat_id": _chat(to), "message_id": message_id}


def _words(text: str) -> dict[str, Any]:
    return {"text": text, "parse_mode": _HTML, "link_preview_options": {"is_disabled": True}}


def _caption(text: str) -> dict[str, Any]:
    return {"caption": text, "parse_mode": _HTML}


def _under(keyboard: dict[str, Any] | None) -> dict[str, Any]:
    return {} if keyboard is None else {"reply_markup": keyboard}


def _keyboard(language: str, payload: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any] | None:
    rows = payload.get("buttons") or []
    if not rows:
        return None
    return {"inline_keyboard": [[_button(language, one, zone) for one in row] for row in rows]}


def _button(language: str, button: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    shown = {"text": texts.button_text(language, button, zone)}
    if button.get("data") is not None:
        shown["callback_data"] = button["data"]
    if button.get("url") is not None:
        shown["url"] = button["url"]
    return shown


__all__ = ["NotWritten", "ServerFailed", "TelegramSender", "Unanswered", "outcome_of", "wait_of"]

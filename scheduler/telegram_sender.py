"""Letters over Telegram: the one module of this room that knows its library.

It renders a letter in the recipient's language, sends it part by part in the bulk lane, and says in our words what
came of it. What an error means is decided here and nowhere else.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

import orjson
import structlog
from telegram import InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions
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
from telegram.ext import ExtBot
from telegram.request import RequestData

import texts
from scheduler import telegram_notices
from scheduler.ports import Budget, Room
from services.delivery import Letter, Result
from services.fence import ClaimLost
from services.invitations import qr_png
from services.names import Lane, MaterialKind, OutboxAction, OutboxReason
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

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NO_PREVIEW_SENT = _NO_PREVIEW.to_dict()
_HTML = ParseMode.HTML.value
#: Texts kept as they were written last.
_KEPT = 256
#: Telegram deletes so many messages in one request, and passes by those it does not find.
_DELETED_AT_ONCE = 100
#: Texts that stand under a picture.
_CAPTION = "rollcall-code"
#: Telegram reads method names without regard to case; in this spelling the library takes it as one it does not know,
#: and hands back the answer as it came.
_SEND = "sendmessage"

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


class JsonBody:
    """What a transport asks of ``telegram.request.RequestData``, for parameters that are plain JSON already.

    The library's own class wraps each parameter, looks for files in it, and may not be derived from.

    Args:
        parameters: As Telegram names them, none of them None.
    """

    __slots__ = ("parameters",)

    contains_files = False
    multipart_data: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, parameters: dict[str, Any]) -> None:
        self.parameters = parameters

    @property
    def json_parameters(self) -> dict[str, str]:
        """Each value as text, for transports that speak forms."""
        return {
            name: value if isinstance(value, str) else orjson.dumps(value).decode()
            for name, value in self.parameters.items()
        }


class TelegramSender:
    """Sends letters through a bot whose limiter keeps the budget.

    Args:
        bot: Initialised.
        budget: Its limiter, or another budget.
        paid: Whether bulk may go out as Telegram's paid broadcasts, which the operator pays for.
    """

    def __init__(self, bot: ExtBot[Any], budget: Budget, *, paid: bool = False) -> None:
        self._bot = bot
        self._budget = budget
        self._send_url = f"{bot.base_url}/{_SEND}"
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
        chat = int(edit.address) if edit.address.lstrip("-").isdigit() else edit.address
        stored = edit.payload.as_json()
        text = texts.message_text(edit.language, stored, edit.zone)
        keyboard = _keyboard_of(edit.language, stored, edit.zone)
        markup = InlineKeyboardMarkup.de_json(keyboard) if keyboard is not None else None
        if edit.picture is not None:
            link = f"https://t.me/{self._bot.username}?start={LINK_PREFIX}{edit.picture}"
            media = InputMediaPhoto(await asyncio.to_thread(qr_png, link), caption=text, parse_mode=ParseMode.HTML)
            await self._bot.edit_message_media(
                media, chat, edit.message_id, reply_markup=markup, rate_limit_args=Lane.BULK
            )
        elif edit.payload.key.startswith(_CAPTION):
            await self._bot.edit_message_caption(
                chat,
                edit.message_id,
                caption=text,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                rate_limit_args=Lane.BULK,
            )
        else:
            await self._bot.edit_message_text(
                text,
                chat,
                edit.message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
                rate_limit_args=Lane.BULK,
            )

    async def _act(self, letter: Letter, sent: list[int]) -> Outcome:
        chat = int(letter.address) if letter.address.lstrip("-").isdigit() else letter.address
        match letter.action:
            case OutboxAction.DELETE:
                await self._delete(letter, chat)
                return Sent()
            case OutboxAction.PIN:
                await self._bot.pin_chat_message(
                    chat, letter.of_ids[0], disable_notification=True, rate_limit_args=letter.lane
                )
                return Sent()
        if "notice" in letter.payload:
            return await self._notice(letter, chat, sent)
        try:
            pieces = _pieces(letter)
            keyboard = _keyboard(letter)
        except LookupError:
            log.exception("letter_unrenderable", message=letter.id, kind=letter.kind)
            return Unrenderable()
        if letter.action is OutboxAction.EDIT:
            await self._edit(letter, chat, pieces[-1], keyboard)
        elif (file := letter.payload.get("file")) is not None:
            await self._file(letter, chat, file, pieces[0], sent)
        elif (album := letter.payload.get("album")) is not None:
            await self._album(letter, chat, album, pieces[0], sent)
        else:
            await self._post(letter, chat, pieces, keyboard, sent)
        return Sent()

    async def _delete(self, letter: Letter, chat: int | str) -> None:
        """Take away what arrived of a message: several at once, so that one the person has deleted hides no other."""
        ids = letter.of_ids
        if len(ids) == 1:
            await self._bot.delete_message(chat, ids[0], rate_limit_args=letter.lane)
            return
        for start in range(0, len(ids), _DELETED_AT_ONCE):
            await self._bot.delete_messages(chat, ids[start : start + _DELETED_AT_ONCE], rate_limit_args=letter.lane)

    async def _post(
        self,
        letter: Letter,
        chat: int | str,
        pieces: Sequence[str],
        keyboard: dict[str, Any] | None,
        sent: list[int],
    ) -> None:
        """Send the parts that have not gone out yet, in order; ``sent`` grows with each.

        The library's own method would wrap every parameter and build a message object with a hundred fields of every
        answer: half of what a message costs, for one number. Limiter, transport and the reading of errors are the same.
        """
        for number in range(len(sent), len(pieces)):
            body = self._addressed(letter, chat) | {
                "text": pieces[number],
                "parse_mode": _HTML,
                "link_preview_options": _NO_PREVIEW_SENT,
            }
            if keyboard is not None and number == len(pieces) - 1:
                body["reply_markup"] = keyboard
            message = await self._limited(_SEND, body, letter.lane)
            sent.append(int(message["message_id"]))

    def _addressed(self, letter: Letter, chat: int | str) -> dict[str, Any]:
        """Where a message goes, and how."""
        body: dict[str, Any] = {"chat_id": chat}
        if letter.payload.get("silent"):
            body["disable_notification"] = True
        if letter.thread is not None:
            body["message_thread_id"] = letter.thread
        if self._paid and letter.lane is Lane.BULK:
            body["allow_paid_broadcast"] = True
        return body

    async def _notice(self, letter: Letter, chat: int | str, sent: list[int]) -> Outcome:
        """Send the next message of an announcement, or correct one; between two of them others' go out."""
        if letter.action is OutboxAction.EDIT:
            request = telegram_notices.correction(letter, chat)
            if request is None:
                return Refused()
            await self._limited(request.endpoint, request.body, letter.lane)
            return Sent()
        following = telegram_notices.next_request(letter, chat, len(sent))
        if following is None:
            return Sent()
        request, last = following
        if self._paid and letter.lane is Lane.BULK:
            request.body["allow_paid_broadcast"] = True
        answer = await self._limited(request.endpoint, request.body, letter.lane)
        sent.extend(int(one["message_id"]) for one in (answer if isinstance(answer, list) else [answer]))
        return Sent() if last else Partly()

    async def _file(
        self, letter: Letter, chat: int | str, file: Mapping[str, str], caption: str, sent: list[int]
    ) -> None:
        """Send a file the messenger has already, by the name it has for it; its words stand below it."""
        if sent:
            return
        send = self._bot.send_photo if file["kind"] == MaterialKind.PHOTO else self._bot.send_document
        message = await send(
            chat,
            file["id"],
            caption=caption,
            parse_mode=ParseMode.HTML,
            disable_notification=bool(letter.payload.get("silent")),
            message_thread_id=letter.thread,
            rate_limit_args=letter.lane,
        )
        sent.append(message.message_id)

    async def _album(
        self, letter: Letter, chat: int | str, photos: Sequence[str], caption: str, sent: list[int]
    ) -> None:
        """Send photos the messenger has already as one album; the words stand below the first."""
        if sent:
            return
        media: list[dict[str, Any]] = [{"type": "photo", "media": one} for one in photos]
        media[0] |= {"caption": caption, "parse_mode": _HTML}
        body = self._addressed(letter, chat) | {"media": media}
        messages = await self._limited(telegram_notices.ALBUM, body, letter.lane)
        sent.extend(int(one["message_id"]) for one in messages)

    async def _limited(self, endpoint: str, body: dict[str, Any], lane: Lane) -> Any:
        """A request in its lane, and the answer as it came."""
        limiter = self._bot.rate_limiter
        post = self._bot.request.post
        data = cast("RequestData", JsonBody(body))
        url = f"{self._bot.base_url}/{endpoint.lower()}" if endpoint != _SEND else self._send_url
        if limiter is None:
            return await post(url, data)
        return await limiter.process_request(post, (url, data), {}, endpoint=endpoint, data=body, rate_limit_args=lane)

    async def _edit(self, letter: Letter, chat: int | str, text: str, keyboard: dict[str, Any] | None) -> None:
        # The last part carries the buttons; it is what changes.
        await self._bot.edit_message_text(
            text,
            chat_id=chat,
            message_id=letter.of_ids[-1],
            parse_mode=ParseMode.HTML,
            reply_markup=InlineKeyboardMarkup.de_json(keyboard) if keyboard is not None else None,
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=letter.lane,
        )


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


def _flooded(error: Any, _letter: Addressed) -> Outcome:
    wait = error.retry_after
    return Flooded(wait if isinstance(wait, dt.timedelta) else dt.timedelta(seconds=wait))


def _refused(error: Any, letter: Addressed) -> Outcome:
    return _bad_request(error.message.lower(), letter)


def _forbidden_to(error: Any, letter: Addressed) -> Outcome:
    return Unreachable(_forbidden(error.message.lower(), letter))


#: From the most telling error to the least; ``BadRequest`` is a ``NetworkError`` to the library.
_MEANINGS: tuple[tuple[type[TelegramError], Callable[[Any, Addressed], Outcome]], ...] = (
    (RetryAfter, _flooded),
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


def _keyboard(letter: Letter) -> dict[str, Any] | None:
    return _keyboard_of(letter.language, letter.payload, letter.zone)


def _keyboard_of(language: str, payload: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any] | None:
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


__all__ = ["NotWritten", "ServerFailed", "TelegramSender", "Unanswered", "outcome_of"]

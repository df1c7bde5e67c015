"""Letters over Telegram: the one module of this room that knows its library.

It renders a letter in the recipient's language, sends it part by part in the bulk lane, and says in our words what
came of it. What an error means is decided here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from telegram import InlineKeyboardMarkup, LinkPreviewOptions
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

import texts
from scheduler.ports import Budget, Room
from services.delivery import Letter, Result
from services.fence import ClaimLost
from services.names import OutboxAction, OutboxReason
from services.outcomes import (
    Ambiguous,
    Flooded,
    Migrated,
    Outcome,
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

log = structlog.get_logger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NO_PREVIEW_SENT = _NO_PREVIEW.to_dict()
_HTML = ParseMode.HTML.value
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


class TelegramSender:
    """Sends letters through a bot whose limiter keeps the budget.

    Args:
        bot: Initialised.
        budget: Its limiter, or another budget.
    """

    def __init__(self, bot: ExtBot[Any], budget: Budget) -> None:
        self._bot = bot
        self._budget = budget

    def room(self) -> Room:
        """How much bulk there is room for."""
        return self._budget.room()

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

    async def _act(self, letter: Letter, sent: list[int]) -> Outcome:
        chat = int(letter.address) if letter.address.lstrip("-").isdigit() else letter.address
        match letter.action:
            case OutboxAction.DELETE:
                for message_id in letter.of_ids:
                    await self._bot.delete_message(chat, message_id, rate_limit_args=letter.lane)
                return Sent()
            case OutboxAction.PIN:
                await self._bot.pin_chat_message(
                    chat, letter.of_ids[0], disable_notification=True, rate_limit_args=letter.lane
                )
                return Sent()
        try:
            pieces = texts.parts(texts.message_text(letter.language, letter.payload, letter.zone))
            keyboard = _keyboard(letter)
        except LookupError:
            log.exception("letter_unrenderable", message=letter.id, kind=letter.kind)
            return Unrenderable()
        if letter.action is OutboxAction.EDIT:
            await self._edit(letter, chat, pieces[-1], keyboard)
        else:
            await self._post(letter, chat, pieces, keyboard, sent)
        return Sent()

    async def _post(
        self,
        letter: Letter,
        chat: int | str,
        pieces: Sequence[str],
        keyboard: dict[str, Any] | None,
        sent: list[int],
    ) -> None:
        """Send the parts that have not gone out yet, in order; ``sent`` grows with each.

        The library's own method would build a message object with a hundred fields of every answer: a third of what a
        message costs, for one number.
        """
        for number in range(len(sent), len(pieces)):
            message = await self._bot.do_api_request(
                _SEND,
                {
                    "chat_id": chat,
                    "text": pieces[number],
                    "parse_mode": _HTML,
                    "reply_markup": keyboard if number == len(pieces) - 1 else None,
                    "disable_notification": bool(letter.payload.get("silent")),
                    "message_thread_id": letter.thread,
                    "link_preview_options": _NO_PREVIEW_SENT,
                },
                rate_limit_args=letter.lane,
            )
            sent.append(int(message["message_id"]))

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


def outcome_of(error: TelegramError, letter: Letter) -> Outcome:
    """What an error of Telegram or of the way to it means for a letter."""
    for kind, meaning in _MEANINGS:
        if isinstance(error, kind):
            return meaning(error, letter)
    return Ambiguous()  # a network error nobody knows more about, an answer that cannot be read: it may have arrived


def _flooded(error: Any, _letter: Letter) -> Outcome:
    wait = error.retry_after
    return Flooded(wait if isinstance(wait, dt.timedelta) else dt.timedelta(seconds=wait))


def _refused(error: Any, letter: Letter) -> Outcome:
    return _bad_request(error.message.lower(), letter)


def _forbidden_to(error: Any, letter: Letter) -> Outcome:
    return Unreachable(_forbidden(error.message.lower(), letter))


#: From the most telling error to the least; ``BadRequest`` is a ``NetworkError`` to the library.
_MEANINGS: tuple[tuple[type[TelegramError], Callable[[Any, Letter], Outcome]], ...] = (
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


def _forbidden(words: str, letter: Letter) -> OutboxReason:
    if letter.address.startswith(("-", "@")):
        return OutboxReason.CHAT_GONE
    if "deactivated" in words:
        return OutboxReason.DEACTIVATED
    if _says(words, _NEVER_STARTED):
        return OutboxReason.NEVER_STARTED
    return OutboxReason.BLOCKED


def _bad_request(words: str, letter: Letter) -> Outcome:
    if _says(words, _DONE_ALREADY):
        return Sent()
    if letter.address.startswith(("-", "@")):
        return Unreachable(OutboxReason.CHAT_GONE) if _says(words, _CHAT_GONE) else Refused()
    return Unreachable(OutboxReason.NEVER_STARTED) if _says(words, _NEVER_STARTED) else Refused()


def _says(words: str, any_of: Sequence[str]) -> bool:
    return any(one in words for one in any_of)


def _keyboard(letter: Letter) -> dict[str, Any] | None:
    rows = letter.payload.get("buttons") or []
    if not rows:
        return None
    return {"inline_keyboard": [[_button(letter, one) for one in row] for row in rows]}


def _button(letter: Letter, button: dict[str, Any]) -> dict[str, str]:
    does = {"callback_data": button.get("data"), "url": button.get("url")}
    label = texts.button_text(letter.language, button, letter.zone)
    return {"text": label} | {name: value for name, value in does.items() if value is not None}


__all__ = ["NotWritten", "ServerFailed", "TelegramSender", "Unanswered", "outcome_of"]

"""Keyboards: what Telegram takes below a message and under the input field."""

from typing import Any, Final

from playground.errors import bad_request
from playground.kinds import PRIVATE, Json

_CALLBACK_BYTES: Final = 64
_MOST_BUTTONS: Final = 100
_ACTIONS: Final = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_LINKS: Final = ("http://", "https://", "tg://", "ton://")


class Markup:
    """A keyboard that came with a message.

    Attributes:
        inline: an ``InlineKeyboardMarkup``, or ``None``.
        reply: a ``ReplyKeyboardMarkup``; an empty dict takes the keyboard away; ``None`` changes nothing.
    """

    __slots__ = ("inline", "reply")

    def __init__(self, inline: Json | None = None, reply: Json | None = None) -> None:
        self.inline = inline
        self.reply = reply


NO_MARKUP: Final = Markup()


def read_markup(given: Any, kind: str) -> Markup:
    """Check a ``reply_markup``.

    Args:
        given: the decoded object, or ``None``.
        kind: the type of the chat it goes to.

    Raises:
        ApiError: it is no keyboard Telegram takes.
    """
    if given is None or given == "":
        return NO_MARKUP
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in given:
        return Markup(inline=_inline(given["inline_keyboard"]))
    if "keyboard" in given:
        rows = [[_reply_button(button, kind) for button in row] for row in _rows(given["keyboard"])]
        _count(rows)
        return Markup(reply={**given, "keyboard": rows})
    if given.get("remove_keyboard"):
        return Markup(reply={})
    if given.get("force_reply"):
        return Markup(reply=dict(given))
    return NO_MARKUP


def _rows(given: Any) -> list[list[Any]]:
    if not isinstance(given, list) or any(not isinstance(row, list) for row in given):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    return [row for row in given if row]


def _count(rows: list[list[Any]]) -> None:
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")


def _inline(given: Any) -> Json | None:
    rows = [[_inline_button(button) for button in row] for row in _rows(given)]
    _count(rows)
    return {"inline_keyboard": rows} if rows else None


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not any(action in button for action in _ACTIONS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= _CALLBACK_BYTES):
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).lower().startswith(_LINKS) and "." not in str(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return {key: value for key, value in button.items() if value is not None}


def _reply_button(button: Any, kind: str) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if button.get("request_contact") and kind != PRIVATE:
        raise bad_request("phone number can be requested in private chats only")
    if button.get("request_poll") and kind != PRIVATE:
        raise bad_request("poll can be requested in private chats only")
    return {key: value for key, value in button.items() if value is not None}

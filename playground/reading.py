"""Looking for things in messages: what they say, their buttons, whether they changed."""

import re

from playground.kinds import Json


def buttons_of(message: Json) -> list[Json]:
    """The inline buttons of a message."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def face(message: Json) -> Json:
    """What a message shows; another face means that it was edited."""
    hidden = {"pinned", "edited", "edit_date", "silent", "out"}
    return {key: value for key, value in message.items() if key not in hidden}


def says(message: Json, what: tuple[str | re.Pattern[str], ...], buttons: list[str] | None) -> bool:
    """Whether a message says all of this and has buttons with all of these texts."""
    said = message.get("text") or message.get("caption") or message.get("poll", {}).get("question", "")
    for part in what:
        if (part not in said) if isinstance(part, str) else (part.search(said) is None):
            return False
    here = [button["text"] for button in buttons_of(message)]
    return all(any(wanted in text for text in here) for wanted in buttons or [])


def find_button(messages: list[Json], text: str | None, data: str | None, number: int | None) -> tuple[int, str] | None:
    """The newest message with such a button: its id and the button's data.

    Args:
        messages: oldest first.
        text: the button's text; a part of it when no text is equal.
        data: its exact data instead.
        number: only in this message.
    """
    for message in reversed(messages):
        if number is not None and message["message_id"] != number:
            continue
        chosen = [button for button in buttons_of(message) if "callback_data" in button]
        exact = [one for one in chosen if one["text"] == text or (data is not None and one["callback_data"] == data)]
        if not exact and text is not None:
            exact = [one for one in chosen if text in one["text"]]
        if exact:
            return message["message_id"], exact[0]["callback_data"]
    return None

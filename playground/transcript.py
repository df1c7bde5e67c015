"""A chat as readable text, for failing tests."""

import re

from playground.kinds import Json

_LINES = 30


def words(*what: str | re.Pattern[str]) -> str:
    """What somebody looked for, quoted."""
    if not what:
        return "any message"
    return " + ".join(f"/{one.pattern}/" if isinstance(one, re.Pattern) else f"「{one}」" for one in what)


def transcript(name: str, messages: list[Json], marked: list[Json] | None = None) -> str:
    """The end of a chat.

    Args:
        name: who looks.
        messages: the messages, oldest first.
        marked: messages to mark with an arrow.
    """
    if not messages:
        return f"--- {name}'s chat is empty ---"
    arrows = {message["message_id"] for message in marked or []}
    lines = [f"--- {name}'s chat ---"]
    lines += [_line(name, message, arrow=message["message_id"] in arrows) for message in messages[-_LINES:]]
    return "\n".join(lines)


def _line(name: str, message: Json, *, arrow: bool) -> str:
    who = name if message.get("out") else message.get("from", {}).get("first_name", "channel")
    said = message.get("text") or message.get("caption") or _other(message)
    line = f"{'→' if arrow else ' '} #{message['message_id']} {who}: {said}"
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    for row in rows:
        line += "\n      " + " ".join(f"[{button['text']}]" for button in row)
    return line


def _other(message: Json) -> str:
    hidden = {"message_id", "from", "chat", "date", "out", "edited", "pinned", "silent", "sender_chat"}
    return "(" + ", ".join(key for key in message if key not in hidden) + ")"

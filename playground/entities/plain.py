"""Entities that need no markup: the ones Telegram finds itself, and lists given by the bot."""

import re
from typing import Any, Final

from playground.errors import bad_request
from playground.kinds import Json, utf16_length

_FOUND: Final = re.compile(
    r"(?P<url>(?:https?|ftp|tg|ton)://[^\s<>\"，。、；！？）】》]+|(?<![\w.@/-])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|cn|me|io|gov|edu|info)\b(?:/[^\s<>\"，。、；！？）】》]*)?)"
    r"|(?P<email>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z0-9_]{3,32}(?!\w))"
    r"|(?P<hashtag>(?<![\w#&])#(?=\w*[^\W\d_])\w{1,256})"
    r"|(?P<cashtag>(?<![\w$])\$[A-Z]{1,8}(?!\w))"
)
_CLOSED: Final = frozenset({"pre", "code", "text_link", "text_mention", "url"})
_SIMPLE: Final = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)


def found_in(text: str, already: list[Json]) -> list[Json]:
    """Commands, mentions, hashtags, addresses: what Telegram finds in a text by itself.

    Args:
        text: the bare text.
        already: entities of the text; nothing is found inside code and links.
    """
    found: list[Json] = []
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match[0])
        inside = any(
            one["type"] in _CLOSED and one["offset"] < offset + length and offset < one["offset"] + one["length"]
            for one in already
        )
        if not inside:
            found.append({"offset": offset, "length": length, "type": match.lastgroup})
    return found


def from_list(text: str, given: Any) -> list[Json]:
    """Entities the bot lists itself; kinds that Telegram finds alone are left out.

    Raises:
        ApiError: the list has not the right shape, or an entity lies outside the text.
    """
    if not isinstance(given, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    end = utf16_length(text)
    entities: list[Json] = []
    for one in given:
        if (
            not isinstance(one, dict)
            or not isinstance(one.get("offset"), int)
            or not isinstance(one.get("length"), int)
        ):
            raise bad_request("can't parse MessageEntity: Can't find field \"offset\"")
        if str(one.get("type")) not in _SIMPLE:
            continue
        if not _complete(one):
            continue
        if one["offset"] < 0 or one["length"] <= 0 or one["offset"] >= end:
            continue
        kept = {key: value for key, value in one.items() if value is not None}
        kept["length"] = min(one["length"], end - one["offset"])
        entities.append(kept)
    return entities


def _complete(entity: Json) -> bool:
    kind = entity["type"]
    if kind == "text_mention":
        user = entity.get("user")
        return isinstance(user, dict) and isinstance(user.get("id"), int)
    if kind == "date_time":
        return isinstance(entity.get("unix_time"), int)
    needed = {"text_link": "url", "custom_emoji": "custom_emoji_id"}.get(kind)
    return needed is None or isinstance(entity.get(needed), str)


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut white space off both ends, as Telegram does, and move the entities along."""
    if text and not text[0].isspace() and not text[-1].isspace():
        return text, entities
    stripped = text.strip()
    if stripped == text:
        return text, entities
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(stripped)
    moved: list[Json] = []
    for one in entities:
        start = max(one["offset"] - lead, 0)
        stop = min(one["offset"] - lead + one["length"], end)
        if stop > start:
            moved.append({**one, "offset": start, "length": stop - start})
    return stripped, moved

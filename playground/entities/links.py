"""Links behind text: addresses, and people mentioned by their id."""

import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

from playground.kinds import Json

_MENTION: Final = re.compile(r"tg://(?:user|openmessage)\?", re.IGNORECASE)
_SCHEMES: Final = frozenset({"http", "https", "tg", "ton", "tonsite", "mailto"})


def link_entity(place: Json, target: str) -> Json | None:
    """The entity of a link, or ``None`` when the target is no address Telegram keeps.

    Args:
        place: its offset and length.
        target: the address; without a scheme ``http://`` is put before it.
    """
    target = target.strip()
    if _MENTION.match(target):
        number = parse_qs(target.partition("?")[2]).get("id", [""])[0]
        if number.isdigit():
            return {**place, "type": "text_mention", "user": {"id": int(number), "is_bot": False, "first_name": ""}}
    if "://" not in target and not target.startswith("mailto:"):
        target = f"http://{target}"
    try:
        parts = urlsplit(target)
    except ValueError:  # half an IPv6 address, for example
        return None
    if parts.scheme.lower() not in _SCHEMES or (
        parts.scheme in {"http", "https"} and "." not in (parts.hostname or "") and parts.hostname != "localhost"
    ):
        return None
    if parts.scheme in {"http", "https"} and not parts.path:
        target = f"{parts.scheme}://{parts.netloc}/" + (f"?{parts.query}" if parts.query else "")
    return {**place, "type": "text_link", "url": target}

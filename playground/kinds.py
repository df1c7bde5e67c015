"""Small shared kinds: JSON shapes, text lengths as Telegram counts them."""

from collections.abc import Iterable
from typing import Any, Final

Json = dict[str, Any]

PRIVATE: Final = "private"
GROUP: Final = "group"
SUPERGROUP: Final = "supergroup"
CHANNEL: Final = "channel"

MEMBER_STATUSES: Final = frozenset({"creator", "administrator", "member"})
ADMIN_STATUSES: Final = frozenset({"creator", "administrator"})

_LAST_BMP: Final = 0xFFFF


def utf16_length(text: str) -> int:
    """Length of a text in UTF-16 code units, the unit of every Telegram limit and entity offset.

    Args:
        text: any text.

    Returns:
        The number of UTF-16 code units.
    """
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def unit_width(character: str) -> int:
    """How many UTF-16 code units one character takes (1 or 2)."""
    return 2 if ord(character) > _LAST_BMP else 1


def without_nothing(pairs: Iterable[tuple[str, Any]]) -> Json:
    """A dict of the pairs whose value is not ``None``: the Bot API leaves absent fields out."""
    return {key: value for key, value in pairs if value is not None}

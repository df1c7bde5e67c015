"""Formatted text: HTML, MarkdownV2, Markdown and entity lists, read the way Telegram reads them."""

from typing import Any

from playground.entities.html import parse_html
from playground.entities.markdown import parse_markdown
from playground.entities.markdown_v2 import parse_markdown_v2
from playground.entities.plain import found_in, from_list, trimmed
from playground.errors import bad_request
from playground.kinds import Json

_PARSERS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}
# A text without any of these holds nothing that Telegram would find by itself.
_SPECIAL = frozenset("/@#.$")


def read(text: str, mode: str | None, given: Any) -> tuple[str, list[Json]]:
    """Read a text with its markup.

    Args:
        text: the text as it came.
        mode: ``parse_mode``, or nothing.
        given: the list of ``MessageEntity`` objects, or nothing; ``mode`` wins.

    Returns:
        The bare text and its entities, with offsets and lengths in UTF-16 units.

    Raises:
        ApiError: the markup cannot be read.
    """
    entities: list[Json] = []
    if mode:
        parser = _PARSERS.get(mode.lower())
        if parser is None:
            raise bad_request("unsupported parse_mode")
        text, entities = parser(text)
    elif given:
        entities = from_list(text, given)
    text, entities = trimmed(text, entities)
    if not _SPECIAL.isdisjoint(text):
        entities = sorted([*entities, *found_in(text, entities)], key=lambda one: (one["offset"], -one["length"]))
    return text, entities

"""The old Markdown style: no nesting, few marks."""

from typing import Final

from playground.entities.links import link_entity
from playground.errors import cant_parse
from playground.kinds import Json, utf16_length

_KINDS: Final = {"*": "bold", "_": "italic", "`": "code"}
_ESCAPED: Final = frozenset("_*`[")


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    """Read the old Markdown style.

    Raises:
        ApiError: a mark is not closed.
    """
    text = ""
    entities: list[Json] = []
    position = 0
    while position < len(source):
        mark = source[position]
        if mark == "\\" and source[position + 1 : position + 2] in _ESCAPED and position + 1 < len(source):
            text += source[position + 1]
            position += 2
            continue
        if mark not in _KINDS and mark != "[":
            text += mark
            position += 1
            continue
        begin = position
        fence = "```" if source.startswith("```", position) else mark
        closing = "]" if mark == "[" else fence
        end = source.find(closing, position + len(fence))
        if end < 0:
            at = len(source[:begin].encode())
            raise cant_parse(f"Can't find end of the entity starting at byte offset {at}")
        inner = source[position + len(fence) : end]
        place: Json = {"offset": utf16_length(text), "length": utf16_length(inner)}
        position = end + len(closing)
        text += inner
        if mark == "[":
            target = ""
            if source.startswith("(", position):
                stop = source.find(")", position)
                stop = len(source) if stop < 0 else stop
                target, position = source[position + 1 : stop], stop + 1
            entity = link_entity(place, target or inner)
        else:
            entity = {**place, "type": "pre" if fence == "```" else _KINDS[mark]}
        if entity is not None and inner:
            entities.append(entity)
    return text, entities

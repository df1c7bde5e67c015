"""Long texts in parts: at paragraphs, then lines, then anywhere outside a tag; never cut, never lost."""

from __future__ import annotations

import re

#: Telegram's limit after entities are parsed, in UTF-16 units. Tags count here too, which only makes parts shorter.
LIMIT = 4096
_LAST_OF_ONE_UNIT = 0xFFFF

_TOKEN = re.compile(r"<[^>]*>|&[^;\s]{1,8};|.", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z-]+)[^>]*>")


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(1 for ch in text if ord(ch) > _LAST_OF_ONE_UNIT)


def _pieces(text: str, limit: int) -> list[str]:
    """The text as pieces no longer than the limit, each with its separator kept."""
    out: list[str] = []
    for paragraph in re.split(r"(?<=\n\n)", text):
        if units(paragraph) <= limit:
            out.append(paragraph)
            continue
        for line in re.split(r"(?<=\n)", paragraph):
            if units(line) <= limit:
                out.append(line)
            else:
                out.extend(_hard(line, limit))
    return out


def _hard(line: str, limit: int) -> list[str]:
    out, piece = [], ""
    for token in _TOKEN.findall(line):
        if units(piece) + units(token) > limit:
            out.append(piece)
            piece = ""
        piece += token
    return [*out, piece] if piece else out


def _open_tags(text: str) -> list[str]:
    stack: list[str] = []
    for match in _TAG.finditer(text):
        if match[1]:
            if stack:
                stack.pop()
        else:
            stack.append(match[0])
    return stack


def _closing(tags: list[str]) -> str:
    names = [_TAG.match(tag) for tag in reversed(tags)]
    return "".join(f"</{found[2]}>" for found in names if found)


def parts(text: str, limit: int = LIMIT) -> list[str]:
    """Split HTML so that every part fits one message; tags open at a cut are closed and opened again.

    Args:
        text: HTML as Telegram knows it.
        limit: UTF-16 units a part may have.

    Returns:
        At least one part; their texts joined are the text, but for white space at the cuts.
    """
    if units(text) <= limit:
        return [text]
    room = limit - 200  # for tags closed and opened again at a cut
    out: list[str] = []
    current = ""
    for piece in _pieces(text, room):
        if current and units(current) + units(piece) > room:
            tags = _open_tags(current)
            out.append(current.rstrip("\n") + _closing(tags))
            current = "".join(tags)
        current += piece
    out.append(current)
    return [part for part in out if part.strip()]

"""HTML style, with the error texts of Telegram's own parser."""

import re
from dataclasses import dataclass
from typing import Final

from playground.entities.links import link_entity
from playground.errors import cant_parse
from playground.kinds import Json, utf16_length

_KINDS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_TAG_NAME: Final = re.compile(r"[^\s>]*")
_ATTRIBUTE: Final = re.compile(r"""\s*([^\s=>/"']+)\s*(?:(=)\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?""")
_BIGGEST: Final = 0x10FFFF


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    begin: int


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.parts: list[str] = []
        self.length = 0
        self.stack: list[_Open] = []
        self.entities: list[Json] = []

    def byte_offset(self, position: int) -> int:
        return len(self.source[:position].encode())

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += utf16_length(text)

    def read(self) -> tuple[str, list[Json]]:
        source = self.source
        while self.position < len(source):
            character = source[self.position]
            if character == "&":
                self._reference()
            elif character == "<":
                if source.startswith("</", self.position):
                    self._close()
                else:
                    self._open()
            else:
                end = _next_special(source, self.position)
                self.write(source[self.position : end])
                self.position = end
        if self.stack:
            raise cant_parse(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        self.entities.sort(key=lambda one: (one["offset"], -one["length"]))
        return "".join(self.parts), self.entities

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.position)
        decoded = _decoded(match) if match is not None else None
        if match is None or decoded is None:
            self.write("&")
            self.position += 1
            return
        self.write(decoded)
        self.position = match.end()

    def _open(self) -> None:
        begin = self.position
        at = self.byte_offset(begin)
        match = _TAG_NAME.match(self.source, begin + 1)
        end = match.end() if match else begin + 1
        if end >= len(self.source):
            raise cant_parse(f"Unclosed start tag at byte offset {at}")
        tag = self.source[begin + 1 : end].lower()
        if tag not in _KINDS:
            raise cant_parse(f'Unsupported start tag "{tag}" at byte offset {at}')
        attributes, self.position = self._attributes(tag, end, at)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise cant_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self.stack.append(_Open(tag, attributes, self.length, begin))

    def _attributes(self, tag: str, position: int, at: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        source = self.source
        while True:
            while position < len(source) and source[position].isspace():
                position += 1
            if position >= len(source):
                raise cant_parse(f'Unclosed start tag "{tag}" at byte offset {at}')
            if source[position] == ">":
                return attributes, position + 1
            match = _ATTRIBUTE.match(source, position)
            if match is None:
                raise cant_parse(f'Empty attribute name in the tag "{tag}" at byte offset {at}')
            if match[2] is None and source[match.end() : match.end() + 1] == "=":
                raise cant_parse(f"Unexpected end of name token at byte offset {self.byte_offset(match.end() + 1)}")
            if match[2] is None and tag != "blockquote":
                raise cant_parse(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {at}'
                )
            value = next((group for group in match.groups()[2:] if group is not None), "")
            attributes[match[1].lower()] = _REFERENCE.sub(lambda one: _decoded(one) or one[0], value)
            position = match.end()

    def _close(self) -> None:
        begin = self.position
        at = self.byte_offset(begin)
        if not self.stack:
            raise cant_parse(f"Unexpected end tag at byte offset {at}")
        match = _TAG_NAME.match(self.source, begin + 2)
        end = match.end() if match else begin + 2
        name = self.source[begin + 2 : end].lower()
        while end < len(self.source) and self.source[end].isspace():
            end += 1
        if self.source[end : end + 1] != ">":
            raise cant_parse(f"Unclosed end tag at byte offset {at}")
        opened = self.stack.pop()
        if name and name != opened.tag:
            raise cant_parse(f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{name}>"')
        self.position = end + 1
        if self.length > opened.offset:
            self._entity(opened)

    def _entity(self, opened: _Open) -> None:
        length = self.length - opened.offset
        place: Json = {"offset": opened.offset, "length": length}
        tag, attributes = opened.tag, opened.attributes
        if tag == "a":
            text = _slice(self.parts, opened.offset, length)
            entity = link_entity(place, attributes.get("href") or text)
            if entity is not None:
                self.entities.append(entity)
        elif tag == "code" and self.stack and self.stack[-1].tag == "pre" and self.stack[-1].offset == opened.offset:
            # <pre><code class="language-x"> is one entity: the inner tag only names the language.
            language = attributes.get("class", "")
            if language.startswith("language-"):
                self.stack[-1].attributes["language"] = language.removeprefix("language-")
            else:
                self.entities.append({**place, "type": "code"})
        elif tag == "pre":
            language = attributes.get("language", "")
            self.entities.append({**place, "type": "pre", **({"language": language} if language else {})})
        elif tag == "blockquote":
            kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
            self.entities.append({**place, "type": kind})
        elif tag == "tg-emoji":
            self.entities.append({**place, "type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")})
        elif tag == "tg-time":
            self.entities.append(date_time(place, attributes.get("unix", ""), attributes.get("format", "")))
        else:
            self.entities.append({**place, "type": _KINDS[tag]})


def date_time(place: Json, unix: str, form: str) -> Json:
    """A ``date_time`` entity.

    Args:
        place: its offset and length.
        unix: seconds since the epoch, as text.
        form: the format, such as ``wDT``; may be empty.

    Raises:
        ApiError: the time or the format is impossible.
    """
    if not unix.isdigit():
        raise cant_parse("Invalid Unix time specified in the date-time entity")
    if not re.fullmatch(r"r|w?[dD]?[tT]?", form):
        raise cant_parse("Invalid date-time format specified")
    return {**place, "type": "date_time", "unix_time": int(unix), **({"date_time_format": form} if form else {})}


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Read HTML style.

    Args:
        source: the text with its tags.

    Returns:
        The bare text and its entities.

    Raises:
        ApiError: a tag is unknown, open, unmatched or malformed.
    """
    return _Reader(source).read()


def _next_special(source: str, position: int) -> int:
    ends = [end for end in (source.find("<", position), source.find("&", position)) if end >= 0]
    return min(ends, default=len(source))


def _decoded(match: re.Match[str]) -> str | None:
    if match[3]:
        return _NAMED[match[3]]
    number = int(match[1]) if match[1] else int(match[2], 16)
    return chr(number) if 0 < number <= _BIGGEST else None


def _slice(parts: list[str], offset: int, length: int) -> str:
    units = "".join(parts).encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le")

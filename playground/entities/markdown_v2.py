"""MarkdownV2 style, with the error texts of Telegram's own parser."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from playground.entities.html import date_time
from playground.entities.links import link_entity
from playground.errors import cant_parse
from playground.kinds import Json, unit_width

_RESERVED: Final = frozenset("_*[]()~`>#+-=|{}.!")
_LAST_ESCAPABLE: Final = 126
_MARKS: Final = {"__": "underline", "||": "spoiler", "*": "bold", "_": "italic", "~": "strikethrough"}
_NAMES: Final = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
}


@dataclass(slots=True)
class _Open:
    kind: str
    offset: int
    begin: int
    language: str = ""


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.parts: list[str] = []
        self.length = 0
        self.stack: list[_Open] = []
        self.entities: list[Json] = []
        self.quote: int | None = None

    def byte_offset(self, position: int) -> int:
        return len(self.source[:position].encode())

    def write(self, character: str) -> None:
        self.parts.append(character)
        self.length += unit_width(character)

    def read(self) -> tuple[str, list[Json]]:
        source = self.source
        while self.position < len(source):
            character = source[self.position]
            following = source[self.position + 1 : self.position + 2]
            if character == "\\" and following and ord(following) <= _LAST_ESCAPABLE:
                self.write(following)
                self.position += 2
            elif self._in_code():
                self._code(character)
            elif character == ">" and self._at_line_start():
                self._begin_quote()
            elif character == "\n":
                self._line_end()
            elif character in _RESERVED:
                self._reserved(character)
            else:
                self.write(character)
                self.position += 1
        if self.stack:
            opened = self.stack[-1]
            raise cant_parse(
                f"Can't find end of {_NAMES[opened.kind]} entity at byte offset {self.byte_offset(opened.begin)}"
            )
        self._end_quote("blockquote")
        self.entities.sort(key=lambda one: (one["offset"], -one["length"]))
        return "".join(self.parts), self.entities

    def _in_code(self) -> bool:
        return bool(self.stack) and self.stack[-1].kind in {"code", "pre"}

    def _code(self, character: str) -> None:
        fence = "```" if self.stack[-1].kind == "pre" else "`"
        if self.source.startswith(fence, self.position):
            self.position += len(fence)
            self._finish()
        elif character == "`":
            self._refuse(character)
        else:
            self.write(character)
            self.position += 1

    def _at_line_start(self) -> bool:
        return self.position == 0 or self.source[self.position - 1] == "\n"

    def _begin_quote(self) -> None:
        if self.quote is None:
            self.quote = self.length
        self.position += 1

    def _line_end(self) -> None:
        if self.quote is not None and not self.source.startswith("\n>", self.position):
            self._end_quote("blockquote")
        self.write("\n")
        self.position += 1

    def _end_quote(self, kind: str) -> None:
        if self.quote is not None and self.length > self.quote:
            self.entities.append({"offset": self.quote, "length": self.length - self.quote, "type": kind})
        self.quote = None

    def _reserved(self, character: str) -> None:
        source, position = self.source, self.position
        two = source[position : position + 2]
        if (
            two == "||"
            and self.quote is not None
            and source[position + 2 : position + 3] in {"", "\n"}
            and not self._is_open("spoiler")
        ):
            self.position += 2
            self._end_quote("expandable_blockquote")
        elif two in _MARKS:
            self._toggle(two)
        elif character in _MARKS:
            self._toggle(character)
        elif character == "`":
            self._begin_code()
        elif character == "[":
            self._push("text_link", 1)
        elif two == "![":
            self._push("custom_emoji", 2)
        elif character == "]" and self.stack and self.stack[-1].kind in {"text_link", "custom_emoji"}:
            self._end_link()
        else:
            self._refuse(character)

    def _is_open(self, kind: str) -> bool:
        return any(one.kind == kind for one in self.stack)

    def _refuse(self, character: str) -> None:
        raise cant_parse(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")

    def _push(self, kind: str, width: int) -> None:
        self.stack.append(_Open(kind, self.length, self.position))
        self.position += width

    def _toggle(self, mark: str) -> None:
        kind = _MARKS[mark]
        if self.stack and self.stack[-1].kind == kind:
            self.position += len(mark)
            self._finish()
        elif mark == "__" and self.stack and self.stack[-1].kind == "italic":
            # "___" closes the italic first, as Telegram does.
            self.position += 1
            self._finish()
        else:
            self._push(kind, len(mark))

    def _begin_code(self) -> None:
        if not self.source.startswith("```", self.position):
            self._push("code", 1)
            return
        self._push("pre", 3)
        line_end = self.source.find("\n", self.position)
        language = self.source[self.position : line_end] if line_end >= 0 else ""
        if language and "`" not in language and not any(one.isspace() for one in language):
            self.stack[-1].language = language
            self.position = line_end
        if self.source.startswith("\n", self.position):
            self.position += 1

    def _finish(self) -> None:
        opened = self.stack.pop()
        if self.length > opened.offset:
            entity: Json = {"offset": opened.offset, "length": self.length - opened.offset, "type": opened.kind}
            if opened.language:
                entity["language"] = opened.language
            self.entities.append(entity)

    def _end_link(self) -> None:
        opened = self.stack.pop()
        self.position += 1
        target = ""
        if self.source.startswith("(", self.position):
            begin = self.position
            self.position += 1
            while self.position < len(self.source) and self.source[self.position] != ")":
                if self.source[self.position] == "\\":
                    self.position += 1
                target += self.source[self.position : self.position + 1]
                self.position += 1
            if self.position >= len(self.source):
                raise cant_parse(f"Can't find end of a URL at byte offset {self.byte_offset(begin)}")
            self.position += 1
        place: Json = {"offset": opened.offset, "length": self.length - opened.offset}
        if not place["length"]:
            return
        if opened.kind == "custom_emoji":
            self.entities.append(_special_link(place, target))
            return
        text = "".join(self.parts).encode("utf-16-le")[2 * opened.offset :].decode("utf-16-le")
        entity = link_entity(place, target or text)
        if entity is not None:
            self.entities.append(entity)


def _special_link(place: Json, target: str) -> Json:
    query = parse_qs(target.partition("?")[2])
    if target.startswith("tg://time?"):
        return date_time(place, query.get("unix", [""])[0], query.get("format", [""])[0])
    if target.startswith("tg://emoji?"):
        return {**place, "type": "custom_emoji", "custom_emoji_id": query.get("id", [""])[0]}
    raise cant_parse("Custom emoji entity must contain a tg://emoji URL")


def parse_markdown_v2(source: str) -> tuple[str, list[Json]]:
    """Read MarkdownV2 style.

    Raises:
        ApiError: a reserved character is not escaped, or a mark is not closed.
    """
    return _Reader(source).read()

"""What an announcement says: texts with the messenger's own marks, laid out as messages. Pure.

A text is kept, and sent, with a list of marks (bold from here to there), never through markup: whatever somebody types,
no message breaks. Offsets and lengths are UTF-16 units, as the messenger counts.

::

    parts ── head before the first ── foot and button after the last ──> pieces, one request each
               └ in its message where it fits, else a message of its own; an album takes neither
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.announcements import rules
from services.names import AnnouncementPartKind

#: Telegram's limits, in UTF-16 units after the marks are read.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
#: Marks that are kept: how a text looks. Addresses and the like the messenger finds by itself; a mention by account
#: would carry somebody's account into the text.
_KEPT = {
    "bold": (),
    "italic": (),
    "underline": (),
    "strikethrough": (),
    "spoiler": (),
    "blockquote": (),
    "expandable_blockquote": (),
    "code": (),
    "pre": ("language",),
    "text_link": ("url",),
}
_GAP = "\n\n"


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass(frozen=True)
class Mark:
    """How a stretch of a text looks: the messenger's ``MessageEntity``.

    Attributes:
        url: Of a link.
        language: Of a piece of programme text.
    """

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As the messenger names it."""
        found: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.url is not None:
            found["url"] = self.url
        if self.language is not None:
            found["language"] = self.language
        return found


@dataclass(frozen=True)
class Words:
    """A text and its marks."""

    text: str = ""
    entities: tuple[Mark, ...] = ()

    @classmethod
    def from_json(cls, text: str, marks: Iterable[Mapping[str, Any]]) -> Words:
        """Words as they were before they were stored."""
        return cls(text, tuple(Mark(**one) for one in marks))

    def marks(self) -> list[dict[str, Any]]:
        """The marks as the messenger names them."""
        return [one.as_json() for one in self.entities]

    @property
    def units(self) -> int:
        """Its length."""
        return units(self.text)

    def __add__(self, other: Words) -> Words:
        """One after the other, with a blank line between where both say something."""
        if not self.text or not other.text:
            return self if self.text else other
        begins = self.units + len(_GAP)
        moved = tuple(replace(one, offset=one.offset + begins) for one in other.entities)
        return Words(self.text + _GAP + other.text, self.entities + moved)


def words(text: str, entities: Iterable[Mapping[str, Any]] = ()) -> Words:
    """A text as it is kept: without white space at its ends, with the marks that lie inside it.

    Args:
        text: As it was typed.
        entities: As the messenger gave them; kinds that are not kept, and whatever does not fit the text, are dropped.
    """
    # What no message can hold: a lone half of a pair, and the sign that ends a text in older clients.
    text = "".join(char for char in text if not "\ud800" <= char <= "\udfff" and char != "\0")
    bare = text.strip()
    begins = units(text[: len(text) - len(text.lstrip())])
    edges = _edges(bare)
    kept = []
    for one in entities:
        extra = _KEPT.get(str(one.get("type")))
        offset, length = one.get("offset"), one.get("length")
        if extra is None or not isinstance(offset, int) or not isinstance(length, int):
            continue
        first, last = max(0, offset - begins), min(offset - begins + length, units(bare))
        if first >= last or first not in edges or last not in edges:
            continue
        more = {name: one[name] for name in extra if isinstance(one.get(name), str)}
        if one["type"] == "text_link" and "url" not in more:
            continue
        kept.append(Mark(str(one["type"]), first, last - first, **more))
    return Words(bare, tuple(kept))


def _edges(text: str) -> set[int]:
    """Offsets between two characters; those inside a pair are none."""
    found, at = {0}, 0
    for char in text:
        at += 2 if char > "\uffff" else 1
        found.add(at)
    return found


@dataclass(frozen=True)
class File:
    """A file the messenger has already.

    Attributes:
        kind: ``PHOTO``, ``DOCUMENT`` or ``VIDEO``.
        id: The messenger's name for it.
        words: Below it.
        fixed: One of an album that was corrected after the release.
    """

    kind: str
    id: str
    words: Words = Words()
    fixed: bool = False

    @property
    def seen(self) -> bool:
        """Whether it is looked at in the chat; the messenger puts these in place of each other, and files of files."""
        return self.kind != "DOCUMENT"


@dataclass(frozen=True)
class Part:
    """One message of an announcement as its sender composed it.

    Attributes:
        words: Of a text; of everything else they stand with the files.
        alone: Too long for anything beside it in its message; stays as it was when the words are corrected.
        corrected: The moment of its last correction, ISO 8601; None: as it was sent first.
        album: The messenger's name of the album it came in, while it is composed.
    """

    position: int
    kind: AnnouncementPartKind
    words: Words = Words()
    files: tuple[File, ...] = ()
    alone: bool = False
    corrected: str | None = None
    album: str = ""

    @property
    def said(self) -> Words:
        """The words that can be corrected: the text, or what stands below the first file."""
        return self.files[0].words if self.files else self.words

    @property
    def limit(self) -> int:
        """How long they may be, so that the message keeps its shape."""
        preset = rules.load()
        if self.kind is AnnouncementPartKind.TEXT:
            return TEXT_LIMIT if self.alone else preset.text_room
        return CAPTION_LIMIT if self.alone else preset.caption_room

    def saying(self, said: Words, place: int = 0) -> Part:
        """The same with other words; of an album, below the file of that place."""
        if not self.files:
            return replace(self, words=said)
        return self.showing(replace(self.files[place], words=said), place)

    def showing(self, file: File, place: int = 0) -> Part:
        """The same with another file in a place."""
        album = self.kind is AnnouncementPartKind.ALBUM
        files = (*self.files[:place], replace(file, fixed=album), *self.files[place + 1 :])
        return replace(self, kind=self.kind if album else AnnouncementPartKind(file.kind), files=files)

    def shaped(self) -> Part:
        """The same, knowing whether it must stand alone."""
        alone = self.kind is AnnouncementPartKind.ALBUM
        return replace(self, alone=alone or self.said.units > replace(self, alone=False).limit)

    def as_json(self) -> dict[str, Any]:
        """For the table."""
        return {
            "text": self.words.text,
            "entities": self.words.marks(),
            "files": [
                {
                    "kind": one.kind,
                    "id": one.id,
                    "text": one.words.text,
                    "entities": one.words.marks(),
                }
                | ({"fixed": True} if one.fixed else {})
                for one in self.files
            ],
            "alone": self.alone,
            "album": self.album,
        }


def part_of(position: int, kind: str, content: Mapping[str, Any], corrected: str | None = None) -> Part:
    """A part as it was before it was stored."""
    return Part(
        position,
        AnnouncementPartKind(kind),
        _words_of(content),
        tuple(
            File(one["kind"], one["id"], _words_of(one), one.get("fixed", False)) for one in content.get("files", ())
        ),
        alone=bool(content.get("alone")),
        corrected=corrected,
        album=content.get("album", ""),
    )


def _words_of(stored: Mapping[str, Any]) -> Words:
    return Words.from_json(stored.get("text", ""), stored.get("entities", ()))


@dataclass(frozen=True)
class Piece:
    """One request to the messenger.

    Attributes:
        part: The position of the part it carries; None: only the head or the foot.
        files: None of a text; several of an album, which carries no button.
        button: It carries the button that confirms.
    """

    part: int | None
    words: Words = Words()
    files: tuple[File, ...] = ()
    button: bool = False

    @property
    def messages(self) -> int:
        """How many messages it becomes."""
        return max(1, len(self.files))


def layout(parts: Sequence[Part], head: Words, foot: Words, marks: Mapping[int, Words], *, button: bool) -> list[Piece]:
    """An announcement as the messages a person gets, in order.

    Args:
        parts: In order.
        head: Who speaks.
        foot: What is asked of the person; empty: nothing.
        marks: Position → the word that it was corrected, of parts that were.
        button: A button goes under the last message.
    """
    pieces: list[Piece] = []
    for one in parts:
        album = one.kind is AnnouncementPartKind.ALBUM
        mark = marks.get(one.position, Words())
        if album:
            said = Words()
            files = tuple(
                replace(file, words=_marked(file.words, mark, CAPTION_LIMIT)) if file.fixed else file
                for file in one.files
            )
        else:
            said = _marked(one.said, mark, CAPTION_LIMIT if one.files else TEXT_LIMIT)
            files = tuple(replace(file, words=Words()) for file in one.files)
        pieces.append(Piece(one.position, said, files))
    if not parts:
        return pieces
    if parts[0].alone:
        pieces.insert(0, Piece(None, head))
    else:
        pieces[0] = replace(pieces[0], words=head + pieces[0].words)
    if not foot.text and not button:
        return pieces
    if parts[-1].alone:
        pieces.append(Piece(None, foot, button=button))
    else:
        pieces[-1] = replace(pieces[-1], words=pieces[-1].words + foot, button=button)
    return pieces


def _marked(said: Words, mark: Words, limit: int) -> Words:
    """Words, and below them that they were corrected, where both fit."""
    both = said + mark
    return both if both.units <= limit else said


def messages_each(parts: Sequence[Part], *, foot: bool) -> int:
    """How many messages each person gets."""
    if not parts:
        return 0
    many = sum(max(1, len(one.files)) for one in parts)
    return many + int(parts[0].alone) + int(parts[-1].alone and foot)

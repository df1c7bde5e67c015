"""Announcements as Telegram's requests: each message with its own marks, never through markup.

What thousands are sent is laid out once; a request is that and a chat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import texts
from services.announcements.content import File, Mark, Part, Piece, Words, layout, units
from services.delivery import Letter
from services.names import AnnouncementKind
from texts.dates import time_text

#: How each kind of file is sent, and the parameter that carries it.
SENDING = {
    "PHOTO": ("sendPhoto", "photo"),
    "DOCUMENT": ("sendDocument", "document"),
    "VIDEO": ("sendVideo", "video"),
}
ALBUM = "sendMediaGroup"
_TEXT = "sendMessage"
_KEPT = 256


@dataclass(frozen=True)
class Request:
    """A request: its method and parameters, as Telegram names them; where it goes is the sender's to say."""

    endpoint: str
    body: dict[str, Any]


def next_request(letter: Letter, sent: int) -> tuple[Request, bool] | None:
    """The next message of a copy.

    Args:
        letter: A copy, with its announcement filled in.
        sent: How many of its messages have arrived.

    Returns:
        The request, and whether it is the last; None: all of it has arrived.
    """
    notice = letter.payload["notice"]
    pieces = _pieces(notice, letter.language, letter.zone)
    done = 0
    for place, piece in enumerate(pieces):
        if done >= sent:
            return _request(piece, notice, letter), place == len(pieces) - 1
        done += piece.messages
    return None


def correction(letter: Letter) -> tuple[int, Request] | None:
    """The edit that brings a copy up to date, and the id of the message it is about; None: it has no such message.

    Args:
        letter: An edit that names the part, with the announcement filled in.
    """
    notice, asked = letter.payload["notice"], letter.payload["vars"]
    place, at = asked.get("place", 0), 0
    for piece in _pieces(notice, letter.language, letter.zone):
        if piece.part == asked["part"] and place < piece.messages and at + place < len(letter.of_ids):
            return letter.of_ids[at + place], _edit(piece, place, letter)
        at += piece.messages
    return None


def _edit(piece: Piece, place: int, letter: Letter) -> Request:
    notice = letter.payload["notice"]
    under = {"reply_markup": _keyboard(notice, letter)} if piece.button else {}
    if not piece.files:
        return Request("editMessageText", under | _text(piece.words, notice))
    file = piece.files[place] if len(piece.files) > 1 else replace(piece.files[0], words=piece.words)
    if letter.payload["vars"].get("media"):
        return Request("editMessageMedia", under | {"media": _medium(file)})
    return Request("editMessageCaption", under | _caption(file.words))


def _request(piece: Piece, notice: Mapping[str, Any], letter: Letter) -> Request:
    body: dict[str, Any] = {"protect_content": True} if notice["protect"] else {}
    if len(piece.files) > 1:
        return Request(ALBUM, body | {"media": [_medium(one) for one in piece.files]})
    if piece.button:
        body["reply_markup"] = _keyboard(notice, letter)
    if not piece.files:
        return Request(_TEXT, body | _text(piece.words, notice))
    endpoint, name = SENDING[piece.files[0].kind]
    return Request(endpoint, body | {name: piece.files[0].id} | _caption(piece.words))


def _text(words: Words, notice: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": words.text,
        "entities": words.marks(),
        "link_preview_options": {"is_disabled": not notice["previews"]},
    }


def _caption(words: Words) -> dict[str, Any]:
    if not words.text:
        return {}
    return {"caption": words.text, "caption_entities": words.marks()}


def _medium(file: File) -> dict[str, Any]:
    return {"type": file.kind.lower(), "media": file.id} | _caption(file.words)


def _keyboard(notice: Mapping[str, Any], letter: Letter) -> dict[str, Any]:
    """The button that confirms; of a preview it says that it is one, and who has confirmed keeps seeing that."""
    confirmed = letter.payload.get("confirmed")
    text = texts.plain(letter.language, "receipts-button-confirmed" if confirmed else "announcements-button-confirm")
    data = "an.try" if letter.payload["vars"].get("trial") else f"rp.ok:{notice['id']}"
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


def _pieces(notice: Mapping[str, Any], language: str, zone: ZoneInfo) -> Sequence[Piece]:
    return _laid_out(
        tuple(notice["parts"]),
        notice["kind"],
        notice["organisation"],
        notice["confirm"],
        notice["confirm_by"],
        language,
        zone.key,
    )


@lru_cache(maxsize=_KEPT)
def _laid_out(
    parts: tuple[Part, ...],
    kind: str,
    organisation: str,
    confirm: bool,
    confirm_by: str | None,
    language: str,
    zone_key: str,
) -> tuple[Piece, ...]:
    zone = ZoneInfo(zone_key)
    urgent = kind == AnnouncementKind.URGENT.value
    title = texts.plain(language, "announcements-head-urgent" if urgent else "announcements-head", name=organisation)
    head = Words(title, (Mark("bold", 0, units(title)),))
    foot = Words()
    if confirm and confirm_by is not None:
        by = time_text(language, dt.datetime.fromisoformat(confirm_by), zone)
        foot = Words(texts.plain(language, "announcements-foot-by", by=by))
    elif confirm:
        foot = Words(texts.plain(language, "announcements-foot"))
    marks = {
        one.position: Words(
            texts.plain(
                language,
                "announcements-corrected",
                at=time_text(language, dt.datetime.fromisoformat(one.corrected), zone),
            )
        )
        for one in parts
        if one.corrected is not None
    }
    return tuple(layout(parts, head, foot, marks, button=confirm))

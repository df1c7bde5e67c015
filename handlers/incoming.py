"""What a person sent, as handlers are given it: no types of the messenger, nothing downloaded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class SharedContact:
    """A contact as it came: ``own`` tells whether the messenger vouches that it is the sender's."""

    phone: str
    own: bool


@dataclass(frozen=True)
class SentFile:
    """A document as it came, not yet downloaded."""

    file_id: str
    name: str
    size: int


@dataclass(frozen=True)
class SentMaterial:
    """A document or a photo by the messenger's names for it; it is never downloaded.

    Attributes:
        kind: ``DOCUMENT`` or ``PHOTO``.
        file_id: By which the messenger sends it again.
        unique_id: The messenger's name of its contents.
    """

    kind: str
    file_id: str
    unique_id: str
    name: str


@dataclass(frozen=True)
class SentNote:
    """A text, a voice note, a photo or a document as it came, for a record.

    Attributes:
        kind: ``TEXT``, ``VOICE``, ``PHOTO`` or ``FILE``.
        text: What was typed, or stands under the file.
        seconds: Of a voice note.
        album: The messenger's name of the album it came in; empty: in none.
    """

    kind: str
    text: str
    sent_at: dt.datetime
    message_id: int
    file_id: str | None = None
    unique_id: str | None = None
    name: str = ""
    seconds: int | None = None
    album: str = ""

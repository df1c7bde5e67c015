"""An update as it came, looked at before anything is built of it.

The library takes whatever it is given: a number where a text belongs is found by the handler that reads it, in the
middle of its work. What we read of an update is described here, with Telegram's names and types; the rest is the
library's. Such updates never come from Telegram as it is: they come from a new version of it, or from somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from telegram import Bot, Update


class Unreadable(Exception):
    """An update is not what Telegram's documents say. Fields: ``why``, without anything of its contents."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


_Id = Annotated[int, Field(gt=-(2**63), lt=2**63)]
#: Seconds since 1970, to the last day a date knows.
_Moment = Annotated[int, Field(ge=0, lt=253_402_214_400)]
_Count = Annotated[int, Field(ge=0)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class _User(_Shape):
    id: _Id
    is_bot: bool
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None


class _Chat(_Shape):
    id: _Id
    type: str
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    is_forum: bool | None = None


class _Entity(_Shape):
    type: str
    offset: _Count
    length: _Count
    url: str | None = None
    user: _User | None = None


class _File(_Shape):
    file_id: str
    file_unique_id: str
    file_size: _Count | None = None
    file_name: str | None = None
    mime_type: str | None = None


class _Contact(_Shape):
    phone_number: str
    first_name: str
    user_id: _Id | None = None


class _Message(_Shape):
    message_id: _Id
    date: _Moment
    chat: _Chat
    sender: _User | None = Field(None, alias="from")
    sender_chat: _Chat | None = None
    message_thread_id: _Id | None = None
    reply_to_message: _Message | None = None
    media_group_id: str | None = None
    text: str | None = None
    entities: list[_Entity] = []
    caption: str | None = None
    caption_entities: list[_Entity] = []
    photo: list[_File] = []
    document: _File | None = None
    audio: _File | None = None
    voice: _File | None = None
    video: _File | None = None
    contact: _Contact | None = None
    new_chat_title: str | None = None
    migrate_to_chat_id: _Id | None = None
    migrate_from_chat_id: _Id | None = None


class _Press(_Shape):
    id: str
    sender: _User = Field(alias="from")
    chat_instance: str
    data: str | None = None
    message: _Message | None = None


class _Member(_Shape):
    user: _User
    status: str


class _Membership(_Shape):
    chat: _Chat
    sender: _User = Field(alias="from")
    date: _Moment
    old_chat_member: _Member
    new_chat_member: _Member


class _PollAnswer(_Shape):
    poll_id: str
    user: _User | None = None
    option_ids: list[int]


class _Update(_Shape):
    update_id: _Id
    message: _Message | None = None
    edited_message: _Message | None = None
    channel_post: _Message | None = None
    callback_query: _Press | None = None
    my_chat_member: _Membership | None = None
    chat_member: _Membership | None = None
    poll_answer: _PollAnswer | None = None


#: The kinds of updates that are described here.
KINDS = frozenset(_Update.model_fields) - {"update_id"}


def update_of(raw: Mapping[str, Any], bot: Bot) -> Update:
    """The library's object of an update; of a kind that was not asked for, nothing but its number.

    Raises:
        Unreadable: It is not what Telegram's documents say.
    """
    try:
        _Update.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise Unreadable(f"{'.'.join(map(str, first['loc']))}: {first['type']}") from None
    try:
        return Update.de_json({name: raw[name] for name in _Update.model_fields if name in raw}, bot)
    except Exception as error:  # the library does not say which it raises; what we do not read may be of any shape
        raise Unreadable(type(error).__name__) from error

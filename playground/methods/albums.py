"""Albums: several photos and videos, or documents, at once, without keyboards."""

from typing import Any, Final

from playground.chats import Message
from playground.errors import bad_request
from playground.kinds import Json
from playground.markup import NO_MARKUP
from playground.methods.call import Call, method
from playground.methods.media import media_content
from playground.methods.sending import caption_content, common_fields, put

_MOST: Final = 10
#: Photos and videos go together, documents with documents only.
_KINDS: Final = {"photo": "seen", "video": "seen", "document": "document"}


@method(
    "sendMediaGroup",
    "business_connection_id chat_id message_thread_id direct_messages_topic_id media disable_notification"
    " protect_content allow_paid_broadcast message_effect_id reply_parameters",
)
def send_media_group(call: Call) -> list[Message]:
    """An album; all of it arrives or nothing."""
    chat = call.writable_chat()
    given = call.json("media")
    if not isinstance(given, list):
        raise bad_request("can't parse media JSON object")
    if not given:
        raise bad_request("there are no messages to send")
    if len(given) > _MOST:
        raise bad_request("too many messages to send as an album")
    if len({_KINDS.get(str(item.get("type"))) if isinstance(item, dict) else None for item in given}) > 1:
        raise bad_request("can't use the media of the specified type in the album")
    contents = [_content(call, item) for item in given]
    shared = common_fields(call, chat)
    call.spend(chat, len(contents))
    if len(contents) > 1:
        shared["media_group_id"] = call.world.callbacks.new_id()
    return [put(call, chat, {**shared, **content}, NO_MARKUP) for content in contents]


def _content(call: Call, item: Any) -> Json:
    if not isinstance(item, dict) or str(item.get("type")) not in _KINDS:
        raise bad_request("can't parse InputMedia: Type of the media is unsupported")
    return media_content(call, item["type"], item.get("media")) | caption_content(call, item)

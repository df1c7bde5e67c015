"""Copies of messages, without a link to the original."""

from typing import Final

from playground.chats import Conversation, Message
from playground.errors import bad_request
from playground.kinds import Json
from playground.markup import NO_MARKUP
from playground.methods.call import CAPTION, SEND, Call, method
from playground.methods.sending import caption_content, common_fields, deliver, put

_COPIED: Final = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "document",
    "voice",
    "video",
    "contact",
    "has_media_spoiler",
)
_CAPTION: Final = ("caption", "caption_entities", "show_caption_above_media")
_MOST_AT_ONCE: Final = 100


def _copy_of(source: Conversation, number: int) -> Json:
    message: Message | None = source.messages.get(number)
    if message is None:
        raise bad_request("message to copy not found")
    content = {key: message[key] for key in (*_COPIED, *_CAPTION) if key in message}
    if not content or message.get("has_protected_content"):
        raise bad_request("message can't be copied")
    return content


@method(
    "copyMessage",
    f"{SEND} {CAPTION} from_chat_id message_id video_start_timestamp".replace("business_connection_id ", ""),
)
def copy_message(call: Call) -> Json:
    """One message again, perhaps with another caption."""
    chat = call.writable_chat()
    content = _copy_of(call.chat("from_chat_id"), call.number("message_id"))
    if "caption" in call.params and "text" not in content:
        content = {key: value for key, value in content.items() if key not in _CAPTION} | caption_content(call)
    return {"message_id": deliver(call, chat, content)["message_id"]}


@method(
    "copyMessages",
    "chat_id message_thread_id direct_messages_topic_id from_chat_id message_ids disable_notification"
    " protect_content remove_caption",
)
def copy_messages(call: Call) -> list[Json]:
    """Up to 100 messages again; what cannot be copied is skipped."""
    chat = call.writable_chat()
    numbers = call.integers("message_ids")
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > _MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    source = call.chat("from_chat_id")
    contents = [_copy_of(source, number) for number in numbers if number in source.messages]
    if call.boolean("remove_caption"):
        contents = [{key: value for key, value in one.items() if key not in _CAPTION} for one in contents]
    shared = common_fields(call, chat)
    call.spend(chat, len(contents))
    return [{"message_id": put(call, chat, {**shared, **content}, NO_MARKUP)["message_id"]} for content in contents]

"""Edits of a bot's own messages."""

from playground.access import require_writable
from playground.chats import Conversation, Message
from playground.errors import bad_request, not_modified
from playground.kinds import CHANNEL, Json
from playground.methods.call import CAPTION, Call, method
from playground.methods.media import media_content
from playground.methods.sending import caption_content, text_content
from playground.posting import changed

_TARGET = "business_connection_id chat_id message_id inline_message_id reply_markup"
_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_MEDIA = ("photo", "document", "voice", "video", "has_media_spoiler")
_EDITABLE_MEDIA = frozenset({"photo", "document", "video"})


def own_message(call: Call) -> tuple[Conversation, Message]:
    """The message a call wants to edit.

    Raises:
        ApiError: there is none, or it is not the bot's own.
    """
    chat = call.chat()
    require_writable(chat, call.bot)
    message = chat.messages.get(call.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    seat = chat.seat(call.bot.id)
    may_edit_posts = chat.kind == CHANNEL and seat is not None and seat.admin
    if message.author != call.bot.id and not may_edit_posts:
        raise bad_request("message can't be edited")
    return chat, message


def _apply(call: Call, chat: Conversation, message: Message, replaced: tuple[str, ...], content: Json) -> Message:
    markup = call.markup(chat.kind).inline
    before = {key: message[key] for key in replaced if key in message}
    if before == content and message.get("reply_markup") == markup:
        raise not_modified()
    call.spend(chat, overall=False)
    for key in replaced:
        message.pop(key, None)
    message.pop("reply_markup", None)
    message.update(content)
    if markup is not None:
        message["reply_markup"] = markup
    message["edit_date"] = int(call.world.clock.now())
    call.accept(message["message_id"])
    changed(call.world, chat, message)
    return message


@method("editMessageText", f"{_TARGET} text parse_mode entities link_preview_options rich_message")
def edit_message_text(call: Call) -> Message:
    """Another text, and the keyboard that comes with it (none takes the old one away)."""
    chat, message = own_message(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _apply(call, chat, message, _TEXT, text_content(call, "MESSAGE_TOO_LONG"))


@method("editMessageCaption", f"{_TARGET} {CAPTION}")
def edit_message_caption(call: Call) -> Message:
    """Another caption."""
    chat, message = own_message(call)
    if not any(kind in message for kind in _MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _apply(call, chat, message, _CAPTION, caption_content(call, too_long="MEDIA_CAPTION_TOO_LONG"))


@method("editMessageReplyMarkup", _TARGET)
def edit_message_reply_markup(call: Call) -> Message:
    """Another keyboard below the same message."""
    chat, message = own_message(call)
    return _apply(call, chat, message, (), {})


@method("editMessageMedia", f"{_TARGET} media")
def edit_message_media(call: Call) -> Message:
    """Another photo, video or document, with its caption; in an album one of the same sort."""
    chat, message = own_message(call)
    item = call.json("media")
    if not isinstance(item, dict) or str(item.get("type")) not in _EDITABLE_MEDIA:
        raise bad_request("can't parse InputMedia: Type of the media is unsupported")
    if not any(kind in message for kind in ("text", *_MEDIA)):
        raise bad_request("message can't be edited")
    if "media_group_id" in message and (item["type"] == "document") != ("document" in message):
        raise bad_request("can't use the media of the specified type in the album")
    content = media_content(call, item["type"], item.get("media")) | caption_content(call, item)
    return _apply(call, chat, message, (*_TEXT, *_CAPTION, *_MEDIA), content)

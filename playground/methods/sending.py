"""sendMessage, and what every sending method shares."""

from typing import Any, Final

from playground.chats import Conversation, Message
from playground.entities import read
from playground.errors import bad_request
from playground.kinds import CHANNEL, Json, utf16_length
from playground.markup import Markup
from playground.methods.call import SEND, Call, method
from playground.posting import frame, into_thread, post, reply_copy

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


@method("sendMessage", SEND + " text parse_mode entities link_preview_options")
def send_message(call: Call) -> Message:
    """A text message."""
    chat = call.writable_chat()
    content = text_content(call)
    return deliver(call, chat, content)


def text_content(call: Call, too_long: str = "message is too long") -> Json:
    """The text of a call with its entities.

    Args:
        call: the call.
        too_long: Telegram's text for a text beyond 4096 units; edits have another.

    Raises:
        ApiError: empty, too long or badly marked up.
    """
    text, entities = read(call.text("text") or "", call.text("parse_mode"), call.json("entities"))
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request(too_long)
    content: Json = {"text": text}
    if entities:
        content["entities"] = with_users(call, entities)
    preview = call.json("link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return content


def caption_content(call: Call, given: Json | None = None, too_long: str = "message caption is too long") -> Json:
    """The caption of a call, or of one item of an album, with its entities.

    Args:
        call: the call.
        given: the album's item; the call's own parameters when absent.
        too_long: Telegram's text for a caption beyond 1024 units.

    Raises:
        ApiError: too long or badly marked up.
    """
    if given is None:
        text, mode, listed = call.text("caption"), call.text("parse_mode"), call.json("caption_entities")
        above, spoiler = call.boolean("show_caption_above_media"), call.boolean("has_spoiler")
    else:
        text, mode, listed = given.get("caption"), given.get("parse_mode"), given.get("caption_entities")
        above, spoiler = bool(given.get("show_caption_above_media")), bool(given.get("has_spoiler"))
    caption, entities = read(text or "", mode, listed)
    if utf16_length(caption) > CAPTION_LIMIT:
        raise bad_request(too_long)
    content: Json = {}
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = with_users(call, entities)
    if above and caption:
        content["show_caption_above_media"] = True
    if spoiler:
        content["has_media_spoiler"] = True
    return content


def with_users(call: Call, entities: list[Json]) -> list[Json]:
    """Complete the ``User`` of mentions by id; a mention of somebody the server does not know is dropped."""
    kept: list[Json] = []
    for entity in entities:
        if entity["type"] != "text_mention":
            kept.append(entity)
            continue
        user = call.world.user(int(entity["user"]["id"]))
        if user is not None:
            kept.append({**entity, "user": user})
    return kept


def deliver(call: Call, chat: Conversation, content: Json) -> Message:
    """Send one message: count it, store it, tell everybody.

    Args:
        call: the call, for its common parameters.
        chat: where; the bot may write there.
        content: the fields of its kind, for example ``text``.

    Raises:
        ApiError: a wrong reply, topic or keyboard, or 429.
    """
    markup = call.markup(chat.kind)
    shared = common_fields(call, chat)
    call.spend(chat)
    return put(call, chat, shared | content, markup)


def common_fields(call: Call, chat: Conversation) -> Json:
    """What ``reply_parameters``, ``message_thread_id`` and the like add to a message.

    Raises:
        ApiError: the message replied to, or the topic, does not exist.
    """
    params = call.params
    fields: Json = {}
    reply = call.json("reply_parameters") if "reply_parameters" in params else None
    if reply:
        _reply(chat, fields, reply)
    thread = call.integer("message_thread_id") if "message_thread_id" in params else None
    if thread:
        into_thread(chat, fields, thread)
    if "protect_content" in params and call.boolean("protect_content"):
        fields["has_protected_content"] = True
    return fields


def _reply(chat: Conversation, fields: Json, reply: Any) -> None:
    try:
        number = int(reply["message_id"])
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse reply parameters: Can't find field \"message_id\"") from None
    other = reply.get("chat_id")
    if other is not None and str(other) != str(chat.id):
        return  # a reply across chats shows as external_reply, which nothing here needs
    original = chat.messages.get(number)
    if original is not None:
        fields["reply_to_message"] = reply_copy(original)
    elif not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")


def put(call: Call, chat: Conversation, content: Json, markup: Markup) -> Message:
    """Store a message of the bot and tell the people; nothing is checked any more."""
    world, bot = call.world, call.bot
    silent = "disable_notification" in call.params and call.boolean("disable_notification")
    message = Message.of(bot.id, frame(world, chat, bot), silent=silent)
    message.update(content)
    if markup.inline is not None:
        message["reply_markup"] = markup.inline
    post(world, chat, message)
    call.accept(message["message_id"])
    if markup.reply is not None and chat.kind != CHANNEL:
        people = chat.audience()
        # A forced reply is to this message; the phone must know which.
        asks = {"message_id": message["message_id"]} if markup.reply.get("force_reply") else {}
        keyboard = markup.reply | asks
        for person_id in people:
            chat.keyboards[person_id] = keyboard
        world.events.publish("keyboard", chat=chat.key(), people=people, keyboard=keyboard)
    return message


@method("sendChatAction", "business_connection_id chat_id message_thread_id action")
def send_chat_action(call: Call) -> bool:
    """Shows "typing…" for a moment."""
    chat = call.writable_chat()
    action = call.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.events.publish("action", chat=chat.key(), people=chat.audience(), action=action)
    return True

"""Pinned messages."""

from playground.access import require_admin, require_writable
from playground.chats import Conversation
from playground.errors import bad_request
from playground.kinds import CHANNEL
from playground.methods.call import Call, method
from playground.posting import reply_copy, service

_REFUSAL = "not enough rights to manage pinned messages in the chat"


def _target(call: Call) -> Conversation:
    chat = call.chat()
    require_writable(chat, call.bot)
    require_admin(chat, call.bot, _REFUSAL)
    return chat


def _tell(call: Call, chat: Conversation) -> None:
    call.world.events.publish("pin", chat=chat.key(), people=chat.audience(), pinned=list(chat.pinned))


@method("pinChatMessage", "business_connection_id chat_id message_id disable_notification")
def pin_chat_message(call: Call) -> bool:
    """A message to the top of the chat; groups and private chats get a service message about it."""
    chat = _target(call)
    message_id = call.number("message_id")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to pin not found")
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    chat.pinned.append(message_id)
    if chat.kind != CHANNEL:
        service(call.world, chat, call.bot, pinned_message=reply_copy(message))
    _tell(call, chat)
    return True


@method("unpinChatMessage", "business_connection_id chat_id message_id")
def unpin_chat_message(call: Call) -> bool:
    """A message off the top: the given one, or the newest pinned one."""
    chat = _target(call)
    message_id = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if message_id is None or message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    _tell(call, chat)
    return True


@method("unpinAllChatMessages", "chat_id")
def unpin_all_chat_messages(call: Call) -> bool:
    """Nothing pinned any more."""
    chat = _target(call)
    chat.pinned.clear()
    _tell(call, chat)
    return True

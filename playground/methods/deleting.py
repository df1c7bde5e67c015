"""Deleting messages within 48 hours."""

from typing import Final

from playground.access import require_inside
from playground.chats import Conversation
from playground.errors import bad_request
from playground.kinds import PRIVATE
from playground.methods.call import Call, method
from playground.posting import remove

_HOURS_48: Final = 48 * 3600
_MOST_AT_ONCE: Final = 100


def _refusal(call: Call, chat: Conversation, message_id: int) -> str | None:
    message = chat.messages.get(message_id)
    if message is None:
        return "message to delete not found"
    if call.world.clock.now() - message["date"] > _HOURS_48:
        return "message can't be deleted for everyone"
    seat = chat.seat(call.bot.id)
    if message.author == call.bot.id or chat.kind == PRIVATE:
        return None
    if seat is not None and seat.admin:
        return None
    return "message can't be deleted"


@method("deleteMessage", "chat_id message_id")
def delete_message(call: Call) -> bool:
    """One message away."""
    chat = call.chat()
    require_inside(chat, call.bot)
    message_id = call.number("message_id")
    refusal = _refusal(call, chat, message_id)
    if refusal is not None:
        raise bad_request(refusal)
    remove(call.world, chat, message_id)
    call.accept(message_id)
    return True


@method("deleteMessages", "chat_id message_ids")
def delete_messages(call: Call) -> bool:
    """Up to 100 messages away; those that cannot be found or deleted are skipped."""
    chat = call.chat()
    require_inside(chat, call.bot)
    numbers = call.integers("message_ids")
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > _MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    for number in numbers:
        if _refusal(call, chat, number) is None:
            remove(call.world, chat, number)
    return True

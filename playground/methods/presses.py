"""Answers to presses of inline buttons."""

from typing import Final

from playground.errors import bad_request, query_too_old
from playground.kinds import utf16_length
from playground.methods.call import Call, method

_ANSWER_LIMIT: Final = 200


@method("answerCallbackQuery", "callback_query_id text show_alert url cache_time")
def answer_callback_query(call: Call) -> bool:
    """Ends the waiting of the button; no budget counts it."""
    press = call.world.callbacks.alive(call.text("callback_query_id") or "", call.bot.id)
    if press is None:
        raise query_too_old()
    text = call.text("text")
    if text and utf16_length(text) > _ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if press.answered:
        return True  # the phone shows the first answer only
    press.answered = True
    press.text = text or None
    press.show_alert = call.boolean("show_alert")
    press.url = call.text("url") or None
    call.world.callbacks.answered.ring()
    message = press.query.get("message", {})
    chat_id = message.get("chat", {}).get("id")
    call.world.events.publish(
        "callback_answer",
        chat=call.bot.id if chat_id == press.person_id else chat_id,
        people=[press.person_id],
        callback_query_id=press.query["id"],
        message_id=message.get("message_id"),
        **press.state(),
    )
    return True

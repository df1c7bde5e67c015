"""Presses as they come: as Telegram says them, and again and again before the bot has answered."""

from __future__ import annotations

import asyncio
from typing import Any

from playground.actor import Actor
from playground.control_client import PlaygroundError
from playground.kinds import Json
from tests.fixtures.stages import Stage

CHAT = {"id": 5, "type": "private", "first_name": "张"}


def press(data: str = "ck:12:s", **changes: Any) -> dict[str, Any]:
    """An update of a button that was pressed on message 9 of his private chat."""
    message = {"message_id": 9, "date": 1, "chat": CHAT} | changes.pop("message", {})
    query = {"id": "1", "from": {"id": 5}, "message": message, "data": data} | changes
    return {"update_id": 1, "callback_query": query}


async def taps(stage: Stage, person: Actor, message: Json, label: str, times: int) -> None:
    """Let somebody tap a button several times at once, and wait until each tap is answered.

    Once the bot has changed the message the button is not there any more, and a phone could not press it; so the first
    two or more count.

    Args:
        stage: The stage.
        person: Who taps.
        message: The message with the button, as it was seen.
        label: What stands on the button.
        times: How often.
    """
    shown = [button for row in message["reply_markup"]["inline_keyboard"] for button in row]
    data = next(button["callback_data"] for button in shown if button["text"] == label)
    body = {"chat": await stage.world.only_bot(), "message_id": message["message_id"], "data": data}
    presses = (stage.world.api.call("POST", f"/people/{person.id}/press", body) for _ in range(times))
    answers = await asyncio.gather(*presses, return_exceptions=True)
    queries = [one["callback_query_id"] for one in answers if not isinstance(one, BaseException)]
    assert len(queries) > 1, answers
    assert all(isinstance(one, PlaygroundError) for one in answers if isinstance(one, BaseException)), answers
    for query in queries:
        await person.hears(query)

"""A stored payload as a screen: cards that a press brings up to date look as they do when they are sent."""

from __future__ import annotations

import texts
from handlers.turn import Turn
from services.outbox import Button, Payload


async def show_payload(turn: Turn, payload: Payload) -> None:
    """Change the screen to a payload, its variables and buttons written in the reader's language."""
    stored = payload.as_json()
    text = texts.message_text(turn.language, stored, turn.house.zone)
    rows = [
        [
            Button(
                "button-written",
                one.data,
                vars={"label": texts.button_text(turn.language, one.as_json(), turn.house.zone)},
            )
            for one in row
        ]
        for row in payload.buttons
    ]
    await turn.show_html(text, buttons=rows)

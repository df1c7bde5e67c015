"""Bring a reminder back later: the reminder itself asks when, and then says when."""

from __future__ import annotations

import texts
from handlers.routing import button, data
from handlers.turn import Turn
from services import snooze
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.outbox import Button
from services.snooze import Offer, When
from texts.dates import time_text

_OWN = Need(Status.CONSENTED, scope=Scope.OWN)


@button("snz", _OWN)
async def ask(turn: Turn) -> None:
    """When it may come back; with a choice, it is set. An old button shows how things are."""
    if len(turn.args) > 1:
        try:
            when = When(turn.args[1])
        except ValueError as error:
            raise BadInput from error
        found = await snooze.snooze(turn.house, turn.actor, turn.subject_id, when)
    else:
        found = await snooze.offer(turn.house, turn.actor, turn.subject_id)
    said = texts.message_text(turn.language, found.payload, found.zone)
    await turn.show_html(f"{said}\n\n{_state(turn, found)}", buttons=_buttons(turn, found))


def _state(turn: Turn, found: Offer) -> str:
    if found.waiting is not None:
        return turn.text_of("snooze-set", time=time_text(turn.language, found.waiting, found.zone))
    return turn.text_of("snooze-ask" if found.choices else "snooze-closed")


def _buttons(turn: Turn, found: Offer) -> list[list[Button]]:
    return [
        [
            Button(
                f"snooze-button-{when.value}",
                data("snz", turn.subject_id, when.value),
                vars={"time": f"{at.astimezone(found.zone):%H:%M}"},
            )
        ]
        for when, at in found.choices.items()
    ]

"""The person's own choice: a greeting on his political birthday, or none."""

from __future__ import annotations

from handlers import forms
from handlers.routing import button, data
from handlers.rows import way_back
from handlers.turn import Turn
from services import greetings
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.outbox import Button


@button("greet", Need(Status.MEMBER, scope=Scope.OWN))
async def greet(turn: Turn) -> None:
    """Shows what he chose; the button says what it becomes."""
    await forms.leave(turn)
    if turn.args:
        if turn.args[0] not in ("0", "1"):
            raise BadInput
        await greetings.choose(turn.house, turn.actor, agree=turn.args[0] == "1")
    agreed = await greetings.wanted(turn.house, turn.actor)
    key = "greetings-button-no" if agreed else "greetings-button-yes"
    await turn.show(
        "greetings-agreed" if agreed else "greetings-declined",
        buttons=[[Button(key, data("greet", int(not agreed)))], way_back("me.kinds")],
    )

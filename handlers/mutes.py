"""Which kinds of messages come: what is no duty can be turned off here."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, data
from handlers.rows import way_back
from handlers.turn import Turn
from handlers.why import kind_text
from services import mutes
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.outbox import Button

_OWN = Need(Status.CONSENTED, scope=Scope.OWN)


@button("me.kinds", _OWN)
async def kinds(turn: Turn) -> None:
    """Every kind that can be turned off. The button says what it becomes, so a second tap changes nothing."""
    await forms.leave(turn)
    if turn.args:
        try:
            kind, becomes = turn.args
        except ValueError as error:
            raise BadInput from error
        if becomes not in ("on", "off"):
            raise BadInput
        await mutes.switch(turn.house, turn.actor, kind, on=becomes == "on")
    switches = await mutes.switches(turn.house, turn.actor)
    rows = [
        [
            Button("mutes-button-on", data("me.kinds", one.kind, "off"), vars={"kind": kind_text(turn, one.kind)})
            if one.on
            else Button("mutes-button-off", data("me.kinds", one.kind, "on"), vars={"kind": kind_text(turn, one.kind)})
        ]
        for one in switches
    ]
    if turn.actor.member is not None:
        rows.append(offered("greetings-button-open", "greet"))
    await turn.show("mutes-choose", buttons=[*rows, way_back("me")])

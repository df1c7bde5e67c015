"""Deciding on leave: the card with its one decision, and a look at a private reason."""

from __future__ import annotations

from handlers.payloads import show_payload
from handlers.routing import button, data
from handlers.rows import way_back
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.leave import deciding
from services.leave.book import type_key
from services.leave.reach import DECIDERS
from services.outbox import Button

_DECIDES = Need(Status.CONSENTED, DECIDERS, Scope.LEAVE)


@button("lv.see", _DECIDES)
async def see(turn: Turn) -> None:
    """The card as it stands now."""
    await show_payload(turn, await deciding.look(turn.house, turn.actor, turn.subject_id))


@button("lv.ok", _DECIDES)
async def approve(turn: Turn) -> None:
    """Approve."""
    decision = await deciding.decide(turn.house, turn.actor, turn.subject_id, approve=True)
    await show_payload(turn, decision.card)


@button("lv.no", _DECIDES)
async def refuse(turn: Turn) -> None:
    """Refuse."""
    decision = await deciding.decide(turn.house, turn.actor, turn.subject_id, approve=False)
    await show_payload(turn, decision.card)


@button("lv.re", _DECIDES)
async def relent(turn: Turn) -> None:
    """Approve after all what was refused."""
    await show_payload(turn, (await deciding.relent(turn.house, turn.actor, turn.subject_id)).card)


@button("lv.why", _DECIDES)
async def why(turn: Turn) -> None:
    """Look why; the card takes its place again afterwards."""
    found = await deciding.reason(turn.house, turn.actor, turn.subject_id)
    back = way_back("lv.see", found.leave_id)
    choices = [
        Button("leave-button-approve", data("lv.ok", found.leave_id)),
        Button("leave-button-refuse", data("lv.no", found.leave_id)),
    ]
    await turn.show(
        "leave-why",
        who=found.who,
        type=turn.plain(type_key(found.type)),
        buttons=[choices, back] if found.waiting else [back],
    )

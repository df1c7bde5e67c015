"""The secretary's side of registration: the card with its one decision, and the list of what waits."""

from __future__ import annotations

from handlers.menu import offered
from handlers.payloads import show_payload
from handlers.routing import button, data
from handlers.turn import Turn
from services import registration
from services.access import STEWARD_OF, STEWARDS, Need, Scope, Status
from services.outbox import Button

_REQUEST = Need(Status.CONSENTED, STEWARDS, Scope.REQUEST)


@button("reg.see", _REQUEST)
async def see(turn: Turn) -> None:
    """The card as it stands now, the roster looked at again."""
    await show_payload(turn, await registration.look(turn.house, turn.actor, turn.subject_id))


@button("reg.ok", _REQUEST)
async def approve(turn: Turn) -> None:
    """Approve: this member it is."""
    decision = await registration.approve(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    await show_payload(turn, decision.card)


@button("reg.rb", _REQUEST)
async def approve_move(turn: Turn) -> None:
    """Approve the move of a member to another account."""
    decision = await registration.approve(turn.house, turn.actor, turn.subject_id, turn.id_at(1), rebinding=True)
    await show_payload(turn, decision.card)


@button("reg.no", _REQUEST)
async def refuse(turn: Turn) -> None:
    """Refuse."""
    decision = await registration.refuse(turn.house, turn.actor, turn.subject_id)
    await show_payload(turn, decision.card)


@button("reg.undo", _REQUEST)
async def undo(turn: Turn) -> None:
    """It was the wrong person: take the approval back."""
    decision = await registration.undo(turn.house, turn.actor, turn.subject_id)
    if decision.done:
        await turn.show("registration-undone-card")
    else:
        await show_payload(turn, decision.card)


@button("reg.list", STEWARD_OF)
async def waiting(turn: Turn) -> None:
    """What waits for a decision in an organisation and below it."""
    here = turn.subject_id
    found = await registration.list_waiting(turn.house, turn.actor, here)
    rows = [
        [
            Button(
                "registration-list-one",
                data("reg.see", one.request_id),
                vars={"who": one.who, "branch": one.branch_name},
            )
        ]
        for one in found
    ]
    back = offered("button-back", "br.at", here)
    await turn.show(
        "registration-list" if found else "registration-list-empty", count=len(found), buttons=[*rows, back]
    )

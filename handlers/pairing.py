"""结对共建: ask another branch, agree, and do together what stands on the list of each."""

from __future__ import annotations

from handlers import forms
from handlers.routing import button, data, form
from handlers.rows import labelled, turning, way_back
from handlers.turn import Turn
from services import checklists, pairing
from services.access import STEWARD, STEWARD_OF
from services.errors import BadInput
from services.names import PairingState
from services.outbox import Button
from services.pairing import Pair

#: Forms name their organisation in the draft; the service asks the gate about it again.
_YES = "y"


@button("pr", STEWARD_OF)
async def at(turn: Turn) -> None:
    """The pairs of a branch."""
    await forms.leave(turn)
    await _list(turn, turn.subject_id)


async def _list(turn: Turn, here: int) -> None:
    name, found = await pairing.pairs(turn.house, turn.actor, here)
    rows = [
        [
            Button(
                "pairing-button-asked" if one.state is PairingState.ASKED else "pairing-button-agreed",
                data("pr.at", here, one.id),
                vars={"other": one.other},
            )
        ]
        for one in found
    ]
    rows.append([Button("pairing-button-new", data("pr.new", here))])
    rows.append(way_back("br.more", here))
    await turn.show("pairing" if found else "pairing-none", branch=name, buttons=rows)


@button("pr.new", STEWARD_OF)
async def new(turn: Turn) -> None:
    """Which branch would one like to ask?"""
    await forms.leave(turn)
    here = turn.subject_id
    found = await pairing.others(turn.house, turn.actor, here, turn.number_at(1))
    rows = [[labelled(name, data("pr.ask", here, one))] for one, name in found.branches]
    rows += turning("pr.new", here, page=found.page, pages=found.pages)
    rows.append(way_back("pr", here))
    await turn.show("pairing-ask" if found.branches else "pairing-ask-none", buttons=rows)


@button("pr.ask", STEWARD_OF)
async def ask(turn: Turn) -> None:
    """Asks it."""
    await _show(turn, await pairing.ask(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("pr.at", STEWARD_OF)
async def one(turn: Turn) -> None:
    """One pair."""
    await forms.leave(turn)
    await _show(turn, await pairing.look(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


async def _show(turn: Turn, seen: Pair) -> None:
    here, rows = seen.here, list[list[Button]]()
    key = "asks" if seen.asks else seen.state.value.lower()
    if seen.asks:
        rows.append(
            [
                Button("pairing-button-yes", data("pr.ok", here, seen.id, 1)),
                Button("pairing-button-no", data("pr.ok", here, seen.id, 0)),
            ]
        )
    elif seen.state is PairingState.AGREED and seen.checklist_id is not None:
        rows.append([Button("pairing-button-list", data("cl.at", here, seen.checklist_id))])
        rows.append([Button("pairing-button-add", data("pr.add", here, seen.id))])
        rows.append([Button("pairing-button-end", data("pr.end", here, seen.id))])
    elif seen.state is PairingState.ASKED:
        rows.append([Button("pairing-button-take-back", data("pr.end", here, seen.id))])
    rows.append(way_back("pr", here))
    await turn.show(f"pairing-{key}", other=seen.other, buttons=rows)


@button("pr.ok", STEWARD_OF)
async def decide(turn: Turn) -> None:
    """Agrees, or does not."""
    answer = turn.args[2] if len(turn.args) > 2 else ""  # noqa: PLR2004 - after branch and pair
    if answer not in ("0", "1"):
        raise BadInput
    here, which = turn.subject_id, turn.id_at(1)
    await _show(turn, await pairing.decide(turn.house, turn.actor, here, which, agreed=answer == "1"))


@button("pr.add", STEWARD_OF)
async def ask_add(turn: Turn) -> None:
    """Asks what goes on both lists."""
    here = turn.subject_id
    seen = await pairing.look(turn.house, turn.actor, here, turn.id_at(1))
    if seen.state is not PairingState.AGREED:
        await _show(turn, seen)
        return
    await forms.begin(turn, "pr", "add", organisation=here, pair=seen.id)
    back = [way_back("pr.at", here, seen.id)]
    await turn.show("pairing-ask-add", other=seen.other, most=checklists.TEXT_LENGTH, buttons=back)


@form("pr.add", STEWARD)
async def add_typed(turn: Turn) -> None:
    """It goes on both lists."""
    known = forms.answers(turn)
    here, which = int(known["organisation"]), int(known["pair"])
    seen = await pairing.add(turn.house, turn.actor, here, which, turn.text)
    await forms.end(turn)
    rows = [
        [Button("pairing-button-list", data("cl.at", here, seen.checklist_id or 0))],
        way_back("pr.at", here, which),
    ]
    await turn.say("pairing-added", other=seen.other, buttons=rows)


@button("pr.end", STEWARD_OF)
async def end(turn: Turn) -> None:
    """Ends it, once he has said so twice; what was not answered yet is taken back at once."""
    here, which = turn.subject_id, turn.id_at(1)
    seen = await pairing.look(turn.house, turn.actor, here, which)
    if list(turn.args[2:]) == [_YES] or seen.state is not PairingState.AGREED:
        await pairing.end(turn.house, turn.actor, here, which)
        await _list(turn, here)
        return
    rows = [
        [
            Button("pairing-button-end-yes", data("pr.end", here, which, _YES)),
            Button("button-back", data("pr.at", here, which)),
        ]
    ]
    await turn.show("pairing-ask-end", other=seen.other, buttons=rows)

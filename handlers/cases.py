"""Developments and transfers, the way in: which organisation, what is open there, the sheets."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, command, data
from handlers.rows import labelled, turning
from handlers.turn import Turn
from services.access import STEWARDS, Need, Scope, Status
from services.cases import exporting, hub
from services.cases.store import KEEPERS
from services.names import CaseKind
from services.outbox import Button
from services.paging import page_of

#: Forms name their organisation in the draft; the service asks the gate about it again.
KEEPER = Need(Status.CONSENTED, KEEPERS)
_PAGE = 10
_LISTS = (
    ("cases-button-development", "dv", CaseKind.DEVELOPMENT),
    ("cases-button-transfers", "tr", CaseKind.TRANSFER),
)
KEEPER_OF = Need(Status.CONSENTED, KEEPERS, Scope.ORGANISATION)


@command("cases", KEEPER)
@button("cs", KEEPER)
async def start(turn: Turn) -> None:
    """His organisation; a choice, when there are several."""
    await forms.leave(turn)
    found = await hub.roots(turn.house, turn.actor)
    if len(found) == 1:
        await show(turn, found[0][0])
        return
    rows = [[labelled(name, data("cs.at", one))] for one, name in found]
    await turn.show("cases-choose" if found else "cases-none", buttons=[*rows, offered("button-menu", "menu")])


@button("cs.at", KEEPER_OF)
async def at(turn: Turn) -> None:
    """One organisation."""
    await forms.leave(turn)
    await show(turn, turn.subject_id, turn.number_at(1))


async def show(turn: Turn, organisation_id: int, page: int = 1) -> None:
    """What is open in an organisation."""
    seen = await hub.hub(turn.house, turn.actor, organisation_id)
    here = seen.id
    page, pages = page_of(page, len(seen.children), _PAGE)
    rows = [
        [
            Button("cases-button-child", data("cs.at", one), vars={"name": name, "count": count})
            if count
            else labelled(name, data("cs.at", one))
        ]
        for one, name, count in seen.children[(page - 1) * _PAGE : page * _PAGE]
    ]
    rows += turning("cs.at", here, page=page, pages=pages)
    kinds = (
        ("cases-button-development", "dv", CaseKind.DEVELOPMENT),
        ("cases-button-transfers", "tr", CaseKind.TRANSFER),
    )
    for key, name, kind in kinds:
        if offered(key, name, here):
            rows.append([Button(key, data(name, here), vars={"count": seen.open[kind]})])
    rows.append(
        [
            *offered("cases-button-sheet-development", "dv.sheet", here),
            *offered("cases-button-sheet-transfers", "tr.sheet", here),
        ]
    )
    back = offered("button-back", "cs.at", seen.parent_id) if seen.parent_id is not None else []
    if not back and turn.actor.holds(STEWARDS):
        back = offered("button-back", "br.at", here)
    rows.append([*back, *offered("button-menu", "menu")])
    await turn.show("cases-hub", name=seen.name, buttons=[row for row in rows if row])


@button("dv.sheet", KEEPER_OF)
async def development_sheet(turn: Turn) -> None:
    """Sheet 11 as a file."""
    made = await exporting.development_sheet(turn.house, turn.actor, turn.subject_id)
    await turn.send_file(made.content, made.name, "cases-sheet", rows=made.rows)


@button("tr.sheet", KEEPER_OF)
async def transfer_sheet(turn: Turn) -> None:
    """Sheet 12 as a file."""
    made = await exporting.transfer_sheet(turn.house, turn.actor, turn.subject_id)
    await turn.send_file(made.content, made.name, "cases-sheet", rows=made.rows)

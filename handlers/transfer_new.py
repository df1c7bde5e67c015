"""A transfer begun: who goes where, or who comes from where."""

from __future__ import annotations

import re

from handlers import forms
from handlers.cases import KEEPER, KEEPER_OF
from handlers.routing import button, data, form
from handlers.rows import in_rows, labelled, turning, way_back
from handlers.transfers import show
from handlers.turn import Turn
from services import development, transfers
from services.errors import BadInput
from services.names import MembershipStage
from services.outbox import Button
from services.paging import page_of

_SEPARATOR = re.compile(r"[\s,，、;；/]+")
_PAGE = 8


def _back(here: int) -> list[Button]:
    return way_back("tr", here)


@button("tr.out", KEEPER_OF)
async def out(turn: Turn) -> None:
    """Who goes."""
    here = turn.subject_id
    await forms.begin(turn, "tr", "who", organisation=here)
    await turn.show("transfers-ask-who", buttons=[_back(here)])


@form("tr.who", KEEPER)
async def who_typed(turn: Turn) -> None:
    """Part of a name; whoever it fits is offered."""
    here = int(forms.answers(turn)["organisation"])
    if not turn.text:
        raise BadInput
    found = await transfers.people(turn.house, turn.actor, here, turn.text)
    buttons = [labelled(name, data("tr.to", here, one)) for one, name in found]
    rows = in_rows(buttons, 2)
    await turn.show("development-choose-person", buttons=[*rows, _back(here)])


@button("tr.to", KEEPER_OF)
async def where_to(turn: Turn) -> None:
    """Where he goes: another branch here is tapped, anything else is typed."""
    here, member, page = turn.subject_id, turn.id_at(1), turn.number_at(2)
    others = await transfers.branches(turn.house, turn.actor, here)
    page, pages = page_of(page, len(others), _PAGE)
    rows = [
        [labelled(one.name, data("tr.go", here, member, one.id))] for one in others[(page - 1) * _PAGE : page * _PAGE]
    ]
    rows += turning("tr.to", here, member, page=page, pages=pages)
    await forms.begin(turn, "tr", "other", organisation=here, member=member)
    await turn.show("transfers-ask-where", buttons=[*rows, _back(here)])


@form("tr.other", KEEPER)
async def other_typed(turn: Turn) -> None:
    """The receiving organisation, typed: it is elsewhere."""
    known = forms.answers(turn)
    here = int(known["organisation"])
    seen = await transfers.open_out(turn.house, turn.actor, here, int(known["member"]), turn.text)
    await forms.end(turn)
    await show(turn, here, seen)


@button("tr.go", KEEPER_OF)
async def within(turn: Turn) -> None:
    """The receiving branch, tapped."""
    await forms.leave(turn)
    here, member = turn.subject_id, turn.id_at(1)
    seen = await transfers.open_out(turn.house, turn.actor, here, member, other_branch_id=turn.id_at(2))
    await show(turn, here, seen)


@button("tr.in", KEEPER_OF)
async def coming(turn: Turn) -> None:
    """Who comes."""
    here = turn.subject_id
    await forms.begin(turn, "tr", "name", organisation=here)
    await turn.show("transfers-ask-name", buttons=[_back(here)])


@form("tr.name", KEEPER)
async def name_typed(turn: Turn) -> None:
    """Name, and department after a space."""
    here = int(forms.answers(turn)["organisation"])
    name, department = (*_SEPARATOR.split(turn.text, maxsplit=1), "")[:2]
    development.check_name(name, department)
    await forms.begin(turn, "tr", "from", organisation=here, name=name, department=department)
    await turn.show("transfers-ask-from", name=name, buttons=[_back(here)])


@form("tr.from", KEEPER)
async def from_typed(turn: Turn) -> None:
    """The organisation he comes from; then as which member."""
    known = forms.answers(turn)
    if not turn.text:
        raise BadInput
    here = int(known["organisation"])
    known = {name: known[name] for name in ("organisation", "name", "department")}
    await forms.begin(turn, "tr", "from", **known, other=turn.text)
    stages = (MembershipStage.FULL, MembershipStage.PROBATIONARY)
    row = [Button(f"development-stage-{one.value.lower()}", data("tr.as", here, one.value)) for one in stages]
    await turn.show("transfers-ask-stage", name=str(known["name"]), buttons=[row, _back(here)])


@button("tr.as", KEEPER_OF)
async def as_which(turn: Turn) -> None:
    """As which member he comes; the case is open with it."""
    here = turn.subject_id
    known = turn.form.data if turn.form is not None else {}
    if known.get("organisation") != here or not known.get("other"):
        # A button of a form that is over: the list shows what came of it.
        await turn.show("transfers-over", buttons=[_back(here)])
        return
    try:
        stage = MembershipStage(turn.args[1])
    except (IndexError, ValueError) as error:
        raise BadInput from error
    name, other, department = str(known["name"]), str(known["other"]), str(known["department"])
    seen = await transfers.open_in(turn.house, turn.actor, here, name, stage, other, department)
    await forms.end(turn)
    await show(turn, here, seen)

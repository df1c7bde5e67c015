"""工作交接: a secretary's post goes to another in one flow, both confirm; and somebody stands in for a time."""

from __future__ import annotations

from handlers import forms
from handlers.routing import button, data
from handlers.rows import in_rows, labelled, turning, way_back
from handlers.turn import Turn
from services import handover
from services.access import STEWARD_OF
from services.errors import BadInput
from services.handover import NAMES, TAKER, Desk
from services.names import HandoverState
from services.outbox import Button
from texts.dates import date_text, time_text

#: Lists of people: to take over, and to stand in.
_TAKE, _STAND = "ho.who", "ho.dep"


@button("ho", STEWARD_OF)
async def desk(turn: Turn) -> None:
    """How handing over stands, and what goes with it."""
    await forms.leave(turn)
    await _desk(turn, turn.subject_id)


async def _desk(turn: Turn, here: int) -> None:
    seen = await handover.desk(turn.house, turn.actor, here)
    lines = [turn.text_of("handover-title", organisation=seen.organisation)]
    if seen.holder is None:
        lines.append(turn.text_of("handover-nobody"))
    else:
        lines.append(turn.text_of("handover-holder", name=seen.holder))
    lines += ["", turn.text_of("handover-goes-with"), *_found(turn, seen.found)]
    if seen.open is not None:
        until = time_text(turn.language, seen.open.expires_at, turn.house.zone)
        lines += ["", turn.text_of("handover-waiting", name=seen.open.taker, time=until)]
    elif not seen.starts:
        lines += ["", turn.text_of("handover-holder-starts" if seen.there else "handover-office-starts")]
    await turn.show_lines(lines, buttons=_buttons(turn, seen))


def _found(turn: Turn, found: dict[str, int]) -> list[str]:
    lines = [turn.text_of(f"handover-line-{name}", count=found[name]) for name in NAMES if found.get(name)]
    return lines or [turn.text_of("handover-line-none")]


def _buttons(turn: Turn, seen: Desk) -> list[list[Button]]:
    here = seen.organisation_id
    rows: list[list[Button]] = []
    if seen.starts:
        rows.append([Button("handover-button-start", data(_TAKE, here))])
    if seen.open is not None and seen.open.mine:
        rows.append([Button("handover-button-take-back", data("ho.back", here, seen.open.id))])
    if seen.deputises:
        rows.append([Button("handover-button-deputy", data(_STAND, here))])
    for number_, name, day in seen.done[:3]:
        label = {"name": name, "day": date_text(turn.language, day)}
        rows.append([Button("handover-button-one", data("ho.rec", number_), vars=label)])
    rows.append(way_back("br.more", here))
    return rows


# --- offering it ------------------------------------------------------------------------------------------------------


@button("ho.who", STEWARD_OF)
async def choose_taker(turn: Turn) -> None:
    """To whom."""
    await _people(turn, _TAKE, "ho.ask", "handover-ask-who")


@button("ho.dep", STEWARD_OF)
async def choose_deputy(turn: Turn) -> None:
    """Who stands in."""
    await _people(turn, _STAND, "ho.days", "handover-ask-deputy")


async def _people(turn: Turn, list_: str, next_: str, key: str) -> None:
    await forms.leave(turn)
    here = turn.subject_id
    found = await handover.people(turn.house, turn.actor, here, turn.number_at(1))
    people = [labelled(name, data(next_, here, member_id)) for member_id, name in found.people]
    rows = in_rows(people, 2)
    rows += turning(list_, here, page=found.number, pages=found.pages)
    rows.append(way_back("ho", here))
    await turn.show(key, organisation=found.organisation, buttons=rows)


async def _name(turn: Turn, here: int, member_id: int) -> str:
    """How a person of the list is called.

    Raises:
        BadInput: He is not on it.
    """
    page = 1
    while True:
        found = await handover.people(turn.house, turn.actor, here, page)
        for one, name in found.people:
            if one == member_id:
                return name
        if page >= found.pages:
            raise BadInput
        page += 1


@button("ho.ask", STEWARD_OF)
async def ask(turn: Turn) -> None:
    """The question before he is asked."""
    here, member_id = turn.subject_id, turn.id_at(1)
    name = await _name(turn, here, member_id)
    rows = [
        [Button("handover-button-offer", data("ho.go", here, member_id))],
        way_back(_TAKE, here),
    ]
    await turn.show("handover-ask", name=name, days=handover.load().offer.days, buttons=rows)


@button("ho.go", STEWARD_OF)
async def offer(turn: Turn) -> None:
    """He is asked."""
    await handover.offer(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    await _desk(turn, turn.subject_id)


@button("ho.back", STEWARD_OF)
async def take_back(turn: Turn) -> None:
    """The offer is taken back."""
    await handover.take_back(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    await _desk(turn, turn.subject_id)


# --- answering it -----------------------------------------------------------------------------------------------------


@button("ho.see", TAKER)
async def see(turn: Turn) -> None:
    """What he is offered."""
    await forms.leave(turn)
    await _see(turn, turn.subject_id)


async def _see(turn: Turn, handover_id: int) -> None:
    seen = await handover.see(turn.house, turn.actor, handover_id)
    if seen.giver:
        first = turn.text_of("handover-see", organisation=seen.organisation, name=seen.giver)
    else:
        first = turn.text_of("handover-see-office", organisation=seen.organisation)
    lines = [first, *_found(turn, seen.found), ""]
    rows: list[list[Button]] = []
    if seen.state is HandoverState.OFFERED:
        until = time_text(turn.language, seen.expires_at, turn.house.zone)
        lines.append(turn.text_of("handover-see-until", time=until))
        rows.append(
            [
                Button("handover-button-yes", data("ho.yes", seen.id)),
                Button("handover-button-no", data("ho.no", seen.id)),
            ]
        )
    else:
        lines.append(turn.text_of(f"handover-state-{seen.state.value.lower()}"))
        if seen.state is HandoverState.ACCEPTED:
            rows.append([Button("handover-button-record", data("ho.rec", seen.id))])
    rows.append([Button("button-menu", data("menu"))])
    await turn.show_lines(lines, buttons=rows)


@button("ho.yes", TAKER)
async def accept(turn: Turn) -> None:
    """He takes over."""
    await handover.accept(turn.house, turn.actor, turn.subject_id)
    await turn.refresh()
    await _see(turn, turn.subject_id)


@button("ho.no", TAKER)
async def decline(turn: Turn) -> None:
    """He does not."""
    await handover.decline(turn.house, turn.actor, turn.subject_id)
    await _see(turn, turn.subject_id)


@button("ho.rec", TAKER)
async def record(turn: Turn) -> None:
    """The record, as a document to sign."""
    made = await handover.record(turn.house, turn.actor, turn.subject_id)
    await turn.send_file(made.content, made.name, "handover-file")


# --- standing in ------------------------------------------------------------------------------------------------------


@button("ho.days", STEWARD_OF)
async def choose_days(turn: Turn) -> None:
    """For how long."""
    here, member_id = turn.subject_id, turn.id_at(1)
    name = await _name(turn, here, member_id)
    rows = [
        [Button("handover-button-days", data("ho.d", here, member_id, days), vars={"count": days})]
        for days in handover.load().deputy.choices
    ]
    rows.append(way_back(_STAND, here))
    await turn.show("handover-ask-days", name=name, buttons=rows)


@button("ho.d", STEWARD_OF)
async def deputise(turn: Turn) -> None:
    """He stands in from today on."""
    here, member_id = turn.subject_id, turn.id_at(1)
    name = await _name(turn, here, member_id)
    last = await handover.name_deputy(turn.house, turn.actor, here, member_id, turn.number_at(2, 0))
    day = date_text(turn.language, last, year=True)
    rows = [way_back("ho", here)]
    await turn.show("handover-deputy-done", name=name, date=day, buttons=rows)

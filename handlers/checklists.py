"""Checklists in chat: a list with one tap an item, its editor, and the owner's own view of what is his to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from handlers import forms, reading
from handlers.menu import offered
from handlers.routing import button, data, form
from handlers.rows import in_rows, turning, way_back
from handlers.turn import Turn
from services import checklists, meetings, why
from services.access import STEWARD, STEWARD_OF, Need, Scope, Status
from services.checklists import Seen, SeenItem
from services.errors import BadInput, NotAllowed
from services.names import BranchRole
from services.outbox import Button
from services.roles import role_key
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
#: Forms name their organisation in the draft; the service asks the gate about it again.

_DONE, _OPEN = "1", "0"
_NOTHING = "none"
_PEOPLE = "p"
_PER_ROW = 2

#: Standing lists have screens of their own, some of their items too; their modules say which.
STANDING: dict[str, Callable[[Turn, Seen], Awaitable[None]]] = {}
ITEMS: dict[str, Callable[[Turn, Seen, int], Awaitable[None]]] = {}


def words_of(turn: Turn, words: Any) -> str:
    """What an item says."""
    return turn.plain(words["key"], **words.get("vars", {})) if isinstance(words, dict) else str(words)


def _title(turn: Turn, preset: str) -> str:
    return turn.plain(checklists.title_of(preset)["key"])


def _more(turn: Turn, place: int) -> str | None:
    return turn.args[place] if len(turn.args) > place else None


# --- which lists there are ------------------------------------------------------------------------------------------


@button("cl", STEWARD_OF)
async def of_organisation(turn: Turn) -> None:
    """The lists of an organisation, and what one can be made for itself."""
    await forms.leave(turn)
    here = turn.subject_id
    name, found = await checklists.lists(turn.house, turn.actor, here)
    rows = [
        [
            Button(
                "checklists-button-list",
                data("cl.at", here, one.id),
                vars={"list": _title(turn, one.preset), "done": one.done, "count": one.items},
            )
        ]
        for one in found
    ]
    standing = [*offered("task-board-button", "tb", here), *offered("talks-button", "tk", here)]
    rows.append(standing)
    rows.append([Button("checklists-button-new", data("cl.new", here)), Button("button-back", data("br.at", here))])
    await turn.show("checklists-of" if found else "checklists-of-none", organisation=name, buttons=rows)


@button("cl.new", STEWARD_OF)
async def new(turn: Turn) -> None:
    """What a list can be made for an organisation itself."""
    await forms.leave(turn)
    here = turn.subject_id
    made = {one.preset for one in await checklists.about(turn.house, turn.actor, here, f"organisation:{here}")}
    rows = _to_make(turn, here, "o", await checklists.offered(turn.house, turn.actor, here), made)
    rows.append(way_back("cl", here))
    await turn.show("checklists-new" if len(rows) > 1 else "checklists-new-none", buttons=rows)


def _to_make(turn: Turn, here: int, what: str, presets: tuple[str, ...], made: set[str]) -> list[list[Button]]:
    return [
        [Button("checklists-button-make", data("cl.mk", here, what, one), vars={"list": _title(turn, one)})]
        for one in presets
        if one not in made
    ]


@button("cl.mt", STEWARD_OF)
async def of_meeting(turn: Turn) -> None:
    """The lists that prepare a meeting; the only one opens at once."""
    await forms.leave(turn)
    here, meeting = turn.subject_id, turn.id_at(1)
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    found = await checklists.about(turn.house, turn.actor, here, f"meeting:{meeting}")
    if len(found) == 1 and _more(turn, 2) is None:
        await _show(turn, found[0])
        return
    rows = [
        [
            Button(
                "checklists-button-list",
                data("cl.at", here, one.id),
                vars={"list": _title(turn, one.preset), "done": one.done, "count": len(one.items)},
            )
        ]
        for one in found
    ]
    fitting = await checklists.offered(turn.house, turn.actor, here, seen.types)
    rows += _to_make(turn, here, f"m{meeting}", fitting, {one.preset for one in found})
    rows.append(way_back("mt.at", here, meeting))
    await turn.show("checklists-choose", buttons=rows)


@button("cl.mk", STEWARD_OF)
async def make(turn: Turn) -> None:
    """Make a list of a preset."""
    await forms.leave(turn)
    here, what, preset = turn.subject_id, _more(turn, 1), _more(turn, 2)
    if what is None or preset is None:
        raise BadInput
    if what == "o":
        subject = f"organisation:{here}"
    elif what.startswith("m") and what[1:].isdecimal():
        subject = f"meeting:{what[1:]}"
    else:
        raise BadInput
    await _show(turn, await checklists.make(turn.house, turn.actor, here, subject, preset))


# --- one list -------------------------------------------------------------------------------------------------------


@button("cl.at", STEWARD_OF)
async def at(turn: Turn) -> None:
    """One list."""
    await forms.leave(turn)
    await _show(turn, await checklists.view(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


async def _show(turn: Turn, seen: Seen) -> None:
    """A list; an item is ticked by a tap, and its button says what it becomes."""
    if (own := STANDING.get(seen.preset)) is not None:
        await own(turn, seen)
        return
    here = seen.organisation_id
    lines = [_heading(turn, seen), *[line_of(turn, one) for one in seen.items]]
    if seen.voided:
        lines.append(turn.text_of("checklists-voided"))
    elif not seen.items:
        lines.append(turn.text_of("checklists-empty"))
    rows = [] if seen.voided else [[_tick(turn, here, one)] for one in seen.items]
    if not seen.voided:
        rows.append(
            [
                Button("checklists-button-add", data("cl.add", here, seen.id)),
                *([Button("checklists-button-edit", data("cl.ed", here, seen.id))] if seen.items else []),
            ]
        )
    if checklists.cards(seen.preset):
        rows.append([Button("checklists-button-how", data("cl.how", here, seen.id))])
    if seen.day is None and seen.items and seen.done == len(seen.items):
        rows.append([Button("checklists-button-again", data("cl.re", here, seen.id))])
    rows.append([_back(seen)])
    await turn.show_lines(lines, buttons=rows)


def _heading(turn: Turn, seen: Seen) -> str:
    title = _title(turn, seen.preset)
    if seen.day is None:
        return turn.text_of("checklists-title", list=title, organisation=seen.organisation)
    day = date_text(turn.language, seen.day)
    return turn.text_of("checklists-title-day", list=title, organisation=seen.organisation, date=day)


def _tick(turn: Turn, here: int, one: SeenItem) -> Button:
    key, becomes = ("checklists-button-done", _OPEN) if one.done_at else ("checklists-button-open", _DONE)
    return Button(key, data("cl.tk", here, one.id, becomes), vars={"item": words_of(turn, one.words)})


def line_of(turn: Turn, one: SeenItem) -> str:
    """What an item says, whose it is, by when."""
    owner = one.owner or turn.plain(role_key(one.role))
    words = words_of(turn, one.words)
    if one.done_at is not None:
        return turn.text_of("checklists-line-done", item=words, owner=owner)
    if one.due is None:
        return turn.text_of("checklists-line", item=words, owner=owner)
    key = "checklists-line-late" if one.late else "checklists-line-due"
    return turn.text_of(key, item=words, owner=owner, date=date_text(turn.language, one.due))


def _back(seen: Seen) -> Button:
    word, _, subject = seen.subject.partition(":")
    if word == "meeting":
        return Button("button-back", data("mt.at", seen.organisation_id, subject))
    if word == "review":
        return Button("button-back", data("dr", seen.organisation_id, *([seen.day.year] if seen.day else [])))
    if seen.preset == checklists.BOARD:
        return Button("button-back", data("tb", seen.organisation_id))
    return Button("button-back", data("cl", seen.organisation_id))


@button("cl.tk", STEWARD_OF)
async def tick(turn: Turn) -> None:
    """Tick, or take the tick back."""
    becomes = _more(turn, 2)
    if becomes not in (_DONE, _OPEN):
        raise BadInput
    item = turn.id_at(1)
    await _show(turn, await checklists.tick(turn.house, turn.actor, item, done=becomes == _DONE))


# --- how it is done, and once more ------------------------------------------------------------------------------------


@button("cl.how", STEWARD_OF)
async def how(turn: Turn) -> None:
    """How the things of a list are done: which one, then its card, with the way to where it is done."""
    await forms.leave(turn)
    here, which, place = turn.subject_id, turn.id_at(1), turn.number_at(2, 0)
    seen = await checklists.view(turn.house, turn.actor, here, which)
    cards = checklists.cards(seen.preset)
    if not cards:
        await _show(turn, seen)
        return
    if not 0 < place <= len(cards):
        rows = [
            [
                Button(
                    "checklists-button-item",
                    data("cl.how", here, which, at),
                    vars={"item": turn.plain(_item_key(one.key))},
                )
            ]
            for at, one in enumerate(cards, 1)
        ]
        rows.append(way_back("cl.at", here, which))
        await turn.show("checklists-choose-card", list=_title(turn, seen.preset), buttons=rows)
        return
    card = cards[place - 1]
    rows = [offered("checklists-button-door", card.door, here)] if card.door is not None else []
    turns = [Button("checklists-button-next-card", data("cl.how", here, which, place + 1))] if cards[place:] else []
    rows.append([*turns, Button("button-back", data("cl.how", here, which))])
    lines = [
        turn.text_of("checklists-card", item=turn.plain(_item_key(card.key)), place=place, count=len(cards)),
        turn.text_of(f"checklists-how-{card.key.replace('_', '-')}"),
    ]
    await turn.show_lines(lines, buttons=rows)


def _item_key(key: str) -> str:
    return f"checklists-item-{key.replace('_', '-')}"


@button("cl.re", STEWARD_OF)
async def again(turn: Turn) -> None:
    """Begin a list anew, once everything on it is done."""
    await forms.leave(turn)
    await _show(turn, await checklists.again(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


# --- changing a list ------------------------------------------------------------------------------------------------


@button("cl.add", STEWARD_OF)
async def add(turn: Turn) -> None:
    """One more thing."""
    here, which = turn.subject_id, turn.id_at(1)
    seen = await checklists.view(turn.house, turn.actor, here, which)
    await forms.begin(turn, "cl", "add", organisation=here, checklist=which)
    await turn.show(
        "checklists-ask-add",
        list=_title(turn, seen.preset),
        buttons=[way_back("cl.at", here, which)],
    )


@form("cl.add", STEWARD)
async def add_typed(turn: Turn) -> None:
    """What is to be done, typed."""
    known = forms.answers(turn)
    here, which = int(known["organisation"]), int(known["checklist"])
    seen = await checklists.add(turn.house, turn.actor, here, which, turn.text)
    await forms.end(turn)
    await _show(turn, seen)


@button("cl.ed", STEWARD_OF)
async def edit(turn: Turn) -> None:
    """Which item is to be changed."""
    await forms.leave(turn)
    here, which = turn.subject_id, turn.id_at(1)
    seen = await checklists.view(turn.house, turn.actor, here, which)
    rows = [
        [Button("checklists-button-item", data("cl.it", here, which, one.id), vars={"item": words_of(turn, one.words)})]
        for one in seen.items
    ]
    rows.append(way_back("cl.at", here, which))
    await turn.show("checklists-choose-item", list=_title(turn, seen.preset), buttons=rows)


@button("cl.it", STEWARD_OF)
async def item(turn: Turn) -> None:
    """One item: whose it is, by when."""
    await forms.leave(turn)
    here, which, one = turn.subject_id, turn.id_at(1), turn.id_at(2)
    await show_item(turn, await checklists.view(turn.house, turn.actor, here, which), one)


async def show_item(turn: Turn, seen: Seen, item_id: int) -> None:
    """One item: whose it is, by when."""
    if (own := ITEMS.get(seen.preset)) is not None:
        await own(turn, seen, item_id)
        return
    one = next((each for each in seen.items if each.id == item_id), None)
    if one is None:
        await _show(turn, seen)  # taken off meanwhile
        return
    here, standing = seen.organisation_id, seen.preset in STANDING
    lines = [_heading(turn, seen), line_of(turn, one)]
    rows = [
        [
            Button("checklists-button-who", data("cl.who", here, seen.id, item_id)),
            Button("checklists-button-due", data("cl.due", here, seen.id, item_id)),
        ],
        [Button("checklists-button-remove", data("cl.rm", here, seen.id, item_id))],
    ]
    if standing:
        lines += [turn.text_of("task-board-note", note=one.note)] if one.note else []
        rows = [[Button("task-board-button-done", data("cl.do", item_id))], *rows] if one.done_at is None else []
        rows += _from(here, one)
    rows.append([_back(seen) if standing else Button("button-back", data("cl.ed", here, seen.id))])
    await turn.show_lines(lines, buttons=rows)


def _from(here: int, one: SeenItem) -> list[list[Button]]:
    """The way to what a task came from."""
    word, _, number_of = (one.source or "").partition(":")
    if word == "meeting":
        return [offered("task-board-button-meeting", "mt.at", here, number_of)]
    if word == "suggestion":
        return [row for row in [offered("task-board-button-suggestion", "sgd.at", number_of)] if row]
    return []


@button("cl.who", STEWARD_OF)
async def who(turn: Turn) -> None:
    """Whose work it is: a role, or one member."""
    await forms.leave(turn)
    here, which, one, choice = turn.subject_id, turn.id_at(1), turn.id_at(2), _more(turn, 3)
    if choice is None or choice == _PEOPLE:
        await _ask_who(turn, here, which, one, people=choice == _PEOPLE)
        return
    if choice.isdecimal():
        seen = await checklists.give_to_member(turn.house, turn.actor, here, one, int(choice))
    else:
        seen = await checklists.give_to_role(turn.house, turn.actor, here, one, _role(choice))
    await show_item(turn, seen, one)


def _role(text: str) -> BranchRole:
    try:
        return BranchRole(text)
    except ValueError as error:
        raise BadInput from error


async def _ask_who(turn: Turn, here: int, which: int, one: int, *, people: bool) -> None:
    seen = await checklists.view(turn.house, turn.actor, here, which)
    rows: list[list[Button]]
    if people:
        page = await why.people(turn.house, turn.actor, here, turn.number_at(4))
        choices = [
            Button("checklists-button-item", data("cl.who", here, which, one, member), vars={"item": name})
            for member, name in page.people
        ]
        turns = turning("cl.who", here, which, one, _PEOPLE, page=page.number, pages=page.pages)
    else:
        choices = [Button(role_key(role), data("cl.who", here, which, one, role.value)) for role in seen.roles]
        turns = [[Button("checklists-button-member", data("cl.who", here, which, one, _PEOPLE))]]
    rows = in_rows(choices, _PER_ROW)
    rows += [*turns, way_back("cl.it", here, which, one)]
    await turn.show("checklists-ask-who", buttons=rows)


@button("cl.due", STEWARD_OF)
async def due(turn: Turn) -> None:
    """By when."""
    here, which, one = turn.subject_id, turn.id_at(1), turn.id_at(2)
    if _more(turn, 3) == _NOTHING:
        await forms.leave(turn)
        await show_item(turn, await checklists.set_due(turn.house, turn.actor, here, one, None), one)
        return
    await forms.begin(turn, "cl", "due", organisation=here, item=one)
    rows = [
        [Button("checklists-button-no-date", data("cl.due", here, which, one, _NOTHING))],
        way_back("cl.it", here, which, one),
    ]
    await turn.show("checklists-ask-due", buttons=rows)


@form("cl.due", STEWARD)
async def due_typed(turn: Turn) -> None:
    """The date, typed."""
    known = forms.answers(turn)
    here, one = int(known["organisation"]), int(known["item"])
    zone = await meetings.zone_of(turn.house, here)
    day = reading.day(turn.text, turn.house.now().astimezone(zone).date())
    seen = await checklists.set_due(turn.house, turn.actor, here, one, day)
    await forms.end(turn)
    await show_item(turn, seen, one)


@button("cl.rm", STEWARD_OF)
async def remove(turn: Turn) -> None:
    """Take it off the list."""
    await forms.leave(turn)
    here, one = turn.subject_id, turn.id_at(2)
    try:
        seen = await checklists.remove(turn.house, turn.actor, here, one)
    except NotAllowed:
        # Taken off already: the list shows it.
        seen = await checklists.view(turn.house, turn.actor, here, turn.id_at(1))
    await _show(turn, seen)


# --- the owner ------------------------------------------------------------------------------------------------------


@button("cl.do", _OWN)
async def done(turn: Turn) -> None:
    """He has done it: from the reminder."""
    one = turn.subject_id
    seen = await checklists.tick(turn.house, turn.actor, one, done=True)
    words = next((words_of(turn, each.words) for each in seen.items if each.id == one), "")
    rows = [[Button("checklists-button-undo", data("cl.un", one))]]
    if seen.preset == checklists.BOARD:
        rows[0] += offered("task-board-button-note", "tb.nt", one)
    rows.append(offered("checklists-button-mine", "cl.my"))
    await turn.show("checklists-done", item=words, buttons=rows)


@button("cl.un", _OWN)
async def undo(turn: Turn) -> None:
    """It was a slip of the thumb."""
    await checklists.tick(turn.house, turn.actor, turn.subject_id, done=False)
    await _mine(turn)


@button("cl.my", _OWN)
async def mine(turn: Turn) -> None:
    """What is his to do, in every list."""
    await forms.leave(turn)
    await _mine(turn)


async def _mine(turn: Turn) -> None:
    found = await checklists.mine(turn.house, turn.actor)
    lines = [turn.text_of("checklists-mine" if found else "checklists-mine-none")]
    for one in found:
        shown = {"item": words_of(turn, one.words), "owner": _title(turn, one.preset)}
        if one.due is None:
            lines.append(turn.text_of("checklists-line", **shown))
        else:
            key = "checklists-line-late" if one.late else "checklists-line-due"
            lines.append(turn.text_of(key, **shown, date=date_text(turn.language, one.due)))
    rows = [
        [Button("checklists-button-open", data("cl.do", one.id), vars={"item": words_of(turn, one.words)})]
        for one in found
    ]
    rows.append(offered("button-menu", "menu"))
    await turn.show_lines(lines, buttons=rows)

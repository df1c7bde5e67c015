"""谈心谈话: who is to talk with whom, and on which day it was. Nothing that is said is kept."""

from __future__ import annotations

from handlers import forms, reading
from handlers.checklists import ITEMS, STANDING
from handlers.routing import button, data, form
from handlers.rows import in_rows, labelled, turning, way_back
from handlers.turn import Turn
from services import checklists, meetings, why
from services.access import STEWARD, STEWARD_OF
from services.checklists import Seen, SeenItem
from services.outbox import Button
from services.paging import page_of
from texts.dates import date_text

_PAGE, _PER_ROW = 8, 2
_TODAY = "t"


@button("tk", STEWARD_OF)
async def at(turn: Turn) -> None:
    """The talks: those that are to be held first."""
    await forms.leave(turn)
    await _list(turn, await checklists.talks(turn.house, turn.actor, turn.subject_id), turn.number_at(1))


async def _show(turn: Turn, seen: Seen) -> None:
    await _list(turn, seen)


STANDING[checklists.TALKS] = _show


def _line(turn: Turn, one: SeenItem) -> str:
    pair = {"talker": one.owner or "", "name": one.words["vars"]["name"] if isinstance(one.words, dict) else ""}
    if one.done_on is not None:
        return turn.text_of("talks-line-done", **pair, day=date_text(turn.language, one.done_on))
    if one.due is not None:
        return turn.text_of("talks-line-due", **pair, day=date_text(turn.language, one.due))
    return turn.text_of("talks-line", **pair)


def _ordered(seen: Seen) -> list[SeenItem]:
    """Those that are to be held, the soonest first; then those that were, the latest first."""
    waiting = sorted(
        (one for one in seen.items if one.done_on is None), key=lambda one: (one.due is None, str(one.due), one.id)
    )
    held = sorted((one for one in seen.items if one.done_on is not None), key=lambda one: one.id)
    return [*waiting, *sorted(held, key=lambda one: str(one.done_on), reverse=True)]


async def _list(turn: Turn, seen: Seen, page: int = 1) -> None:
    here, found = seen.organisation_id, _ordered(seen)
    page, pages = page_of(page, len(found), _PAGE)
    first = (page - 1) * _PAGE
    lines = [turn.text_of("talks" if found else "talks-none", organisation=seen.organisation)]
    shown = list(enumerate(found[first : first + _PAGE], first + 1))
    lines += [turn.text_of("talks-number", place=place) + _line(turn, one) for place, one in shown]
    buttons = [labelled(str(place), data("tk.at", here, one.id)) for place, one in shown]
    rows = in_rows(buttons, 4)
    rows += turning("tk", here, page=page, pages=pages)
    rows.append([Button("talks-button-new", data("tk.new", here)), Button("talks-button-sheet", data("tk.x", here))])
    rows.append(way_back("cl", here))
    await turn.show_lines(lines, buttons=rows)


async def _one(turn: Turn, seen: Seen, item_id: int) -> None:
    one = next((each for each in seen.items if each.id == item_id), None)
    if one is None:
        await _list(turn, seen)  # taken off meanwhile
        return
    here = seen.organisation_id
    if one.done_on is None:
        rows = [
            [
                Button("talks-button-today", data("tk.ok", here, item_id, _TODAY)),
                Button("talks-button-other-day", data("tk.ok", here, item_id)),
            ],
            [Button("talks-button-due", data("cl.due", here, seen.id, item_id))],
        ]
    else:
        rows = [
            [
                Button("talks-button-day", data("tk.ok", here, item_id)),
                Button("talks-button-undo", data("tk.un", here, item_id)),
            ],
            [],
        ]
    rows[-1].append(Button("checklists-button-remove", data("cl.rm", here, seen.id, item_id)))
    rows.append(way_back("tk", here))
    await turn.show_html(_line(turn, one), buttons=rows)


@button("tk.at", STEWARD_OF)
async def one_talk(turn: Turn) -> None:
    """One of them."""
    await forms.leave(turn)
    await _one(turn, await checklists.talks(turn.house, turn.actor, turn.subject_id), turn.id_at(1))


ITEMS[checklists.TALKS] = _one


# --- a new pair -------------------------------------------------------------------------------------------------------


@button("tk.new", STEWARD_OF)
async def new(turn: Turn) -> None:
    """Who talks, then with whom: ``tk.new:<organisation>:<page>[:<talker>]``."""
    await forms.leave(turn)
    here = turn.subject_id
    talker = turn.id_at(2) if len(turn.args) > 2 else None  # noqa: PLR2004 - after organisation and page
    page = await why.people(turn.house, turn.actor, here, turn.number_at(1))
    choices = [
        Button(
            "checklists-button-item",
            data("tk.new", here, 1, member) if talker is None else data("tk.two", here, talker, member),
            vars={"item": name},
        )
        for member, name in page.people
        if member != talker
    ]
    rows = in_rows(choices, _PER_ROW)
    if page.number > 1:
        rows.append([Button("branch-button-before", _turned(here, page.number - 1, talker))])
    if page.number < page.pages:
        shown = {"page": page.number + 1, "pages": page.pages}
        rows.append([Button("branch-button-after", _turned(here, page.number + 1, talker), vars=shown)])
    rows.append([Button("button-back", data("tk", here) if talker is None else data("tk.new", here))])
    await turn.show("talks-ask-talker" if talker is None else "talks-ask-with", buttons=rows)


def _turned(here: int, page: int, talker: int | None) -> str:
    return data("tk.new", here, page) if talker is None else data("tk.new", here, page, talker)


@button("tk.two", STEWARD_OF)
async def pair(turn: Turn) -> None:
    """The two of them."""
    put = await checklists.pair(turn.house, turn.actor, turn.subject_id, turn.id_at(1), turn.id_at(2))
    await _one(turn, put.seen, put.item_id)


# --- days -------------------------------------------------------------------------------------------------------------


@button("tk.ok", STEWARD_OF)
async def held(turn: Turn) -> None:
    """It was held: today, or on a day that is typed."""
    here, item = turn.subject_id, turn.id_at(1)
    if turn.args[2:] and turn.args[2] == _TODAY:
        await forms.leave(turn)
        await _one(turn, await checklists.tick(turn.house, turn.actor, item, done=True), item)
        return
    await forms.begin(turn, "tk", "day", organisation=here, item=item)
    await turn.show("talks-ask-day", buttons=[way_back("tk.at", here, item)])


@form("tk.day", STEWARD)
async def day_typed(turn: Turn) -> None:
    """The day it was held."""
    known = forms.answers(turn)
    item, zone = int(known["item"]), await meetings.zone_of(turn.house, int(known["organisation"]))
    day = reading.day_near(turn.text, turn.house.now().astimezone(zone).date())
    seen = await checklists.tick(turn.house, turn.actor, item, done=True, on=day)
    await forms.end(turn)
    await _one(turn, seen, item)


@button("tk.un", STEWARD_OF)
async def undo(turn: Turn) -> None:
    """It was not held after all."""
    item = turn.id_at(1)
    await _one(turn, await checklists.tick(turn.house, turn.actor, item, done=False), item)


@button("tk.x", STEWARD_OF)
async def sheet(turn: Turn) -> None:
    """The form of this year."""
    await forms.leave(turn)
    here = turn.subject_id
    made = await checklists.talk_sheet(turn.house, turn.actor, here, turn.house.today().year)
    await turn.send_file(made.content, made.name, "talks-sheet", count=made.rows, buttons=[way_back("tk", here)])

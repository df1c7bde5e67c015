"""任务板: what a branch has to do, by whom and until when, and what came of it. 等您处理 is ``handlers.tasks``."""

from __future__ import annotations

from handlers import forms
from handlers.checklists import STANDING, line_of, show_item, words_of
from handlers.routing import button, data, form
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services import checklists
from services.access import STEWARD, STEWARD_OF, Need, Scope, Status
from services.checklists import Seen, SeenItem
from services.outbox import Button
from services.paging import page_of
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
#: Tasks on a page.
_PAGE = 8
#: In buttons: before the number of a suggestion.
_SUGGESTION = "s"
#: Characters of a task on its button.
_GLIMPSE = 24


@button("tb", STEWARD_OF)
async def at(turn: Turn) -> None:
    """What is open, what is due first."""
    await forms.leave(turn)
    await _board(turn, await checklists.board(turn.house, turn.actor, turn.subject_id), turn.number_at(1))


async def _show(turn: Turn, seen: Seen) -> None:
    await _board(turn, seen)


STANDING[checklists.BOARD] = _show


def _open(seen: Seen) -> list[SeenItem]:
    """What is due first; what has no date last."""
    waiting = [one for one in seen.items if one.done_at is None]
    return sorted(waiting, key=lambda one: (one.due is None, str(one.due), one.id))


def _done(seen: Seen) -> list[SeenItem]:
    """What was done last first."""
    found = [one for one in seen.items if one.done_at is not None]
    return sorted(found, key=lambda one: (str(one.done_on), one.id), reverse=True)


async def _board(turn: Turn, seen: Seen, page: int = 1) -> None:
    here, waiting = seen.organisation_id, _open(seen)
    page, pages = page_of(page, len(waiting), _PAGE)
    shown = waiting[(page - 1) * _PAGE : page * _PAGE]
    lines = [turn.text_of("task-board", organisation=seen.organisation, count=len(waiting))]
    lines += [line_of(turn, one) for one in shown]
    if not waiting:
        lines.append(turn.text_of("task-board-none"))
    rows = [
        [Button("checklists-button-item", data("tb.at", here, one.id), vars={"item": _glimpse(turn, one)})]
        for one in shown
    ]
    rows += turning("tb", here, page=page, pages=pages)
    done = len(_done(seen))
    rows.append(
        [
            Button("task-board-button-new", data("tb.new", here)),
            *([Button("task-board-button-all-done", data("tb.ok", here), vars={"count": done})] if done else []),
        ]
    )
    rows.append(way_back("cl", here))
    await turn.show_lines(lines, buttons=rows)


def _glimpse(turn: Turn, one: SeenItem) -> str:
    words = words_of(turn, one.words)
    return words if len(words) <= _GLIMPSE else f"{words[: _GLIMPSE - 1]}…"


@button("tb.at", STEWARD_OF)
async def one(turn: Turn) -> None:
    """One task: whose it is, by when, what it came from, what came of it."""
    await forms.leave(turn)
    await show_item(turn, await checklists.board(turn.house, turn.actor, turn.subject_id), turn.id_at(1))


@button("tb.ok", STEWARD_OF)
async def done(turn: Turn) -> None:
    """What was done lately, and what came of it."""
    await forms.leave(turn)
    seen = await checklists.board(turn.house, turn.actor, turn.subject_id)
    here, found = seen.organisation_id, _done(seen)
    page, pages = page_of(turn.number_at(1), len(found), _PAGE)
    lines = [turn.text_of("task-board-all-done", organisation=seen.organisation, count=len(found))]
    for each in found[(page - 1) * _PAGE : page * _PAGE]:
        lines.append(line_of(turn, each))
        on = date_text(turn.language, each.done_on) if each.done_on is not None else ""
        lines.append(turn.text_of("task-board-done-on" if each.note else "task-board-done-day", day=on, note=each.note))
    rows = turning("tb.ok", here, page=page, pages=pages)
    await turn.show_lines(lines, buttons=[*rows, way_back("tb", here)])


@button("tb.new", STEWARD_OF)
async def new(turn: Turn) -> None:
    """Asks what is to be done; of a meeting or a suggestion, what it leaves to do."""
    here = turn.subject_id
    came = turn.args[1] if len(turn.args) > 1 else ""
    if came.startswith(_SUGGESTION) and came[1:].isdecimal():
        source, back = f"suggestion:{came[1:]}", data("sgd.at", came[1:])
    elif came:
        source, back = f"meeting:{turn.id_at(1)}", data("mt.at", here, turn.id_at(1))
    else:
        source, back = None, data("tb", here)
    await forms.begin(turn, "tb", "new", organisation=here, source=source)
    await turn.show("task-board-ask", most=checklists.TEXT_LENGTH, buttons=[[Button("button-back", back)]])


@form("tb.new", STEWARD)
async def new_typed(turn: Turn) -> None:
    """A new task; then who does it, and by when."""
    known = forms.answers(turn)
    here, source = int(known["organisation"]), known.get("source")
    put = await checklists.from_source(turn.house, turn.actor, here, turn.text, source)
    await forms.end(turn)
    await show_item(turn, put.seen, put.item_id)


# --- what came of it --------------------------------------------------------------------------------------------------


@button("tb.nt", _OWN)
async def ask_note(turn: Turn) -> None:
    """Asks what came of it."""
    await forms.begin(turn, "tb", "note", item=turn.subject_id)
    await turn.show("task-board-ask-note", most=checklists.NOTE_LENGTH, buttons=[[Button("button-back", "cl.my")]])


@form("tb.note", _OWN)
async def note_typed(turn: Turn) -> None:
    """What came of it."""
    item = int(forms.answers(turn)["item"])
    seen = await checklists.note(turn.house, turn.actor, item, turn.text)
    await forms.end(turn)
    said = next((each for each in seen.items if each.id == item), None)
    rows = [[Button("checklists-button-mine", data("cl.my"))]]
    words = words_of(turn, said.words) if said is not None else ""
    await turn.say("task-board-noted", item=words, note=(said.note if said is not None else None) or "", buttons=rows)

"""等您处理: what no message can do any more, for whoever leads; closed with what a human did."""

from __future__ import annotations

import texts
from handlers import forms
from handlers.menu import offered
from handlers.routing import button, data
from handlers.rows import way_back
from handlers.turn import Turn
from services import tasks
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import TaskEnd
from services.outbox import Button
from services.tasks import Task

_OWN = Need(Status.CONSENTED, scope=Scope.OWN)

_HOW = {"p": TaskEnd.PHONED, "h": TaskEnd.HANDLED}


def _words(turn: Turn, task: Task) -> str:
    return texts.message_text(turn.language, {"key": task.key, "vars": dict(task.vars)}, task.zone)


@button("td", _OWN)
async def waiting(turn: Turn) -> None:
    """The tasks that wait for him, one button each."""
    await forms.leave(turn)
    await _list(turn)


async def _list(turn: Turn) -> None:
    found = await tasks.mine(turn.house, turn.actor)
    rows = [
        [Button("tasks-button-one", data("td.at", one.id), vars={"number": number, "organisation": one.organisation})]
        for number, one in enumerate(found, 1)
    ]
    rows.append(offered("checklists-button-mine", "cl.my") if turn.actor.member is not None else [])
    rows.append(offered("button-menu", "menu"))
    lines = [turn.text_of("tasks-title" if found else "tasks-none")]
    lines += [
        turn.text_of("tasks-number", number=number) + " " + _words(turn, one) for number, one in enumerate(found, 1)
    ]
    await turn.show_html("\n\n".join(lines), buttons=[row for row in rows if row])


@button("td.at", _OWN)
async def at(turn: Turn) -> None:
    """One task, and how it is closed."""
    task = await tasks.view(turn.house, turn.actor, turn.subject_id)
    if task is None:
        await _list(turn)  # done meanwhile
        return
    first = [Button("tasks-button-phoned", data("td.ok", task.id, "p"))] if task.phone else []
    rows = [
        [task.door] if task.door is not None else [],
        [*first, Button("tasks-button-handled", data("td.ok", task.id, "h"))],
        way_back("td"),
    ]
    await turn.show_html(_words(turn, task), buttons=[row for row in rows if row])


@button("td.ok", _OWN)
async def close(turn: Turn) -> None:
    """It is done."""
    how = _HOW.get(turn.args[1]) if len(turn.args) > 1 else None
    if how is None:
        raise BadInput
    await tasks.close(turn.house, turn.actor, turn.subject_id, how)
    await _list(turn)
